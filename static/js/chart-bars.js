/** The config of bars: ranked, stacked, or in pairs (promised and delivered). */

import { compact, full, NOT_STATED, wrapped } from "./format.js";

const LABEL_WIDTH = 22;

/** The row's name in short lines; a row without any value says so, or why. */
export function barLabel(row) {
  const lines = wrapped(row.label, LABEL_WIDTH);
  const isKnown = row.cells.some(({ value }) => value !== null);
  return isKnown ? lines : [...lines, row.cells[0].title || NOT_STATED];
}

/** The first series is full, the next ones are outlined and paler as well as recoloured. */
function dataset(series, rows, column, theme) {
  const colour = theme.series[column % theme.series.length];
  return {
    label: series.name,
    data: rows.map((row) => row.cells[column].value),
    backgroundColor: column % 2 ? theme.paper : colour,
    borderColor: colour,
    borderWidth: column % 2 ? 2 : 0,
    barPercentage: 0.8,
    categoryPercentage: 0.82,
    maxBarThickness: 22,
  };
}

/** The height that gives every bar room, in CSS pixels. */
export function barsHeight(kind, series, rows) {
  const perRow = kind === "pair" ? 14 + 20 * series.length : 36;
  const legend = series.length > 1 ? 40 : 0;
  const lines = rows.reduce((sum, row) => sum + Math.max(0, barLabel(row).length - 2), 0);
  return 48 + legend + rows.length * perRow + lines * 14;
}

function tooltip(rows, unit) {
  return {
    callbacks: {
      title: ([item]) => (item ? rows[item.dataIndex].label : ""),
      label: ({ dataset, parsed }) => `${dataset.label}: ${full(parsed.x, unit)}`,
    },
  };
}

/** The type, data and options of horizontal bars. */
export function barParts(kind, unit, series, rows, theme) {
  const stacked = kind === "stacked";
  const ticks = { callback: (value) => compact(value, unit), maxRotation: 0 };
  return {
    type: "bar",
    data: {
      labels: rows.map(barLabel),
      datasets: series.map((one, column) => dataset(one, rows, column, theme)),
    },
    indexAxis: "y",
    // Room for the figures that chart-labels.js writes after the bars.
    layout: { padding: { right: stacked ? 8 : 64 } },
    interaction: { mode: "index", axis: "y", intersect: false },
    tooltip: tooltip(rows, unit),
    scales: {
      x: { beginAtZero: true, stacked, ticks: { ...ticks, maxTicksLimit: 6 } },
      y: { stacked, grid: false, ticks: { autoSkip: false, crossAlign: "far" } },
    },
  };
}
