"""PyTorch without compilation: the training loop of its tutorials."""

import numpy as np
import torch
from torch import nn

from benchmarks.contenders.base import Contender
from utils.convolution import Conv2D
from utils.layers import Dense, Flatten


class Eager(Contender):
    """Images are channels-first, as in its tutorials."""

    memory_format = torch.contiguous_format

    def prepare(self):
        torch.set_num_threads(self.work.threads)
        layers = self.work.network().layers
        modules = [module for layer in layers for module in modules_of(layer)]
        if layers[-1].units == 1:
            self.loss, targets = nn.BCEWithLogitsLoss(), self.y
        else:
            self.loss, targets = nn.CrossEntropyLoss(), self.y.astype(np.int64)
        self.network = nn.Sequential(*modules[:-1])  # its losses take logits
        self.inputs, self.targets = torch.from_numpy(self.x), torch.from_numpy(targets)
        if self.x.ndim == 4:
            self.inputs = self.inputs.permute(0, 3, 1, 2).contiguous()
            self.inputs = self.inputs.to(memory_format=self.memory_format)
            self.network.to(memory_format=self.memory_format)
        self.optimizer = torch.optim.SGD(self.network.parameters(), self.work.learning_rate)

    def take(self, weights):
        with torch.no_grad():
            for parameter, values in zip(self.network.parameters(), weights):
                parameter.copy_(torch.from_numpy(turned(values).copy()))

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
        parameters = self.network.parameters()
        return [back(parameter.detach().numpy()).copy() for parameter in parameters]


class Predict(Eager):
    """All rows in one call, without gradients."""

    def predict(self, times):
        with torch.inference_mode():
            for _ in range(times):
                p = self.outputs(self.inputs)
        return p.numpy()

    def outputs(self, x):
        """Probabilities for class 1 of two; the network's own end was left to the loss."""
        return torch.sigmoid(self.network(x))


class PredictInBlocks(Predict):
    """Some thousand rows at a time, which is quicker: what passes between layers stays in the
    cache. The size is the best of 1,000, 2,000, 4,000 and 8,000."""

    rows = 4000

    def outputs(self, x):
        return torch.cat(
            [super(PredictInBlocks, self).outputs(part) for part in x.split(self.rows)]
        )


class ChannelsLast(Eager):
    """Images are channels-last in memory, which its convolutions like better."""

    memory_format = torch.channels_last


class Rows(nn.Module):
    """Each image (c, h, w) becomes a row in the order (h, w, c) that our weights expect."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


def modules_of(layer):
    """What stands in PyTorch for one of our layers."""
    if isinstance(layer, Conv2D):
        return nn.Conv2d(layer.input_shape[-1], layer.filters, layer.size), nn.ReLU()
    if isinstance(layer, Dense):
        return nn.Linear(layer.input_shape[0], layer.units), nn.ReLU()
    if isinstance(layer, Flatten):
        return (Rows(),)
    return (nn.MaxPool2d(layer.size),)


def turned(values):
    """A kernel (d, units) as (units, d), and (kh, kw, c, f) as (f, c, kh, kw)."""
    return values.transpose(3, 2, 0, 1) if values.ndim == 4 else values.T


def back(values):
    return values.transpose(2, 3, 1, 0) if values.ndim == 4 else values.T
