// What is read beside the buttons, what is heard in place of pictures, and what the watcher says.
import { word } from "../_static/words.mjs";
import { program } from "./carry.mjs";
import { $, make, percent, short, whole } from "./elements.mjs";
import { EXPLAINED } from "./explained.mjs";
import { heard as hear, seen } from "./messages.mjs";
import { translated } from "./sentences.mjs";
import { gradients, nameOf, now, on, told } from "./session.mjs";
import { planes } from "./planes.mjs";

on("rebuilt", () => $("says").replaceChildren(make("p", { className: "note" },
  word("The watcher looks at the first 250 of every 1,000 updates, and says why when a network does not learn."))));

/** Beside the buttons, with each picture, so that it never contradicts one; the epoch stands there already. */
export function readable() {
  const { running, latest: { networks }, state, speed } = now;
  if (running) measure();
  const results = networks.map((_, n) => (state.two ? `${"AB"[n]}: ` : "") + brief(told(n)));
  seen([...results, speed.text].join(" "));
}

/** At most every three seconds while it trains. */
export function aloud() {
  const { latest: { epochs: count, networks }, state } = now, epochs = whole(count);
  const heard = networks.map((_, n) => (state.two ? `${nameOf(n)}: ` : "") + result(told(n)));
  hear([word("Epoch {epoch}:", { epoch: epochs }), ...heard].join(" "));
  planes.forEach(({ canvas }, n) => (canvas.ariaLabel = word("The output of {name} over the plane after epoch {epoch}: {heard}",
    { name: nameOf(n), epoch: epochs, heard: heard[n] })));
  $("loss").ariaLabel = word("Loss over the epochs. {heard}", { heard: heard.join(" ") });
  const sizes = networks.map((_, n) => [...gradients(n)].map(short).join(", ")).join("; ");
  $("gradients").ariaLabel = word("Size of the gradient, layer by layer: {sizes}", { sizes });
  program();
}

/** Updates and frames a second, so far; said anew once a second. */
function measure() {
  const { speed } = now, time = performance.now(), seconds = (time - speed.since) / 1000;
  if (time - speed.said <= 1000) return;
  speed.said = time;
  const updates = whole(Math.round((told(0).updates - speed.updates) / seconds));
  speed.text = word("{updates} updates and {frames} frames a second.", { updates, frames: (speed.frames / seconds).toFixed(0) });
}

function brief({ testLoss, testRight }) {
  if (!Number.isFinite(testRight)) return word("Test loss {loss}.", { loss: short(testLoss) });
  return word("Test loss {loss}, accuracy {right}.", { loss: short(testLoss), right: percent(testRight) });
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
