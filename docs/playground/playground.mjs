// The page: settings and clicks go to the worker, its frames become pictures, curves and words.
import { shared } from "../_static/shared.mjs";
import { word } from "../_static/words.mjs";
import { History, curves } from "./chart.mjs";
import { change as changeLine, code, setup } from "./code.mjs";
import { panel } from "./controls.mjs";
import { table } from "./csv.mjs";
import { boundary, cross as drawCross, fill, fitted, picture, points as drawPoints } from "./draw.mjs";
import { make, short } from "./elements.mjs";
import { EXPLAINED } from "./explained.mjs";
import { Recording } from "./film.mjs";
import { NetworkView } from "./network.mjs";
import { Editor } from "./points.mjs";
import { translated } from "./sentences.mjs";
import { MOST, SHARED, read, regression, settle, tuned, write } from "./state.mjs";

const $ = (id) => document.getElementById(id);
const VIEW_ONLY = ["tests", "sharp", "stop"];
const CLASSES = [0, 1], NUMBERS = [-1, 1]; // from where to where an output's colours go

const calm = matchMedia("(prefers-reduced-motion: reduce)");

let state, file, which = 0, worker, id = 0, wish = "", python = "none"; // none, starting, ready
let made, latest, waiting = false, running = false, pending = new Map(), key = 0, peeked = null, peekedName = "";
let broken = ""; // why the code of this experiment fails
let history = new History(), film = new Recording(), words = 0, charted = 0, seen = 0, speed = { since: 0, frames: 0, updates: 0, text: "" };
const views = [], maps = [];

// ---- settings -> page -------------------------------------------------------------------------

const nameOf = (n) => (state.two ? word("Network {letter}", { letter: "AB"[n] }) : word("Network"));
const range = () => (regression(state) ? NUMBERS : CLASSES);

function open() {
  const { state: found, said } = read(location.hash);
  state = found;
  if (state.data === "file") state.file = file;
  which = 0;
  running = false;
  playing();
  hush();
  settled();
  rebuild();
  if (said.length) say(said.join(" "));
}

/** Brings address, panel and network views in line with the state. */
function settled() {
  settle(state);
  const address = write(state);
  if (location.hash.slice(1) !== address) window.history.replaceState(null, "", address ? `#${address}` : location.pathname);
  for (const other of document.querySelectorAll(".editions a")) other.hash = address;
  for (const name of ["tests", "sharp", "two"]) $(name).checked = state[name];
  $("stop").value = state.stop;
  const focused = document.activeElement?.closest?.("#settings") && document.activeElement.name;
  const shown = structuredClone(state);
  shown.file = state.file;
  for (const { network: n, kind, value } of state.changes) if (kind === "rate" && shown.networks[n]) shown.networks[n].rate = value;
  $("settings").replaceChildren(...panel(shown, which, set));
  if (focused) $("settings").elements[focused]?.focus();
  $("which").hidden = !state.two;
  const choose = (n) => make("button", { type: "button", className: "small", "aria-pressed": String(n === which),
    onclick: () => { which = n; settled(); $("which").children[n].focus(); } }, nameOf(n));
  $("which").replaceChildren(...state.networks.map((_, n) => choose(n)));
  $("fewer").disabled = !state.networks[which].layers.length;
  $("more").disabled = state.networks[which].layers.length >= MOST.layers;
  $("low").textContent = regression(state) ? "−1" : word("class 0");
  $("high").textContent = regression(state) ? "1" : word("class 1");
  own();
  program();
}

/** What belongs to a reader's own data: the tools for points, the field for a file. */
function own() {
  const points = state.data === "points";
  for (const map of maps) map.editor.on = points;
  if (points && maps[0]) {
    maps[0].editor.points = state.points;
    if (maps[0].editor.tools.parentNode !== $("own")) $("own").replaceChildren(maps[0].editor.tools);
  } else if (state.data === "file") {
    if (!$("file")) {
      const field = make("input", { type: "file", id: "file", accept: ".csv,.tsv,.txt,text/csv", onchange: (event) => takeFile(event.target.files[0]) });
      $("own").replaceChildren(make("label", {}, word("A CSV file: two columns of numbers first, a class or a number last. It stays on this page."), field),
        make("p", { id: "about-file", className: "note" }));
    }
    $("about-file").textContent = file ? word("{name}: {rows} rows; {a} and {b} are the inputs, {c} is the target.",
      { name: file.name, rows: file.rows, a: file.called[0], b: file.called[1], c: file.called[2] }) : "";
  } else $("own").replaceChildren();
  for (const map of maps) map.canvas.tabIndex = points ? 0 : -1;
}

