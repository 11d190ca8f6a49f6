import assert from "node:assert/strict";
import test from "node:test";

import { actionFor, moved, switchOf } from "../../static/js/workbench-keys.js";
import { trimmed } from "../../static/js/workbench-passages.js";
import { keysAt } from "../../static/js/workbench-show.js";

/** A key pressed in an element that matches the selectors in ``kinds``. */
const pressed = (key, kinds = [], held = {}) => ({
  key, ...held,
  target: { matches: (selector) => selector.split(", ").some((one) => kinds.includes(one)) },
});
const TEXT_BOX = ["input", "input:not([type=checkbox]):not([type=radio])"];

test("a letter beside the boxes is a key", () => {
  const letters = [..."jkaermus"].map((key) => actionFor(pressed(key), true));

  assert.deepEqual(letters, [
    "next", "previous", "accept", "edit", "reject", "merge", "undo", "select",
  ]);
  assert.equal(actionFor(pressed("x"), true), null);
});

test("a letter in a box, with a modifier or switched off is no key", () => {
  assert.equal(actionFor(pressed("a", TEXT_BOX), true), null);
  assert.equal(actionFor(pressed("a", ["textarea"]), true), null);
  assert.equal(actionFor(pressed("a", ["select"]), true), null);
  assert.equal(actionFor(pressed("a", [], { ctrlKey: true }), true), null);
  assert.equal(actionFor(pressed("a", [], { isComposing: true }), true), null);
  assert.equal(actionFor(pressed("a"), false), null);
});

test("a radio button keeps the letters as keys", () => {
  assert.equal(actionFor(pressed("j", ["input"]), true), "next");
});

test("Escape leaves a box and Enter presses its button, whatever is switched off", () => {
  assert.equal(actionFor(pressed("Escape", TEXT_BOX), false), "leave");
  assert.equal(actionFor(pressed("Enter", TEXT_BOX), false), "enter");
  assert.equal(actionFor(pressed("Enter", ["textarea"]), false), null);
});

test("the switch is remembered", () => {
  const kept = new Map([["workbench-keys", "off"]]);
  const store = { getItem: (key) => kept.get(key) ?? null, setItem: (key, on) => kept.set(key, on) };
  const box = new EventTarget();

  const isOn = switchOf(box, store);

  assert.equal(isOn(), false);
  box.checked = true;
  box.dispatchEvent(new Event("change"));
  assert.deepEqual([isOn(), kept.get("workbench-keys")], [true, "on"]);
});

test("next and previous stay among the claims", () => {
  assert.deepEqual([moved(0, 1, 3), moved(2, 1, 3), moved(0, -1, 3), moved(-1, 1, 3)], [1, 2, 0, 0]);
});

test("a passage is quoted without blanks, its start counted in characters", () => {
  assert.deepEqual(trimmed("Aid 🇺🇦 ", "\n five trucks "), { quote: "five trucks", start: 9 });
});

test("an element belongs to the claims of its passage, or to the claim of its card", () => {
  const inside = (selector, found) => ({ closest: (asked) => (asked === selector ? found : null) });

  assert.deepEqual(keysAt(inside("mark[data-claims]", { dataset: { claims: "3 4 " } })), ["3", "4"]);
  assert.deepEqual(keysAt(inside("[data-claim]", { dataset: { claim: "5" } })), ["5"]);
  assert.deepEqual(keysAt(inside("p", {})), []);
});
