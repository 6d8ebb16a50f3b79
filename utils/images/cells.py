"""Cells: a convolution as a sum over the cells of its window."""

from .. import checks
from .windows import Windowed, pair


class CellByCell(Windowed):
    """A convolution as a sum over the cells of its window, each at all positions at once.

    A subclass says in `add` what a cell with the weights W contributes to z, and in `pass_back` its
    part in the gradients. `seen` and `dseen` are what the cell sees of the padded images and of
    their gradient; `sums` and `dsums` are what is added up, from zeros.
    """

    def __post_init__(self):
        checks.flag("use_bias", self.use_bias)
        super().__post_init__()
        self.window(
            pair("kernel_size", self.kernel_size),
            pair("strides", self.strides),
            pair("dilation_rate", self.dilation_rate),
        )

    def cells(self, of):
        """The kernel's part of params or of grads, cell by cell."""
        return of["kernel"].reshape(-1, *of["kernel"].shape[2:])

    def forward(self, x, training=False):
        self.take(x)
        self.sums[...] = 0
        for W, seen in zip(self.cells(self.params), self.views(self.padded)):
            self.add(W, seen)
        if self.use_bias:
            self.z += self.params["bias"]
        return self.activation.forward(self.z, out=self.a)

    def backward(self, dout):
        self.activation.backward(dout, self.z, self.a, out=self.dz)
        self.dsums[...] = 0
        cells = map(self.cells, (self.params, self.grads))
        for W, dW, seen, dseen in zip(*cells, self.views(self.padded), self.views(self.dpadded)):
            self.pass_back(W, dW, seen, dseen)
        if self.use_bias:
            self.grads["bias"][...] = self.dz.sum(axis=(0, 1, 2))
        self.regularize()
        return self.dx
