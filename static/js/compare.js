/** Compares what is chosen without loading the page anew; the form works by itself, too. */

import { drawIn } from "./charts.js";

const form = document.querySelector("[data-compare]");
const PARTS = ["#comparison", ".terms"];
let asked = 0;

const say = (words) => (document.getElementById("compared").textContent = words);

function addressOf(form) {
  const address = new URL(form.action);
  address.search = new URLSearchParams(new FormData(form));
  return address;
}

/** Put the parts of ``page`` that depend on the choice in place of the old ones. */
function putInPlace(page) {
  for (const part of PARTS) {
    const fresh = document.adoptNode(page.querySelector(part));
    document.querySelector(part).replaceWith(fresh);
  }
  drawIn(document.querySelector(PARTS[0]));
  const said = document.querySelector("#finding, #comparison .notice h2, #comparison .empty h2");
  say(said?.textContent ?? "");
}

/** The answer to the last choice counts, whichever comes first. */
async function compare() {
  const turn = ++asked;
  const address = addressOf(form);
  say("Comparing …");
  try {
    const response = await fetch(address);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (turn !== asked) return;
    putInPlace(page);
    history.replaceState(null, "", address);
  } catch {
    if (turn === asked) say("Not shown yet. Press Compare to try again.");
  }
}

form.addEventListener("change", compare);
