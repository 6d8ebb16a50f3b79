// The panel of settings: what each control is called, what it changes, and where it is explained.
import { word } from "../_static/words.mjs";
import { make } from "./elements.mjs";
import { WHY } from "./explained.mjs";
import { FEATURE_NAMES, LABELS, valueName } from "./names.mjs";
import { FEATURES, NETWORK, OPTIMIZERS, SHARED } from "./settings.mjs";
import { regression } from "./state.mjs";

const BATCHES = [...Array(30).keys()].map((k) => k + 1).concat(32, 64, 128, 256, 0); // 0 is all points
const TITLED = new Set(["optimizer", "schedule", "loss"]); // called as their group, whose title is seen
const RANGES = new Set(["noise", "count", "share", "dropout"]);

/** All controls for `state`, of network `which`; change(name, value) is called with what a reader sets. */
export function panel(state, which, change) {
  const net = state.networks[which], made = !["points", "file"].includes(state.data);
  const of = (name) => control(name, name in SHARED ? SHARED[name] : NETWORK[name], name in SHARED ? state[name] : net[name], change, state);
  const some = (...names) => names.filter((name) => !state.hide.includes(name)).map(of);
  const own = Object.keys(OPTIMIZERS[net.optimizer].settings);
  return [
    group(word("Data"), WHY.data, ...some("data", ...(made ? ["noise", "count"] : []), "share", "draw")),
    group(word("Features"), WHY.features, ...(state.hide.includes("features") ? [] : [features(state, change)])),
    group(word("Units"), WHY.units, ...some("activation", "dropout")),
    group(word("Start"), WHY.start, ...some("init", ...(net.init.startsWith("random") ? ["spread"] : []), "seed")),
    group(word("Optimizer"), WHY.optimizer, ...some("optimizer", "rate", ...own)),
    group(word("Schedule"), WHY.schedule, ...some("schedule", ...(net.schedule === "constant" ? [] : ["length"]))),
    group(word("Batches"), WHY.batch, ...some("batch").flatMap((each) => [each, make("p", { className: "note" },
      word("Small batches are slower here: each update calls NumPy some dozens of times, which costs the same for 1 point as for 100."))])),
    group(word("Loss"), WHY.loss, ...some("loss")),
    group(word("Penalties"), WHY.penalty, ...some("l1", "l2")),
  ].filter(Boolean);
}

/** Controls under a title, with a link to where they are explained; none where all are hidden. */
function group(title, why, ...inside) {
  if (!inside.length) return null;
  const link = make("a", { href: why, className: "why", "aria-label": word("Why: {title}", { title }) }, word("Why?"));
  return make("fieldset", {}, make("legend", {}, title), link, ...inside);
}

function features(state, change) {
  const box = (name) => make("label", { className: "tick" }, make("input", {
    type: "checkbox", name: `feature-${name}`, checked: state.features.includes(name),
    onchange: (event) => {
      const on = new Set(state.features);
      event.target.checked ? on.add(name) : on.delete(name);
      if (on.size) change("features", FEATURES.filter((f) => on.has(f)));
      else event.target.checked = true;
    },
  }), FEATURE_NAMES[name]);
  return make("div", { className: "ticks" }, ...FEATURES.map(box));
}

function control(name, spec, value, change, state) {
  if (typeof spec.start === "boolean") return tick(name, value, change);
  const label = LABELS[name];
  if (spec.of || name === "batch") return chooser(name, label, spec, value, change, state);
  if (RANGES.has(name)) return slider(name, label, spec, value, change);
  const set = (event) => {
    const read = spec.read(event.target.value);
    event.target.setAttribute("aria-invalid", read === undefined);
    event.target.title = read === undefined ? word("This can be {wanted}.", { wanted: spec.wanted() }) : "";
    if (read !== undefined) change(name, read);
  };
  const input = make("input", { type: "number", name, min: spec.low, max: spec.high, step: spec.step, value, onchange: set });
  if (!name.match(/^(draw|seed)$/)) return make("label", {}, label, input);
  const another = make("button", { type: "button", className: "small", "aria-label": word("+1: {label}", { label }),
    onclick: () => change(name, (Number(input.value) + 1) % 100000) }, "+1");
  return make("div", { className: "pair" }, make("label", {}, label, input), another);
}

function tick(name, value, change) {
  const input = make("input", { type: "checkbox", name, checked: value, onchange: (event) => change(name, event.target.checked) });
  return make("label", { className: "tick" }, input, LABELS[name]);
}

function slider(name, label, spec, value, change) {
  const shown = make("output", {}, String(value));
  const input = make("input", {
    type: "range", name, min: spec.low, max: spec.high, step: spec.step, value,
    oninput: () => (shown.textContent = String(Number(input.value))),
    onchange: () => change(name, Number(input.value)),
  });
  return make("label", {}, make("span", { className: "spread" }, label, shown), input);
}

function chooser(name, label, spec, value, change, state) {
  let options = spec.of ?? [...new Set([...BATCHES, value])];
  if (name === "loss" && regression(state)) options = options.filter((each) => each !== "binary_crossentropy");
  const called = (each) => (name === "batch" ? (each ? String(each) : word("All points")) : valueName(name, each));
  const set = (event) => change(name, spec.of ? event.target.value : Number(event.target.value));
  const select = make("select", { name, onchange: set }, ...options.map((each) => make("option", { value: each, selected: each === value }, called(each))));
  return make("label", {}, make("span", { className: TITLED.has(name) ? "unseen" : "" }, label), select);
}
