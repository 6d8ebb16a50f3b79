// What there is now: the one place that holds the experiment, and what is known of it. Who changes it
// tells so by an event, and others listen: "settled" (settings changed), "rebuilt" (a new experiment),
// "frame" (numbers of a moment came), "running" (training began or ended), "redraw" (the same again).
import { word } from "../_static/words.mjs";
import { History } from "./chart.mjs";
import { Recording } from "./film.mjs";
import { layout, results } from "./layout.mjs";
import { regression } from "./state.mjs";

export const now = {
  state: undefined, // the experiment's settings
  file: undefined, // a reader's own table
  which: 0, // the network whose settings are shown
  python: "none", // none, starting, ready
  running: false,
  made: undefined, // the experiment as Python made it: its points, and the pictures of its inputs
  latest: undefined, // the last frame
  broken: "", // why the code of this experiment fails
  peek: null, // the unit that is looked at: {n, seen(), called()}
  history: new History(),
  film: new Recording(),
  speed: { since: 0, said: 0, frames: 0, updates: 0, text: "" },
};

const listening = {};

export function on(event, action) {
  (listening[event] ??= []).push(action);
}

export function tell(event) {
  listening[event].forEach((action) => action());
}

/** Nothing is known of a new experiment. */
export function forgetSeen() {
  Object.assign(now, { made: undefined, latest: undefined, peek: null, broken: "", history: new History(), film: new Recording() });
}

export function setRunning(running) {
  now.running = running;
  tell("running");
}

/** From here on updates and frames a second are counted. */
export function countSpeed() {
  const since = performance.now();
  now.speed = { since, said: since, frames: 0, updates: now.latest ? told(0).updates : 0, text: "" };
}

export const nameOf = (n) => (now.state.two ? word("Network {letter}", { letter: "AB"[n] }) : word("Network"));
export const hidden = (name) => now.state.hide.includes(name);

/** From where to where the colours of an output go: classes, or numbers. */
export const range = () => (regression(now.state) ? [-1, 1] : [0, 1]);

/** How many points of a picture make its side. */
export const side = () => Math.sqrt(now.made.inputs.length / now.state.features.length);

/** What a network has come to in the last frame. */
export const told = (n) => results(now.latest.networks[n].numbers);
export const gradients = (n) => {
  const { gradients: [from, to] } = layout(now.state.features.length, now.state.networks[n].layers);
  return now.latest.networks[n].numbers.slice(from, to);
};

/** What stands beside the buttons before there is anything to tell. */
export const standing = () => lacking() || (now.python === "none" ? word("Play starts Python, about 15 MB, on this page.") : "");

/** Why this experiment cannot be trained yet, in a sentence. */
export function lacking() {
  const { state, broken } = now, count = (label) => state.points.filter((point) => point[2] === label).length;
  if (state.data === "points" && Math.min(count(0), count(1)) < 4) return word("Put at least four points of each class on the plane.");
  if (state.data === "file" && !state.file) return word("Choose a CSV file below the plane; an address does not hold it.");
  return broken;
}
