// Each network's plane: its output, the points above it, and numbers below.
import { word } from "../_static/words.mjs";
import { boundary, cross as drawCross, fill, fitted, picture, points as drawPoints } from "./draw.mjs";
import { $, make, percent, short, whole } from "./elements.mjs";
import { setPoints } from "./experiment.mjs";
import { Editor } from "./points.mjs";
import { lacking, nameOf, now, on, range, side, tell, told } from "./session.mjs";
import { regression } from "./state.mjs";

export const planes = [];

on("settled", own);
on("rebuilt", () => {
  const { networks } = now.state;
  while (planes.length > networks.length) planes.pop().home.remove();
  while (planes.length < networks.length) planes.push(plane());
  planes.forEach(({ title }, n) => (title.textContent = nameOf(n)));
  document.body.classList.toggle("two", now.state.two);
  own();
});

/** A plane takes points where the data are the reader's own. */
function own() {
  const taken = now.state.data === "points";
  for (const { editor, canvas } of planes) {
    Object.assign(editor, { on: taken, points: now.state.points });
    canvas.tabIndex = taken ? 0 : -1;
  }
}

function plane() {
  const canvas = make("canvas", { className: "map", role: "img", "aria-label": word("The plane") });
  const dots = make("canvas", { className: "dots", "aria-hidden": "true" });
  const title = make("h2", {}), caption = make("p", { className: "caption" }), poster = make("p", { className: "poster" });
  const numbers = make("dl", {});
  const home = make("div", { className: "output" }, title, make("div", { className: "plane" }, canvas, dots, caption, poster), numbers);
  const redraw = () => tell("redraw"), editor = new Editor(canvas, setPoints);
  $("outputs").append(home);
  editor.moved = redraw;
  canvas.addEventListener("focus", redraw);
  canvas.addEventListener("blur", redraw);
  new ResizeObserver(redraw).observe(canvas);
  return { home, canvas, dots, title, caption, poster, numbers, editor };
}

export function drawPlanes() {
  const { state, made, latest, peek } = now, { sharp } = state;
  planes.forEach((map, n) => {
    const context = fitted(map.canvas), { width } = map.canvas;
    context.fillStyle = "#faf8f4";
    context.fillRect(0, 0, width, width);
    const looked = peek?.n === n ? peek.seen() : null, seen = latest && made && latest.networks[n];
    if (looked) fill(context, picture(looked.pixels, looked.at, looked.side, looked.range, sharp), sharp);
    else if (seen) {
      fill(context, picture(seen.pictures, 0, side(), range(), sharp), sharp);
      if (!regression(state)) boundary(context, seen.pictures, side(), 0.5);
    }
    map.poster.textContent = made || state.points.length ? "" : lacking() ||
      word("The data, and the network's answer to every point of this plane, appear when Python has started.");
    map.caption.textContent = looked ? peek.called() : "";
    drawDots(map);
    if (seen) drawNumbers(map, told(n));
  });
}

/** The points, on a canvas of their own above the field: drawn again only when they change. */
function drawDots(map) {
  const { state, made } = now, size = map.canvas.width, cross = map.editor.cross();
  const shows = [made, state.tests, state.points, size, String(cross)];
  if (map.shows?.every((each, i) => each === shows[i])) return;
  map.shows = shows;
  Object.assign(map.dots, { width: size, height: size });
  const context = map.dots.getContext("2d"), numbers = regression(state);
  if (made) {
    if (state.tests) drawPoints(context, made.test, { numbers, hollow: true });
    drawPoints(context, made.train, { numbers });
  } else if (state.data === "points") drawPoints(context, state.points.flat());
  if (cross) drawCross(context, cross);
}

function drawNumbers({ numbers }, { trainLoss, testLoss, trainRight, testRight, updates }) {
  const rows = [[word("Training loss"), short(trainLoss)], [word("Test loss"), short(testLoss)]];
  if (Number.isFinite(testRight)) rows.push([word("Training accuracy"), percent(trainRight)], [word("Test accuracy"), percent(testRight)]);
  rows.push([word("Updates"), whole(updates)]);
  if (numbers.childElementCount !== 2 * rows.length) {
    numbers.replaceChildren(...rows.flatMap(([name]) => [make("dt", {}, name), make("dd", {}, "")]));
  }
  rows.forEach(([, value], i) => (numbers.children[2 * i + 1].textContent = value));
}
