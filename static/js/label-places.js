/** Finds room for labels on a drawing; pure geometry, in pixels. */

const HALF = 7;
const GAP = 9;

const overlaps = (one, other) =>
  one.left < other.right && other.left < one.right &&
  one.top < other.bottom && other.top < one.bottom;

const isInside = (box, area) =>
  box.left >= area.left && box.right <= area.right &&
  box.top >= area.top && box.bottom <= area.bottom;

const boxAt = (left, middle, width) => ({
  left, right: left + width, top: middle - HALF, bottom: middle + HALF,
});

/** Where a text may stand, best first: right of its point, left, above, below, askew. */
function boxesAround({ x, y }, width) {
  const lefts = [x - width / 2, x + GAP - width, x - GAP];
  const beside = [boxAt(x + GAP, y, width), boxAt(x - GAP - width, y, width)];
  const around = lefts.flatMap((left) =>
    [-2.5, 2.5, -4.5, 4.5].map((halves) => boxAt(left, y + halves * HALF, width)),
  );
  return [...beside, ...around];
}

/** How far a point is from the nearest edge of a box. */
function distance({ x, y }, box) {
  const across = Math.max(box.left - x, x - box.right, 0);
  return Math.hypot(across, Math.max(box.top - y, y - box.bottom, 0));
}

const markBox = ({ x, y, radius }) => ({
  left: x - radius, right: x + radius, top: y - radius, bottom: y + radius,
});

/** The boxes that a stepped line covers: its marks, and its ways across and up. */
export function stepBoxes(points) {
  const marks = points.filter(({ radius }) => radius > 0).map(markBox);
  const ways = points.slice(1).flatMap((point, index) => {
    const from = points[index];
    const [top, bottom] = [from.y, point.y].sort((one, other) => one - other);
    return [
      { left: from.x, right: point.x, top: from.y - 2, bottom: from.y + 2 },
      { left: point.x - 2, right: point.x + 2, top, bottom },
    ];
  });
  return [...marks, ...ways];
}

/**
 * Give every label the first of its texts and places that covers nothing taken and that
 * no other label's point is nearer to; one that finds none is left out (the table and the
 * tooltip have it).
 */
export function placed(labels, obstacles, area, widthOf) {
  const taken = [...obstacles];
  return labels.flatMap(({ texts, point }) => {
    const isFree = (box) => isInside(box, area) && !taken.some((one) => overlaps(one, box));
    const isOwn = (box) =>
      labels.every((other) => distance(point, box) <= distance(other.point, box));
    for (const text of texts) {
      const places = boxesAround(point, widthOf(text));
      const box = places.find((place) => isFree(place) && isOwn(place));
      if (!box) continue;
      taken.push(box);
      return [{ text, left: box.left, middle: box.top + HALF }];
    }
    return [];
  });
}
