// A network as it is: its units with their pictures, its weights as lines, each unit to look into.
import { word } from "../_static/words.mjs";
import { fill, fitted, picture } from "./draw.mjs";
import { make, short } from "./elements.mjs";
import { SEEN, layout } from "./layout.mjs";
import { FEATURE_NAMES } from "./names.mjs";
import { EXTENT, MOST } from "./settings.mjs";

const REACH = { tanh: [-1, 1], softsign: [-1, 1], sigmoid: [0, 1] }; // what units give; others [-2, 2]

export class NetworkView {
  /** told: {edit(change), layers(units), peek({seen(), called()} of a unit, or null)}, called when a reader does so. */
  constructor(home, name, told) {
    this.told = told;
    this.name = name;
    this.home = home;
    this.title = make("h3", {});
    this.lines = make("canvas", { className: "lines", "aria-hidden": "true" });
    this.columns = make("div", { className: "columns" });
    this.tip = make("p", { className: "tip", hidden: true });
    this.detail = make("div", { className: "detail", hidden: true });
    home.append(this.title, make("div", { className: "scroll" }, make("div", { className: "net" }, this.lines, this.columns, this.tip)), this.detail);
    for (const over of [this.lines, this.columns]) {
      over.onclick = (event) => event.target === over && this.#pick(this.#nearest(event));
      over.onpointermove = (event) => this.#hover(event.target === over ? this.#nearest(event) : undefined);
      over.onpointerleave = () => this.#hover();
    }
    new ResizeObserver(() => {
      this.places = undefined;
      this.redraw();
    }).observe(this.columns);
  }

  /** Its name above it, where it stands beside another. */
  call(name) {
    this.title.textContent = name;
    this.home.role = name ? "group" : null;
    this.home.ariaLabel = name || null;
  }

  /** A new network of these features, layers and activation. */
  build(features, layers, activation) {
    this.features = features;
    this.reach = REACH[activation] ?? [-2, 2];
    this.plan = layout(features.length, layers);
    this.frame = this.inputs = this.places = this.over = undefined;
    this.tip.hidden = true;
    this.units = [];
    const { sizes } = this.plan, heads = [word("Inputs"), ...layers.map((_, k) => word("Layer {k}", { k: k + 1 })), word("Output")];
    this.columns.replaceChildren(...sizes.map((size, k) => {
      const shown = Math.min(SEEN, size);
      this.units[k] = Array.from({ length: shown }, (_, j) => this.#unit(k, j));
      const more = size > shown ? [make("p", { className: "note" }, word("and {n} more", { n: size - shown }))] : [];
      const head = k > 0 && k < sizes.length - 1 ? this.#size(heads[k], k, layers) : make("p", { className: "head" }, heads[k]);
      return make("div", { className: "column" }, head, ...this.units[k].map((each) => each.button), ...more);
    }));
    if (this.picked && !this.units[this.picked.k]?.[this.picked.j]) this.close();
    else if (this.picked) this.open(this.picked);
    this.redraw();
  }

  #size(label, k, layers) {
    const set = (event) => {
      const units = Math.min(MOST.units, Math.max(1, Math.round(Number(event.target.value) || 1)));
      this.told.layers(layers.with(k - 1, units));
    };
    const input = make("input", { type: "number", min: 1, max: MOST.units, value: layers[k - 1], onchange: set,
      "aria-label": word("Units of layer {k} of {network}", { k, network: this.name() }) });
    return make("label", { className: "head" }, label, input);
  }