async function takeFile(chosen) {
  if (!chosen) return;
  const found = table(chosen.name, await chosen.text());
  if (found.problem) return say(found.problem);
  state.file = file = found;
  hush();
  settled();
  rebuild();
}

/** A reader set something. */
function set(name, value) {
  const net = state.networks[which];
  if (name === "rate" && net.schedule === "constant" && latest?.epochs) return edit(which, { kind: "rate", value });
  const before = regression(state);
  if (name in SHARED) state[name] = value;
  else if (name === "optimizer") Object.assign(net, tuned(value, net));
  else net[name] = value;
  if (name === "data") {
    state.file = value === "file" ? file : undefined;
    if (before && !regression(state)) for (const each of state.networks) each.loss = "binary_crossentropy";
  }
  if (!VIEW_ONLY.includes(name)) forget();
  settled();
  if (VIEW_ONLY.includes(name)) redraw();
  else rebuild();
}

/** Changes made while training belong to that training; the last rate stays. */
function forget() {
  for (const { network: n, kind, value } of state.changes) if (kind === "rate" && state.networks[n]) state.networks[n].rate = value;
  state.changes = [];
}

/** A change to a network as it trains: the worker says after which epoch it counts. */
function edit(n, change) {
  if (!made) return;
  const full = { network: n, ...change };
  pending.set(++key, full);
  worker.postMessage({ type: "change", key, network: n, line: changeLine(state, full) });
}

// ---- experiment -------------------------------------------------------------------------------

/** Why this experiment cannot be trained yet, in a sentence. */
function lacking() {
  const count = (label) => state.points.filter((point) => point[2] === label).length;
  if (state.data === "points" && Math.min(count(0), count(1)) < 4) return word("Put at least four points of each class on the plane.");
  if (state.data === "file" && !state.file) return word("Choose a CSV file below the plane; an address does not hold it.");
  return broken;
}

/** A new experiment of the state: views at once, networks when there is Python. */
function rebuild() {
  made = latest = undefined;
  peeked = null;
  broken = "";
  history = new History();
  film = new Recording();
  pending.clear();
  while (views.length > state.networks.length) {
    views.pop();
    maps.pop();
    $("networks").lastChild.remove();
    $("outputs").lastChild.remove();
  }
  while (views.length < state.networks.length) addView(views.length);
  views.forEach((view, n) => view.build(state.features, state.networks[n].layers, state.networks[n].activation));
  maps.forEach((map, n) => (map.title.textContent = nameOf(n)));
  document.body.classList.toggle("two", state.two);
  own();
  $("says").replaceChildren(make("p", { className: "note" }, word("The watcher looks at every fourth stretch of 250 updates, and speaks when a network does not learn.")));
  $("epoch").textContent = "0";
  const lack = lacking();
  enable();
  if (lack) {
    running = false;
    playing();
  }
  status(lack || (python === "none" ? word("Play starts Python, about 15 MB, on this page.") : ""));
  redraw();
  if (python === "ready" && !lack) configure();
}

function enable() {
  for (const name of ["play", "step", "restart"]) $(name).disabled = Boolean(lacking()) || python === "starting";
}

function configure() {
  const codes = state.networks.map((_, n) => setup(state, n));
  const weights = state.networks.reduce((sum, { layers }) => sum + [...layers, 1].reduce((all, u, i) => all + u * (i ? layers[i - 1] : 2), 0), 0);
  worker.postMessage({
    type: "configure", id: ++id, codes, side: weights > 1500 ? 36 : 50,
    files: state.data === "file" ? [{ name: file.name, text: file.text }] : [],
    changes: state.changes.map((each) => ({ network: each.network, epoch: each.epoch, line: changeLine(state, each) })),
  });
  if (running) worker.postMessage({ type: "play", stop: state.stop });
  else if (wish) worker.postMessage({ type: wish });
  wish = "";
}

