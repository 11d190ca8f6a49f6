/** Numbers and dates as words: the same in every browser, locale and time zone. */

const SYMBOLS = { USD: "$", EUR: "€", GBP: "£", JPY: "¥" };
const SCALES = [
  [1e12, "tn"],
  [1e9, "bn"],
  [1e6, "m"],
  [1e3, "k"],
];
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

export const NOT_STATED = "not stated";

function withUnit(number, unit) {
  if (unit === "%") return `${number}%`;
  if (!/^[A-Z]{3}$/.test(unit ?? "")) return number;
  return SYMBOLS[unit] ? SYMBOLS[unit] + number : `${unit} ${number}`;
}

/** So many digits from the first that is not 0: two decimals may say nothing of a share. */
const telling = (size, digits) =>
  size.toLocaleString("en", { maximumSignificantDigits: digits });

const signed = (value, text) => (value < 0 ? `−${text}` : text);

/** A figure and its scale: 7100000000 USD is "$7.1bn"; null is "not stated". */
export function compact(value, unit = "") {
  if (value === null) return NOT_STATED;
  const size = Math.abs(value);
  // Pieces are counted one by one; only money is rounded below a hundred thousand.
  if (!unit && size < 1e5) return full(value);
  // 999,960,000 rounds to 1,000m: take the scale that its rounded figure belongs to.
  const [scale, name] = SCALES.find(([scale]) => size >= scale * 0.99995) ?? [1, ""];
  const figure = size / scale;
  const rounded = String(Number(figure.toFixed(figure < 99.995 ? 2 : 1)));
  const number = figure < 1 ? telling(figure, 2) : rounded;
  return signed(value, withUnit(number + name, unit));
}

/** Every whole unit: 7428880000 USD is "$7,428,880,000"; null is "not stated". */
export function full(value, unit = "") {
  if (value === null) return NOT_STATED;
  const size = Math.abs(value);
  if (size && size < 0.1) return signed(value, withUnit(telling(size, 3), unit));
  const [whole, cents] = size.toFixed(2).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const number = cents === "00" ? grouped : `${grouped}.${cents}`;
  return signed(value, withUnit(number, unit));
}

/** "2024-01-08" is "8 Jan 2024", "2024-01" is "Jan 2024". */
export function dateText(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  return [day, month && MONTHS[month - 1], year].filter(Boolean).join(" ");
}

/** The reader's local midnight of the day: the time scale draws local days. */
export function timeOf(iso) {
  const [year, month = 1, day = 1] = iso.split("-").map(Number);
  const midnight = new Date(2000, 0, 1);
  midnight.setFullYear(year, month - 1, day);
  return midnight.getTime();
}

/** Words in lines of at most ``width`` characters; one long word stays whole. */
export function wrapped(text, width) {
  const lines = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
