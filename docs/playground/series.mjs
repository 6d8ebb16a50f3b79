// Which curves are drawn: the losses, and the gradient of each layer, over the epochs.
import { word } from "../_static/words.mjs";
import { curves } from "./chart.mjs";
import { $ } from "./elements.mjs";
import { now } from "./session.mjs";

export function drawCurves() {
  const { state, history } = now, style = getComputedStyle(document.body), ink = (name) => style.getPropertyValue(name);
  const series = (name, n, colour, of) => ({ name: state.two ? `${name} ${"AB"[n]}` : name, colour, dashed: n === 1,
    values: history.samples.map((sample) => [sample.epochs, of(sample.networks[n])]) });
  const losses = (n) => [series(word("train"), n, ink("--train"), (seen) => seen.trainLoss),
    series(word("test"), n, ink("--test"), (seen) => seen.testLoss)];
  const layer = (n, k, last) => {
    const name = k < last ? word("layer {k}", { k: k + 1 }) : word("output");
    const share = Math.round((100 * k) / Math.max(1, last));
    return series(name, n, `color-mix(in oklab, ${ink("--last")} ${share}%, ${ink("--first")})`, (seen) => seen.gradients[k]);
  };
  const layers = ({ layers: { length } }, n) => Array.from({ length: length + 1 }, (_, k) => layer(n, k, length));
  const across = word("epoch");
  curves($("loss"), state.networks.flatMap((_, n) => losses(n)), { across });
  curves($("gradients"), state.networks.flatMap(layers), { across, log: true });
}
