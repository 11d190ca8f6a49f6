import assert from "node:assert/strict";
import test from "node:test";

import { hasValues, rowsOf, seriesOf } from "../../static/js/table-chart.js";
import { stubTable, td, th } from "./stub-table.js";

const HEADS = [th("Date"), th(" Itemised\n here "), th("Reported", { series: "reported" })];

test("seriesOf names the columns of values and marks the reported ones", () => {
  const table = stubTable(HEADS, [[th("20 Feb"), td("1", "1"), td("", "")]]);

  assert.deepEqual(seriesOf(table), [
    { name: "Itemised here", reported: false, column: 1 },
    { name: "Reported", reported: true, column: 2 },
  ]);
});

test("seriesOf leaves out a column that states no values", () => {
  const heads = [th("Donor"), th("Pledges"), th("USD")];
  const table = stubTable(heads, [[th("Japan"), td("34"), td("12", "12")]]);

  assert.deepEqual(seriesOf(table).map(({ name }) => name), ["USD"]);
});

test("rowsOf keeps label, date, value, words and title", () => {
  const reported = td("more  than\n$7 billion", "7000000000", "more than $7 billion, in 2024");
  const body = [[th("8 January 2024", { date: "2024-01-08" }), td("1", "1.50"), reported]];

  assert.deepEqual(rowsOf(stubTable(HEADS, body)), [
    {
      label: "8 January 2024",
      date: "2024-01-08",
      cells: [
        { value: 1.5, text: "1", title: "" },
        { value: 7e9, text: "more than $7 billion", title: "more than $7 billion, in 2024" },
      ],
    },
  ]);
});

test("rowsOf keeps unknown apart from zero", () => {
  const body = ["", " ", "0", "not a number"].map((value) => [th("x"), td("x", value)]);
  const rows = rowsOf(stubTable([th("x"), th("USD")], body));

  assert.deepEqual(rows.map(({ cells }) => cells[0].value), [null, null, 0, null]);
});

test("rowsOf passes over rows without a head or without values", () => {
  const body = [[td("No pledges match.")], [th("Notes"), td("none")], [th("Japan"), td("1", "1")]];

  const rows = rowsOf(stubTable([th("Donor"), th("USD")], body));

  assert.deepEqual(rows.map(({ label }) => label), ["Japan"]);
});

test("hasValues takes zero for a value and unknown for none", () => {
  const rowsWith = (value) =>
    rowsOf(stubTable([th("Donor"), th("USD")], [[th("Japan"), td("x", value)]]));

  assert.equal(hasValues(rowsWith("0")), true);
  assert.equal(hasValues(rowsWith("")), false);
  assert.equal(hasValues([]), false);
});
