"""Residual connections: a stack of layers learns what to add to its input."""

from dataclasses import dataclass

import numpy as np

from . import checks
from .convolution import Conv2D
from .layer import Layer, build, lay_out, release
from .layers import Dense


@dataclass(eq=False, repr=False)
class Residual(Layer):
    """y = F(x) + x, where F is `layers`, one after the other (He et al. 2016, equation 1).

    The sum passes the gradient on as it is, dx = (the gradient through F) + dout, so that it
    reaches the layers below however deep F is. Where F changes the shape of an example,
    y = F(x) + P(x) (equation 2): P is the layer `projection`, or, without one, Dense for rows
    (n, d) and a 1 x 1 Conv2D with strides for images (n, h, w, c), both without bias.

    `params` and `state` are named after the layer's place: "0.kernel", and "projection.kernel".
    """

    layers: list
    projection: object = None
    _projects = True  # whether a projection that nobody gave trains

    def __post_init__(self):
        if not isinstance(self.layers, (list, tuple)) or not self.layers:
            raise ValueError(
                "Residual takes a list of at least one layer, for example Residual([Dense(8)]), "
                f"got {self.layers!r:.60}."
            )
        for layer in [*self.layers, *([] if self.projection is None else [self.projection])]:
            checks.instance(layer, Layer)

    def make(self, rng):
        shape = build(self.layers, self.input_shape, rng, self.dtype)
        self.shortcut = [] if self.projection is None else [self.projection]
        try:
            if shape != self.input_shape and not self.shortcut:
                self.shortcut = [_projection(self.input_shape, shape)]
                self.shortcut[0].trainable = self._projects
            other = build(self.shortcut, self.input_shape, rng, self.dtype)
            if other != shape:
                release(self.shortcut)
                raise ValueError(
                    f"the projection must end in the shape {shape} that the layers of Residual "
                    f"end in, got {other}."
                )
        except ValueError:
            release(self.layers)
            raise
        self._gather()
        self.regularizers = [r for part in self.parts.values() for r in part.regularizers]
        self.constraints = [c for part in self.parts.values() for c in part.constraints]
        self.own()
        return shape

    def _gather(self):
        numbers = [str(i) for i in range(len(self.layers))]
        self.parts = dict(zip([*numbers, "projection"], [*self.layers, *self.shortcut]))

    def own(self):
        size = sum(part.block.size for part in self.parts.values())
        self.adopt(*(np.zeros(size, self.dtype) for _ in range(2)))

    def adopt(self, block, dblock):
        self.block, self.dblock = block, dblock
        lay_out([part for part in self.parts.values() if part.params], block, dblock)
        for kind in ("params", "grads", "state"):
            mine = [
                (f"{name}.{key}", w)
                for name, part in self.parts.items()
                for key, w in getattr(part, kind).items()
            ]
            setattr(self, kind, dict(mine))

    def twin(self, old=None):
        twin = super().twin(old)
        for name in ("layers", "shortcut"):
            row = getattr(self, name)
            before = getattr(old, name, [None] * len(row))
            setattr(twin, name, [layer.twin(other) for layer, other in zip(row, before)])
        twin._gather()
        return twin

    def __getstate__(self):
        """Without the arrays that its parts have views of."""
        views = ("block", "params", "grads", "state")
        return {k: v for k, v in super().__getstate__().items() if k not in views}

    def release(self):
        release([*self.layers, *self.shortcut])
        super().release()

    def weights(self):
        return [w for part in self.parts.values() for w in part.weights()]

    @property
    def trainable(self):
        """Whether any layer inside trains; to set it is to set it in all of them."""
        return any(layer.trainable for layer in self._inside())

    @trainable.setter
    def trainable(self, value):
        self._projects = value
        for layer in self._inside():
            layer.trainable = value

    def _inside(self):
        given = [] if self.projection is None else [self.projection]
        return [*self.layers, *getattr(self, "shortcut", given)]

    @property
    def rng(self):
        """The generator of the layers inside that draw while training."""
        return self.layers[0].rng

    @rng.setter
    def rng(self, rng):
        for layer in self._inside():
            layer.rng = rng

    def room(self, n):
        return {"a": self.outputs(n), "dx": super().inputs(n)}

    def forward(self, x, training=False):
        self.enter(len(x))
        ways = [x, x]
        for i, way in enumerate((self.layers, self.shortcut)):
            for layer in way:
                ways[i] = layer.forward(ways[i], training)
        return np.add(*ways, out=self.a)

    def backward(self, dout):
        ways = [dout, dout]
        for i, way in enumerate((self.layers, self.shortcut)):
            for layer in reversed(way):
                ways[i] = layer.backward(ways[i])
        return np.add(*ways, out=self.dx)

    def penalty(self):
        return sum(part.penalty() for part in self.parts.values())

    def constrain(self):
        for part in self.parts.values():
            part.constrain()


def _projection(shape, wanted):
    """A layer from examples of one shape to another: each pixel, or row, by itself."""
    if len(shape) == len(wanted) == 1:
        return Dense(*wanted, use_bias=False)
    if len(shape) == len(wanted) == 3:
        strides = [-(-i // o) for i, o in zip(shape[:2], wanted)]
        if all(-(-i // s) == o for i, o, s in zip(shape, wanted, strides)):
            return Conv2D(wanted[2], 1, strides, use_bias=False)
    raise ValueError(
        f"the layers of Residual turn examples of shape {shape} into {wanted}, which no projection "
        "of pixels reaches; keep the size with padding='same', or give a projection of your own."
    )
