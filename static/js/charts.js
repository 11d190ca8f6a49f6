/** Draws every table[data-chart] above itself; the table stays, as the text of the chart. */

import { configOf, heightOf } from "./chart-config.js";
import { axisSteps, withKeys } from "./chart-keys.js";
import { valueLabels } from "./chart-labels.js";
import { captionOf, pngButton } from "./chart-png.js";
import { hasValues, rowsOf, seriesOf } from "./table-chart.js";

const drawn = new Map();

function themeOfPage() {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: token("ink"),
    soft: token("ink-soft"),
    paper: token("paper"),
    rule: token("rule-strong"),
    grid: token("chart-grid"),
    font: getComputedStyle(document.body).fontFamily,
    series: [1, 2, 3, 4, 5, 6, 7, 8].map((place) => token(`series-${place}`)),
    scale: [1, 2, 3, 4, 5].map((place) => token(`scale-${place}`)),
    none: token("map-none"),
  };
}

function sheetOf(table) {
  const series = seriesOf(table);
  const { chart: kind, unit = "" } = table.dataset;
  return { kind, unit, series, rows: rowsOf(table, series) };
}

function canvasFor(table, place) {
  table.id ||= `chart-table-${place}`;
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `${captionOf(table)} Arrow keys: point by point.`);
  canvas.setAttribute("aria-describedby", table.id);
  return canvas;
}

/** Put the drawing's box in front of the table, or of the <details> that holds it. */
function boxFor(table, height, canvas) {
  const box = document.createElement("div");
  box.className = `chart-canvas chart-${table.dataset.chart}`;
  if (height) box.style.height = `${height}px`;
  box.append(canvas);
  (table.closest("details") ?? table).before(box, pngButton(canvas, table));
}

function draw(canvas, configFor) {
  drawn.get(canvas)?.chart.destroy();
  const config = configFor(themeOfPage());
  drawn.set(canvas, { configFor, chart: new Chart(canvas, { ...config, plugins: [valueLabels] }) });
}

/** Draw above ``table`` what ``configFor`` makes of the page's theme; again for a new one. */
export function drawAbove(table, height, configFor, place = "") {
  const canvas = canvasFor(table, place);
  boxFor(table, height, canvas);
  draw(canvas, configFor);
  return canvas;
}

function start(table, place) {
  const sheet = sheetOf(table);
  if (!hasValues(sheet.rows)) return openTable(table);
  const height = heightOf(sheet.kind, sheet.series, sheet.rows);
  withKeys(drawAbove(table, height, (theme) => configOf(sheet, theme), place), axisSteps);
}

export const openTable = (table) => table.closest("details")?.setAttribute("open", "");

// Map and flows have modules of their own.
const OWN = ["map", "flows"];
const tablesIn = (root) => [...root.querySelectorAll("table[data-chart]")];

/** Draw the tables of ``root``; drawings that have left the page are let go. */
export function drawIn(root) {
  for (const [canvas, { chart }] of [...drawn]) {
    if (canvas.isConnected) continue;
    chart.destroy();
    drawn.delete(canvas);
  }
  const usual = tablesIn(root).filter(({ dataset }) => !OWN.includes(dataset.chart));
  usual.forEach(typeof Chart === "undefined" ? openTable : start);
}

drawIn(document);

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const [canvas, { configFor }] of [...drawn]) draw(canvas, configFor);
});

// Paper shows the tables; browsers that cannot open <details> by style need this.
addEventListener("beforeprint", () => tablesIn(document).forEach(openTable));
