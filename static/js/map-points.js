/** The points of a map: rows of the table and shapes of the atlas in, plain objects out. */

import { full } from "./format.js";
import { textOf, valueOf } from "./table-chart.js";

/** What a row says: the name with the exact sum, or why there is none. */
function wordsOf(name, value, sum, pledges, unit) {
  const count = textOf(pledges);
  if (count === "0") return `${name}: no pledge that is counted`;
  const worth = value === null ? textOf(sum) : full(value, unit);
  return `${name}: ${worth}, ${count} ${count === "1" ? "pledge" : "pledges"}`;
}

/** One {name, href, value, text, shape, point} per row of the table that has a place. */
export function placesOf(table) {
  return [...table.querySelectorAll("tr[data-shape]")].map((row) => {
    const [head, sum, pledges] = row.children;
    const [name, value] = [textOf(head), valueOf(sum)];
    return {
      name,
      href: head.querySelector("a")?.href,
      value,
      text: wordsOf(name, value, sum, pledges, table.dataset.unit),
      ...row.dataset,
    };
  });
}

/** What is drawn: every shape with its row, if any, then ``dotAt`` each small country. */
export function pointsOf(shapes, places, dotAt) {
  const rows = new Map(places.map((place) => [place.shape, place]));
  const empty = ({ name }) => ({ text: `${name}: no pledges in our records` });
  const drawn = shapes.map((shape) => ({
    feature: shape.feature, ...(rows.get(shape.key) ?? empty(shape)),
  }));
  const small = places.filter(({ point }) => point);
  return [...drawn, ...small.map((place) => ({ feature: dotAt(place.point), ...place }))];
}

/** Where in ``points`` each place is, the dot before the shape; in the order of the table. */
export function stepsOf(points, places) {
  const found = places.map(({ text }) => points.findLastIndex((point) => point.text === text));
  return found.filter((index) => index >= 0);
}
