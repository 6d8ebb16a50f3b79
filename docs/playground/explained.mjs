// Where the articles explain a setting, and what the watcher says.
const ARTICLES = "../01_mysteries_of_neural_networks/";
export const WHY = {
  data: `${ARTICLES}03_numpy_neural_net/numpy_neural_net.html#the-data-two-half-moons`,
  features: `${ARTICLES}07_from_neuron_to_xor/from_neuron_to_xor.html#features-by-hand-features-learned`,
  units: `${ARTICLES}08_vanishing_gradients/vanishing_gradients.html#activations-that-pass-more`,
  start: `${ARTICLES}08_vanishing_gradients/vanishing_gradients.html#how-large-should-the-start-be`,
  optimizer: `${ARTICLES}04_optimizers/optimizers.html#momentum-steps-that-remember`,
  schedule: `${ARTICLES}04_optimizers/optimizers.html#when-the-rate-should-change`,
  batch: `${ARTICLES}04_optimizers/optimizers.html#batches-a-noisy-gradient-is-cheaper`,
  loss: `${ARTICLES}08_vanishing_gradients/vanishing_gradients.html#from-scores-to-a-loss`,
  penalty: `${ARTICLES}02_exploring_overfitting/exploring_overfitting.html#l2-directions-die-out`,
};

// What the watcher may find, and a network that diverged.
export const EXPLAINED = {
  dead: `${ARTICLES}03_numpy_neural_net/numpy_neural_net.html#units-that-die`,
  saturated: `${ARTICLES}08_vanishing_gradients/vanishing_gradients.html#activations-that-pass-more`,
  vanishing: `${ARTICLES}08_vanishing_gradients/vanishing_gradients.html#a-product-of-slopes`,
  exploding: `${ARTICLES}08_vanishing_gradients/vanishing_gradients.html#how-large-should-the-start-be`,
  explosion: `${ARTICLES}08_vanishing_gradients/vanishing_gradients.html#how-large-should-the-start-be`,
  steps: `${ARTICLES}04_optimizers/optimizers.html#how-long-may-a-step-be`,
  diverged: `${ARTICLES}04_optimizers/optimizers.html#how-long-may-a-step-be`,
  unknown: `${ARTICLES}07_from_neuron_to_xor/from_neuron_to_xor.html#how-much-can-one-neuron-say`,
};
