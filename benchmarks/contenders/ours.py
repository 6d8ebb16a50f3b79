"""Ours: `utils`, as everybody would call it."""

from benchmarks.contenders.base import Contender
from utils.optimizers import SGD


class Ours(Contender):
    def prepare(self):
        self.model = self.work.network()
        self.model.compile(SGD(self.work.learning_rate), self.work.task.loss, ["accuracy"])

    def take(self, weights):
        self.model.set_weights(weights)

    def train(self, epochs):
        size, shuffle = self.work.batch_size, self.work.shuffle
        self.model.fit(self.x, self.y, size, epochs, shuffle=shuffle, verbose=0)

    def predict(self, times):
        for _ in range(times):
            p = self.model.predict(self.x)
        return p

    def weights(self):
        return self.model.get_weights()
