// What is heard, and read, in place of pictures; and what the watcher says.
import { word } from "../_static/words.mjs";
import { program } from "./carry.mjs";
import { $, make, percent, short } from "./elements.mjs";
import { EXPLAINED } from "./explained.mjs";
import { status } from "./messages.mjs";
import { translated } from "./sentences.mjs";
import { gradients, nameOf, now, on, told } from "./session.mjs";
import { planes } from "./planes.mjs";

on("rebuilt", () => $("says").replaceChildren(make("p", { className: "note" },
  word("The watcher looks at every fourth stretch of 250 updates, and speaks when a network does not learn."))));

/** At most every three seconds while it trains. */
export function aloud() {
  const { running, latest: { epochs, networks }, state } = now;
  if (running) measure();
  const heard = networks.map((_, n) => (state.two ? `${nameOf(n)}: ` : "") + result(told(n)));
  status([word("Epoch {epoch}:", { epoch: epochs }), ...heard, now.speed.text].join(" "));
  planes.forEach(({ canvas }, n) => (canvas.ariaLabel = word("The output of {name} over the plane after epoch {epoch}: {heard}",
    { name: nameOf(n), epoch: epochs, heard: heard[n] })));
  $("loss").ariaLabel = word("Loss over the epochs. {heard}", { heard: heard.join(" ") });
  const sizes = networks.map((_, n) => [...gradients(n)].map(short).join(", ")).join("; ");
  $("gradients").ariaLabel = word("Size of the gradient, layer by layer: {sizes}", { sizes });
  program();
}

function measure() {
  const { speed } = now, seconds = (performance.now() - speed.since) / 1000;
  if (seconds <= 1) return;
  const updates = Math.round((told(0).updates - speed.updates) / seconds).toLocaleString("en");
  speed.text = word("{updates} updates and {frames} frames a second.", { updates, frames: (speed.frames / seconds).toFixed(0) });
}

function result({ testLoss, testRight }) {
  if (!Number.isFinite(testRight)) return word("test loss {loss}.", { loss: short(testLoss) });
  return word("test loss {loss}, {right} of the test points classified correctly.", { loss: short(testLoss), right: percent(testRight) });
}

/** Each kind of sentence once, with a link to where an article explains it. */
export function watcher(said, n) {
  for (const [kind, sentence] of said) {
    const known = `${n}-${kind}`;
    if ([...$("says").children].some((each) => each.dataset.known === known)) continue;
    const heard = translated(sentence), lang = heard === sentence ? "en" : document.documentElement.lang;
    const why = make("a", { href: EXPLAINED[kind] ?? EXPLAINED.unknown }, word("Why this happens"));
    const item = make("p", { className: "said" }, now.state.two ? `${nameOf(n)}: ` : "", make("span", { lang }, heard), " ", why);
    item.dataset.known = known;
    $("says").querySelector(".note")?.remove();
    $("says").append(item);
  }
}
