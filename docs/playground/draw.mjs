// Pictures of the plane: numbers through a table of colours, the boundary as a line, points on top.
import { EXTENT } from "./settings.mjs";

export const COLOURS = ["#0072B2", "#D55E00"];
const INK = "#22262b", PAPER = "#fbfbf9";

// The project's field: from class 0 through near-white to class 1, pale so that points stand out.
const STOPS = [[128, 188, 228], [179, 213, 235], [250, 248, 244], [246, 205, 169], [238, 166, 108]];
const bytes = new Uint8ClampedArray(4 * 256);
for (let i = 0; i < 256; i++) {
  const place = (i / 255) * (STOPS.length - 1), at = Math.min(STOPS.length - 2, Math.floor(place));
  bytes.set([0, 1, 2].map((c) => STOPS[at][c] + (STOPS[at + 1][c] - STOPS[at][c]) * (place - at)).concat(255), 4 * i);
}
const TABLE = new Uint32Array(bytes.buffer);

/** The colour of a value between low and high. */
export const colour = (value, [low, high]) => {
  const [r, g, b] = bytes.subarray(4 * index(value, low, 255 / (high - low)));
  return `rgb(${r} ${g} ${b})`;
};
const index = (value, low, scale) => {
  const i = (value - low) * scale;
  return i > 255 ? 255 : i > 0 ? i | 0 : 0; // not a number is 0
};

/** One picture (side × side) of `pixels`, as an image to draw. */
export function picture(pixels, at, side, [low, high], sharp = false) {
  const image = new ImageData(side, side), target = new Uint32Array(image.data.buffer);
  const scale = 255 / (high - low), middle = (low + high) / 2;
  for (let i = 0, n = side * side; i < n; i++) {
    const value = pixels[at + i];
    target[i] = TABLE[sharp ? (value > middle ? 255 : 0) : index(value, low, scale)];
  }
  return image;
}

const scratch = new OffscreenCanvas(1, 1), on = scratch.getContext("2d", { willReadFrequently: true });

/** The picture, smooth, over the whole of a canvas. */
export function fill(context, image, sharp = false) {
  const { width, height } = context.canvas;
  if (scratch.width !== image.width) scratch.width = scratch.height = image.width;
  on.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = !sharp;
  context.imageSmoothingQuality = "medium";
  context.drawImage(scratch, 0, 0, width, height);
}

/** The line along which the picture has the value `level`: marching squares. */
export function boundary(context, pixels, side, level) {
  const { width } = context.canvas, cell = width / side;
  const cut = (a, b) => (level - a) / (b - a);
  context.beginPath();
  for (let row = 0; row < side - 1; row++) {
    for (let column = 0; column < side - 1; column++) {
      const at = row * side + column;
      const a = pixels[at], b = pixels[at + 1], c = pixels[at + side + 1], d = pixels[at + side];
      const kind = (a > level) + 2 * (b > level) + 4 * (c > level) + 8 * (d > level);
      if (kind === 0 || kind === 15) continue;
      const ends = [];
      if ((a > level) !== (b > level)) ends.push([cut(a, b), 0]);
      if ((b > level) !== (c > level)) ends.push([1, cut(b, c)]);
      if ((d > level) !== (c > level)) ends.push([cut(d, c), 1]);
      if ((a > level) !== (d > level)) ends.push([0, cut(a, d)]);
      for (let i = 0; i + 1 < ends.length; i += 2) {
        context.moveTo((column + 0.5 + ends[i][0]) * cell, (row + 0.5 + ends[i][1]) * cell);
        context.lineTo((column + 0.5 + ends[i + 1][0]) * cell, (row + 0.5 + ends[i + 1][1]) * cell);
      }
    }
  }
  context.strokeStyle = INK;
  context.lineWidth = width / 180;
  context.stroke();
}

/** Points as rows x, y, label: circles of class 0, triangles of class 1, held-out ones hollow and larger;
 * or, of numbers, circles in the number's colour. */
export function points(context, rows, { hollow = false, numbers = false } = {}) {
  const { width } = context.canvas, size = width / (hollow ? 80 : 95);
  for (let i = 0; i < rows.length; i += 3) {
    const [x, y] = place(rows[i], rows[i + 1], width), label = rows[i + 2];
    context.beginPath();
    if (numbers || label < 0.5) context.arc(x, y, size, 0, 7);
    else triangle(context, x, y, 1.25 * size);
    const paint = numbers ? colour(label, [-1, 1]) : COLOURS[label < 0.5 ? 0 : 1];
    context.fillStyle = hollow && !numbers ? PAPER : paint;
    context.strokeStyle = numbers ? INK : hollow ? paint : "#fff";
    context.lineWidth = size * (hollow ? 0.5 : 0.25);
    context.fill();
    context.stroke();
  }
}

/** Where a point of the plane lies on a square canvas. */
const place = (x, y, width) => [((x + EXTENT) / (2 * EXTENT)) * width, ((EXTENT - y) / (2 * EXTENT)) * width];

/** A cross at a place of the plane. */
export function cross(context, at) {
  const { width } = context.canvas, [x, y] = place(...at, width), arm = width / 30;
  context.beginPath();
  for (const [a, b] of [[arm, 0], [0, arm]]) {
    context.moveTo(x - a, y - b);
    context.lineTo(x + a, y + b);
  }
  for (const [ink, size] of [["#fff", 5], [INK, 2]]) {
    context.strokeStyle = ink;
    context.lineWidth = (size * width) / 400;
    context.stroke();
  }
}

function triangle(context, x, y, size) {
  context.moveTo(x, y - size);
  context.lineTo(x + size, y + 0.8 * size);
  context.lineTo(x - size, y + 0.8 * size);
  context.closePath();
}

/** A canvas as sharp as the screen; returns its context. */
export function fitted(canvas) {
  const ratio = Math.min(2, globalThis.devicePixelRatio || 1), box = canvas.getBoundingClientRect();
  const width = Math.max(1, Math.round(box.width * ratio)), height = Math.max(1, Math.round(box.height * ratio));
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  return canvas.getContext("2d");
}
