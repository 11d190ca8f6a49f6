import assert from "node:assert/strict";
import test from "node:test";

import { linesOf, nameOf, wordsOf } from "../../static/js/chart-png.js";

test("the title leads and is not said again below", () => {
  const words = wordsOf("Donors, ranked Promised, USD.", "Donors, ranked", "Data to 7 May", "https://x/");

  assert.deepEqual(words, {
    title: "Donors, ranked",
    basis: "Promised, USD.",
    source: "Aid Tracker · Data to 7 May · https://x/",
  });
});

test("a caption without a title is the title", () => {
  assert.deepEqual(wordsOf("Chart", undefined, "s", "a").basis, "");
});

test("the name of the file has the title and the day", () => {
  assert.equal(nameOf("What donors promised, added up", "2024-01-07"), "what-donors-promised-added-up-2024-01-07.png");
  assert.equal(nameOf("  Ärger & Co. ", undefined), "rger-co.png");
});

test("lines fit the width and lose no letter", () => {
  const text = "A long title of many words at https://tracker.example/donors/JP?measure=promised";

  const lines = linesOf(text, 140, 10).map((line) => line.text);

  assert.ok(lines.every((line) => line.length <= 25), lines);
  assert.equal(lines.join("").replaceAll(" ", ""), text.replaceAll(" ", ""));
});
