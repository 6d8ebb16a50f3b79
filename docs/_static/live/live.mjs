// Lets the reader run and change the code cells of an article on its own page. Nothing is fetched
// before the button under the title is pressed; then Python starts in a worker (worker.mjs), each
// cell becomes a text that can be edited, and what it shows takes the place of what is stored.
import { PYODIDE } from "../runtime.mjs";
import { shared } from "../shared.mjs";
import { word } from "../words.mjs";

const LONG = 60; // seconds after which a cell that still runs gets a sentence

const make = (tag, content = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), content);
  element.append(...children);
  return element;
};
const button = (textContent, onclick) => make("button", { type: "button", textContent, onclick });

// Python in its worker: one question at a time, and what happens until the answer comes.
class Kernel {
  constructor() {
    this.worker = new Worker(new URL("worker.mjs", import.meta.url), { type: "module" });
    this.worker.onerror = (event) => this.fail(event.message ?? word("Python could not be started."));
    this.worker.onmessage = ({ data }) => {
      if ("result" in data) this.done(data.result);
      else if ("problem" in data) this.fail(data.problem);
      else this.hear(data);
    };
  }
  ask(message, hear) {
    this.hear = hear;
    return new Promise((resolve, reject) => {
      this.done = resolve;
      this.fail = (problem) => reject(new Error(problem));
      this.worker.postMessage(message);
    });
  }
  stop() {
    this.worker.terminate();
    this.fail?.("");
  }
}

// A code cell of the page.
class Cell {
  constructor(element, number) {
    this.element = element;
    this.code = element.querySelector(".cell_input pre");
    this.stored = this.code.innerHTML;
    this.is = (tag) => element.classList.contains(`tag_${tag}`);
    this.name = word("Cell {number}", { number });
  }
  open(press) {
    const { code } = this;
    // A browser that does not know plain text only takes the older form.
    code.setAttribute("contenteditable", "plaintext-only");
    if (!code.isContentEditable) code.contentEditable = "true";
    code.spellcheck = false;
    const role = { role: "textbox", "aria-multiline": "true", "aria-label": this.name };
    for (const [name, value] of Object.entries(role)) code.setAttribute(name, value);
    code.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.shiftKey) return;
      event.preventDefault();
      press([this]);
    });
    const reset = () => (code.innerHTML = this.stored);
    this.note = make("span", { className: "live-note" });
    this.buttons = make("div", { className: "live-buttons" },
      button(this.is("exercise") ? word("Check my answer") : word("Run"), () => press([this])),
      button(word("Run to here"), () => press(cells.slice(0, cells.indexOf(this) + 1))),
      button(word("Reset"), reset), this.note);
    this.buttons.setAttribute("role", "group");
    this.buttons.setAttribute("aria-label", this.name);
    (code.closest("details") ?? code.closest(".cell_input")).after(this.buttons);
  }
  state(name, text = "") {
    this.element.dataset.live = name;
    this.element.ariaBusy = String(name === "running");
    this.note.textContent = text;
  }
  get output() {
    const found = this.element.querySelector(":scope > .cell_output");
    if (found) return found;
    const made = make("div", { className: "cell_output docutils container" });
    this.element.append(made);
    return made;
  }
  async run(kernel) {
    this.state("running", word("Running"));
    let fresh = true;
    const hear = ({ output, step }) => {
      if (step) this.note.textContent = word("Loading {step}", { step });
      if (!output) return;
      if (fresh) this.output.replaceChildren();
      fresh = false;
      this.output.append(shown(output));
    };
    const slow = setTimeout(() => (this.note.textContent = word(
      "This cell has been running for a minute. A browser computes up to ten times as slowly as Python alone; Stop ends it.")), 1000 * LONG);
    try {
      const { keras, outputs } = await kernel.ask({ task: "run", source: source(this.code) }, hear);
      const failed = outputs.some((output) => output.output_type === "error");
      if (keras) {
        this.state("stored", word(
          "This cell needs Keras, which does not run in a browser: what stands here is the stored result."));
      } else {
        this.output.replaceChildren(...outputs.map(shown));
        this.state(failed ? "failed" : "done", failed ? word("This cell ended with an error.") : "");
        this.element.dispatchEvent(new CustomEvent("live", { bubbles: true }));
      }
      return !failed;
    } catch (error) {
      this.state("failed", error.message || word("Stopped."));
      return false;
    } finally {
      clearTimeout(slow);
    }
  }
}

