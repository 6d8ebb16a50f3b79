// Python in its worker: what is asked of it, and what it answers.
import { shared } from "../_static/shared.mjs";
import { word } from "../_static/words.mjs";
import { change as changeLine, setup } from "./code.mjs";
import { EXPLAINED } from "./explained.mjs";
import { hush, say, status } from "./messages.mjs";
import { translated } from "./sentences.mjs";
import { countSpeed, lacking, now, on, setRunning, standing, tell } from "./session.mjs";

let worker, id = 0, wish = "", key = 0;
const pending = new Map(); // changes of which the worker has not said yet when they count

/** Fetches Python; what was wished for happens when it is there. */
function start(wished = "") {
  now.python = "starting";
  wish = wished;
  tell("running");
  worker = new Worker(new URL("worker.mjs", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => ANSWERS[data.type](data);
  worker.onerror = () => ANSWERS.failed({ id, during: "boot", sentence: word("Python could not be started.") });
  worker.postMessage({ type: "boot", library: shared("utils.zip") });
}

function configure() {
  const { state, file } = now;
  const weights = state.networks.reduce((sum, { layers }) => sum + [...layers, 1].reduce((all, u, i) => all + u * (i ? layers[i - 1] : 2), 0), 0);
  worker.postMessage({
    type: "configure", id: ++id, codes: state.networks.map((_, n) => setup(state, n)), side: weights > 1500 ? 36 : 50,
    files: state.data === "file" ? [{ name: file.name, text: file.text }] : [],
    changes: state.changes.map((each) => ({ network: each.network, epoch: each.epoch, line: changeLine(state, each) })),
  });
  if (now.running) worker.postMessage({ type: "play", stop: state.stop });
  else if (wish) worker.postMessage({ type: wish });
  wish = "";
}

on("rebuilt", () => {
  pending.clear();
  if (now.python === "ready" && !lacking()) configure();
});

export function play(running) {
  hush();
  setRunning(running);
  countSpeed();
  if (now.python === "none") return start();
  worker.postMessage(running ? { type: "play", stop: now.state.stop } : { type: "pause" });
}

export function step() {
  hush();
  if (now.python === "none") return start("step");
  setRunning(false);
  worker.postMessage({ type: "step" });
}

/** Where training stops was changed while it runs. */
export function stopAt(epoch) {
  if (now.running) worker?.postMessage({ type: "play", stop: epoch });
}

/** A change to a network as it trains: the worker says after which epoch it counts. */
export function edit(network, change) {
  if (!now.made) return;
  const full = { network, ...change };
  pending.set(++key, full);
  worker.postMessage({ type: "change", key, network, line: changeLine(now.state, full) });
}

/** A frame is on the page, so that the next may come. */
export function drawn() {
  worker?.postMessage({ type: "drawn" });
}

const ANSWERS = {
  progress: ({ step }) => status({ python: word("Python is being fetched …"), numpy: word("NumPy is being fetched …") }[step]),
  ready() {
    now.python = "ready";
    status("");
    tell("running");
    if (!lacking()) configure();
  },
  made(data) {
    if (data.id !== id) return;
    now.made = data;
    countSpeed();
  },
  frame(data) {
    if (data.id !== id) return drawn();
    now.latest = data;
    now.speed.frames++;
    tell("frame");
  },
  stopped({ id: of }) {
    if (of !== id) return;
    setRunning(false);
    tell("redraw");
  },
  changed({ id: of, key: k, epoch }) {
    const change = pending.get(k);
    pending.delete(k);
    if (of !== id || !change) return;
    now.state.changes.push({ ...change, epoch });
    tell("settled");
  },
  failed({ id: of, during, sentence }) {
    if (during !== "boot" && of !== id) return;
    if (during === "boot") {
      now.python = "none";
      worker.terminate();
      setRunning(false);
      status(standing());
      return say(word("Python could not be fetched; check the connection and press Play again. ({sentence})", { sentence }));
    }
    if (during === "configure") now.broken = translated(sentence);
    setRunning(false);
    say(translated(sentence), sentence.includes("diverged") ? EXPLAINED.diverged : undefined);
  },
};
