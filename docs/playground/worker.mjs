// Runs Python off the page's thread: slices of training, each followed by a frame of what is seen.
// A frame is sent when the page draws the one before, so that frames never pile up; where drawing is
// slow, or the page is hidden, training waits for it.
import { PYODIDE } from "../_static/runtime.mjs";

const SLICE = 5, MOST = 30; // milliseconds of training at a time, and for each frame that is drawn
const FILES = "/home/pyodide";
let python, driver, experiment, count = 0, id = 0, running = false, stop = 0, drawn = true, spent = 0;

const again = new MessageChannel(); // calls back at once, but after the messages that wait
again.port1.onmessage = () => guarded(slice);

async function boot({ library }) {
  postMessage({ type: "progress", step: "python" });
  const { loadPyodide } = await import(`${PYODIDE}pyodide.mjs`);
  python = await loadPyodide({ indexURL: PYODIDE, enableRunUntilComplete: false });
  postMessage({ type: "progress", step: "numpy" });
  await python.loadPackage("numpy", { messageCallback: () => {} });
  python.unpackArchive(await fetched(library), "zip", { extractDir: FILES });
  python.FS.writeFile(`${FILES}/driver.py`, new Uint8Array(await fetched("driver.py")));
  python.runPython(`import os, sys; sys.path.insert(0, "${FILES}"); os.chdir("${FILES}")`);
  driver = python.pyimport("driver");
  postMessage({ type: "ready" });
}

async function fetched(path) {
  const answer = await fetch(new URL(path, import.meta.url));
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.arrayBuffer();
}

/** A copy of a NumPy array that can be handed over to the page. */
function copied(array, kind) {
  const buffer = array.getBuffer(kind), numbers = buffer.data.slice();
  buffer.release();
  array.destroy();
  return numbers;
}

function configure(message) {
  experiment?.destroy();
  experiment = undefined;
  running = false;
  ({ id } = message);
  count = message.codes.length;
  for (const { name, text } of message.files) python.FS.writeFile(`${FILES}/${name}`, text);
  const codes = python.toPy(message.codes);
  try {
    experiment = driver.Experiment(codes, message.side);
  } finally {
    codes.destroy();
  }
  for (const { network, line, epoch } of message.changes) experiment.change(network, line, epoch);
  const [train, test] = ["train", "test"].map((part) => copied(experiment.points(part), "f64"));
  postMessage({ type: "made", id, train, test, inputs: copied(experiment.inputs(), "f32") });
  frame();
}

function frame() {
  const transfer = [];
  const networks = Array.from({ length: count }, (_, n) => {
    const seen = { numbers: copied(experiment.numbers(n), "f64"), pictures: copied(experiment.pictures(n), "f32") };
    seen.said = JSON.parse(experiment.said(n));
    transfer.push(seen.numbers.buffer, seen.pictures.buffer);
    return seen;
  });
  [drawn, spent] = [false, 0];
  postMessage({ type: "frame", id, epochs: experiment.epochs, networks }, transfer);
}

function slice() {
  if (!running || !experiment) return;
  const started = performance.now();
  if (experiment.run(SLICE, stop)) running = false;
  spent += performance.now() - started;
  if (drawn || !running) frame();
  if (!running) postMessage({ type: "stopped", id });
  else if (spent < MOST) again.port2.postMessage(0);
}

const ANSWERS = {
  boot,
  configure,
  drawn() {
    drawn = true;
    if (spent >= MOST) slice();
  },
  play(message) {
    ({ stop } = message);
    if (running || !experiment) return;
    running = true;
    slice();
  },
  pause() {
    running = false;
    experiment?.finish();
    if (experiment) frame();
  },
  step() {
    running = false;
    experiment.step();
    frame();
  },
  change({ network, line, key }) {
    const epoch = experiment.change(network, line);
    postMessage({ type: "changed", id, key, epoch });
    if (!running) frame();
  },
};

/** What goes wrong in Python is one sentence, the last line of its message. */
async function guarded(action, message) {
  try {
    await action(message);
  } catch (error) {
    running = false;
    const lines = String(error.message ?? error).trim().split("\n"), last = lines.at(error.type ? -1 : 0);
    postMessage({ type: "failed", id, during: message?.type, sentence: last.replace(/^[\w.]*(Error|Exception): /, "") });
  }
}

onmessage = ({ data }) => guarded(ANSWERS[data.type], data);
