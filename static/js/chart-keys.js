/** Lets the arrow keys go from point to point of a drawing, says each; Enter follows it. */

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** The place that a key leads to from ``place`` among ``many``; null for other keys. */
export function placeAfter(key, place, many) {
  if (key === "Home") return 0;
  if (key === "End") return many - 1;
  if (!(key in STEPS)) return null;
  return Math.min(Math.max(place + STEPS[key], 0), many - 1);
}

/** A step for each place of the axis: all lines on a day, all bars of a row. */
export function axisSteps(chart) {
  const metas = chart.getSortedVisibleDatasetMetas();
  return chart.data.datasets[0].data.map((_, index) => ({
    elements: metas.flatMap((meta) =>
      meta.data[index] && !meta.data[index].skip ? { datasetIndex: meta.index, index } : [],
    ),
  }));
}

function show(chart, elements) {
  chart.setActiveElements(elements);
  chart.tooltip.setActiveElements(elements, { x: 0, y: 0 });
  chart.update();
}

const wordsOf = ({ title, body }) => [...title, ...body.flatMap(({ lines }) => lines)].join(", ");

function sayingBehind(canvas) {
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("aria-live", "polite");
  canvas.after(said);
  return said;
}

/**
 * ``stepsOf`` gives the points of the drawing that the canvas has now, in the order in
 * which keys go: {elements, text, href}; without a text the tooltip's words are said.
 */
export function withKeys(canvas, stepsOf) {
  const said = sayingBehind(canvas);
  let place = -1;
  canvas.tabIndex = 0;
  canvas.addEventListener("keydown", (event) => {
    const chart = Chart.getChart(canvas);
    const steps = stepsOf(chart);
    if (event.key === "Enter" && steps[place]?.href) window.location.assign(steps[place].href);
    const next = placeAfter(event.key, place, steps.length);
    if (next === null) return;
    event.preventDefault();
    place = next;
    show(chart, steps[place].elements);
    said.textContent = steps[place].text ?? wordsOf(chart.tooltip);
  });
  canvas.addEventListener("blur", () => {
    place = -1;
    show(Chart.getChart(canvas), []);
    said.textContent = "";
  });
}
