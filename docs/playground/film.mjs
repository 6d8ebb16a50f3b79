// The training as a film: few frames are kept, evenly spread, and drawn again when a GIF is saved.
import { word } from "../_static/words.mjs";
import { boundary, fill, picture, points } from "./draw.mjs";
import { short, whole } from "./elements.mjs";
import { encode } from "./gif.mjs";

const MOST = 40, WIDTH = 360, HEAD = 34;

export class Recording {
  constructor() {
    this.frames = [];
    this.every = 1;
    this.asked = 0;
  }

  /** networks: {pictures, side, loss, right} of this moment. */
  add(epochs, networks) {
    const frame = { epochs, networks: networks.map(({ pictures, side, ...rest }) => ({ pixels: pictures.slice(0, side * side), side, ...rest })) };
    this.last = frame;
    if (this.asked++ % this.every) return;
    this.frames.push(frame);
    if (this.frames.length > MOST) {
      this.frames = this.frames.filter((_, i) => i % 2 === 0);
      this.every *= 2;
    }
  }

  /** The bytes of a GIF of all frames, the last one standing longest. */
  gif({ made, state, names, numbers, range }) {
    const all = this.frames.at(-1) === this.last ? this.frames : [...this.frames, this.last];
    const many = names.length, canvas = new OffscreenCanvas(many * WIDTH, WIDTH + HEAD);
    const context = canvas.getContext("2d", { willReadFrequently: true }), plane = new OffscreenCanvas(WIDTH, WIDTH), on = plane.getContext("2d");
    const drawn = all.map(({ epochs, networks }, i) => {
      context.fillStyle = "#fff";
      context.fillRect(0, 0, canvas.width, canvas.height);
      networks.forEach(({ pixels, side, loss, right }, n) => {
        fill(on, picture(pixels, 0, side, range, state.sharp), state.sharp);
        if (!numbers) boundary(on, pixels, side, 0.5);
        if (state.tests) points(on, made.test, { numbers, hollow: true });
        points(on, made.train, { numbers });
        context.drawImage(plane, n * WIDTH, HEAD);
        context.fillStyle = "#1d2127";
        context.font = "15px system-ui, sans-serif";
        context.fillText(this.#title(epochs, loss, right, many > 1 ? names[n] : ""), n * WIDTH + 10, 22);
      });
      return { data: context.getImageData(0, 0, canvas.width, canvas.height).data, hundredths: i === 0 || i === all.length - 1 ? 120 : 10 };
    });
    const { epochs, networks } = this.last;
    const said = networks.map(({ loss, right }, n) => this.#title(epochs, loss, right, many > 1 ? names[n] : "")).join("; ");
    return encode(drawn, canvas.width, canvas.height, said);
  }

  #title(epochs, loss, right, name) {
    const result = Number.isFinite(right) ? word("test accuracy {right} %", { right: (100 * right).toFixed(1) }) : word("test loss {loss}", { loss: short(loss) });
    return [name, word("epoch {epoch}", { epoch: whole(epochs) }), result].filter(Boolean).join(", ");
  }
}
