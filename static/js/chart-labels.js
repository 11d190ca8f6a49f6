/** Writes values beside bars and marks, so that a chart can be read without pointing. */

import { compact, NOT_STATED } from "./format.js";
import { placed, stepBoxes } from "./label-places.js";

const LONGEST = 24;

/** A reported total carries its words or else its figure, a line its name and last figure. */
function lineLabels({ data, claims, label }, elements, unit) {
  const last = data.findLastIndex(({ y }) => y !== null);
  return data.flatMap(({ y }, index) => {
    if (y === null || !(claims || index === last)) return [];
    const figure = compact(y, unit);
    const texts = [claims ? claims[index] : `${label} ${figure}`, figure];
    return { texts: texts.filter((text) => text?.length <= LONGEST), point: elements[index] };
  });
}

/** A bar carries its figure; one that is missing beside another says so. */
function barLabels({ data }, elements, unit, chart) {
  const isKnown = (index) => chart.data.datasets.some((one) => one.data[index] !== null);
  return data.flatMap((value, index) => {
    if (!isKnown(index)) return [];
    const { y } = elements[index];
    if (value === null) return { texts: [NOT_STATED], point: { x: chart.chartArea.left, y } };
    return { texts: [compact(value, unit)], point: elements[index] };
  });
}

/** A country or band of which ``named`` holds words carries them. */
const namedLabels = ({ named }, elements) =>
  [...named].map(([index, text]) => ({ texts: [text], point: elements[index] }));

const COLLECT = { line: lineLabels, map: namedLabels };

const metasOf = (chart) => chart.getSortedVisibleDatasetMetas();

function labelsOf(chart, { kind, unit }) {
  const collect = COLLECT[kind] ?? barLabels;
  return metasOf(chart).flatMap((meta) =>
    collect(chart.data.datasets[meta.index], meta.data, unit, chart),
  );
}

function obstaclesOf(chart, { kind }) {
  if (kind !== "line") return [];
  return metasOf(chart).flatMap((meta) => {
    const seen = meta.data.filter(({ skip }) => !skip);
    const points = seen.map(({ x, y, options }) => ({ x, y, radius: options.radius }));
    const isLine = !chart.data.datasets[meta.index].claims;
    return isLine ? stepBoxes(points) : points.flatMap((point) => stepBoxes([point]));
  });
}

/** A halo of the paper's colour keeps the text legible on lines of the grid. */
function write(ctx, { text, left, middle }, { ink, paper }) {
  Object.assign(ctx, { strokeStyle: paper, fillStyle: ink });
  ctx.strokeText(text, left, middle);
  ctx.fillText(text, left, middle);
}

export const valueLabels = {
  id: "valueLabels",
  afterDatasetsDraw(chart, _args, options) {
    if (["stacked", "flows"].includes(options.kind)) return;
    const { ctx, chartArea, width } = chart;
    const area = { ...chartArea, top: chartArea.top - 8, right: width };
    ctx.save();
    const font = `600 12px ${options.font}`;
    Object.assign(ctx, { font, textBaseline: "middle", lineWidth: 4, lineJoin: "round" });
    const widthOf = (text) => ctx.measureText(text).width;
    const labels = placed(labelsOf(chart, options), obstaclesOf(chart, options), area, widthOf);
    for (const label of labels) write(ctx, label, options);
    ctx.restore();
  },
};
