"""PyTorch without compilation: the training loop of its tutorials."""

import torch
from torch import nn

from benchmarks.contenders.base import Contender


class Eager(Contender):
    def prepare(self):
        torch.set_num_threads(1)
        units = self.work.units
        pairs = [(nn.Linear(d, n), nn.ReLU()) for d, n in zip(units, units[1:])]
        layers = [layer for pair in pairs for layer in pair][:-1]
        self.network = nn.Sequential(*layers)
        self.inputs, self.targets = torch.from_numpy(self.x), torch.from_numpy(self.y)
        self.loss = nn.BCEWithLogitsLoss()
        self.optimizer = torch.optim.SGD(self.network.parameters(), self.work.learning_rate)

    def take(self, weights):
        with torch.no_grad():
            for parameter, values in zip(self.network.parameters(), weights):
                parameter.copy_(torch.from_numpy(values.T.copy()))

    def train(self, epochs):
        for _ in range(epochs):
            x, y = self.inputs, self.targets
            if self.work.shuffle:
                order = torch.randperm(len(x))
                x, y = x[order], y[order]
            for part in self.batches():
                self.optimizer.zero_grad()
                self.loss(self.network(x[part]), y[part]).backward()
                self.optimizer.step()

    def weights(self):
        return [parameter.detach().numpy().T.copy() for parameter in self.network.parameters()]
