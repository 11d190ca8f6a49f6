/** A table of plain objects with just what table-chart.js reads of the real one. */

const cell = (tag, text, dataset = {}, title = "") => ({ tag, textContent: text, dataset, title });

export const th = (text, dataset) => cell("th", text, dataset);
export const td = (text, value, title) =>
  cell("td", text, value === undefined ? {} : { value }, title);

const row = (cells) => ({
  children: cells,
  querySelector: (selector) =>
    selector === "th"
      ? (cells.find(({ tag }) => tag === "th") ?? null)
      : (cells.find(({ tag, dataset }) => tag === "td" && "value" in dataset) ?? null),
});

/** ``heads`` is one row of cells, ``body`` a list of rows of cells. */
export function stubTable(heads, body) {
  const found = { "tbody tr": body.map(row), "thead tr:last-child > *": heads };
  return {
    querySelectorAll(selector) {
      if (!(selector in found)) throw new Error(`The stub knows no ${selector}.`);
      return found[selector];
    },
  };
}
