/** What tells the lines of a chart apart: colour, dashes and marks. */

const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3], [5, 2], [1, 4], [12, 4], [4, 4, 1, 4]];
const SHAPES = "circle rect triangle rectRot crossRot star rectRounded cross".split(" ");

/** Beyond eight series the colours come again, with other dashes and marks. */
export function look(place, theme) {
  const round = place + Math.floor(place / theme.series.length);
  return {
    borderColor: theme.series[place % theme.series.length],
    borderDash: DASHES[round % DASHES.length],
    pointStyle: SHAPES[round % SHAPES.length],
  };
}