// What the reader sees in a cell as text; a line that was typed may be an element of its own.
function source(code) {
  // An edited cell has its line ends in innerText, which is empty while the cell is folded away.
  return ((code.isContentEditable && code.innerText) || code.textContent).replace(/\u00a0/g, " ");
}

// An output in the form that a notebook stores it.
function shown({ output_type, text, traceback, data = {}, name }) {
  if (data["text/html"]) return make("div", { className: "output text_html", innerHTML: data["text/html"] });
  const kind = Object.keys(data).find((each) => each.startsWith("image/"));
  if (kind) return make("img", { src: `data:${kind};base64,${data[kind]}`, alt: data["text/plain"] });
  const lines = text ?? traceback?.join("\n") ?? data["text/plain"];
  const className = output_type === "error" ? "live-error" : name === "stderr" ? "live-warning" : "";
  return make("div", { className: "output stream" },
    make("div", { className: "highlight" }, make("pre", { className, textContent: lines })));
}

const elements = document.querySelectorAll("div.cell:has(.cell_input)");
const cells = Array.from(elements, (element, place) => new Cell(element, place + 1));
const [, article] = /(\d\d_[^/]+\/\d\d_[^/]+)\/[^/]+$/.exec(location.pathname) ?? [];
const status = make("span", { role: "status" });
const bar = document.querySelector(".live-bar");
const queue = [];
let kernel, ready = false, busy = false;

// Runs cells one after the other; one that fails ends the row. An exercise brings its check.
async function press(chosen) {
  if (!ready) return (status.textContent = word("Start Python again first, by the button here."));
  for (const cell of chosen) {
    const next = cells[cells.indexOf(cell) + 1];
    queue.push(cell);
    if (chosen.length === 1 && cell.is("exercise") && next?.is("check")) queue.push(next);
  }
  for (const cell of queue) cell.state("waiting", word("Waiting"));
  if (busy) return;
  busy = true;
  while (queue.length) if (!(await queue.shift().run(kernel))) drop();
  busy = false;
}

function drop() {
  for (const cell of queue.splice(0)) cell.state("");
}

async function start() {
  drop();
  kernel = new Kernel();
  ready = false;
  bar.replaceChildren(button(word("Stop"), stop), status);
  const hear = ({ step }) => (status.textContent = word("Loading {step}", { step }));
  try {
    await kernel.ask({ task: "begin", runtime: PYODIDE, library: shared("utils.zip"), article }, hear);
  } catch (error) {
    kernel.worker.terminate();
    bar.replaceChildren(button(word("Try again"), start), status);
    status.textContent = error.message
      ? word("Python could not be loaded: {problem}", { problem: error.message }) : word("Stopped.");
    return;
  }
  ready = true;
  for (const cell of cells) cell.buttons ?? cell.open(press);
  bar.replaceChildren(button(word("Run all"), () => press(cells)), button(word("Stop"), stop), status);
  status.textContent = word(
    "Python is ready: change any cell, and run it by its button or by Shift and Enter. Begin with the first cells, which load what the others use.");
}

function stop() {
  drop();
  ready = false;
  kernel.stop();
  bar.replaceChildren(button(word("Start again"), start), status);
  status.textContent = word("Python was stopped, and what the cells had computed is gone.");
}

async function offer() {
  bar.append(button(word("Run on this page"), start), status);
  const style = new URL("live.css", import.meta.url).href;
  document.head.append(make("link", { rel: "stylesheet", href: style }));
  const answer = await fetch(shared("live.json"));
  const { megabytes, minutes } = answer.ok ? ((await answer.json())[article] ?? {}) : {};
  const cost = word("This loads Python, about {megabytes} MB.", { megabytes: megabytes ?? 30 });
  const time = minutes && word("All cells take about {minutes} min here.", { minutes });
  status.textContent = [cost, time].filter(Boolean).join(" ");
}

if (article && cells.length) offer();
