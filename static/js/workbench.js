/** The workbench by keyboard, without loading the page anew; it works by plain forms, too. */

import { chooseKnown, guardEdits, keepInView, openAt } from "./workbench-cards.js";
import { actionFor, moved, switchOf } from "./workbench-keys.js";
import { isSelecting, listen, startSelecting, stopSelecting, take } from "./workbench-passages.js";
import { answerTo, focusOn, putInPlace, saidIn } from "./workbench-send.js";
import { showAlong } from "./workbench-show.js";

const bench = document.querySelector("[data-bench]");
const byId = (id) => document.getElementById(id);
const cards = () => [...bench.querySelectorAll("[data-claim]")];
const text = () => byId("article-text");
const say = (words) => (byId("outcome").textContent = words);
let current = bench.querySelector("[data-current]")?.id;
let isBusy = false;

const card = () => byId(current) ?? cards()[0];

const found = (box) => box ?? say("There is nothing of this kind at this claim.");

function go(step) {
  const isIn = document.activeElement.closest("[data-claim]");
  const place = moved(cards().indexOf(byId(current)), isIn ? step : 0, cards().length);
  const next = cards()[place];
  if (!next) return;
  openAt(next, "summary");
}

async function send(form, button) {
  if (isBusy) return;
  isBusy = true;
  say("Sending …");
  try {
    const page = await answerTo(form, button);
    const said = saidIn(page);
    focusOn(putInPlace(page, form));
    say(said);
  } catch (error) {
    say(error.message);
  } finally {
    isBusy = false;
  }
}

function press(where, name) {
  const button = where?.querySelector(`button[name="${name}"]`);
  if (button) button.form.requestSubmit(button);
  else say("This cannot be done here.");
}

const enter = (box) => {
  const name = box.closest("[data-enter]")?.dataset.enter;
  if (name) press(box.form, name);
  return Boolean(name);
};

const DOES = {
  next: () => go(1),
  previous: () => go(-1),
  accept: () => press(card(), "_accept"),
  edit: () => found(openAt(card(), ".card-form > .boxes input")),
  reject: () => found(openAt(card(), ".reject input")),
  merge: () => found(chooseKnown(card())),
  undo: () => press(card()?.querySelector(".undo") ?? bench.querySelector("[data-last]"), "_undo"),
  select: () => startSelecting(text(), text().querySelector("mark.shown")),
  leave: () => (stopSelecting(text()), card()?.querySelector("summary").focus()),
};

function onKey(event) {
  const isPassage = event.key === "Enter" && isSelecting(text());
  const action = isPassage ? "passage" : actionFor(event, isOn());
  if (!action || (action === "enter" && !enter(event.target))) return;
  if (isPassage) take(text(), say, true);
  DOES[action]?.();
  event.preventDefault();
}

const isOn = switchOf(byId("keys-on"), localStorage);
byId("keys").hidden = false;
document.addEventListener("keydown", onKey);
listen(text, say);
bench.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target, event.submitter);
});
guardEdits(bench);
keepInView(bench);
bench.addEventListener("focusin", ({ target }) => {
  current = target.closest("[data-claim]")?.id ?? current;
});
showAlong(bench);
