"""What the BLAS can do at its best: products of large square matrices.

For each update it does as many additions and multiplications as the matrix products of an update
need, so that its time is the least that an update could take.
"""

import numpy as np

from benchmarks import flops
from benchmarks.contenders.base import Contender

SIDE = 1024


class Peak(Contender):
    def prepare(self):
        rng = np.random.default_rng(0)
        self.a, self.b = (rng.random((SIDE, SIDE), self.work.dtype) for _ in range(2))
        self.out = np.empty_like(self.a)
        update = flops.of_update(self.work.network(), self.work.batch_size)
        self.rows_per_epoch = self.work.units_per_epoch * update / (2 * SIDE**2)

    def take(self, weights):
        pass

    def train(self, epochs):
        rows = round(epochs * self.rows_per_epoch)
        for start in range(0, rows, SIDE):
            some = slice(min(SIDE, rows - start))
            np.matmul(self.a[some], self.b, out=self.out[some])

    def weights(self):
        return []
