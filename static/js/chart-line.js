/** The config of a line chart: sums that step up by day, with reported totals beside. */

import { look } from "./chart-looks.js";
import { compact, dateText, full, timeOf } from "./format.js";

// Room for "$1.33bn" and, where the drawing is wide, for "Denmark $1.33bn".
const [FIGURE, NAMED, WIDE] = [68, 118, 500];
const FORMATS = { day: "d MMM yyyy", week: "d MMM yyyy", month: "MMM yyyy", quarter: "MMM yyyy" };

const pointsOf = (rows, column) =>
  rows.map((row) => ({ x: timeOf(row.date), y: row.cells[column].value }));

/** A step: nothing changes until the day. Null is a gap. */
function itemised(series, rows, column, place, theme) {
  const style = look(place, theme);
  const data = pointsOf(rows, column);
  return {
    label: series.name,
    data,
    ...style,
    stepped: "before",
    spanGaps: false,
    borderWidth: 2.5,
    backgroundColor: style.borderColor,
    // A mark where the sum changes, none where a row only repeats it.
    pointRadius: data.map(({ y }, index) => (y === data[index - 1]?.y ? 0 : 3)),
    pointHoverRadius: 5,
  };
}

/** What somebody said the sum was: hollow marks, no line. */
function reported(series, rows, column, theme) {
  return {
    label: series.name,
    data: pointsOf(rows, column),
    // The cells' own words: on the drawing in short, in the tooltip with the day.
    claims: rows.map((row) => row.cells[column].text),
    tooltips: rows.map((row) => claimText(row, column)),
    showLine: false,
    pointStyle: "circle",
    pointRadius: 6,
    pointHoverRadius: 8,
    pointBorderWidth: 2,
    borderColor: theme.ink,
    backgroundColor: "transparent",
  };
}

/** "more than $7 billion (claimed, 8 Jan 2024)", in the words of the cell. */
function claimText(row, column) {
  const { text, title } = row.cells[column];
  return title || `${text} (claimed, ${dateText(row.date)})`;
}

/** One dataset per series; the itemised ones share out the colours and shapes. */
function datasetsOf(series, rows, theme) {
  let place = 0;
  return series.map((one, column) =>
    one.reported
      ? reported(one, rows, column, theme)
      : itemised(one, rows, column, place++, theme),
  );
}

function tooltip(rows, unit) {
  return {
    callbacks: {
      title: ([item]) => (item ? dateText(rows[item.dataIndex].date) : ""),
      label: ({ dataset, dataIndex, parsed }) =>
        dataset.tooltips?.[dataIndex] ?? `${dataset.label}: ${full(parsed.y, unit)}`,
    },
  };
}

/** The type, data and options of a line chart; rows without a date are left out. */
export function lineParts(unit, series, rows, theme) {
  const dated = rows.filter(({ date }) => date);
  dated.sort((one, other) => timeOf(one.date) - timeOf(other.date));
  const time = { minUnit: "day", displayFormats: FORMATS };
  return {
    type: "line",
    data: { datasets: datasetsOf(series, dated, theme) },
    interaction: { mode: "index", axis: "x", intersect: false },
    // For what chart-labels.js writes after the line.
    layout: {
      padding: ({ chart }) => ({
        right: series.length > 1 && chart.width > WIDE ? NAMED : FIGURE,
        top: 4,
      }),
    },
    tooltip: tooltip(dated, unit),
    scales: {
      x: { type: "time", time, grid: false, ticks: { maxRotation: 0, autoSkipPadding: 24 } },
      y: { beginAtZero: true, ticks: { callback: (value) => compact(value, unit) } },
    },
  };
}
