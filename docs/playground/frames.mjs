// Frames -> pictures: what is kept of each, and when the page is drawn.
import { aloud, readable, watcher } from "./aloud.mjs";
import { $, make, whole } from "./elements.mjs";
import { setLayers } from "./experiment.mjs";
import { NetworkView } from "./network.mjs";
import { drawPlanes } from "./planes.mjs";
import { drawn, edit } from "./python.mjs";
import { drawCurves } from "./series.mjs";
import { gradients, nameOf, now, on, range, side, tell, told } from "./session.mjs";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const views = [];
let waiting = false, seen = 0, charted = 0, spoken = 0; // when something was drawn or said last

on("rebuilt", () => {
  const { features, networks } = now.state;
  while (views.length > networks.length) {
    views.pop();
    $("networks").lastChild.remove();
  }
  while (views.length < networks.length) views.push(view(views.length));
  views.forEach((each, n) => {
    each.call(now.state.two ? nameOf(n) : "");
    each.build(features, networks[n].layers, networks[n].activation);
  });
  $("epoch").textContent = "0";
});
on("frame", () => {
  keep();
  ask();
});
on("redraw", ask);

function view(n) {
  const home = make("div", { className: "network" });
  $("networks").append(home);
  return new NetworkView(home, () => nameOf(n), {
    edit: (change) => edit(n, change),
    layers: (units) => setLayers(n, units),
    peek(unit) {
      now.peek = unit && { n, ...unit };
      tell("redraw");
    },
  });
}

/** What curves and film need of a frame. */
function keep() {
  const { latest: { epochs, networks }, history, film } = now;
  history.add({ epochs, networks: networks.map((_, n) => ({ ...told(n), gradients: gradients(n) })) });
  film.add(epochs, networks.map(({ pictures }, n) => ({ pictures, side: side(), loss: told(n).testLoss, right: told(n).testRight })), range());
}

function ask() {
  if (!waiting) requestAnimationFrame(draw);
  waiting = true;
}

/** Everything at its own pace: pictures and numbers with each frame, curves seven times a second, what is
 * heard more slowly. */
function draw() {
  const { running, latest, made, state } = now, time = performance.now();
  waiting = false;
  drawn();
  if (calm.matches && running && time - seen < 1000) return;
  seen = time;
  if (latest && made) {
    document.body.classList.add("begun"); // for good, so that nothing jumps when a setting is changed
    $("epoch").textContent = whole(latest.epochs);
    readable();
    latest.networks.forEach((network, n) => {
      views[n].show(network, made.inputs, range(), state.sharp);
      watcher(network.said, n);
    });
    if (!running || time - charted > 150) {
      charted = time;
      drawCurves();
    }
    if (!running || time - spoken > 3000) {
      spoken = time;
      aloud();
    }
  }
  drawPlanes();
}
