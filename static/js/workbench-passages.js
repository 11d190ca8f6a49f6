/** From words that were selected in the article to the quote of a new claim. */

/** Return ``quote`` without blanks around it, and where it begins, counted as Python does. */
export function trimmed(before, quote) {
  const blanks = quote.length - quote.trimStart().length;
  const start = [...before, ...quote.slice(0, blanks)].length;
  return { quote: quote.trim(), start };
}

function selectedIn(text) {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.commonAncestorContainer)) return null;
  const before = document.createRange();
  before.selectNodeContents(text);
  before.setEnd(range.startContainer, range.startOffset);
  const found = trimmed(before.toString(), range.toString());
  return found.quote ? found : null;
}

/** Open the form of a new claim with the words that are selected in the article, if any. */
export function take(text, say, isByKey) {
  const found = selectedIn(text);
  const made = document.getElementById("new-claim");
  if (!found || !made) return;
  stopSelecting(text);
  const { quote, near, kind } = made.querySelector("form").elements;
  [quote.value, near.value] = [found.quote, found.start];
  made.open = true;
  made.scrollIntoView({ block: "nearest" });
  if (isByKey) kind.focus();
  say("The passage is the quote of a new claim.");
}

/** Take what the mouse selects, and let nothing be typed where a caret is shown. */
export function listen(text, say) {
  document.addEventListener("pointerup", ({ target }) => {
    if (text().contains(target)) take(text(), say, false);
  });
  document.addEventListener("beforeinput", (event) => {
    if (text().contains(event.target)) event.preventDefault();
  });
}

/** Show a caret in the article, so that words can be selected with Shift and the arrows. */
export function startSelecting(text, at) {
  text.contentEditable = "true";
  text.setAttribute("role", "textbox");
  text.setAttribute("aria-multiline", "true");
  text.setAttribute("aria-readonly", "true");
  text.focus();
  document.getSelection().setPosition(at ?? text, 0);
}

export function stopSelecting(text) {
  text.removeAttribute("contenteditable");
  text.removeAttribute("aria-multiline");
  text.removeAttribute("aria-readonly");
  text.setAttribute("role", "group");
}

export const isSelecting = (text) => text.hasAttribute("contenteditable");
