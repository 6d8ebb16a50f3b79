"""JAX, compiled: whole epochs in one call, with `lax.scan` over the batches.

Python is left once an epoch, so this is the floor of anything that Python drives update by update.
"""

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.contenders.base import Contender


class Scan(Contender):
    def prepare(self):
        self.order = np.random.default_rng(0)
        self.place = jnp.asarray(self.x), jnp.asarray(self.y)

    def take(self, weights):
        self.params = [jnp.asarray(array) for array in weights]

    def train(self, epochs):
        """One call an epoch where the order changes, else one call for all."""
        calls, repeats = (epochs, 1) if self.work.shuffle else (1, epochs)
        for _ in range(calls):
            data, rate = self.in_batches(), self.work.learning_rate
            self.params, loss = passes(self.params, *data, repeats, rate)
        loss.block_until_ready()

    def in_batches(self):
        """x and y as (batches, batch_size, ...), in a new order where there are several."""
        x, y = self.place
        if self.work.shuffle:
            order = self.order.permutation(len(x))
            x, y = self.x[order], self.y[order]
        shape = (self.work.units_per_epoch, self.work.batch_size, -1)
        return x.reshape(shape), y.reshape(shape)

    def weights(self):
        return [np.asarray(array) for array in self.params]


@jax.jit
def passes(params, x, y, repeats, rate):
    """`repeats` epochs over x and y; returns the new parameters and the sum of the losses."""

    def update(state, batch):
        params, total = state
        loss, gradients = jax.value_and_grad(cross_entropy)(params, *batch)
        params = [w - rate * g for w, g in zip(params, gradients)]
        return (params, total + loss), None

    def epoch(_, state):
        return jax.lax.scan(update, state, (x, y))[0]

    return jax.lax.fori_loop(0, repeats, epoch, (params, jnp.zeros((), x.dtype)))


def cross_entropy(params, x, y):
    """mean(softplus(z) - y z), from the logits z of the last layer."""
    *hidden, kernel, bias = params
    for w, b in zip(hidden[::2], hidden[1::2]):
        x = jax.nn.relu(x @ w + b)
    z = x @ kernel + bias
    return jnp.mean(jax.nn.softplus(z) - y * z)
