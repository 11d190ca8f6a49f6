import assert from "node:assert/strict";
import test from "node:test";

import { withoutEmpty } from "../../static/js/filters.js";

test("withoutEmpty drops what says nothing and keeps repeated values in order", () => {
  const data = new FormData();
  const fields = "q= donor=JP donor= stage= donor=EU min=0".split(" ");
  for (const field of fields) data.append(...field.split("="));

  withoutEmpty(data);

  assert.deepEqual([...data], [["donor", "JP"], ["donor", "EU"], ["min", "0"]]);
});
