/** Lets the arrow keys go from point to point of a drawing, and says each. */

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** The place that a key leads to from ``place`` among ``many``; null for other keys. */
export function placeAfter(key, place, many) {
  if (key === "Home") return 0;
  if (key === "End") return many - 1;
  if (!(key in STEPS)) return null;
  return Math.min(Math.max(place + STEPS[key], 0), many - 1);
}

/** Every value at one place: all lines on a day, all bars of a row. */
function elementsAt(chart, index) {
  return chart.getSortedVisibleDatasetMetas().flatMap((meta) =>
    meta.data[index] && !meta.data[index].skip ? { datasetIndex: meta.index, index } : [],
  );
}

function show(chart, elements) {
  chart.setActiveElements(elements);
  chart.tooltip.setActiveElements(elements, { x: 0, y: 0 });
  chart.update();
}

const wordsOf = ({ title, body }) => [...title, ...body.flatMap(({ lines }) => lines)].join(", ");

/** ``chartOf`` gives the drawing that the canvas has now. */
export function listenTo(canvas, chartOf) {
  let place = -1;
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("aria-live", "polite");
  canvas.after(said);
  canvas.tabIndex = 0;
  canvas.addEventListener("keydown", (event) => {
    const chart = chartOf();
    const next = placeAfter(event.key, place, chart.data.datasets[0].data.length);
    if (next === null) return;
    event.preventDefault();
    place = next;
    show(chart, elementsAt(chart, place));
    said.textContent = wordsOf(chart.tooltip);
  });
  canvas.addEventListener("blur", () => {
    place = -1;
    show(chartOf(), []);
    said.textContent = "";
  });
}
