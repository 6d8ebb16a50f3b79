// Settings -> page: the address, the panel, the ticks and buttons, in line with the experiment.
import { word } from "../_static/words.mjs";
import { panel } from "./controls.mjs";
import { $, make } from "./elements.mjs";
import { choose, set } from "./experiment.mjs";
import { hidden, lacking, nameOf, now, on } from "./session.mjs";
import { MOST } from "./settings.mjs";
import { regression, write } from "./state.mjs";

on("settled", () => {
  address();
  ticks();
  settings();
  networks();
});
on("running", buttons);

function address() {
  const text = write(now.state);
  if (location.hash.slice(1) !== text) history.replaceState(null, "", text ? `#${text}` : location.pathname);
  for (const edition of document.querySelectorAll(".editions a")) edition.hash = text;
}

function ticks() {
  const { state } = now;
  for (const name of ["tests", "sharp", "two"]) $(name).checked = state[name];
  $("stop").value = state.stop || ""; // 0 is never
  for (const part of document.querySelectorAll("[data-part]")) part.hidden = hidden(part.dataset.part);
  $("low").textContent = regression(state) ? "−1" : word("class 0");
  $("high").textContent = regression(state) ? "1" : word("class 1");
}

/** The panel of the chosen network; the control that has the focus keeps it. */
function settings() {
  const { state, which } = now, form = $("settings");
  const focused = document.activeElement?.closest?.("#settings") && document.activeElement.name;
  const shown = structuredClone(state);
  for (const { network: n, kind, value } of state.changes) if (kind === "rate" && shown.networks[n]) shown.networks[n].rate = value;
  form.replaceChildren(...panel(shown, which, set));
  if (focused) form.elements[focused]?.focus();
}

/** Whose settings are shown, and how many layers it may get or lose. */
function networks() {
  const { state, which } = now, { layers } = state.networks[which];
  const button = (n) => make("button", { type: "button", className: "small", "aria-pressed": String(n === which),
    onclick: () => { choose(n); $("which").children[n].focus(); } }, nameOf(n));
  $("which").hidden = !state.two;
  $("which").replaceChildren(...state.networks.map((_, n) => button(n)));
  $("fewer").disabled = !layers.length;
  $("more").disabled = layers.length >= MOST.layers;
  $("networks").classList.toggle("fixed", hidden("layers"));
}

function buttons() {
  const { running, python } = now;
  $("play").textContent = running ? word("Pause") : word("Play");
  document.body.dataset.state = running ? "running" : "stopped";
  for (const name of ["play", "step", "restart"]) $(name).disabled = Boolean(lacking()) || python === "starting";
}