/** Fetches Python; what was wished for happens when it is there. */
function start(wished = "") {
  python = "starting";
  wish = wished;
  enable();
  worker = new Worker(new URL("worker.mjs", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => TOLD[data.type](data);
  worker.onerror = () => TOLD.failed({ id, during: "boot", sentence: word("Python could not be started.") });
  worker.postMessage({ type: "boot", library: shared("utils.zip") });
}

const TOLD = {
  progress: ({ step }) => status({ python: word("Python is being fetched …"), numpy: word("NumPy is being fetched …") }[step]),
  ready() {
    python = "ready";
    status("");
    enable();
    if (!lacking()) configure();
  },
  made(data) {
    if (data.id !== id) return;
    made = data;
    speed = { since: performance.now(), frames: 0, updates: 0, text: "" };
  },
  frame(data) {
    if (data.id !== id) return worker.postMessage({ type: "drawn" });
    latest = data;
    speed.frames++;
    note();
    if (!waiting) requestAnimationFrame(draw);
    waiting = true;
  },
  stopped({ id: of }) {
    if (of !== id) return;
    running = false;
    playing();
    redraw();
  },
  changed({ id: of, key: k, epoch }) {
    const change = pending.get(k);
    pending.delete(k);
    if (of !== id || !change) return;
    state.changes.push({ ...change, epoch });
    settled();
  },
  failed({ id: of, during, sentence }) {
    if (during !== "boot" && of !== id) return;
    running = false;
    playing();
    if (during === "boot") {
      python = "none";
      worker.terminate();
      enable();
      return say(word("Python could not be fetched; check the connection and press Play again. ({sentence})", { sentence }));
    }
    if (during !== "configure") return say(translated(sentence), sentence.includes("diverged") ? EXPLAINED.diverged : undefined);
    broken = translated(sentence);
    say(broken);
    enable();
  },
};

function play(on) {
  running = on;
  hush();
  speed = { since: performance.now(), frames: 0, updates: latest?.networks[0].numbers[0] ?? 0, text: "" };
  playing();
  if (python === "none") return start();
  worker.postMessage(on ? { type: "play", stop: state.stop } : { type: "pause" });
}

function playing() {
  $("play").textContent = running ? word("Pause") : word("Play");
  document.body.dataset.state = running ? "running" : "stopped";
}

// ---- frames -> pictures -----------------------------------------------------------------------

function addView(n) {
  const home = make("div", { className: "network" });
  $("networks").append(home);
  views.push(new NetworkView(home, () => nameOf(n), {
    edit: (change) => edit(n, change),
    layers(units) {
      state.networks[n].layers = units;
      forget();
      settled();
      rebuild();
    },
    peek(seen, name) {
      [peeked, peekedName] = [seen && { n, seen }, name];
      redraw();
    },
  }));
  const canvas = make("canvas", { className: "map", role: "img", "aria-label": word("The plane") });
  const dots = make("canvas", { className: "dots", "aria-hidden": "true" });
  const title = make("h2", {}), caption = make("p", { className: "caption" }), poster = make("p", { className: "poster" });
  const numbers = make("dl", {});
  $("outputs").append(make("div", { className: "output" }, title, make("div", { className: "plane" }, canvas, dots, caption, poster), numbers));
  const own = new Editor(canvas, (points) => {
    state.points = points;
    hush();
    for (const map of maps) map.editor.points = points;
    forget();
    settled();
    rebuild();
  });
  own.moved = redraw;
  canvas.addEventListener("focus", redraw);
  canvas.addEventListener("blur", redraw);
  new ResizeObserver(redraw).observe(canvas);
  maps.push({ canvas, dots, title, caption, poster, numbers, editor: own });
}

const told = (n) => {
  const [updates, rate, trainLoss, trainRight, testLoss, testRight] = latest.networks[n].numbers;
  return { updates, rate, trainLoss, trainRight, testLoss, testRight };
};
const gradients = (n) => {
  const [from, to] = views[n].plan.gradients;
  return latest.networks[n].numbers.slice(from, to);
};

/** Keeps what curves and film need of this frame. */
function note() {
  const { epochs } = latest;
  history.add({ epochs, networks: latest.networks.map((_, n) => ({ ...told(n), gradients: gradients(n) })) });
  film.add(epochs, latest.networks.map(({ pictures }, n) => ({ pictures, side: side(), loss: told(n).testLoss, right: told(n).testRight })), range());
}

const side = () => Math.sqrt(made.inputs.length / state.features.length);

function draw() {
  waiting = false;
  worker?.postMessage({ type: "drawn" });
  const now = performance.now();
  if (calm.matches && running && now - seen < 1000) return;
  seen = now;
  if (latest && made) {
    $("epoch").textContent = latest.epochs.toLocaleString("en");
    latest.networks.forEach((seen, n) => views[n].show(seen, made.inputs, range(), state.sharp));
    latest.networks.forEach(({ said }, n) => watcher(said, n));
    numbers();
    if (!running || now - charted > 150) {
      charted = now;
      charts();
    }
    if (!running || now - words > 3000) {
      words = now;
      aloud();
    }
  }
  plane();
}

function redraw() {
  if (!waiting) {
    waiting = true;
    requestAnimationFrame(draw);
  }
}

function plane() {
  maps.forEach((map, n) => {
    const context = fitted(map.canvas), { width } = map.canvas;
    context.fillStyle = "#faf8f4";
    context.fillRect(0, 0, width, width);
    const peek = peeked?.n === n ? peeked.seen() : null, seen = latest && made && latest.networks[n];
    if (peek) fill(context, picture(peek.pixels, peek.at, peek.side, peek.range, state.sharp), state.sharp);
    else if (seen) {
      fill(context, picture(seen.pictures, 0, side(), range(), state.sharp), state.sharp);
      if (!regression(state)) boundary(context, seen.pictures, side(), 0.5);
    }
    map.poster.textContent = made || state.points.length ? "" : lacking() || word("The data, and the network's answer to every point of this plane, appear when Python has started.");
    map.caption.textContent = peek ? peekedName : "";
    dots(map);
  });
}

/** The points, on a canvas of their own above the field: drawn again only when they change. */
function dots(map) {
  const size = map.canvas.width, cross = map.editor.cross();
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

const percent = (share) => `${(100 * share).toFixed(1)} %`;

function numbers() {
  maps.forEach((map, n) => {
    const { trainLoss, testLoss, trainRight, testRight, updates } = told(n);
    const rows = [[word("Training loss"), short(trainLoss)], [word("Test loss"), short(testLoss)]];
    if (Number.isFinite(testRight)) rows.push([word("Training accuracy"), percent(trainRight)], [word("Test accuracy"), percent(testRight)]);
    rows.push([word("Updates"), updates.toLocaleString("en")]);
    if (map.numbers.childElementCount !== 2 * rows.length) {
      map.numbers.replaceChildren(...rows.flatMap(([name]) => [make("dt", {}, name), make("dd", {}, "")]));
    }
    rows.forEach(([, value], i) => (map.numbers.children[2 * i + 1].textContent = value));
  });
}

function charts() {
  const style = getComputedStyle(document.body), ink = (name) => style.getPropertyValue(name);
  const series = (name, n, colour, of) => ({ name: state.two && name ? `${name} ${"AB"[n]}` : name, colour, dashed: n === 1,
    values: history.samples.map((sample) => [sample.epochs, of(sample.networks[n])]) });
  curves($("loss"), state.networks.flatMap((_, n) => [
    series(word("train"), n, ink("--train"), (seen) => seen.trainLoss), series(word("test"), n, ink("--test"), (seen) => seen.testLoss)]));
  const layer = (n, k, last) => {
    const named = !state.two || k === 0 || k === last; // of two networks only the first and the last
    const name = named ? (k < last ? word("layer {k}", { k: k + 1 }) : word("output")) : "";
    const share = Math.round((100 * k) / Math.max(1, last));
    return series(name, n, `color-mix(in oklab, ${ink("--last")} ${share}%, ${ink("--first")})`, (seen) => seen.gradients[k]);
  };
  curves($("gradients"), state.networks.flatMap(({ layers: { length } }, n) => Array.from({ length: length + 1 }, (_, k) => layer(n, k, length))), { log: true });
}

/** What is heard, and read, in place of pictures: at most every three seconds while it trains. */
function aloud() {
  const now = performance.now(), seconds = (now - speed.since) / 1000;
  if (running && seconds > 1) {
    const updates = told(0).updates - speed.updates;
    speed.text = word("{updates} updates and {frames} frames a second.", { updates: Math.round(updates / seconds).toLocaleString("en"), frames: (speed.frames / seconds).toFixed(0) });
  }
  const heard = latest.networks.map((_, n) => {
    const { testLoss, testRight } = told(n), name = state.two ? `${nameOf(n)}: ` : "";
    return name + (Number.isFinite(testRight) ? word("test loss {loss}, {right} of the test points classified correctly.", { loss: short(testLoss), right: percent(testRight) })
      : word("test loss {loss}.", { loss: short(testLoss) }));
  });
  status([word("Epoch {epoch}:", { epoch: latest.epochs }), ...heard, speed.text].join(" "));
  maps.forEach((map, n) => map.canvas.setAttribute("aria-label", word("The output of {name} over the plane after epoch {epoch}: {heard}", { name: nameOf(n), epoch: latest.epochs, heard: heard[n] })));
  $("loss").setAttribute("aria-label", word("Loss over the epochs. {heard}", { heard: heard.join(" ") }));
  $("gradients").setAttribute("aria-label", word("Size of the gradient, layer by layer: {sizes}", { sizes: state.networks.map((_, n) => [...gradients(n)].map(short).join(", ")).join("; ") }));
  program();
}

function watcher(said, n) {
  for (const [kind, sentence] of said) {
    const known = `${n}-${kind}`;
    if ([...$("says").children].some((each) => each.dataset.known === known)) continue;
    const heard = translated(sentence), lang = heard === sentence ? "en" : document.documentElement.lang;
    const item = make("p", { className: "said" }, state.two ? `${nameOf(n)}: ` : "", make("span", { lang }, heard), " ", make("a", { href: EXPLAINED[kind] ?? EXPLAINED.unknown }, word("Why this happens")));
    item.dataset.known = known;
    $("says").querySelector(".note")?.remove();
    $("says").append(item);
  }
}

// ---- words, code, film ------------------------------------------------------------------------

function status(text) {
  if ($("status").textContent !== text) $("status").textContent = text;
}

function say(sentence, link) {
  $("message").replaceChildren(sentence, ...(link ? [" ", make("a", { href: link }, word("Why this happens"))] : []));
  $("message").hidden = false;
}

function hush() {
  $("message").hidden = true;
}

let codeOf = 0;
function program() {
  if ($("code").hidden) return;
  codeOf = Math.min(codeOf, state.networks.length - 1);
  const choose = (n) => make("button", { type: "button", className: "small", "aria-pressed": String(n === codeOf), onclick: () => { codeOf = n; program(); } }, nameOf(n));
  $("code-of").replaceChildren(...(state.two ? state.networks.map((_, n) => choose(n)) : []));
  $("program").textContent = lacking() || code(state, codeOf, latest?.epochs ?? 0);
}

async function copy(text, button) {
  await navigator.clipboard.writeText(text);
  const before = button.textContent;
  button.textContent = word("Copied");
  setTimeout(() => (button.textContent = before), 2000);
}

function saveFilm() {
  if (!latest || film.frames.length < 2) return say(word("Train for a few epochs first; the film shows them."));
  const bytes = film.gif({ made, state, names: state.networks.map((_, n) => nameOf(n)), numbers: regression(state), range: range() });
  const link = make("a", { href: URL.createObjectURL(new Blob([bytes], { type: "image/gif" })), download: `playground-${latest.epochs}.gif` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// ---- clicks -----------------------------------------------------------------------------------

$("play").onclick = () => play(!running);
$("step").onclick = () => {
  hush();
  if (python === "none") return start("step");
  running = false;
  playing();
  worker.postMessage({ type: "step" });
};
$("restart").onclick = () => {
  hush();
  forget();
  settled();
  rebuild();
};
$("fewer").onclick = () => set("layers", state.networks[which].layers.slice(0, -1));
$("more").onclick = () => set("layers", [...state.networks[which].layers, Math.min(4, state.networks[which].layers.at(-1) ?? 4)]);
$("tests").onchange = (event) => set("tests", event.target.checked);
$("sharp").onchange = (event) => set("sharp", event.target.checked);
$("stop").onchange = (event) => {
  set("stop", SHARED.stop.read(event.target.value) ?? 0);
  if (running) worker?.postMessage({ type: "play", stop: state.stop });
};
$("two").onchange = (event) => {
  forget();
  state.two = event.target.checked;
  state.networks = state.two ? [state.networks[0], structuredClone(state.networks[0])] : [state.networks[0]];
  which = state.two ? 1 : 0;
  settled();
  rebuild();
};
$("settings").onsubmit = (event) => event.preventDefault();
$("link").onclick = () => copy(location.href, $("link"));
$("gif").onclick = saveFilm;
$("show-code").onclick = () => {
  $("code").hidden = !$("code").hidden;
  $("show-code").setAttribute("aria-expanded", String(!$("code").hidden));
  program();
};
$("copy-code").onclick = () => copy($("program").textContent, $("copy-code"));
window.addEventListener("hashchange", () => location.hash.slice(1) !== write(state) && open());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
open();
/** What a test, or a reader's console, asks for: losses of training and test points with all their digits. */
globalThis.playground = { losses: (n) => (latest ? [told(n).trainLoss, told(n).testLoss] : null) };
document.documentElement.dataset.ready = "yes";
