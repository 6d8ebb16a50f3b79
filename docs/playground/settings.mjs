// The settings of an experiment: how each starts, what it may be, and how it is read from an address
// and written into one.

const choice = (start, of) => ({
  start,
  of,
  read: (text) => (of.includes(text) ? text : undefined),
  wanted: () => of.join(", "),
});
const number = (start, low, high, step = "any") => ({
  start,
  low,
  high,
  step,
  read(text) {
    const value = /^[-+.\de]+$/i.test(text) ? Number(text) : NaN;
    const fits = value >= low && value <= high && (step === "any" || step < 1 || value % 1 === 0);
    return fits ? value : undefined;
  },
  wanted: () => `${low} … ${high}`,
});
const flag = (start) => ({
  start,
  read: (text) => ({ yes: true, no: false })[text],
  write: (value) => (value ? "yes" : "no"),
  wanted: () => "yes, no",
});

export const FEATURES = ["x1", "x2", "x1x1", "x2x2", "x1x2", "sinx1", "sinx2"];
export const MOST = { layers: 6, units: 64, points: 400 };
export const EXTENT = 3; // the plane is seen from -EXTENT to EXTENT in both directions

const features = {
  start: ["x1", "x2"],
  read(text) {
    const names = text.split(".");
    const known = names.every((name) => FEATURES.includes(name));
    return known && new Set(names).size === names.length ? FEATURES.filter((f) => names.includes(f)) : undefined;
  },
  write: (names) => names.join("."),
  wanted: () => FEATURES.join("."),
};
const layers = {
  start: [6, 4],
  read(text) {
    if (text === "none") return [];
    const units = text.split("-").map(Number);
    const fits = units.length <= MOST.layers && units.every((u) => u >= 1 && u <= MOST.units && u % 1 === 0);
    return fits ? units : undefined;
  },
  write: (units) => units.join("-") || "none",
  wanted: () => `8-8, none; ≤ ${MOST.layers} × ${MOST.units}`,
};
// A point is x, y in hundredths and a class: "-120.35.1".
const points = {
  start: [],
  read(text) {
    const all = text.split("_").map((point) => point.split(".").map(Number));
    const limit = 100 * EXTENT;
    const fits = (p) => p.length === 3 && p.every(Number.isInteger) && Math.abs(p[0]) <= limit &&
      Math.abs(p[1]) <= limit && (p[2] === 0 || p[2] === 1);
    return all.length <= MOST.points && all.every(fits)
      ? all.map(([x, y, label]) => [x / 100, y / 100, label])
      : undefined;
  },
  write: (all) => all.map(([x, y, label]) => `${Math.round(100 * x)}.${Math.round(100 * y)}.${label}`).join("_"),
  wanted: () => "-120.35.1_40.-10.0",
};
// A change made while training: after which epoch, network (0 or 1), and what: "40.0.rate.0p1" or
// "40.1.weight.0.2.1.-0p35" for the weight of layer 0 from input 2 (or b, the bias) to unit 1.
const changes = {
  start: [],
  read(text) {
    const all = text.split("_").map((each) => {
      const [epoch, network, kind, ...rest] = each.split(".");
      const value = Number(rest.pop()?.replace("p", "."));
      const [layer, from, to] = rest.map((part) => (part === "b" ? part : Number(part)));
      const change = { epoch: Number(epoch), network: Number(network), kind, value };
      return kind === "weight" ? { ...change, layer, from, to } : change;
    });
    const whole = (n, most) => Number.isInteger(n) && n >= 0 && n <= most;
    const fits = (c) => whole(c.epoch, 1e6) && whole(c.network, 1) && Math.abs(c.value) < 1e6 &&
      (c.kind === "rate" ? c.value > 0 : c.kind === "weight" && whole(c.layer, MOST.layers) &&
        (c.from === "b" || whole(c.from, MOST.units - 1)) && whole(c.to, MOST.units - 1));
    return all.length <= 100 && all.every(fits) ? all : undefined;
  },
  write: (all) => all.map((c) => [c.epoch, c.network, c.kind, ...(c.kind === "weight" ? [c.layer, c.from, c.to] : []),
    String(c.value).replace(".", "p")].join(".")).join("_"),
  wanted: () => "40.0.rate.0p1",
};

