/** The bands between donors, channels and recipients: a table in, plain objects out. */

import { tooltipOf } from "./chart-config.js";
import { compact, full } from "./format.js";
import { valueOf } from "./table-chart.js";

const LONGEST = 30;
const PLACES = ["donor", "channel", "recipient"];

/** One {value, stations} per row with a value; a station is {key, name}. */
export function flowsOf(table) {
  const rows = [...table.querySelectorAll("tbody tr")].map((row) => ({
    value: valueOf(row.querySelector("td[data-value]")),
    // The same actor may give, pass on and receive: three stations.
    stations: [...row.querySelectorAll("[data-drawn]")].map(({ dataset }, place) => ({
      key: `${PLACES[place]} ${dataset.drawn}`, name: dataset.name,
    })),
  }));
  return rows.filter(({ value }) => value > 0);
}

/** One {from, to, flow} per pair of neighbours, the largest first. */
export function bandsOf(flows) {
  const found = new Map();
  for (const { value, stations } of flows) {
    stations.slice(1).forEach((to, place) => {
      const from = stations[place];
      const key = `${from.key}|${to.key}`;
      const band = found.get(key) ?? { from, to, flow: 0 };
      found.set(key, { ...band, flow: band.flow + value });
    });
  }
  return [...found.values()].sort((one, other) => other.flow - one.flow);
}

export const bandText = ({ from, to, flow }, unit) =>
  `${from.name} → ${to.name}: ${full(Math.round(flow * 100) / 100, unit)}`;

/** What each station is called, with what goes through it. */
function labelsOf(flows, unit) {
  const sums = new Map();
  for (const { value, stations } of flows) {
    for (const { key, name } of stations) {
      sums.set(key, { name, sum: (sums.get(key)?.sum ?? 0) + value });
    }
  }
  const short = (name) => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name);
  const named = [...sums].map(([key, { name, sum }]) => [key, `${short(name)} ${compact(sum, unit)}`]);
  return Object.fromEntries(named);
}

/** The height in which the longest of the three columns can be read, in CSS pixels. */
export function flowsHeight(flows) {
  const columns = PLACES.map((_, place) => new Set(flows.map((flow) => flow.stations[place].key)));
  return Math.max(360, ...columns.map((column) => 60 + column.size * 44));
}

const isNamed = (key) => key.startsWith(PLACES[0]) && !key.endsWith("*");

/** Each named donor has a colour, as far as they go; the rest is grey. */
const colourOf = (bands, donors, theme) => ({ dataIndex }) => {
  const place = donors.indexOf(bands[dataIndex]?.from.key);
  return place < 0 ? theme.series.at(-1) : theme.series[place % (theme.series.length - 1)];
};

const textTooltip = (bands, unit) => ({
  callbacks: { title: () => "", label: ({ dataIndex }) => bandText(bands[dataIndex], unit) },
});

/** The type, data and options of the bands. */
export function flowsConfig({ flows, bands, unit }, theme) {
  const donors = [...new Set(bands.map(({ from }) => from.key).filter(isNamed))];
  const dataset = {
    data: bands.map(({ from, to, flow }) => ({ from: from.key, to: to.key, flow })),
    labels: labelsOf(flows, unit),
    colorFrom: colourOf(bands, donors, theme),
    colorTo: theme.series.at(-1),
    colorMode: "from",
    color: theme.ink,
    font: { family: theme.font, size: 12, weight: 600 },
    borderWidth: 0,
    nodeWidth: 8,
    nodePadding: 22,
  };
  return {
    type: "sankey",
    data: { datasets: [dataset] },
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: false,
      plugins: {
        legend: { display: false },
        tooltip: tooltipOf(textTooltip(bands, unit), theme),
        valueLabels: { kind: "flows" },
      },
    },
  };
}
