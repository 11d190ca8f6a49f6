/** Opens the card of a claim at one of its boxes. */

/** Focus the first of ``selectors`` that the card has; returns it, if any. */
export function openAt(card, ...selectors) {
  const details = card?.querySelector("details");
  if (details) details.open = true;
  const box = selectors.map((selector) => card?.querySelector(selector)).find(Boolean);
  box?.focus();
  return box;
}

const RECORD = ".known input[type=radio]:not([value=new])";

/** Choose the nearest of what is known; Enter merges, the arrows choose another. */
export function chooseKnown(card) {
  const box = openAt(card, `${RECORD}:checked`, RECORD);
  if (box) box.checked = true;
  return box;
}

/** Ask before a page is left on which something was typed and not sent. */
export function guardEdits(bench) {
  bench.addEventListener("input", ({ target }) => {
    const edited = target.closest("[data-claim], #new-claim");
    if (edited) edited.dataset.edited = "";
  });
  addEventListener("beforeunload", (event) => {
    if (bench.querySelector("[data-edited]")) event.preventDefault();
  });
}

/** Where opening one card has closed a longer one above it, keep what was opened in view. */
export function keepInView(bench) {
  bench.addEventListener("toggle", ({ target }) => {
    const summary = target.querySelector("summary");
    if (target.open && summary === document.activeElement) summary.scrollIntoView({ block: "nearest" });
  }, true);
}
