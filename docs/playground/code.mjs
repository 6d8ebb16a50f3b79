// The Python of an experiment, with `utils`: what "Show the code" prints is what the worker runs.
import { FEATURES, OPTIMIZERS, REGRESSION } from "./settings.mjs";
import { regression } from "./state.mjs";

const FORMULAS = {
  x1: "x1",
  x2: "x2",
  x1x1: "x1**2",
  x2x2: "x2**2",
  x1x2: "x1 * x2",
  sinx1: "np.sin(np.pi * x1)",
  sinx2: "np.sin(np.pi * x2)",
};
const MADE = { clouds: "blobs" }; // data sets whose name in utils.datasets is another
const LOSSES = { binary_crossentropy: "binary_crossentropy", mean_squared_error: "mse", mean_absolute_error: "mae", huber: "huber" };
const SCHEDULES = {
  exponential: (rate, length) => `ExponentialDecay(${rate}, ${length}, 0.5)`,
  steps: (rate, length) => `ExponentialDecay(${rate}, ${length}, 0.5, staircase=True)`,
  linear: (rate, length) => `PolynomialDecay(${rate}, ${length}, 0.0)`,
  cosine: (rate, length) => `CosineDecay(${rate}, ${length})`,
  restarts: (rate, length) => `CosineDecayRestarts(${rate}, ${length})`,
  warmup: (rate, length) => `CosineDecay(0.0, ${length}, warmup_target=${rate}, warmup_steps=${Math.ceil(length / 10)})`,
};
const python = (value) => (typeof value === "boolean" ? (value ? "True" : "False") : String(value));
const text = (value) => JSON.stringify(value); // a Python string too

/** Lines that make data, features and network; the worker runs these. */
export function setup(state, which) {
  const net = state.networks[which];
  return [...imports(state, net), "", ...data(state), "", "", ...features(state), "", "", ...model(state, net)].join("\n") + "\n";
}

/** The whole program: what was set up, every change at its epoch, and the numbers at the end. */
export function code(state, which, epochs) {
  const lines = [], mine = state.changes.filter((c) => c.network === which && c.epoch <= epochs);
  let done = 0;
  const fit = (until) => {
    if (until > done) lines.push(`model.fit(features(x_train), y_train, batch_size=BATCH_SIZE, epochs=${until - done}, verbose=0)`);
    done = until;
  };
  for (const each of mine.sort((a, b) => a.epoch - b.epoch)) {
    fit(each.epoch);
    lines.push(change(state, each));
  }
  fit(epochs);
  lines.push('print("training", model.evaluate(features(x_train), y_train))');
  lines.push('print("test", model.evaluate(features(x_test), y_test))');
  return `${setup(state, which)}\n${lines.join("\n")}\n`;
}

/** The line that a change is. */
export function change(state, { network, kind, layer, from, to, value }) {
  if (kind === "rate") return `model.optimizer.learning_rate = ${value}`;
  const place = state.networks[network].dropout ? 2 * layer : layer;
  const [name, index] = from === "b" ? ["bias", to] : ["kernel", `${from}, ${to}`];
  return `model.layers[${place}].params["${name}"][${index}] = ${value}`;
}

function imports(state, net) {
  const layers = net.dropout && net.layers.length ? "Dense, Dropout" : "Dense";
  const made = OPTIMIZERS[net.optimizer].made, own = !REGRESSION.includes(state.data);
  const lines = ["import numpy as np", "", "from utils import datasets", `from utils.layers import ${layers}`,
    "from utils.models import Sequential", `from utils.optimizers import ${made}`];
  if (state.data === "file" && own) lines.unshift("import csv", "");
  if (net.init.startsWith("random")) {
    lines.splice(-3, 0, `from utils.initializers import ${net.init === "random_normal" ? "RandomNormal" : "RandomUniform"}`);
  }
  if (counted(state, net)) lines.splice(lines.findIndex((line) => line.includes("utils.models")), 0, "from utils.metrics import binary_accuracy");
  if (net.l1 || net.l2) lines.push("from utils.regularizers import L1L2");
  if (net.schedule !== "constant") lines.push(`from utils.schedules import ${SCHEDULES[net.schedule](1, 1).split("(")[0]}`);
  return lines;
}

