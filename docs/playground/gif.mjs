// A small GIF writer: one palette for all frames, and the packing that the format asks for (LZW).
import { COLOURS, colour } from "./draw.mjs";

const PALETTE = [
  ...Array.from({ length: 192 }, (_, i) => colour(i / 191, [0, 1]).match(/\d+/g).map(Number)),
  ...Array.from({ length: 40 }, (_, i) => Array(3).fill(Math.round((i * 255) / 39))),
  ...COLOURS.flatMap((c) => [0.25, 0.5, 0.75, 1].map((share) =>
    [1, 3, 5].map((at) => Math.round(255 + (parseInt(c.slice(at, at + 2), 16) - 255) * share)))),
];

/** The file's bytes. frames: {data: RGBA of a canvas, hundredths: how long it stands}; comment: what it shows. */
export function encode(frames, width, height, comment) {
  const out = [];
  const word = (n) => out.push(n & 255, n >> 8);
  const text = (s) => { for (const c of s) out.push(c.charCodeAt(0) & 127); };
  const blocks = (bytes) => {
    for (let at = 0; at < bytes.length; at += 255) {
      const part = bytes.slice(at, at + 255);
      out.push(part.length);
      for (const byte of part) out.push(byte);
    }
    out.push(0);
  };
  text("GIF89a");
  word(width);
  word(height);
  out.push(0xf7, 0, 0);
  for (let i = 0; i < 256; i++) out.push(...(PALETTE[i] ?? [0, 0, 0]));
  out.push(0x21, 0xff, 11);
  text("NETSCAPE2.0");
  out.push(3, 1, 0, 0, 0, 0x21, 0xfe);
  blocks(new TextEncoder().encode(comment));
  const nearest = new Map();
  for (const { data, hundredths } of frames) {
    out.push(0x21, 0xf9, 4, 4);
    word(hundredths);
    out.push(0, 0, 0x2c);
    [0, 0, width, height].forEach(word);
    out.push(0, 8);
    blocks(packed(indices(data, nearest)));
  }
  out.push(0x3b);
  return new Uint8Array(out);
}

function indices(data, nearest) {
  const found = new Uint8Array(data.length / 4);
  for (let i = 0; i < found.length; i++) {
    const [r, g, b] = [data[4 * i], data[4 * i + 1], data[4 * i + 2]], key = (r >> 2) << 12 | (g >> 2) << 6 | b >> 2;
    let best = nearest.get(key);
    if (best === undefined) {
      let least = Infinity;
      PALETTE.forEach(([x, y, z], k) => {
        const gap = (x - r) ** 2 + (y - g) ** 2 + (z - b) ** 2;
        if (gap < least) [least, best] = [gap, k];
      });
      nearest.set(key, best);
    }
    found[i] = best;
  }
  return found;
}

function packed(pixels) {
  const bytes = [], CLEAR = 256, END = 257;
  let held = 0, bits = 0, size = 9, next = 258, codes = new Map(), prefix = pixels[0];
  const put = (code) => {
    held |= code << bits;
    bits += size;
    for (; bits >= 8; bits -= 8, held >>>= 8) bytes.push(held & 255);
  };
  put(CLEAR);
  for (let i = 1; i < pixels.length; i++) {
    const key = prefix << 8 | pixels[i], known = codes.get(key);
    if (known !== undefined) {
      prefix = known;
      continue;
    }
    put(prefix);
    prefix = pixels[i];
    if (next === 4096) {
      put(CLEAR);
      [size, next, codes] = [9, 258, new Map()];
    } else {
      if (next === 1 << size) size++;
      codes.set(key, next++);
    }
  }
  put(prefix);
  put(END);
  if (bits) bytes.push(held & 255);
  return bytes;
}
