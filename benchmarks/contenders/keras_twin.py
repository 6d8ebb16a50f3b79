"""Keras: the twin of our network, on the backend that KERAS_BACKEND names."""

import keras  # noqa: F401  before the memory of a training is looked at

from benchmarks.contenders.base import Contender
from utils import keras_baseline
from utils.optimizers import SGD


class Twin(Contender):
    def prepare(self):
        model = self.work.network()
        model.compile(SGD(self.work.learning_rate), self.work.task.loss, ["accuracy"])
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


class Predict(Twin):
    """In one batch, which is the fastest way of `predict`."""

    def predict(self, times):
        for _ in range(times):
            p = self.twin.predict(self.x, self.work.batch_size, verbose=0)
        return p


class PredictOnBatch(Twin):
    """Without the loop around it that `predict` brings."""

    def predict(self, times):
        for _ in range(times):
            p = self.twin.predict_on_batch(self.x)
        return p
