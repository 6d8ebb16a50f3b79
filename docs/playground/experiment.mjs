// What a reader does with the experiment: opens it, sets it, and starts it anew.
import { table } from "./csv.mjs";
import { hush, say, status } from "./messages.mjs";
import { edit } from "./python.mjs";
import { forgetSeen, lacking, now, setRunning, standing, tell } from "./session.mjs";
import { SHARED } from "./settings.mjs";
import { read, regression, settle, tuned } from "./state.mjs";

const VIEW_ONLY = ["tests", "sharp", "stop", "hide"];

/** The experiment of an address. */
export function open(hash) {
  const { state, said } = read(hash);
  now.state = state;
  if (state.data === "file") state.file = now.file;
  now.which = 0;
  setRunning(false);
  hush();
  settled();
  rebuild();
  if (said.length) say(said.join(" "));
}

export function settled() {
  settle(now.state);
  tell("settled");
}

/** A new experiment of the settings: everything seen so far is gone. */
export function rebuild() {
  forgetSeen();
  setRunning(now.running && !lacking());
  status(standing());
  tell("rebuilt");
  tell("redraw");
}

/** The same experiment from its first weights, or another after a change. */
export function restart() {
  forget();
  settled();
  rebuild();
}

/** Changes made while training belong to that training; the last rate stays. */
function forget() {
  const { networks, changes } = now.state;
  for (const { network: n, kind, value } of changes) if (kind === "rate" && networks[n]) networks[n].rate = value;
  now.state.changes = [];
}

/** A reader set something: of both networks, or of the one whose settings are shown. */
export function set(name, value) {
  const { state, which } = now, net = state.networks[which];
  if (name === "rate" && net.schedule === "constant" && now.latest?.epochs) return edit(which, { kind: "rate", value });
  const before = regression(state);
  if (name in SHARED) state[name] = value;
  else if (name === "optimizer") Object.assign(net, tuned(value, net));
  else net[name] = value;
  if (name === "data") {
    state.file = value === "file" ? now.file : undefined;
    if (before && !regression(state)) for (const each of state.networks) each.loss = "binary_crossentropy";
  }
  if (!VIEW_ONLY.includes(name)) return restart();
  settled();
  tell("redraw");
}

export function setLayers(n, units) {
  now.state.networks[n].layers = units;
  restart();
}

export function setPoints(points) {
  now.state.points = points;
  hush();
  restart();
}

/** A second network beside the first, equal to it, or none. */
export function setTwo(two) {
  forget();
  const { networks: [first] } = now.state;
  Object.assign(now.state, { two, networks: two ? [first, structuredClone(first)] : [first] });
  now.which = two ? 1 : 0;
  settled();
  rebuild();
}

/** Shows the settings of another network. */
export function choose(n) {
  now.which = n;
  settled();
}

export async function takeFile(chosen) {
  if (!chosen) return;
  const found = table(chosen.name, await chosen.text());
  if (found.problem) return say(found.problem);
  now.state.file = now.file = found;
  hush();
  settled();
  rebuild();
}
