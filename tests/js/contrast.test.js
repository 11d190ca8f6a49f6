import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const css = readFileSync(new URL("../../static/css/tokens.css", import.meta.url), "utf8");
const [light, dark] = css.split("@media print")[0].split("@media (prefers-color-scheme: dark)");

const tokensOf = (text) =>
  Object.fromEntries([...text.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((m) => m.slice(1)));

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex) {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const TEXT = [
  ["ink", "paper"], ["ink", "wash"], ["ink-soft", "paper"], ["ink-soft", "wash"],
  ["accent", "paper"], ["accent", "wash"], ["accent", "accent-wash"],
  ["accent-strong", "accent-wash"], ["ink-soft", "accent-wash"], ["on-accent", "accent"],
  ["on-accent", "accent-strong"], ["marker-ink", "marker"], ["warn", "paper"],
  ["bad", "paper"], ["bad", "wash"], ["accent", "bad-wash"], ["ink", "bad-wash"],
];
const DRAWN = [1, 2, 3, 4, 5, 6, 7, 8].map((place) => [`series-${place}`, "paper"]);
const EDGES = [["rule-strong", "paper"], ["rule-strong", "wash"], ["accent", "rule"]];

for (const [scheme, tokens] of Object.entries({ light: tokensOf(light), dark: tokensOf(dark) })) {
  for (const [one, other] of TEXT) {
    test(`${scheme}: ${one} on ${other} reads as text (4.5 to 1)`, () => {
      assert.ok(contrast(tokens[one], tokens[other]) >= 4.5);
    });
  }
  for (const [one, other] of [...DRAWN, ...EDGES]) {
    test(`${scheme}: ${one} on ${other} can be made out (3 to 1)`, () => {
      assert.ok(contrast(tokens[one], tokens[other]) >= 3);
    });
  }
}
