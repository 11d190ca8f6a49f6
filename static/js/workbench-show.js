/** A claim and its passage show one another, under the pointer and with the focus. */

export const claimsOf = (mark) => mark.dataset.claims.trim().split(/\s+/);

/** Return the keys of the claims that an element belongs to. */
export function keysAt(element) {
  const mark = element.closest?.("mark[data-claims]");
  if (mark) return claimsOf(mark);
  const card = element.closest?.("[data-claim]");
  return card ? [card.dataset.claim] : [];
}

function partsOf(bench, keys) {
  const cards = keys.map((key) => bench.querySelector(`[data-claim="${key}"]`));
  const marks = [...bench.querySelectorAll("mark[data-claims]")];
  return [...cards.filter(Boolean), ...marks.filter((mark) => claimsOf(mark).some((key) => keys.includes(key)))];
}

/** Scroll ``pane`` alone, never the page, until ``part`` is in its middle, or begins at its top. */
export function bringIntoView(pane, part) {
  const [frame, box] = [pane, part].map((one) => one.getBoundingClientRect());
  if (box.top >= frame.top && box.bottom <= frame.bottom) return;
  pane.scrollTop += box.top - frame.top - Math.max(0, (frame.height - box.height) / 2);
}

/** Mark card and passage of ``keys`` alone, and bring into view what ``from`` is not in. */
export function show(bench, keys, from) {
  for (const old of bench.querySelectorAll(".shown")) old.classList.remove("shown");
  const parts = partsOf(bench, keys);
  for (const part of parts) part.classList.add("shown");
  const isHere = (part) => part.contains(from) || part.tagName === from.closest("mark, li")?.tagName;
  const other = parts.find((part) => !isHere(part));
  const pane = other?.closest(".article-text, .desk-claim");
  if (pane) bringIntoView(pane, other);
}

export function showAlong(bench) {
  for (const kind of ["pointerover", "focusin"]) {
    bench.addEventListener(kind, ({ target }) => {
      const keys = keysAt(target);
      if (keys.length) show(bench, keys, target);
    });
  }
}
