/** Shows the buttons that copy a text of the page, where the browser lets a page copy. */

const say = (words) => (document.getElementById("copied").textContent = words);

async function copy({ currentTarget: button }) {
  const text = document.getElementById(button.dataset.copy).textContent;
  try {
    await navigator.clipboard.writeText(text);
    say("Copied.");
  } catch {
    say("The browser did not let us copy; select the text instead.");
  }
}

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", copy);
  }
}
