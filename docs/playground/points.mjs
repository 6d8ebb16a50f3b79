// A reader's own points: put on the plane by mouse, finger or keyboard.
import { word } from "../_static/words.mjs";
import { make } from "./elements.mjs";
import { EXTENT, MOST } from "./settings.mjs";

const NEAR = 0.15; // how near another point a drawn line puts none

/** Makes a canvas of the plane take points; `told(points)` is called with all of them after a change. */
export class Editor {
  constructor(canvas, told) {
    Object.assign(this, { canvas, told, kind: 0, at: [0, 0], points: [], on: false });
    canvas.addEventListener("pointerdown", (event) => this.#pointer(event, true));
    canvas.addEventListener("pointermove", (event) => event.buttons && this.#pointer(event, false));
    canvas.addEventListener("keydown", (event) => this.#key(event));
    const kinds = [word("Circle, class 0"), word("Triangle, class 1"), word("Eraser")];
    this.tools = make("div", { className: "tools", role: "group", "aria-label": word("What a click puts on the plane") },
      ...kinds.map((name, kind) => make("button", { type: "button", className: "small", "aria-pressed": String(kind === 0), onclick: () => this.choose(kind) }, name)),
      make("button", { type: "button", className: "small", onclick: () => this.#set([]) }, word("Remove all")),
      make("p", { className: "note" }, word("Click or draw on the plane. By keyboard: arrows move the cross, 1 and 2 put a point, Delete removes the nearest.")));
  }

  choose(kind) {
    this.kind = kind;
    [...this.tools.querySelectorAll("[aria-pressed]")].forEach((button, k) => button.setAttribute("aria-pressed", String(k === kind)));
  }

  #pointer(event, first) {
    if (!this.on) return;
    const box = this.canvas.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * 2 * EXTENT - EXTENT, y = EXTENT - ((event.clientY - box.top) / box.height) * 2 * EXTENT;
    event.preventDefault();
    this.canvas.focus();
    this.at = [x, y];
    if (this.kind === 2) this.#remove();
    else if (first || this.#nearest().gap > NEAR) this.#put(this.kind);
  }

  #key(event) {
    if (!this.on) return;
    const step = event.shiftKey ? 0.5 : 0.1;
    const move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
    if (move) this.at = this.at.map((v, i) => Math.max(-EXTENT, Math.min(EXTENT, v + move[i])));
    else if (event.key === "1" || event.key === "2") this.#put(Number(event.key) - 1);
    else if (event.key === "Delete" || event.key === "Backspace") this.#remove();
    else if (event.key === "Enter" || event.key === " ") this.kind === 2 ? this.#remove() : this.#put(this.kind);
    else return;
    event.preventDefault();
    this.moved?.();
  }

  #put(kind) {
    const [x, y] = this.at.map((v) => Math.round(100 * Math.max(-EXTENT, Math.min(EXTENT, v))) / 100);
    if (this.points.length < MOST.points) this.#set([...this.points, [x, y, kind]]);
  }

  #remove() {
    const { index, gap } = this.#nearest();
    if (gap < 0.5) this.#set(this.points.filter((_, i) => i !== index));
  }

  #nearest() {
    let index = -1, gap = Infinity;
    this.points.forEach(([x, y], i) => {
      const far = Math.hypot(x - this.at[0], y - this.at[1]);
      if (far < gap) [index, gap] = [i, far];
    });
    return { index, gap };
  }

  #set(points) {
    this.points = points;
    this.told(points);
  }

  /** Where the cross is that the arrow keys move, while the canvas has the focus. */
  cross() {
    return this.on && document.activeElement === this.canvas ? this.at : null;
  }
}
