// The page: what its buttons do, and how it begins. `session.mjs` holds what there is, `experiment.mjs`
// changes it, `python.mjs` trains it; the other parts listen and show it.
import "./carry.mjs";
import { $ } from "./elements.mjs";
import { open, restart, set, setTwo } from "./experiment.mjs";
import "./form.mjs";
import "./frames.mjs";
import "./hide.mjs";
import { hush } from "./messages.mjs";
import "./own.mjs";
import { play, step, stopAt } from "./python.mjs";
import { now, tell, told } from "./session.mjs";
import { SHARED } from "./settings.mjs";
import { write } from "./state.mjs";

const layers = () => now.state.networks[now.which].layers;

$("play").onclick = () => play(!now.running);
$("step").onclick = step;
$("restart").onclick = () => {
  hush();
  restart();
};
$("fewer").onclick = () => set("layers", layers().slice(0, -1));
$("more").onclick = () => set("layers", [...layers(), Math.min(4, layers().at(-1) ?? 4)]);
for (const name of ["tests", "sharp"]) $(name).onchange = (event) => set(name, event.target.checked);
$("stop").onchange = (event) => {
  set("stop", SHARED.stop.read(event.target.value) ?? 0);
  stopAt(now.state.stop);
};
$("two").onchange = (event) => setTwo(event.target.checked);
$("settings").onsubmit = (event) => event.preventDefault();
addEventListener("hashchange", () => location.hash.slice(1) !== write(now.state) && open(location.hash));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => tell("redraw"));
open(location.hash);

/** What a test, or a reader's console, asks for: losses of training and test points with all their digits. */
globalThis.playground = { losses: (n) => (now.latest ? [told(n).trainLoss, told(n).testLoss] : null) };
document.documentElement.dataset.ready = "yes";
