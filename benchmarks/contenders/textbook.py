"""A convolutional network as in textbooks: images (n, h, w, c), patches as rows, one product.

`sliding_window_view` shows what the window sees, a copy puts one patch in each row (im2col), and
the gradient goes back to the pixels one cell of the window at a time (col2im). Every result is a
fresh array.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from benchmarks.contenders.base import Contender


class Textbook(Contender):
    """Convolution, relu, pooling, twice; then two dense layers."""

    def prepare(self):
        self.order = np.random.default_rng(0)

    def take(self, weights):
        self.params = [w.copy() for w in weights]

    def train(self, epochs):
        for _ in range(epochs):
            order = self.order.permutation(len(self.x))
            for part in self.batches():
                self.update(self.x[order[part]], self.y[order[part]])

    def update(self, x, y):
        """One update; returns the loss and the accuracy from before it."""
        W1, b1, W2, b2, W3, b3, W4, b4 = self.params
        z1, patches1 = convolve(x, W1, b1)
        a1 = relu(z1)
        p1 = pool(a1)
        z2, patches2 = convolve(p1, W2, b2)
        a2 = relu(z2)
        p2 = pool(a2)
        flat = p2.reshape(len(x), -1)
        a3 = relu(flat @ W3 + b3)
        p = softmax(a3 @ W4 + b4)
        dz4 = p.copy()
        dz4[np.arange(len(y)), y] -= 1
        dz4 /= len(y)
        dz3 = dz4 @ W4.T * (a3 > 0)
        dz2 = pool_backward((dz3 @ W3.T).reshape(p2.shape), a2, p2) * (a2 > 0)
        dp1 = patches_backward(rows(dz2) @ rows(W2).T, p1.shape, W2.shape)
        dz1 = pool_backward(dp1, a1, p1) * (a1 > 0)
        inputs = [patches1, patches2, flat, a3]
        self.step(inputs, [rows(dz1), rows(dz2), dz3, dz4])
        loss = -np.log(p[np.arange(len(y)), y]).mean()
        return loss, (p.argmax(axis=1) == y).mean()

    def step(self, inputs, slopes):
        """Plain gradient descent with dW = inputs^T dz and db = the sum of dz."""
        for k, (x, dz) in enumerate(zip(inputs, slopes)):
            W, b = self.params[2 * k : 2 * k + 2]
            W -= self.work.learning_rate * (x.T @ dz).reshape(W.shape)
            b -= self.work.learning_rate * dz.sum(axis=0)

    def weights(self):
        return [w.copy() for w in self.params]


def rows(z):
    """All but the last axis in one."""
    return z.reshape(-1, z.shape[-1])


def convolve(x, W, b):
    """Outputs (n, oh, ow, f), and the patches (n oh ow, kh kw c)."""
    kh, kw, c, f = W.shape
    seen = sliding_window_view(x, (kh, kw), axis=(1, 2))
    patches = seen.transpose(0, 1, 2, 4, 5, 3).reshape(-1, kh * kw * c)
    return (patches @ rows(W) + b).reshape(*seen.shape[:3], f), patches


def patches_backward(dpatches, shape, kernel):
    """dx (n, h, w, c): each pixel's sum over the patches that saw it."""
    n, h, w, c = shape
    kh, kw = kernel[:2]
    oh, ow = h - kh + 1, w - kw + 1
    dpatches = dpatches.reshape(n, oh, ow, kh, kw, c)
    dx = np.zeros(shape, dpatches.dtype)
    for i, j in np.ndindex(kh, kw):
        dx[:, i : i + oh, j : j + ow] += dpatches[:, :, :, i, j]
    return dx


def cells(x):
    """The four pixels of each 2 x 2 window, row by row: views (n, h // 2, w // 2, c)."""
    h, w = x.shape[1] // 2 * 2, x.shape[2] // 2 * 2
    return [x[:, i:h:2, j:w:2] for i in range(2) for j in range(2)]


def pool(a):
    return np.maximum.reduce(cells(a))


def pool_backward(dp, a, p):
    """The gradient goes to the largest pixel of each window, of several to the first."""
    da, left = np.zeros_like(a), np.ones(p.shape, bool)
    for seen, dseen in zip(cells(a), cells(da)):
        won = (seen == p) & left
        left &= ~won
        dseen[...] = dp * won
    return da


def relu(z):
    return np.maximum(z, 0)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
