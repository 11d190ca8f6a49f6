/** The shapes of countries by their keys: ISO 3166-1 numeric codes, or names without one. */

// The atlas draws who holds a territory. These have no code and belong to no row of their
// own; the United Nations count them with the country of that code.
const SHOWN_WITH = { "N. Cyprus": "196", Somaliland: "706" };
// Resolution 68/262: Crimea, which the atlas draws as a piece of 643, with 804.
const CRIMEA = { from: "643", to: "804", west: 32, east: 37, south: 44, north: 46.5 };
const LEFT_OUT = "010"; // Antarctica, which takes a third of the drawing

export const keyOf = ({ id, properties }) =>
  id ?? SHOWN_WITH[properties.name] ?? properties.name;

const isIn = ({ west, east, south, north }) => ([longitude, latitude]) =>
  longitude > west && longitude < east && latitude > south && latitude < north;

const piecesOf = ({ geometry: { type, coordinates } }) =>
  type === "Polygon" ? [coordinates] : coordinates;

const withPieces = (feature, coordinates) => ({
  ...feature, geometry: { type: "MultiPolygon", coordinates },
});

/** The features with the pieces that lie within the frame ``move`` given to another. */
function moved(features, move) {
  const goes = ([outline]) => outline.every(isIn(move));
  const given = features.filter(({ id }) => id === move.from).flatMap(piecesOf).filter(goes);
  return features.map((feature) => {
    if (feature.id === move.to) return withPieces(feature, [...piecesOf(feature), ...given]);
    if (feature.id !== move.from) return feature;
    return withPieces(feature, piecesOf(feature).filter((piece) => !goes(piece)));
  });
}

/** What is drawn of the features of the atlas, each {key, name, feature}. */
export function shapesOf(features) {
  const shown = features.filter(({ id }) => id !== LEFT_OUT);
  return moved(shown, CRIMEA).map((feature) => ({
    key: keyOf(feature), name: feature.properties.name, feature,
  }));
}

/** A country as a round of ``radius`` pixels about "longitude latitude". */
export function dotAt(point, projection, radius) {
  const [x, y] = projection(point.split(" ").map(Number));
  const outline = Array.from({ length: 24 }, (_, step) => {
    const angle = (step * Math.PI) / 12;
    return projection.invert([x + Math.cos(angle) * radius, y + Math.sin(angle) * radius]);
  });
  const geometry = { type: "Polygon", coordinates: [[...outline, outline[0]]] };
  return { type: "Feature", properties: {}, geometry };
}