  #unit(k, j) {
    const canvas = make("canvas", { width: 44, height: 44 });
    const last = k === this.plan.sizes.length - 1;
    const called = this.unitName(k, j);
    const button = make("button", { type: "button", className: last ? "unit last" : "unit", "aria-label": called, title: called }, canvas);
    if (k === 0) button.append(make("span", { className: "tag" }, FEATURE_NAMES[this.features[j]]));
    const peek = () => this.told.peek({ seen: () => this.#pixels(k, j), called: () => this.#caption(k, j) });
    button.onpointerenter = button.onfocus = peek;
    button.onpointerleave = button.onblur = () => this.told.peek(null);
    button.onclick = () => this.open({ k, j });
    return { button, canvas };
  }

  unitName(k, j) {
    if (k === 0) return word("Input {name}", { name: FEATURE_NAMES[this.features[j]] });
    if (k === this.plan.sizes.length - 1) return word("Output unit");
    return word("Unit {j} of layer {k}", { j: j + 1, k });
  }

  #caption(k, j) {
    const bias = k > 0 && this.weight(k, "b", j);
    return Number.isFinite(bias) ? word("{unit}, bias {bias}", { unit: this.unitName(k, j), bias: short(bias) }) : this.unitName(k, j);
  }

  /** Numbers and pictures of this moment; `range` is the output's. */
  show(frame, inputs, range, sharp) {
    Object.assign(this, { frame, inputs, range, sharp });
    this.redraw();
  }