// What a teacher's link leaves out of the page: settings, and parts of the page by the names they
// have there (data-part).
const hide = {
  start: [],
  read(text) {
    const names = text.split(",");
    return names.every((name) => HIDABLE.includes(name)) ? HIDABLE.filter((each) => names.includes(each)) : undefined;
  },
  write: (names) => HIDABLE.filter((each) => names.includes(each)).join(","),
  wanted: () => HIDABLE.join(", "),
};

export const REGRESSION = ["plane", "hills"];
export const SHARED = {
  data: choice("moons", ["moons", "circles", "xor", "clouds", "spiral", "plane", "hills", "points", "file"]),
  noise: number(0.2, 0, 1, 0.05),
  count: number(500, 20, 2000, 10),
  share: number(50, 10, 90, 5),
  draw: number(0, 0, 99999, 1),
  features,
  points,
  stop: number(0, 0, 1e6, 1),
  tests: flag(false),
  sharp: flag(false),
  two: flag(false),
  changes,
  hide,
};

// Each optimizer's class, a rate to begin with, and its settings with their defaults.
const BETAS = { beta_1: 0.9, beta_2: 0.999 };
export const OPTIMIZERS = {
  sgd: { made: "SGD", rate: 0.1, settings: { momentum: 0, nesterov: false } },
  rmsprop: { made: "RMSprop", rate: 0.01, settings: { rho: 0.9, momentum: 0, centered: false, epsilon: 1e-7 } },
  adagrad: { made: "Adagrad", rate: 0.1, settings: { initial_accumulator_value: 0.1, epsilon: 1e-7 } },
  adadelta: { made: "Adadelta", rate: 1, settings: { rho: 0.95, epsilon: 1e-7 } },
  adam: { made: "Adam", rate: 0.01, settings: { ...BETAS, epsilon: 1e-7, amsgrad: false } },
  adamw: { made: "AdamW", rate: 0.01, settings: { weight_decay: 0.004, ...BETAS, epsilon: 1e-7 } },
  adamax: { made: "Adamax", rate: 0.01, settings: { ...BETAS, epsilon: 1e-7 } },
  nadam: { made: "Nadam", rate: 0.01, settings: { ...BETAS, epsilon: 1e-7 } },
  lion: { made: "Lion", rate: 0.003, settings: { beta_1: 0.9, beta_2: 0.99 } },
  muon: { made: "Muon", rate: 0.03, settings: { momentum: 0.95, weight_decay: 0.004 } },
  schedulefreeadamw: { made: "ScheduleFreeAdamW", rate: 0.01, settings: { ...BETAS, epsilon: 1e-8, warmup_steps: 0 } },
};

export const NETWORK = {
  layers,
  activation: choice("tanh", ["tanh", "relu", "leaky_relu", "elu", "selu", "silu", "softplus", "softsign", "sigmoid", "linear"]),
  loss: choice("binary_crossentropy", ["binary_crossentropy", "mean_squared_error", "mean_absolute_error", "huber"]),
  optimizer: choice("sgd", Object.keys(OPTIMIZERS)),
  rate: number(0.1, 1e-6, 10),
  momentum: number(0, 0, 1),
  nesterov: flag(false),
  rho: number(0.9, 0, 0.99999),
  centered: flag(false),
  initial_accumulator_value: number(0.1, 0, 10),
  beta_1: number(0.9, 0, 0.99999),
  beta_2: number(0.999, 0, 0.99999),
  epsilon: number(1e-7, 0, 1),
  amsgrad: flag(false),
  weight_decay: number(0.004, 0, 1),
  warmup_steps: number(0, 0, 1e6, 1),
  schedule: choice("constant", ["constant", "exponential", "steps", "linear", "cosine", "restarts", "warmup"]),
  length: number(1000, 1, 1e6, 1),
  batch: number(32, 0, 2000, 1),
  init: choice("glorot_uniform", ["glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform",
    "lecun_normal", "orthogonal", "random_normal", "random_uniform", "zeros"]),
  spread: number(0.5, 0, 10),
  l1: number(0, 0, 1),
  l2: number(0, 0, 1),
  dropout: number(0, 0, 0.9, 0.05),
  seed: number(0, 0, 99999, 1),
};

export const PARTS = ["play", "step", "restart", "stop", "tests", "sharp", "two", "gradients", "watcher", "link", "gif", "code", "list"];
const SETTINGS = [...Object.keys(SHARED), ...Object.keys(NETWORK)].filter((name) => !["points", "changes", "hide"].includes(name));
export const HIDABLE = [...new Set([...PARTS, ...SETTINGS])];
