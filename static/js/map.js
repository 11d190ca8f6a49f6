/** Draws the map above its table, in which every place of it has a row. */

import { dotAt, shapesOf } from "./atlas.js";
import { withKeys } from "./chart-keys.js";
import { drawAbove, openTable } from "./charts.js";
import { mapConfig } from "./map-config.js";
import { placesOf, pointsOf, stepsOf } from "./map-points.js";
import { boundsOf, namesOf } from "./map-scale.js";

const DOT = 4.5; // pixels

/** Areas are true; the cut goes through the Bering Strait and divides no island state. */
const projection = () => ChartGeo.geoEqualEarth().rotate([-11, 0]);

/** Strokes on paper; a class of its own for what has no value. */
function hatchOf({ soft, paper }) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6;
  const ctx = tile.getContext("2d");
  Object.assign(ctx, { fillStyle: paper, strokeStyle: soft, lineWidth: 1 });
  ctx.fillRect(0, 0, 6, 6);
  for (const start of [-3, 3]) {
    ctx.moveTo(start, 6);
    ctx.lineTo(start + 6, 0);
  }
  ctx.stroke();
  return ctx.createPattern(tile, "repeat");
}

function keyEntry([words, style]) {
  const entry = document.createElement("li");
  const swatch = document.createElement("span");
  swatch.className = style;
  entry.append(swatch, words);
  return entry;
}

function keyUnder(box, places, unit) {
  const names = namesOf(boundsOf(places.map(({ value }) => value ?? 0)), unit);
  const classes = names.map((words, place) => [words, `scale-${place + 1}`]);
  const list = document.createElement("ul");
  list.className = "map-key";
  const rest = [["no value stated, or none counted", "scale-unknown"], ["no pledges in our records", ""]];
  list.append(...[...classes, ...rest].map(keyEntry));
  box.after(list);
}

async function atlasAt(address) {
  const response = await fetch(address).catch(() => null);
  if (!response?.ok) return null;
  const atlas = await response.json();
  return shapesOf(ChartGeo.topojson.feature(atlas, atlas.objects.countries).features);
}

async function start(table) {
  const shapes = typeof ChartGeo === "undefined" ? null : await atlasAt(table.dataset.atlas);
  const places = placesOf(table);
  if (!shapes || !places.length) return openTable(table);
  const width = table.closest("figure").clientWidth;
  const sized = projection().fitWidth(width, { type: "Sphere" });
  const points = pointsOf(shapes, places, (point) => dotAt(point, sized, DOT));
  const steps = stepsOf(points, places);
  const map = { points, steps, projection, width, unit: table.dataset.unit };
  const canvas = drawAbove(table, null, (theme) =>
    mapConfig(map, { ...theme, hatch: hatchOf(theme) }),
  );
  const stops = steps.map((index) => ({ elements: [{ datasetIndex: 0, index }], ...points[index] }));
  withKeys(canvas, () => stops);
  keyUnder(canvas.parentElement, places, map.unit);
}

document.querySelectorAll("table[data-chart=map]").forEach(start);
