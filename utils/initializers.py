"""Initializers: how large a random start should be."""

from dataclasses import dataclass

import numpy as np

from . import checks

# Standard deviation of a standard normal cut off at two standard deviations.
TRUNCATED_STD = 0.87962566103423978


def fans(shape):
    """(fan_in, fan_out) of a kernel (d, units) or (kh, kw, c, f): one unit's inputs and outputs."""
    shape = _sizes(shape)
    if len(shape) < 2:
        return shape[0], shape[0]
    field = int(np.prod(shape[:-2]))
    return field * shape[-2], field * shape[-1]


def _sizes(shape):
    sizes = tuple(np.atleast_1d(np.asarray(shape, object)))
    if not sizes:
        raise ValueError("a parameter needs a shape of at least one size, got ().")
    for size in sizes:
        checks.whole("each size in shape", size)
    return sizes


class Initializer:
    """Fills a new parameter: `initializer(shape, rng)` is an array of that shape.

    shape is a whole number or several, at least 1; rng is a numpy.random.Generator. A subclass
    writes `draw(shape, rng)`.
    """

    def __call__(self, shape, rng):
        if not isinstance(rng, np.random.Generator):
            raise TypeError(
                f"rng must be a generator, such as numpy.random.default_rng(0), got {rng!r:.60}."
            )
        return self.draw(_sizes(shape), rng)

    def draw(self, shape, rng):
        raise NotImplementedError


@dataclass(eq=False)
class Zeros(Initializer):
    """All zeros."""

    def draw(self, shape, rng):
        return np.zeros(shape)


@dataclass(eq=False)
class Ones(Initializer):
    """All ones."""

    def draw(self, shape, rng):
        return np.ones(shape)


@dataclass(eq=False)
class Constant(Initializer):
    """The same value everywhere."""

    value: float = 0.0

    def __post_init__(self):
        checks.number("value", self.value)

    def draw(self, shape, rng):
        return np.full(shape, float(self.value))


@dataclass(eq=False)
class RandomUniform(Initializer):
    """Uniform between minval and maxval, whatever the size of the layer."""

    minval: float = -0.05
    maxval: float = 0.05

    def __post_init__(self):
        checks.number("minval", self.minval)
        checks.number("maxval", self.maxval, low=self.minval)

    def draw(self, shape, rng):
        return rng.uniform(self.minval, self.maxval, shape)


@dataclass(eq=False)
class RandomNormal(Initializer):
    """Normal with the given mean and standard deviation, whatever the size of the layer."""

    mean: float = 0.0
    stddev: float = 0.05

    def __post_init__(self):
        checks.number("mean", self.mean)
        checks.number("stddev", self.stddev, low=0)

    def draw(self, shape, rng):
        return rng.normal(self.mean, self.stddev, shape)


@dataclass(eq=False)
class GlorotUniform(Initializer):
    """Uniform in +-sqrt(6 / (fan_in + fan_out)) (Glorot & Bengio 2010, eq. 16)."""

    def draw(self, shape, rng):
        return _uniform(shape, rng, variance=2 / sum(fans(shape)))


@dataclass(eq=False)
class GlorotNormal(Initializer):
    """Truncated normal, variance 2 / (fan_in + fan_out) (Glorot & Bengio 2010, eq. 12)."""

    def draw(self, shape, rng):
        return _truncated_normal(shape, rng, variance=2 / sum(fans(shape)))


@dataclass(eq=False)
class HeUniform(Initializer):
    """Uniform in +-sqrt(6 / fan_in), for ReLU (He et al. 2015, eq. 10)."""

    def draw(self, shape, rng):
        return _uniform(shape, rng, variance=2 / fans(shape)[0])


@dataclass(eq=False)
class HeNormal(Initializer):
    """Truncated normal, variance 2 / fan_in, for ReLU (He et al. 2015, eq. 10)."""

    def draw(self, shape, rng):
        return _truncated_normal(shape, rng, variance=2 / fans(shape)[0])


@dataclass(eq=False)
class LecunUniform(Initializer):
    """Uniform in +-sqrt(3 / fan_in), for tanh and SELU (LeCun et al. 1998, eq. 16)."""

    def draw(self, shape, rng):
        return _uniform(shape, rng, variance=1 / fans(shape)[0])


@dataclass(eq=False)
class LecunNormal(Initializer):
    """Truncated normal, variance 1 / fan_in, for tanh and SELU (LeCun et al. 1998, eq. 16)."""

    def draw(self, shape, rng):
        return _truncated_normal(shape, rng, variance=1 / fans(shape)[0])


@dataclass(eq=False)
class Orthogonal(Initializer):
    """gain times a random matrix (all sizes but the last multiplied, units) with Q^T Q = I.

    The columns are orthogonal and of length gain; or the rows, if there are fewer of them, so that
    a stack of such layers keeps the length of what passes through (Saxe et al. 2014).
    """

    gain: float = 1.0

    def __post_init__(self):
        checks.number("gain", self.gain)

    def draw(self, shape, rng):
        if len(shape) < 2:
            raise ValueError(
                f"an orthogonal start needs a kernel of at least 2 sizes, got shape {shape}; "
                "use zeros for a bias."
            )
        rows, units = int(np.prod(shape[:-1])), shape[-1]
        q, r = np.linalg.qr(rng.standard_normal((max(rows, units), min(rows, units))))
        q *= np.sign(np.diag(r))  # without it some directions are likelier than others
        return self.gain * (q if rows >= units else q.T).reshape(shape)


def _uniform(shape, rng, variance):
    limit = np.sqrt(3 * variance)
    return rng.uniform(-limit, limit, shape)


def _truncated_normal(shape, rng, variance):
    """Normal values beyond two standard deviations are drawn again; the variance is kept."""
    values = rng.standard_normal(shape)
    outside = np.abs(values) > 2
    while outside.any():
        values[outside] = rng.standard_normal(outside.sum())
        outside = np.abs(values) > 2
    return values * np.sqrt(variance) / TRUNCATED_STD


INITIALIZERS = {
    "zeros": Zeros(),
    "ones": Ones(),
    "constant": Constant(),
    "random_uniform": RandomUniform(),
    "random_normal": RandomNormal(),
    "glorot_uniform": GlorotUniform(),
    "glorot_normal": GlorotNormal(),
    "he_uniform": HeUniform(),
    "he_normal": HeNormal(),
    "lecun_uniform": LecunUniform(),
    "lecun_normal": LecunNormal(),
    "orthogonal": Orthogonal(),
}


def get(initializer):
    """The initializer that a name or an Initializer stands for."""
    return checks.instance(initializer, Initializer, INITIALIZERS)
