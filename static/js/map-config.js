/** The Chart.js config of a map: its points in, a plain object out. */

import { tooltipOf } from "./chart-config.js";
import { compact } from "./format.js";
import { boundsOf, classOf } from "./map-scale.js";

const NAMED = 6;
const NAMED_ON_PHONES = 2;

/** Unknown is hatched, none is grey; neither is the lowest class. */
function fillOf({ name, value }, bounds, theme) {
  if (name === undefined) return theme.none;
  return value === null ? theme.hatch : theme.scale[classOf(value, bounds)];
}

/** The words that stand on the map: the largest sums, as many as there is room for. */
function namedOf({ points, steps, unit, width }) {
  const valued = steps.filter((index) => points[index].value !== null);
  const some = valued.slice(0, width < 600 ? NAMED_ON_PHONES : NAMED);
  return new Map(
    some.map((index) => [index, `${points[index].name} ${compact(points[index].value, unit)}`]),
  );
}

// A finger has no other way to ask for the figure; the table has the links.
const isMouse = ({ pointerType }) => pointerType !== "touch";
const follow = ({ href }) => href && window.location.assign(href);
const point = ({ style }, href) => (style.cursor = href ? "pointer" : "default");

const textTooltip = (points) => ({ callbacks: { label: ({ dataIndex }) => points[dataIndex].text } });

/** The type, data and options of the map. */
export function mapConfig(map, theme) {
  const { points, unit, projection } = map;
  const bounds = boundsOf(points.map(({ value }) => value ?? 0));
  const dataset = {
    data: points.map(({ feature, value = null }) => ({ feature, value })),
    backgroundColor: points.map((point) => fillOf(point, bounds, theme)),
    borderColor: theme.rule,
    borderWidth: 0.5,
    hoverBorderColor: theme.ink,
    hoverBorderWidth: 2.5,
    outline: points.map(({ feature }) => feature),
    named: namedOf(map),
  };
  return {
    type: "choropleth",
    data: { labels: points.map(({ text }) => text), datasets: [dataset] },
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: false,
      interaction: { mode: "nearest", intersect: true },
      onClick: ({ native }, [hit]) => hit && isMouse(native) && follow(points[hit.index]),
      onHover: ({ native }, [hit]) => point(native.target, hit && points[hit.index].href),
      scales: {
        projection: { axis: "x", projection: projection() },
        color: { axis: "x", type: "color", display: false },
      },
      plugins: {
        legend: { display: false },
        tooltip: tooltipOf(textTooltip(points), theme),
        valueLabels: { kind: "map", unit, ink: theme.ink, paper: theme.paper, font: theme.font },
      },
    },
  };
}
