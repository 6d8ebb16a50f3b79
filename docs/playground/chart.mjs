// Curves over the epochs on a canvas: few lines, named at their ends in their colours, on a linear or a
// logarithmic scale.
import { whole } from "./elements.mjs";
import { fitted } from "./draw.mjs";

const MOST = 400; // samples that are kept; when there are more, every second is dropped
const MARK = 14; // how long the piece of its line before a curve's name is

/** Samples over time, thinned out evenly as they grow. */
export class History {
  constructor() {
    this.samples = [];
    this.every = 1;
    this.asked = 0;
  }

  add(sample) {
    if (this.asked++ % this.every) return;
    this.samples.push(sample);
    if (this.samples.length > MOST) {
      this.samples = this.samples.filter((_, i) => i % 2 === 0);
      this.every *= 2;
    }
  }
}

/** series: [{name, colour, dashed, values: [[epoch, value], ...]}]; `across` names what goes to the right. */
export function curves(canvas, series, { across, log = false, most = 0 }) {
  const context = fitted(canvas), { width, height } = canvas, style = getComputedStyle(canvas);
  const unit = width / canvas.getBoundingClientRect().width || 1;
  context.clearRect(0, 0, width, height);
  context.font = `${11 * unit}px ${style.fontFamily}`;
  const names = Math.max(...series.map(({ name }) => context.measureText(name).width / unit));
  const [left, right, top, bottom] = [44, names + MARK + 14, 8, 20].map((n) => n * unit);
  const all = series.flatMap(({ values }) => values.map(([, v]) => v)).filter((v) => Number.isFinite(v) && (!log || v > 0));
  const last = Math.max(1, ...series.map(({ values }) => values.at(-1)?.[0] ?? 0));
  const high = Math.max(most, ...all), low = log ? Math.min(...all, high / 10) : 0;
  if (!all.length) return;
  const [from, to] = log ? [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))] : [0, high * 1.05];
  const x = (epoch) => left + (epoch / last) * (width - left - right);
  const y = (value) => {
    const share = ((log ? Math.log10(Math.max(value, 1e-300)) : value) - from) / (to - from || 1);
    return height - bottom - Math.min(1.02, Math.max(-0.02, share)) * (height - top - bottom);
  };
  grid(context, { from, to, log, x, y, left, width, right, height, bottom, unit, last, across, style });
  const ends = [];
  for (const { name, colour, dashed, values } of series) {
    context.beginPath();
    for (const [epoch, value] of values) if (Number.isFinite(value)) context.lineTo(x(epoch), y(value));
    context.setLineDash(dashed ? [5 * unit, 4 * unit] : []);
    context.strokeStyle = colour;
    context.lineWidth = 2 * unit;
    context.lineJoin = "round";
    context.stroke();
    const final = values.findLast(([, v]) => Number.isFinite(v));
    if (final) ends.push({ name, colour, dashed, at: y(final[1]) });
  }
  label(context, ends, { left: width - right + 6 * unit, unit, top, height: height - bottom });
}

function grid(context, { from, to, log, y, left, width, right, height, bottom, unit, last, across, style }) {
  context.strokeStyle = style.getPropertyValue("--line");
  context.fillStyle = style.getPropertyValue("--quiet");
  context.lineWidth = unit;
  const step = log ? Math.max(1, Math.ceil((to - from) / 4)) : nice(to / 3);
  for (let tick = from; tick <= to + 1e-9; tick += step) {
    const value = log ? 10 ** tick : tick, at = Math.round(y(value)) + 0.5;
    context.beginPath();
    context.moveTo(left, at);
    context.lineTo(width - right, at);
    context.stroke();
    context.textAlign = "right";
    context.textBaseline = "middle";
    const text = log ? (tick >= -2 && tick <= 2 ? String(+value.toPrecision(1)) : `1e${tick}`.replace("-", "−")) : String(+tick.toPrecision(3));
    context.fillText(text, left - 6 * unit, at);
  }
  context.textBaseline = "alphabetic";
  context.fillText(whole(last), width - right, height - 4 * unit);
  context.textAlign = "left";
  context.fillText("0", left, height - 4 * unit);
  context.textAlign = "center";
  context.fillText(across, (left + width - right) / 2, height - 4 * unit);
}

/** Names at the curves' ends, each after a piece of its line, moved apart where they would touch. */
function label(context, ends, { left, unit, top, height }) {
  const gap = 12 * unit;
  ends.sort((a, b) => a.at - b.at);
  for (let i = 0, at = top; i < ends.length; i++, at += gap) ends[i].at = at = Math.max(at, ends[i].at);
  for (let i = ends.length - 1, at = height; i >= 0; i--, at -= gap) ends[i].at = at = Math.min(at, ends[i].at);
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (const { name, colour, dashed, at } of ends) {
    context.strokeStyle = context.fillStyle = colour;
    context.setLineDash(dashed ? [3 * unit, 2.5 * unit] : []);
    context.beginPath();
    context.moveTo(left, at);
    context.lineTo(left + MARK * unit, at);
    context.stroke();
    context.fillText(name, left + (MARK + 4) * unit, at);
  }
  context.setLineDash([]);
}

function nice(step) {
  const power = 10 ** Math.floor(Math.log10(step || 1));
  return power * [1, 2, 5, 10].find((n) => n * power >= step);
}