  #pixels(k, j) {
    if (!this.frame) return null;
    const { pictures } = this.frame, { sizes } = this.plan;
    if (k === 0) return this.#part(this.inputs, j, [-EXTENT, EXTENT]);
    if (k === sizes.length - 1) return this.#part(pictures, 0, this.range);
    const before = sizes.slice(1, k).reduce((sum, size) => sum + Math.min(SEEN, size), 1);
    return this.#part(pictures, before + j, this.reach);
  }

  #part(pixels, n, range) {
    const { sizes } = this.plan, all = this.inputs.length / sizes[0];
    return { pixels, at: n * all, side: Math.sqrt(all), range };
  }

  redraw() {
    if (!this.plan || !this.columns.isConnected) return;
    if (this.frame) {
      this.units.forEach((column, k) => column.forEach(({ canvas }, j) => {
        const { pixels, at, side, range } = this.#pixels(k, j);
        if (canvas.width !== side) canvas.width = canvas.height = side;
        canvas.getContext("2d").putImageData(picture(pixels, at, side, range, this.sharp), 0, 0);
      }));
    }
    this.#drawLines();
    if (this.over) this.#tell();
    if (this.picked) this.#fillDetail();
  }

  weight(k, from, to) {
    const { kernel, bias, columns } = this.plan.dense[k - 1];
    return this.frame?.numbers[from === "b" ? bias + to : kernel + from * columns + to];
  }

  /** The canvas for the lines, and where each unit's two sides lie on it; again after a resize. */
  #measured() {
    const context = fitted(this.lines), box = this.lines.getBoundingClientRect();
    const middle = (button) => {
      const { left, right, top, height } = button.getBoundingClientRect();
      return [left - box.left, right - box.left, top + height / 2 - box.top];
    };
    const style = getComputedStyle(this.lines), unit = this.lines.width / (box.width || 1);
    const inks = ["--below", "--above", "--quiet"].map((name) => style.getPropertyValue(name));
    return { context, unit, inks, units: this.units.map((column) => column.map(({ button }) => middle(button))) };
  }

  #drawLines() {
    this.places ??= this.#measured();
    const { context, unit, inks, units } = this.places;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.lines.width, this.lines.height);
    context.scale(unit, unit);
    this.paths = [];
    for (let k = 1; k < units.length; k++) {
      units[k].forEach(([x1, , y1], to) => units[k - 1].forEach(([, x0, y0], from) => {
        const w = this.weight(k, from, to) ?? 0, bend = (x1 - x0) / 2;
        context.beginPath();
        context.moveTo(x0, y0);
        context.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1);
        const over = this.over?.k === k && this.over.from === from && this.over.to === to;
        context.lineWidth = Math.min(8, 0.6 + 2.2 * Math.abs(w)) + (over ? 2 : 0);
        context.strokeStyle = inks[!this.frame ? 2 : w < 0 ? 0 : 1];
        context.globalAlpha = over ? 1 : Math.min(1, 0.25 + 0.75 * Math.abs(w));
        context.stroke();
        this.paths.push({ k, from, to, ends: [x0, y0, x1, y1] });
      }));
    }
  }

  /** The weight whose line runs nearest to the pointer, if one does. */
  #nearest(event) {
    const box = this.lines.getBoundingClientRect(), px = event.clientX - box.left, py = event.clientY - box.top;
    let best = { gap: 9 };
    for (const { k, from, to, ends: [x0, y0, x1, y1] } of this.paths ?? []) {
      const share = (px - x0) / (x1 - x0);
      if (share < 0 || share > 1) continue;
      const gap = Math.abs(y0 + (y1 - y0) * share * share * (3 - 2 * share) - py);
      if (gap < best.gap) best = { gap, k, from, to, px, py };
    }
    return best.k ? best : undefined;
  }

  #pick(line) {
    if (line) this.open({ k: line.k, j: line.to }, line.from);
  }

  /** The weight under the pointer: its line stands out, and its value beside it. */
  #hover(line) {
    const before = this.over;
    this.over = this.frame && line;
    this.tip.hidden = !this.over;
    if (this.over) {
      const { clientWidth, clientHeight } = this.lines;
      this.tip.style.translate = [[line.px, clientWidth], [line.py, clientHeight]]
        .map(([at, all]) => (at < all / 2 ? `${at + 12}px` : `calc(${at - 12}px - 100%)`)).join(" ");
      this.#tell();
    }
    if (before || this.over) this.#drawLines();
  }

  #tell() {
    const { k, from, to } = this.over;
    this.tip.textContent = word("{from} to {to}: weight {value}",
      { from: this.unitName(k - 1, from), to: this.unitName(k, to), value: short(this.weight(k, from, to)) });
  }

  /** Look into a unit: its picture, and its weights and bias to edit. */
  open({ k, j }, from) {
    this.picked = { k, j };
    const close = make("button", { type: "button", className: "small", onclick: () => this.close() }, word("Close"));
    this.big = make("canvas", { width: 176, height: 176, role: "img", "aria-label": word("Output of {unit} over the plane", { unit: this.unitName(k, j) }) });
    this.inputsOf = [];
    const rows = k === 0 ? [make("p", {}, word("An input has no weights of its own."))] : [...Array(this.plan.dense[k - 1].rows).keys(), "b"].map((source) => {
      const name = source === "b" ? word("Bias") : word("Weight from {unit}", { unit: this.unitName(k - 1, source) });
      const input = make("input", { type: "number", step: "any", onchange: (event) => {
        const value = Number(event.target.value);
        if (event.target.value !== "" && Math.abs(value) < 1e6) this.told.edit({ kind: "weight", layer: k - 1, from: source, to: j, value });
      } });
      this.inputsOf.push([source, input]);
      return make("label", {}, name, input);
    });
    this.detail.replaceChildren(make("div", { className: "spread" }, make("h3", {}, this.unitName(k, j)), close),
      make("div", { className: "inside" }, this.big, make("div", { className: "weights" }, ...rows)));
    this.detail.hidden = false;
    this.#fillDetail();
    if (from !== undefined) this.inputsOf.find(([source]) => source === from)?.[1].focus();
  }

  #fillDetail() {
    const { k, j } = this.picked, seen = this.#pixels(k, j);
    if (seen) fill(this.big.getContext("2d"), picture(seen.pixels, seen.at, seen.side, seen.range, this.sharp), this.sharp);
    for (const [source, input] of this.inputsOf) {
      input.disabled = !this.frame;
      if (this.frame && document.activeElement !== input) input.value = this.weight(k, source, j).toFixed(3);
    }
  }

  close() {
    const { k, j } = this.picked ?? {};
    this.picked = undefined;
    this.detail.hidden = true;
    this.units[k]?.[j]?.button.focus();
  }
}
