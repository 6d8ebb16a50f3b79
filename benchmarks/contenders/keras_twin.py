"""Keras: the twin of our network, on the backend that KERAS_BACKEND names."""

from benchmarks.contenders.base import Contender
from utils import keras_baseline
from utils.optimizers import SGD


class Twin(Contender):
    def prepare(self):
        model = self.work.network()
        model.compile(SGD(self.work.learning_rate), "binary_crossentropy", ["accuracy"])
        self.twin = keras_baseline.like(model)

    def take(self, weights):
        self.twin.set_weights(weights)

    def weights(self):
        return self.twin.get_weights()


class Fit(Twin):
    def train(self, epochs):
        size, shuffle = self.work.batch_size, self.work.shuffle
        self.twin.fit(self.x, self.y, size, epochs, shuffle=shuffle, verbose=0)


class TrainOnBatch(Twin):
    """Without the loop around it that `fit` brings; a full batch needs no shuffling."""

    def train(self, epochs):
        for _ in range(epochs):
            self.twin.train_on_batch(self.x, self.y)
