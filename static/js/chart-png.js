/** Saves a drawing as a picture with its title, what it is of, its source and the day. */

import { wrapped } from "./format.js";
import { textOf } from "./table-chart.js";

const PAD = 24;
const WIDE = 0.56; // of its size that a letter takes, on the wide side

export function captionOf(table) {
  const caption = table.closest("figure")?.querySelector("figcaption") ?? table.caption;
  return caption?.innerText.replace(/\s+/g, " ").trim() || "Chart";
}

/** What stands above and below the drawing: title, what it is of, and where it is from. */
export function wordsOf(caption, heading, status, address) {
  const title = heading || caption;
  const basis = caption.startsWith(title) ? caption.slice(title.length).trim() : caption;
  return { title, basis, source: `Aid Tracker · ${status} · ${address}` };
}

/** "What donors promised" of 2024-01-07 is "what-donors-promised-2024-01-07.png". */
export function nameOf(title, day) {
  const plain = title.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 60);
  return `${[...plain.split("-"), day].filter(Boolean).join("-")}.png`;
}

/** Lines of ``text`` as {text, size, weight} that fit ``width``; long addresses break. */
export function linesOf(text, width, size, weight = 400) {
  const most = Math.max(8, Math.floor(width / (size * WIDE)));
  const short = text.replace(new RegExp(`\\S{${most}}(?=\\S)`, "g"), "$& ");
  return wrapped(short, most + 1).map((line) => ({ text: line, size, weight }));
}

function write(ctx, lines, top, font) {
  let y = top;
  for (const { text, size, weight } of lines) {
    ctx.font = `${weight} ${size}px ${font}`;
    ctx.fillText(text, PAD, (y += size * 1.4));
  }
  return y;
}

const heightOf = (lines) => lines.reduce((sum, { size }) => sum + size * 1.4, 0);

/** A canvas with the drawing of ``canvas`` between its words, on paper. */
export function picture(canvas, { title, basis, source }) {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const head = [...linesOf(title, width, 18, 700), ...(basis ? linesOf(basis, width, 13) : [])];
  const foot = linesOf(source, width, 11);
  const sheet = document.createElement("canvas");
  const scale = canvas.width / width;
  sheet.width = (width + 2 * PAD) * scale;
  sheet.height = (heightOf(head) + heightOf(foot) + height + 4 * PAD) * scale;
  const style = getComputedStyle(document.body);
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  const ctx = sheet.getContext("2d");
  ctx.scale(scale, scale);
  ctx.fillStyle = token("paper");
  ctx.fillRect(0, 0, sheet.width, sheet.height);
  ctx.fillStyle = token("ink");
  const top = write(ctx, head, PAD, style.fontFamily) + PAD;
  ctx.drawImage(canvas, PAD, top, width, height);
  ctx.fillStyle = token("ink-soft");
  write(ctx, foot, top + height + PAD / 2, style.fontFamily);
  return sheet;
}

function save(canvas, table) {
  const heading = table.closest("figure")?.querySelector("figcaption strong");
  const status = document.querySelector(".data-status");
  const words = wordsOf(captionOf(table), heading && textOf(heading), textOf(status), location.href);
  const day = status.querySelector("time")?.dateTime;
  picture(canvas, words).toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = nameOf(words.title, day);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }, "image/png");
}

/** The button that saves what is drawn of ``table``; a map's key is not in its drawing. */
export function pngButton(canvas, table) {
  if (table.dataset.chart === "map") return "";
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button button-quiet chart-png", textContent: "PNG" });
  button.setAttribute("aria-label", `PNG of ${captionOf(table)}`);
  button.addEventListener("click", () => save(canvas, table));
  return button;
}
