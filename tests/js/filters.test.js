import assert from "node:assert/strict";
import test from "node:test";

import { withoutDefaults, withoutEmpty } from "../../static/js/filters.js";

test("withoutEmpty drops what says nothing and keeps repeated values in order", () => {
  const data = new FormData();
  const fields = "q= donor=JP donor= stage= donor=EU min=0".split(" ");
  for (const field of fields) data.append(...field.split("="));

  withoutEmpty(data);

  assert.deepEqual([...data], [["donor", "JP"], ["donor", "EU"], ["min", "0"]]);
});

test("withoutDefaults drops what an address need not say", () => {
  const data = new FormData();
  for (const field of ["measure=promised", "currency=EUR", "q=aid"]) data.append(...field.split("="));

  withoutDefaults(data, { measure: "promised", currency: "USD" });

  assert.deepEqual([...data], [["currency", "EUR"], ["q", "aid"]]);
});
