/** Which key does what on the workbench; a box that is typed in keeps its letters. */

const ACTIONS = {
  j: "next", k: "previous", a: "accept", e: "edit", r: "reject", m: "merge", u: "undo", s: "select",
};
const TYPED_IN = "textarea, select, input:not([type=checkbox]):not([type=radio])";
const STORED = "workbench-keys";

/** Return what ``event`` asks for, or null where it is nobody's business here. */
export function actionFor(event, isOn) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return null;
  const typing = event.target.matches(TYPED_IN);
  if (event.key === "Escape") return "leave";
  if (event.key === "Enter") return event.target.matches("input") ? "enter" : null;
  return isOn && !typing ? (ACTIONS[event.key] ?? null) : null;
}

/** Let single keys be switched off, and remember it in this browser. */
export function switchOf(box, store) {
  box.checked = store.getItem(STORED) !== "off";
  box.addEventListener("change", () => store.setItem(STORED, box.checked ? "on" : "off"));
  return () => box.checked;
}

/** Return the place ``step`` away from ``place`` among ``many``, never outside. */
export function moved(place, step, many) {
  if (place < 0) return 0;
  return Math.min(Math.max(place + step, 0), many - 1);
}
