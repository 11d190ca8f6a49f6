import assert from "node:assert/strict";
import test from "node:test";

import { configOf, heightOf } from "../../static/js/chart-config.js";

const THEME = {
  ink: "#111", soft: "#555", paper: "#fff", rule: "#888", grid: "#eee", font: "sans",
  series: ["#a1", "#a2", "#a3", "#a4", "#a5", "#a6", "#a7", "#a8"],
};
const cell = (value, text = "", title = "") => ({ value, text, title });
const column = (name, reported = false) => ({ name, reported });
const row = (label, date, ...cells) => ({ label, date, cells });

const JAPAN = {
  kind: "line",
  unit: "USD",
  series: [column("Itemised here"), column("Reported", true)],
  rows: [
    row("8 Jan", "2024-01-08", cell(12e9), cell(7e9, "more than $7 billion")),
    row("20 Feb", "2023-02-20", cell(6.9e9), cell(null)),
    row("21 Mar", "2023-03-21", cell(null), cell(7.1e9, "$7.1 billion", "7.1, said Tokyo")),
    row("no day", null, cell(1), cell(1)),
  ],
};

test("a line steps on the day, in order of days, and leaves out rows without one", () => {
  const { type, data } = configOf(JAPAN, THEME);
  const [itemised] = data.datasets;
  const days = itemised.data.map(({ x }) => new Date(x).toDateString());

  assert.equal(type, "line");
  assert.equal(itemised.stepped, "before");
  assert.deepEqual(days, ["Mon Feb 20 2023", "Tue Mar 21 2023", "Mon Jan 08 2024"]);
});

test("an unknown value is a gap of the line", () => {
  const [itemised] = configOf(JAPAN, THEME).data.datasets;

  assert.deepEqual(itemised.data.map(({ y }) => y), [6.9e9, null, 12e9]);
  assert.equal(itemised.spanGaps, false);
});

test("a reported total is a hollow mark without a line", () => {
  const [, reported] = configOf(JAPAN, THEME).data.datasets;

  assert.equal(reported.showLine, false);
  assert.equal(reported.pointStyle, "circle");
  assert.equal(reported.backgroundColor, "transparent");
});

test("the tooltip of a reported total has its words and its day, or the cell's title", () => {
  const { data, options } = configOf(JAPAN, THEME);
  const label = (dataset, dataIndex, y) =>
    options.plugins.tooltip.callbacks.label({ dataset, dataIndex, parsed: { y } });
  const [itemised, reported] = data.datasets;

  assert.equal(label(reported, 2, 7e9), "more than $7 billion (claimed, 8 Jan 2024)");
  assert.equal(label(reported, 1, 7.1e9), "7.1, said Tokyo");
  assert.equal(label(itemised, 2, 12e9), "Itemised here: $12,000,000,000");
});

test("itemised series differ in colour, dash and mark; reported ones use up none", () => {
  const series = [column("EU"), column("said", true), ..."ABCDEFG".split("").map((n) => column(n))];
  const rows = [row("x", "2024-01-08", ...series.map(() => cell(1)))];
  const { datasets } = configOf({ kind: "line", unit: "USD", series, rows }, THEME).data;
  const lines = datasets.filter(({ stepped }) => stepped);
  const differing = (key) => new Set(lines.map((line) => JSON.stringify(line[key]))).size;

  assert.equal(lines.length, 8);
  assert.deepEqual(["borderColor", "borderDash", "pointStyle"].map(differing), [8, 8, 8]);
});

test("twelve lines differ in colour or dash", () => {
  const series = [..."ABCDEFGHIJKL"].map((name) => column(name));
  const rows = [row("x", "2024-01-08", ...series.map(() => cell(1)))];
  const { datasets } = configOf({ kind: "line", unit: "USD", series, rows }, THEME).data;
  const looks = datasets.map(({ borderColor, borderDash }) => `${borderColor} ${borderDash}`);

  assert.equal(new Set(looks).size, 12);
});

test("there is a legend only for more than one series", () => {
  const alone = { ...JAPAN, series: [column("Itemised here")] };

  assert.equal(configOf(JAPAN, THEME).options.plugins.legend.display, true);
  assert.equal(configOf(alone, THEME).options.plugins.legend.display, false);
});

const GOODS = {
  kind: "pair",
  unit: "",
  series: [column("Pledged"), column("Delivered")],
  rows: [
    row("Generators", null, cell(1762), cell(0)),
    row("Drones", null, cell(null), cell(30)),
    row("Vests", null, cell(null), cell(null)),
  ],
};

test("bars keep zero and unknown apart, and a row without values says so", () => {
  const { data, options } = configOf(GOODS, THEME);

  assert.equal(options.indexAxis, "y");
  assert.deepEqual(data.datasets.map((one) => one.data), [[1762, null, null], [0, 30, null]]);
  assert.deepEqual(data.labels, [["Generators"], ["Drones"], ["Vests", "not stated"]]);
});

test("a bar without a value says why, where its cell does", () => {
  const rows = [row("EU", null, cell(null, "", "not applicable"))];
  const sheet = { kind: "bar", unit: "%", series: [column("Share of GDP")], rows };

  assert.deepEqual(configOf(sheet, THEME).data.labels, [["EU", "not applicable"]]);
});

test("the second of a pair is outlined", () => {
  const [pledged, delivered] = configOf(GOODS, THEME).data.datasets;

  assert.notEqual(pledged.backgroundColor, THEME.paper);
  assert.equal(delivered.backgroundColor, THEME.paper);
  assert.ok(delivered.borderWidth > 0);
});

test("only stacked bars stand on one another", () => {
  const stackedOf = (kind) => configOf({ ...GOODS, kind }, THEME).options.scales.x.stacked;

  assert.deepEqual(["bar", "pair", "stacked"].map(stackedOf), [false, false, true]);
});

test("axes write compact figures of the unit", () => {
  const { y } = configOf(JAPAN, THEME).options.scales;

  assert.equal(y.ticks.callback(8e9), "$8bn");
});

test("bars get a height for their number, lines leave it to the style", () => {
  const twice = { ...GOODS, rows: [...GOODS.rows, ...GOODS.rows] };

  assert.equal(heightOf("line", JAPAN.series, JAPAN.rows), null);
  const height = ({ series, rows }) => heightOf("pair", series, rows);
  assert.ok(height(twice) > height(GOODS));
});
