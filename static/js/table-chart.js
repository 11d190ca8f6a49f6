/** Reads a table into series and rows; the drawing knows nothing of the page. */

export const textOf = (cell) => cell.textContent.replace(/\s+/g, " ").trim();

/** The cell's number; null where it states none. Never 0 for unknown. */
export function valueOf(cell) {
  const stated = cell.dataset.value;
  if (stated === undefined || stated.trim() === "") return null;
  const value = Number(stated);
  return Number.isFinite(value) ? value : null;
}

function bodyRows(table) {
  return [...table.querySelectorAll("tbody tr")].filter(
    (row) => row.querySelector("th") && row.querySelector("td[data-value]"),
  );
}

const isValue = (cell) => cell !== undefined && cell.dataset.value !== undefined;

/** One {name, reported, column} per column of values, in the order of the table. */
export function seriesOf(table) {
  const rows = bodyRows(table).map((row) => [...row.children]);
  const heads = [...table.querySelectorAll("thead tr:last-child > *")];
  return heads
    .map((head, column) => ({
      name: textOf(head),
      reported: head.dataset.series === "reported",
      column,
    }))
    .filter(({ column }) => rows.some((cells) => isValue(cells[column])));
}

/**
 * One {label, date, cells} per row of the body, one {value, text, title} per series.
 * The date is the "2023-02-20" of the row's head, or null.
 */
export function rowsOf(table, series = seriesOf(table)) {
  return bodyRows(table).map((row) => {
    const head = row.querySelector("th");
    return {
      label: textOf(head),
      date: head.dataset.date || null,
      cells: series.map(({ column }) => cellOf(row.children[column])),
    };
  });
}

/** Whether any cell of the rows states a value; without one there is nothing to draw. */
export function hasValues(rows) {
  return rows.some(({ cells }) => cells.some(({ value }) => value !== null));
}

function cellOf(cell) {
  if (!isValue(cell)) return { value: null, text: "", title: "" };
  return { value: valueOf(cell), text: textOf(cell), title: cell.title || "" };
}
