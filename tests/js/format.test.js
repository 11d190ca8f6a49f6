import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";

import { compact, dateText, full, timeOf, wrapped } from "../../static/js/format.js";

const COMPACT = [
  [7_100_000_000, "USD", "$7.1bn"],
  [11_965_880_000, "USD", "$11.97bn"],
  [165_200_000, "EUR", "€165.2m"],
  [37_000_000, "USD", "$37m"],
  [22_440_000_000, "JPY", "¥22.44bn"],
  [41_000_000, "UAH", "UAH 41m"],
  [1_300_000_000_000, "USD", "$1.3tn"],
  [999_940_000, "USD", "$999.9m"],
  [999_960_000, "USD", "$1bn"],
  [2_500, "USD", "$2.5k"],
  [12, "USD", "$12"],
  [0, "USD", "$0"],
  [-4_970_000_000, "USD", "−$4.97bn"],
  [1_762, "", "1,762"],
  [2_300_000, "", "2.3m"],
  [0.21033, "%", "0.21%"],
  [0.0000123456, "%", "0.000012%"],
  [0.635, "USD", "$0.64"],
  [null, "USD", "not stated"],
];

for (const [value, unit, expected] of COMPACT) {
  test(`compact writes ${value} ${unit} as ${expected}`, () => {
    assert.equal(compact(value, unit), expected);
  });
}

test("full writes every unit, and cents only where there are some", () => {
  assert.equal(full(7_428_880_000, "USD"), "$7,428,880,000");
  assert.equal(full(1234.5, "EUR"), "€1,234.50");
  assert.equal(full(-1000, "NOK"), "−NOK 1,000");
  assert.equal(full(0, "USD"), "$0");
  assert.equal(full(0.5, "USD"), "$0.50");
  assert.equal(full(null, "USD"), "not stated");
});

test("full writes three digits that tell of what is below a tenth", () => {
  assert.equal(full(0.21033, "%"), "0.21%");
  assert.equal(full(0.0000123456, "%"), "0.0000123%");
});

test("dateText writes days, months and years", () => {
  assert.equal(dateText("2024-01-08"), "8 Jan 2024");
  assert.equal(dateText("2024-01"), "Jan 2024");
  assert.equal(dateText("2024"), "2024");
});

test("timeOf does not take year 99 for 1999", () => {
  assert.equal(new Date(timeOf("0099-03-01")).getFullYear(), 99);
});

test("wrapped breaks between words and keeps a long word whole", () => {
  assert.deepEqual(wrapped("Several donors through the World Bank", 14), [
    "Several donors",
    "through the",
    "World Bank",
  ]);
  assert.deepEqual(wrapped("Autotransformers", 5), ["Autotransformers"]);
});

// In Beirut the clocks skip the midnight that 2024-03-31 would begin with.
const ZONES = ["UTC", "America/Los_Angeles", "Asia/Tokyo", "Asia/Beirut", "Pacific/Kiritimati"];
const PRINT_DAYS = `
  import { timeOf } from "${new URL("../../static/js/format.js", import.meta.url)}";
  const days = ["2022-02-27", "2024-03-31", "2024-02-29", "2023-12-31"];
  const two = (number) => String(number).padStart(2, "0");
  console.log(days.map((day) => {
    const at = new Date(timeOf(day));
    return [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join("-");
  }).join(" "));
`;

for (const zone of ZONES) {
  test(`timeOf is the same day for a reader in ${zone}`, () => {
    const args = ["--input-type=module", "--eval", PRINT_DAYS];
    const options = { env: { ...process.env, TZ: zone }, encoding: "utf8" };

    const printed = execFileSync(process.execPath, args, options).trim();

    assert.equal(printed, "2022-02-27 2024-03-31 2024-02-29 2023-12-31");
  });
}