function data(state) {
  const { count, noise, draw } = state;
  const share = Math.round(100 - state.share) / 100;
  const split = `(x_train, y_train), (x_test, y_test) = datasets.split(x, y, test_share=${share}, seed=${draw})`;
  const scale = ["mean, std = x_train.mean(axis=0), x_train.std(axis=0)",
    "x_train, x_test = (x_train - mean) / std, (x_test - mean) / std"];
  if (state.data === "points") {
    const rows = state.points.map((point) => `    [${point.join(", ")}],`);
    return ["points = np.array([", ...rows, "], float).reshape(-1, 3)", "x, y = points[:, :2], points[:, 2]", split];
  }
  if (state.data === "file") return [...file(state.file), split, ...scale];
  const made = {
    plane: [`rng = np.random.default_rng(${draw})`, `x = rng.uniform(-1, 1, (${count}, 2))`,
      `y = x.sum(axis=1) / 2 + rng.normal(0, ${noise / 2}, ${count})`],
    hills: [`rng = np.random.default_rng(${draw})`, `x = rng.uniform(-1, 1, (${count}, 2))`,
      "hills = np.array([[-0.5, -0.5, 1], [0.5, 0.5, 1], [-0.5, 0.5, -1], [0.5, -0.5, -1]])",
      "distances = np.linalg.norm(x[:, np.newaxis] - hills[:, :2], axis=2)",
      `y = np.exp(-8 * distances**2) @ hills[:, 2] + rng.normal(0, ${noise / 2}, ${count})`],
  }[state.data] ?? [`x, y = datasets.${MADE[state.data] ?? state.data}(${count}, noise=${noise}, ${state.data === "clouds" ? "classes=2, " : ""}seed=${draw})`];
  return [...made, split, ...scale];
}

function file({ name, separator, header, columns, names, numbers }) {
  const [a, b, target] = columns;
  const y = numbers ? `[float(row[${target}]) for row in rows]` : `[row[${target}].strip() == ${text(names[1])} for row in rows]`;
  return [`with open(${text(name)}, encoding="utf-8-sig", newline="") as file:`,
    `    rows = [row for row in csv.reader(file, delimiter=${text(separator)}) if any(row)]${header ? "[1:]" : ""}`,
    `x = np.array([[float(row[${a}]), float(row[${b}])] for row in rows])`, `y = np.array(${y}, float)`];
}

function features(state) {
  const chosen = FEATURES.filter((name) => state.features.includes(name));
  return ["def features(x):", '    """What the network sees of points x (n, 2)."""', "    x1, x2 = x.T",
    `    return np.column_stack([${chosen.map((name) => FORMULAS[name]).join(", ")}])`];
}

function model(state, net) {
  const settings = [];
  if (net.init === "random_normal") settings.push(`kernel_initializer=RandomNormal(0.0, ${net.spread})`);
  else if (net.init === "random_uniform") settings.push(`kernel_initializer=RandomUniform(${-net.spread}, ${net.spread})`);
  else if (net.init !== "glorot_uniform") settings.push(`kernel_initializer="${net.init}"`);
  if (net.l1 || net.l2) settings.push(`kernel_regularizer=L1L2(${net.l1}, ${net.l2})`);
  const inside = settings.length ? ", **settings" : "";
  const own = settings.length ? [`settings = dict(${settings.join(", ")})`] : [];
  const last = regression(state) ? "linear" : "sigmoid";
  const layers = net.layers.flatMap((units) => [`        Dense(${units}, "${net.activation}"${inside}),`,
    ...(net.dropout ? [`        Dropout(${net.dropout}),`] : [])]);
  const metrics = regression(state) ? "" : counted(state, net) ? ", [binary_accuracy]" : ', ["accuracy"]';
  return [`BATCH_SIZE = ${net.batch || "len(x_train)"}`, ...own, "model = Sequential(", "    [", ...layers,
    `        Dense(1, "${last}"${inside}),`, "    ],", `    input_shape=${state.features.length},`, `    seed=${net.seed},`, ")",
    `model.compile(${optimizer(net)}, "${LOSSES[net.loss]}"${metrics})`];
}

/** Whether accuracy is a function in the code, since the loss does not say which one is meant. */
const counted = (state, net) => !regression(state) && net.loss !== "binary_crossentropy";

function optimizer(net) {
  const { made, settings } = OPTIMIZERS[net.optimizer];
  const rate = net.schedule === "constant" ? python(net.rate) : SCHEDULES[net.schedule](net.rate, net.length);
  const said = Object.keys(settings).filter((name) => net[name] !== settings[name]).map((name) => `${name}=${python(net[name])}`);
  return `${made}(${[rate, ...said].join(", ")})`;
}
