/** Makes the Chart.js config of a table: kind, unit, series and rows in, plain object out. */

import { barParts, barsHeight } from "./chart-bars.js";
import { lineParts } from "./chart-line.js";

function partsOf(kind, unit, series, rows, theme) {
  if (kind === "line") return lineParts(unit, series, rows, theme);
  return barParts(kind, unit, series, rows, theme);
}

function axis(own, theme) {
  return {
    ...own,
    border: { color: theme.rule },
    grid: own.grid === false ? { display: false } : { color: theme.grid },
    ticks: { color: theme.soft, font: { size: 12 }, ...own.ticks },
  };
}

const legendOf = (count, theme) => ({
  display: count > 1,
  position: "top",
  align: "start",
  // Lines with their dashes and marks, so that the legend works without colour.
  labels: { color: theme.ink, usePointStyle: true, boxWidth: 7, boxHeight: 7, padding: 14 },
});

export const tooltipOf = (own, theme) => ({
  ...own,
  backgroundColor: theme.ink,
  titleColor: theme.paper,
  bodyColor: theme.paper,
  displayColors: false,
  padding: 10,
  cornerRadius: 3,
});

/** The height that the drawing needs, in CSS pixels; null where the style decides. */
export function heightOf(kind, series, rows) {
  if (kind !== "line") return barsHeight(kind, series, rows);
  // The legend of many series takes several lines of a narrow screen.
  return series.length > 3 ? 320 + 16 * series.length : null;
}

/** ``theme``: ink, soft, paper, rule, grid, font and series (8 colours), as CSS has them. */
export function configOf({ kind, unit, series, rows }, theme) {
  const { type, data, tooltip, scales, ...own } = partsOf(kind, unit, series, rows, theme);
  return {
    type,
    data,
    options: {
      ...own,
      responsive: true,
      maintainAspectRatio: false,
      animation: false,
      font: { family: theme.font },
      scales: { x: axis(scales.x, theme), y: axis(scales.y, theme) },
      plugins: {
        legend: legendOf(series.length, theme),
        // Nothing to read: air between the legend and the topmost figure of the axis.
        title: { display: series.length > 1, text: "", weight: 500, padding: 0 },
        tooltip: tooltipOf(tooltip, theme),
        valueLabels: { kind, unit, ink: theme.ink, paper: theme.paper, font: theme.font },
      },
    },
  };
}
