// To carry away: the link, the code, and the film of a training.
import { word } from "../_static/words.mjs";
import { code } from "./code.mjs";
import { $, make } from "./elements.mjs";
import { say } from "./messages.mjs";
import { lacking, nameOf, now, on, range } from "./session.mjs";
import { regression } from "./state.mjs";

let codeOf = 0; // the network whose code is shown

on("settled", program);
$("link").onclick = () => copy(location.href, $("link"));
$("gif").onclick = saveFilm;
$("copy-code").onclick = () => copy($("program").textContent, $("copy-code"));
$("show-code").onclick = () => {
  $("code").hidden = !$("code").hidden;
  $("show-code").ariaExpanded = String(!$("code").hidden);
  program();
};

export function program() {
  if ($("code").hidden) return;
  const { state, latest } = now;
  codeOf = Math.min(codeOf, state.networks.length - 1);
  const choose = (n) => make("button", { type: "button", className: "small", "aria-pressed": String(n === codeOf),
    onclick: () => { codeOf = n; program(); } }, nameOf(n));
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
  const { film, made, state, latest } = now;
  if (!latest || film.frames.length < 2) return say(word("Train for a few epochs first; the film shows them."));
  const bytes = film.gif({ made, state, names: state.networks.map((_, n) => nameOf(n)), numbers: regression(state), range: range() });
  const link = make("a", { href: URL.createObjectURL(new Blob([bytes], { type: "image/gif" })), download: `playground-${latest.epochs}.gif` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
