"""What the race asks of a contender."""


class Contender:
    """A network at the start weights of `work`, ready to train on x and y or to predict from x."""

    def __init__(self, work, x, y):
        self.work, self.x, self.y = work, x, y
        self.prepare()
        self.restart()

    def restart(self):
        """Back to the start weights."""
        self.take(self.work.network().get_weights())

    def prepare(self):
        """Build the network and bring the data into the form it likes; this is not measured."""
        raise NotImplementedError

    def take(self, weights):
        """Go on from these weights, in the order of `weights()`."""
        raise NotImplementedError

    def train(self, epochs):
        """`epochs` passes over the data, one update a batch, in a new order each where there are
        several batches."""
        raise NotImplementedError

    def predict(self, times):
        """The outputs (n, units) for x, computed `times` times."""
        raise NotImplementedError

    def weights(self):
        """Copies of the kernel and the bias of each layer, in Keras's order and shapes."""
        raise NotImplementedError

    def batches(self):
        """Where each batch of an epoch lies."""
        size = self.work.batch_size
        return [slice(start, start + size) for start in range(0, self.work.examples, size)]
