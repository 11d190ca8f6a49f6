import assert from "node:assert/strict";
import test from "node:test";

import { placed, stepBoxes } from "../../static/js/label-places.js";

const AREA = { left: 0, right: 400, top: 0, bottom: 200 };
const widthOf = (text) => text.length * 6;
const label = (x, y, ...texts) => ({ texts, point: { x, y } });

test("a label stands right of its point, or left of it at the edge", () => {
  const [near, edge] = placed([label(50, 50, "$7bn"), label(395, 90, "$7bn")], [], AREA, widthOf);

  assert.ok(near.left > 50);
  assert.ok(edge.left + widthOf("$7bn") < 395);
});

test("a label gives way to a line that runs through its place", () => {
  const line = stepBoxes([{ x: 0, y: 50, radius: 3 }, { x: 400, y: 50, radius: 3 }]);

  const [moved] = placed([label(200, 50, "$7bn")], line, AREA, widthOf);

  assert.ok(Math.abs(moved.middle - 50) > 7);
});

test("of two close points each keeps the label that is nearer to it", () => {
  const line = stepBoxes([{ x: 0, y: 106, radius: 0 }, { x: 400, y: 106, radius: 0 }]);
  const pair = [label(200, 110, "low"), label(204, 100, "high")];

  const [low, high] = placed(pair, line, AREA, widthOf);

  assert.ok(high.middle < low.middle);
});

test("the short text is taken where the long one finds no room", () => {
  const narrow = { ...AREA, right: 90 };
  const words = "more than $7 billion";

  assert.equal(placed([label(40, 50, words, "$7bn")], [], narrow, widthOf)[0].text, "$7bn");
  assert.equal(placed([label(40, 50, words, "$7bn")], [], AREA, widthOf)[0].text, words);
});

test("a label without any room is left out", () => {
  assert.deepEqual(placed([label(10, 10, "$7bn")], [AREA], AREA, widthOf), []);
});

test("a step covers its way across on the old level and its way up on the day", () => {
  const [across, up] = stepBoxes([{ x: 0, y: 90, radius: 0 }, { x: 50, y: 20, radius: 0 }]);

  assert.deepEqual(across, { left: 0, right: 50, top: 88, bottom: 92 });
  assert.deepEqual(up, { left: 48, right: 52, top: 20, bottom: 90 });
});
