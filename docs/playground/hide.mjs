// For teachers: which controls a link leaves out, chosen from a list of all of them.
import { $, make } from "./elements.mjs";
import { set } from "./experiment.mjs";
import { LABELS } from "./names.mjs";
import { hidden, now, on } from "./session.mjs";
import { HIDABLE } from "./settings.mjs";

on("settled", () => {
  if (!$("hide").childElementCount) $("hide").replaceChildren(...HIDABLE.map(box));
  for (const { firstChild: input } of $("hide").children) input.checked = hidden(input.name.slice(5));
});

function box(name) {
  const input = make("input", { type: "checkbox", name: `hide-${name}`, onchange: (event) => hide(name, event.target.checked) });
  return make("label", { className: "tick" }, input, LABELS[name]);
}

function hide(name, on) {
  const names = now.state.hide.filter((each) => each !== name);
  set("hide", on ? [...names, name] : names);
}
