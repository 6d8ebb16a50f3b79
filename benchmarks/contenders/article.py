"""The form in which the article writes its network, in plain NumPy.

Examples are columns: A (units, m), W (units, d), Z = W A + b. Parameters, memory and gradients are
dictionaries, every result is a fresh array, and ReLU's gradient is put to 0 through a mask.
"""

import numpy as np

from benchmarks.contenders.base import Contender


class Article(Contender):
    def prepare(self):
        self.depth = len(self.work.network().get_weights()) // 2
        self.X, self.Y = self.x.T.copy(), self.y.T.copy()
        self.order = np.random.default_rng(0)

    def take(self, weights):
        self.params = {}
        for layer in range(1, self.depth + 1):
            kernel, bias = weights[2 * layer - 2 : 2 * layer]
            self.params[f"W{layer}"] = kernel.T.copy()
            self.params[f"b{layer}"] = bias[:, np.newaxis].copy()

    def train(self, epochs):
        for _ in range(epochs):
            X, Y = self.X, self.Y
            if self.work.shuffle:
                order = self.order.permutation(X.shape[1])
                X, Y = X[:, order], Y[:, order]
            for part in self.batches():
                self.update(X[:, part], Y[:, part])

    def update(self, X, Y):
        """One update; returns the loss and the accuracy from before it."""
        P, memory = forward(self.params, X, self.depth)
        loss, right = cross_entropy(P, Y), accuracy(P, Y)
        gradients = backward(self.params, memory, P, Y, self.depth)
        for name in self.params:
            self.params[name] -= self.work.learning_rate * gradients["d" + name]
        return loss, right

    def weights(self):
        layers = range(1, self.depth + 1)
        pairs = [(self.params[f"W{layer}"].T, self.params[f"b{layer}"][:, 0]) for layer in layers]
        return [array.copy() for pair in pairs for array in pair]


def forward(params, X, depth):
    """The outputs, and A and Z of every layer."""
    memory, A = {"A0": X}, X
    for layer in range(1, depth + 1):
        Z = np.dot(params[f"W{layer}"], A) + params[f"b{layer}"]
        A = sigmoid(Z) if layer == depth else relu(Z)
        memory[f"Z{layer}"], memory[f"A{layer}"] = Z, A
    return A, memory


def backward(params, memory, P, Y, depth):
    """dW and db of every layer, from the last to the first."""
    m, gradients = Y.shape[1], {}
    dA = -(np.divide(Y, P) - np.divide(1 - Y, 1 - P))
    for layer in range(depth, 0, -1):
        back = sigmoid_backward if layer == depth else relu_backward
        dZ = back(dA, memory[f"Z{layer}"])
        gradients[f"dW{layer}"] = np.dot(dZ, memory[f"A{layer - 1}"].T) / m
        gradients[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=True) / m
        dA = np.dot(params[f"W{layer}"].T, dZ)
    return gradients


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


def relu(Z):
    return np.maximum(0, Z)


def sigmoid_backward(dA, Z):
    S = sigmoid(Z)
    return dA * S * (1 - S)


def relu_backward(dA, Z):
    dZ = np.array(dA, copy=True)
    dZ[Z <= 0] = 0
    return dZ


def cross_entropy(P, Y):
    m = Y.shape[1]
    return np.squeeze(-1 / m * (np.dot(Y, np.log(P).T) + np.dot(1 - Y, np.log(1 - P).T)))


def accuracy(P, Y):
    classes = np.copy(P)
    classes[classes > 0.5] = 1
    classes[classes <= 0.5] = 0
    return (classes == Y).all(axis=0).mean()
