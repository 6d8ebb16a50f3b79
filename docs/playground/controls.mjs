// The panel of settings: what each control is called, what it changes, and where it is explained.
import { WHY } from "./explained.mjs";
import { FEATURES, NETWORK, OPTIMIZERS, SHARED, regression } from "./state.mjs";
import { make, t } from "./words.mjs";

const LABELS = {
  data: "Data set", noise: "Noise", count: "Points", share: "Share for training, %", draw: "Seed of the data",
  activation: "Activation", init: "First weights", spread: "Their spread", seed: "Seed of the network",
  optimizer: "Optimizer", rate: "Learning rate", schedule: "Schedule", length: "Its length in updates",
  batch: "Batch size", loss: "Loss", l1: "L1 penalty", l2: "L2 penalty", dropout: "Dropout",
  momentum: "Momentum", nesterov: "Nesterov", rho: "rho", centered: "Centered", beta_1: "beta 1", beta_2: "beta 2",
  epsilon: "epsilon", amsgrad: "AMSGrad", weight_decay: "Weight decay", warmup_steps: "Warm-up in updates",
  initial_accumulator_value: "First accumulator",
};
const NAMES = {
  moons: "Moons", circles: "Circles", xor: "XOR", clouds: "Clouds", spiral: "Spiral", plane: "Plane (a number)",
  hills: "Hills (a number)", points: "Your own points", file: "Your own CSV",
  tanh: "tanh", relu: "ReLU", leaky_relu: "Leaky ReLU", elu: "ELU", selu: "SELU", silu: "SiLU", softplus: "Softplus",
  softsign: "Softsign", sigmoid: "Sigmoid", linear: "Linear",
  binary_crossentropy: "Cross-entropy", mean_squared_error: "Squared error", mean_absolute_error: "Absolute error", huber: "Huber",
  sgd: "SGD", rmsprop: "RMSprop", adagrad: "Adagrad", adadelta: "Adadelta", adam: "Adam", adamw: "AdamW", adamax: "Adamax",
  nadam: "Nadam", lion: "Lion", muon: "Muon", schedulefreeadamw: "Schedule-free AdamW",
  constant: "Constant", exponential: "Halved, smoothly", steps: "Halved in steps", cosine: "Cosine",
  restarts: "Cosine with restarts", warmup: "Warm-up, then cosine",
  glorot_uniform: "Glorot, uniform", glorot_normal: "Glorot, normal", he_uniform: "He, uniform", he_normal: "He, normal",
  lecun_uniform: "LeCun, uniform", lecun_normal: "LeCun, normal", orthogonal: "Orthogonal", random_normal: "Normal, any spread",
  random_uniform: "Uniform, any spread", zeros: "Zeros",
};
const OTHER_NAMES = { schedule: { linear: "Straight down" } };
export const FEATURE_NAMES = { x1: "x₁", x2: "x₂", x1x1: "x₁²", x2x2: "x₂²", x1x2: "x₁x₂", sinx1: "sin πx₁", sinx2: "sin πx₂" };
const BATCHES = [1, 2, 5, 10, 20, 32, 64, 128, 0];
const RANGES = new Set(["noise", "count", "share", "dropout"]);

/** All controls for `state`, of network `which`; change(name, value) is called with what a reader sets. */
export function panel(state, which, change) {
  const net = state.networks[which], made = !["points", "file"].includes(state.data);
  const of = (name) => control(name, name in SHARED ? SHARED[name] : NETWORK[name], name in SHARED ? state[name] : net[name], change, state);
  const some = (...names) => names.map(of);
  const own = Object.keys(OPTIMIZERS[net.optimizer].settings);
  return [
    group("Data", WHY.data, ...some("data", ...(made ? ["noise", "count"] : []), "share", "draw")),
    group("Features", WHY.features, features(state, change)),
    group("Units", WHY.units, ...some("activation", "dropout")),
    group("Start", WHY.start, ...some("init", ...(net.init.startsWith("random") ? ["spread"] : []), "seed")),
    group("Optimizer", WHY.optimizer, ...some("optimizer", "rate", ...own)),
    group("Schedule", WHY.schedule, ...some("schedule", ...(net.schedule === "constant" ? [] : ["length"]))),
    group("Batches", WHY.batch, ...some("batch"), make("p", { className: "note" },
      t("Small batches are slower here: each update calls NumPy some dozens of times, which costs the same for 1 point as for 100."))),
    group("Loss", WHY.loss, ...some("loss")),
    group("Penalties", WHY.penalty, ...some("l1", "l2")),
  ];
}

function group(title, why, ...inside) {
  const link = make("a", { href: why, className: "why", "aria-label": t("Why: {title}", { title: t(title) }) }, t("Why?"));
  return make("fieldset", {}, make("legend", {}, t(title)), link, ...inside);
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
  const label = t(LABELS[name]);
  if (spec.of || name === "batch") return chooser(name, label, spec, value, change, state);
  if (RANGES.has(name)) return slider(name, label, spec, value, change);
  const set = (event) => {
    const read = spec.read(event.target.value);
    event.target.setAttribute("aria-invalid", read === undefined);
    event.target.title = read === undefined ? t("This can be {wanted}.", { wanted: spec.wanted() }) : "";
    if (read !== undefined) change(name, read);
  };
  const input = make("input", { type: "number", name, min: spec.low, max: spec.high, step: spec.step, value, onchange: set });
  if (!name.match(/^(draw|seed)$/)) return make("label", {}, label, input);
  const another = make("button", { type: "button", className: "small", "aria-label": t("+1: {label}", { label }),
    onclick: () => change(name, (Number(input.value) + 1) % 100000) }, "+1");
  return make("div", { className: "pair" }, make("label", {}, label, input), another);
}

function tick(name, value, change) {
  const input = make("input", { type: "checkbox", name, checked: value, onchange: (event) => change(name, event.target.checked) });
  return make("label", { className: "tick" }, input, t(LABELS[name]));
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
  const called = (each) => (name === "batch" ? (each ? String(each) : t("All points")) : t(OTHER_NAMES[name]?.[each] ?? NAMES[each]));
  const set = (event) => change(name, spec.of ? event.target.value : Number(event.target.value));
  const select = make("select", { name, onchange: set }, ...options.map((each) => make("option", { value: each, selected: each === value }, called(each))));
  return make("label", {}, label, select);
}
