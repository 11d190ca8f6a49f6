import assert from "node:assert/strict";
import { test } from "node:test";

import { addressOf, leadsToSearch, moved } from "../../static/js/search-box.js";

const typed = (key, isInBox, more = {}) => ({
  key,
  target: { closest: () => (isInBox ? {} : null) },
  ...more,
});

test("arrows go round, from none to the first or the last", () => {
  assert.equal(moved("ArrowDown", null, 3), 0);
  assert.equal(moved("ArrowUp", null, 3), 2);
  assert.equal(moved("ArrowDown", 2, 3), 0);
  assert.equal(moved("ArrowUp", 0, 3), 2);
});

test("other keys, and arrows where nothing is suggested, move nothing", () => {
  assert.equal(moved("a", 1, 3), null);
  assert.equal(moved("ArrowDown", null, 0), null);
});

test("a slash leads to the box, but not from within a box or with another key", () => {
  assert.equal(leadsToSearch(typed("/", false)), true);
  assert.equal(leadsToSearch(typed("/", true)), false);
  assert.equal(leadsToSearch(typed("/", false, { ctrlKey: true })), false);
  assert.equal(leadsToSearch(typed("x", false)), false);
});

test("suggestions are asked for under the terms that say something", () => {
  const data = [["currency", "EUR"], ["as_of", ""], ["q", "gas turbine"]];

  assert.equal(addressOf("/search.json", data), "/search.json?currency=EUR&q=gas+turbine");
});
