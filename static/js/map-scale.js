/** The classes of a map: each ten times the one before, with round bounds. */

import { compact } from "./format.js";

export const CLASSES = 5;

/** The lowest figures of all classes but the first; the last class holds the largest. */
export function boundsOf(values) {
  const digits = String(Math.trunc(Math.max(...values, 1))).length;
  return Array.from({ length: CLASSES - 1 }, (_, place) => 10 ** (digits - CLASSES + 1 + place));
}

/** The class of a figure, from 0. */
export const classOf = (value, bounds) => bounds.filter((bound) => value >= bound).length;

/** What the classes are called, the lowest first. */
export function namesOf(bounds, unit) {
  const words = bounds.map((bound) => compact(bound, unit));
  const between = words.slice(1).map((word, place) => `${words[place]} to less than ${word}`);
  return [`less than ${words[0]}`, ...between, `${words.at(-1)} or more`];
}
