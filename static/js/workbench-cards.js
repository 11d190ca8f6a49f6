/** Opens the card of a claim at one of its boxes. */

/** Focus the first of ``selectors`` that the card has; returns it, if any. */
export function openAt(card, ...selectors) {
  const details = card?.querySelector("details");
  if (details) details.open = true;
  const box = selectors.map((selector) => card?.querySelector(selector)).find(Boolean);
  box?.focus();
  return box;
}

/** Choose the nearest of what is known; Enter merges, the arrows choose another. */
export function chooseKnown(card) {
  const box = openAt(card, ".known input:checked", ".known input");
  if (box?.type === "radio") box.checked = true;
  return box;
}
