import assert from "node:assert/strict";
import test from "node:test";

import { dotAt, shapesOf } from "../../static/js/atlas.js";

const square = (west, south) => [
  [[west, south], [west, south + 1], [west + 1, south + 1], [west, south]],
];
const country = (id, name, ...coordinates) => ({
  id, properties: { name }, geometry: { type: "MultiPolygon", coordinates },
});
const one = (id, name) => country(id, name, square(0, 0));

test("a shape without a code is known by its name or belongs to another country", () => {
  const shapes = shapesOf([one(undefined, "Kosovo"), one(undefined, "Somaliland")]);

  assert.deepEqual(shapes.map(({ key }) => key), ["Kosovo", "706"]);
});

test("Antarctica is left out", () => {
  const shapes = shapesOf([one("010", "Antarctica"), one("152", "Chile")]);

  assert.deepEqual(shapes.map(({ name }) => name), ["Chile"]);
});

test("Crimea goes from one shape to the other and nothing else does", () => {
  const [moscow, crimea, kyiv] = [square(37, 55), square(34, 45), square(30, 50)];

  const [russia, ukraine] = shapesOf([
    country("643", "Russia", moscow, crimea), country("804", "Ukraine", kyiv),
  ]);

  assert.deepEqual(russia.feature.geometry.coordinates, [moscow]);
  assert.deepEqual(ukraine.feature.geometry.coordinates, [kyiv, crimea]);
});

test("a dot is a closed round of its size on the drawing", () => {
  const twice = ([x, y]) => [2 * x, 2 * y];
  twice.invert = ([x, y]) => [x / 2, y / 2];

  const [outline] = dotAt("10 -20", twice, 4).geometry.coordinates;

  assert.deepEqual(outline.at(0), outline.at(-1));
  for (const [x, y] of outline) assert.ok(Math.abs(Math.hypot(x - 10, y + 20) - 2) < 1e-9);
});
