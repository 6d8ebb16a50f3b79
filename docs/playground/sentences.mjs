// What Python says on this page, in the reader's language: the watcher's reasons, and how a network
// diverged. Python says them in English (utils/watcher.py, utils/training.py); each has its form
// here, and a value in it may be a sentence of its own, such as the reason or a layer's name.
import { pattern } from "../_static/words.mjs";

const FORMS = [
  pattern("Not learning after {updates} updates, at a loss of {loss} where always answering the same has {constant}: {reason}."),
  pattern("{dead} of {units} units of {layer} are dead, flat for every example, and pass no gradient; try a smaller learning rate, he_normal weights, or leaky_relu"),
  pattern("{share} of the outputs of {layer} are saturated, where the activation is flat; try inputs scaled to a standard deviation of 1, smaller initial weights, or a smaller learning rate"),
  pattern("gradients vanish: those of {layer} are {times} times as large as those of {last} where they come from; try relu with he_normal weights, BatchNormalization, or fewer layers"),
  pattern("gradients explode: those of {layer} are {times} times as large as the weights they change; try smaller initial weights, or inputs and targets scaled to a standard deviation of 1"),
  pattern("steps are too small: no layer's weights change by more than {step} of their size in an update; try a learning rate {faster}"),
  pattern("{times} times as large"),
  pattern("above 0"),
  pattern("steps are too large: weights change by {step} of their size in an update; try a learning rate ten times smaller"),
  pattern("units, gradients and steps are of a healthy size, so the targets may not follow from the inputs; check that the rows of x and y belong together, or give it more time"),
  pattern("The weights explode: after update {update} those of {layer} are {times} times as large as at the start; try a smaller learning rate, smaller initial weights, inputs and targets scaled to 1, or clipnorm."),
  pattern("layer {number}, {layer},"),
  pattern("the network diverged: {what} in update {update} of epoch {epoch}, {before}. Try a learning rate ten times smaller than {rate}, or inputs scaled to a standard deviation of 1."),
  pattern("the loss became {value}"),
  pattern("a weight became infinite"),
  pattern("after a mean loss of {loss} in this epoch"),
  pattern("at once"),
];

/** The sentence in the reader's language; one of no known form, or without translation, stays as it is. */
export const translated = (sentence) => FORMS.reduce((found, form) => found ?? form(sentence, translated), undefined) ?? sentence;
