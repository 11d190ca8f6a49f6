/** Draws the flows above their table, where the screen is wide enough for bands. */

import { withKeys } from "./chart-keys.js";
import { drawAbove, openTable } from "./charts.js";
import { bandsOf, bandText, flowsConfig, flowsHeight, flowsOf } from "./flows-config.js";

const wide = matchMedia("(min-width: 56rem)"); // as in maps.css

function start(table) {
  const flows = flowsOf(table);
  if (!window["chartjs-chart-sankey"] || !flows.length) return openTable(table);
  const { unit } = table.dataset;
  const bands = bandsOf(flows);
  const canvas = drawAbove(table, flowsHeight(flows), (theme) =>
    flowsConfig({ flows, bands, unit }, theme),
  );
  const stops = bands.map((band, index) => ({
    elements: [{ datasetIndex: 0, index }],
    text: bandText(band, unit),
  }));
  withKeys(canvas, () => stops);
}

const waiting = [...document.querySelectorAll("table[data-chart=flows]")];

/** Draw once there is room; until then the table is what there is. */
function show() {
  if (!wide.matches || typeof Chart === "undefined") return waiting.forEach(openTable);
  waiting.splice(0).forEach(start);
}

show();
wide.addEventListener("change", show);
