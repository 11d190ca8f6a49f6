/** Sends a form as the browser would, and puts the page that comes back in place. */

const parse = (html) => new DOMParser().parseFromString(html, "text/html");

/** Return what the form says, with the key that this browser has now: logging in anew changes it. */
function bodyOf(form, button) {
  const body = new FormData(form, button);
  const key = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (key) body.set("csrfmiddlewaretoken", key);
  return body;
}

/** Return the page that answers, or throw an Error with words for the user. */
export async function answerTo(form, button) {
  const options = { method: "POST", body: bodyOf(form, button) };
  let response;
  try {
    response = await fetch(form.action, options);
  } catch {
    throw new Error("The server was not reached. Press again; nothing is decided twice.");
  }
  const page = parse(await response.text());
  if (page.querySelector("[data-bench]")) return page;
  if (page.getElementById("login-form")) {
    throw new Error("Not stored: you are logged out. Log in in another tab, then press again.");
  }
  throw new Error(`Not stored: the server answered with status ${response.status}.`);
}

/** Return what a page says of what was done. */
export function saidIn(page) {
  const said = page.querySelectorAll("#outcome, [data-focus], [data-current] .errorlist li");
  const label = (one) => one.closest(".box")?.querySelector("label")?.textContent ?? "";
  return [...said].map((one) => `${label(one)} ${one.textContent.trim()}`.trim()).join(" ").trim();
}

function replace(id, page) {
  const [old, fresh] = [document, page].map((where) => where.getElementById(id));
  if (old && fresh) old.replaceWith(document.adoptNode(fresh));
}

/** Take over the page's text, progress and claims; claims with edits of this user stay. */
export function putInPlace(page, sent) {
  const current = page.querySelector("[data-current]")?.id;
  const { scrollTop } = document.getElementById("article-text");
  replace("article-text", page);
  document.getElementById("article-text").scrollTop = scrollTop;
  replace("progress", page);
  if (sent.closest("#new-claim")) replace("new-claim", page);
  const kept = (card) => {
    const old = document.getElementById(card.id);
    const isEdited = old && "edited" in old.dataset && !old.contains(sent);
    return isEdited ? old : document.adoptNode(card);
  };
  const cards = [...page.querySelectorAll("#claims > li")].map(kept);
  document.getElementById("claims").replaceChildren(...cards);
  return current && document.getElementById(current);
}

/** Focus what the user has to look at next. */
export function focusOn(current) {
  const wanted = ["[data-focus]", '[aria-invalid="true"]', ".errorlist", "summary"];
  const found = wanted.map((one) => current?.querySelector(one)).find(Boolean);
  const target = found ?? document.getElementById("onwards") ?? document.getElementById("claims");
  if (target.matches(".errorlist")) target.tabIndex = -1;
  target.focus();
}
