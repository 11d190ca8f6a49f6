import assert from "node:assert/strict";
import test from "node:test";

import { placeAfter } from "../../static/js/chart-keys.js";

const KEYS = [
  ["ArrowRight", -1, 0],
  ["ArrowLeft", -1, 0],
  ["ArrowDown", 1, 2],
  ["ArrowRight", 3, 3],
  ["ArrowUp", 2, 1],
  ["Home", 3, 0],
  ["End", 0, 3],
  ["Tab", 1, null],
];

for (const [key, place, expected] of KEYS) {
  test(`${key} leads from point ${place} of four to ${expected}`, () => {
    assert.equal(placeAfter(key, place, 4), expected);
  });
}
