import assert from "node:assert/strict";
import test from "node:test";

import { bandsOf, bandText, flowsConfig, flowsHeight } from "../../static/js/flows-config.js";

const THEME = { ink: "#111", paper: "#fff", font: "sans", series: ["#a1", "#a2", "#grey"] };
const flow = (value, ...names) => ({
  value,
  stations: names.map((name, place) => ({ key: `${["donor", "channel", "recipient"][place]} ${name}`, name })),
});
const FLOWS = [
  flow(5, "Japan", "NATO", "Ukraine"), flow(7, "NATO", "direct", "Ukraine"),
  flow(0.1, "Japan", "NATO", "Chad"), flow(0.2, "*", "NATO", "Chad"),
];
const bands = bandsOf(FLOWS);

test("bands join neighbours, the largest first", () => {
  assert.deepEqual(bands.slice(0, 4).map(({ from, to, flow }) => [from.name, to.name, flow]), [
    ["NATO", "direct", 7], ["direct", "Ukraine", 7], ["Japan", "NATO", 5.1], ["NATO", "Ukraine", 5],
  ]);
});

test("one name at two places is two stations", () => {
  const { data, labels } = flowsConfig({ flows: FLOWS, bands, unit: "USD" }, THEME).data.datasets[0];

  assert.equal(data[0].from, "donor NATO");
  assert.equal(labels["donor NATO"], "NATO $7");
  assert.equal(labels["channel NATO"], "NATO $5.3");
});

test("named donors have colours, others and channels are grey", () => {
  const [{ colorFrom }] = flowsConfig({ flows: FLOWS, bands, unit: "USD" }, THEME).data.datasets;
  const colours = bands.map(({ from }, dataIndex) => [from.key, colorFrom({ dataIndex })]);

  assert.deepEqual(Object.fromEntries(colours), {
    "donor NATO": "#a1", "donor Japan": "#a2", "donor *": "#grey",
    "channel direct": "#grey", "channel NATO": "#grey",
  });
});

test("a band says its exact sum without the dust of floats", () => {
  const band = bands.find(({ to }) => to.name === "Chad");

  assert.equal(bandText(band, "USD"), "NATO → Chad: $0.30");
});

test("the drawing is as high as its longest column needs", () => {
  const many = Array.from({ length: 11 }, (_, place) => flow(1, `Donor ${place}`, "direct", "Chad"));

  assert.ok(flowsHeight(many) > flowsHeight(FLOWS));
});
