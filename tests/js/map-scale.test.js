import assert from "node:assert/strict";
import test from "node:test";

import { boundsOf, classOf, namesOf } from "../../static/js/map-scale.js";

test("classes go up by tens and the last one holds the largest figure", () => {
  assert.deepEqual(boundsOf([3, 21_813_373_832.72]), [1e7, 1e8, 1e9, 1e10]);
  assert.deepEqual(boundsOf([10_000]), [10, 100, 1000, 10_000]);
});

test("a figure on a bound is in the class above it", () => {
  const bounds = [10, 100, 1000, 10_000];

  assert.deepEqual([0, 9.99, 10, 9_999, 10_000].map((one) => classOf(one, bounds)), [0, 0, 1, 3, 4]);
});

test("classes are named with round figures and their unit", () => {
  assert.deepEqual(namesOf([1e7, 1e8, 1e9, 1e10], "USD"), [
    "less than $10m", "$10m to less than $100m", "$100m to less than $1bn",
    "$1bn to less than $10bn", "$10bn or more",
  ]);
});

test("without any figure there are classes all the same", () => {
  assert.equal(boundsOf([]).length, 4);
});
