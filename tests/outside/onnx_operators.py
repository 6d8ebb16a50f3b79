"""ONNX operators on rows and on single numbers, each as a function of the library's.

An operator is called with its attributes `a` (and `opset`, and how many `outputs` are asked for)
and its inputs, under ONNX's names for them.
"""

import math

import numpy as np

from utils import activations, initializers, losses, normalization, regularizers
from utils.constraints import UnitNorm
from utils.layers import Dense, Dropout, Flatten, Reshape
from utils.normalization import BatchNormalization, LayerNormalization

from .onnx_rules import need, need_floats, refuse, through


def elementwise(activation):
    """An operator out of attributes -> activation."""

    def operator(a, x):
        need_floats(x)
        return activation(a)(x)

    return operator


def selu(a):
    own = (activations.SELU.depth / activations.SELU.scale, activations.SELU.scale)
    given = (a.get("alpha", own[0]), a.get("gamma", own[1]))
    need(np.allclose(given, own, rtol=1e-6), "another alpha and gamma than those of the paper")
    return activations.selu


def swish(a):
    need(a.get("alpha", 1.0) == 1, "z sigmoid(alpha z) with an alpha other than 1")
    return activations.silu


def gelu(a):
    return activations.GELU(approximate=a.get("approximate", "none") == "tanh")


def prelu(a, x, slope):
    need_floats(x)
    need(slope.size == 1, "a slope for each channel; ours is one number")
    return activations.LeakyReLU(float(slope.ravel()[0]))(x)


def over_classes(activation):
    """Softmax and its logarithm along an axis; before opset 13, along all axes from this one."""

    def operator(a, x):
        need_floats(x)
        if a["opset"] >= 13:
            axis = a.get("axis", -1)
            return np.moveaxis(activation(np.moveaxis(x, axis, -1)), -1, axis)
        axis = a.get("axis", 1)
        return activation(x.reshape(math.prod(x.shape[:axis]), -1)).reshape(x.shape)

    return operator


def gemm(a, A, B, C=None):
    need_floats(A)
    need(a.get("alpha", 1.0) == 1, "alpha scales the product")
    need(a.get("beta", 1.0) in (0, 1), "beta scales the bias")
    x, kernel = (A.T if a.get("transA") else A), (B.T if a.get("transB") else B)
    units = kernel.shape[1]
    if C is None or a.get("beta", 1.0) == 0:
        return through([Dense(units, use_bias=False)], x, [kernel])
    need(C.size in (1, units), "a bias for each example")
    bias = np.broadcast_to(C.ravel(), (units,))
    return through([Dense(units)], x, [kernel, bias])


def matmul(a, A, B):
    """Products of stacks of matrices, one Dense each; a vector is a matrix of one row or column."""
    need_floats(A)
    x, kernels = (A[None] if A.ndim == 1 else A), (B[:, None] if B.ndim == 1 else B)
    stack = np.broadcast_shapes(x.shape[:-2], kernels.shape[:-2])
    xs = np.broadcast_to(x, (*stack, *x.shape[-2:])).reshape(-1, *x.shape[-2:])
    ks = np.broadcast_to(kernels, (*stack, *kernels.shape[-2:])).reshape(-1, *kernels.shape[-2:])
    units = ks.shape[-1]
    products = [through([Dense(units, use_bias=False)], x, [k]) for x, k in zip(xs, ks)]
    rows = A.shape[-2:-1] if A.ndim > 1 else ()
    return np.reshape(products, (*stack, *rows, *([units] if B.ndim > 1 else [])))


def flatten(a, x):
    """What stands before the axis counts as examples."""
    need_floats(x)
    axis = a.get("axis", 1) % x.ndim
    return through([Flatten()], x.reshape(-1, *x.shape[axis:]))


def reshape(a, x, shape):
    """The whole array is one example; a size of 0 stands for the old one."""
    need_floats(x)
    need(x.size, "an empty array")
    sizes = tuple(int(size) or x.shape[i] for i, size in enumerate(shape))
    return through([Reshape(sizes)], x[None])[0]


def batch_normalization(a, x, gamma, beta, mean, variance):
    need_floats(x)
    training = bool(a.get("training_mode", 0))
    need(a["opset"] >= 7 or a.get("is_test"), "training in an old form")
    layer = BatchNormalization(1, a.get("momentum", 0.9), a.get("epsilon", 1e-5))
    y = through([layer], x, [gamma, beta, mean, variance], training)
    return (y, layer.state["moving_mean"], layer.state["moving_variance"])[: a["outputs"]]


def layer_normalization(a, x, gamma, beta):
    """Y, Mean, InvStdDev; the last is what normalizing 1 by mean 0 and this variance gives."""
    need_floats(x)
    axis, epsilon = a.get("axis", -1) % x.ndim, a.get("epsilon", 1e-5)
    rows = x.reshape(-1, *x.shape[axis:])
    inside = tuple(range(1, rows.ndim))
    y = through([LayerNormalization(inside, epsilon)], rows, [gamma, beta])
    mean, variance = (v.reshape(1, -1) for v in normalization.moments(rows, inside))
    spread = BatchNormalization(epsilon=epsilon, center=False, scale=False)
    inverse = through([spread], np.ones_like(mean), [np.zeros_like(mean[0]), variance[0]])
    narrow = (*x.shape[:axis], *[1] * len(inside))
    return y.reshape(x.shape), mean.reshape(narrow), inverse.reshape(narrow)


class Numbers:
    """Random numbers as the suite drew them, in the order in which our layer asks for them."""

    def __init__(self, seed):
        self.old = np.random.RandomState(seed)

    def random(self, shape):
        return self.old.uniform(size=shape[::-1]).T


def dropout(a, x, ratio=None, training=False):
    need_floats(x)
    layer = Dropout(a.get("ratio", 0.5) if ratio is None else float(ratio))
    layer.build(x.shape[1:], Numbers(a.get("seed")), x.dtype)
    y = np.array(layer.forward(x, bool(training)))
    if a["outputs"] == 1:
        return y
    need(layer.mask is not None, "a mask where nothing is dropped; we make none")
    return y, layer.mask.astype(bool)


def crossentropy(a, scores, labels, weights=None):
    """The loss; and log_softmax of the scores, if asked. Classes stand along axis 1.

    A class weight is the share of the class in a row of shares, an ignored label a row of zeros.
    "sum" is the mean over all rows times their number, "none" the loss of each row alone.
    """
    need_floats(scores)
    reduction, k = a.get("reduction", "mean"), scores.shape[1]
    need(reduction != "mean" or weights is None, "a mean over weights; ours is over examples")
    z, y = np.moveaxis(scores, 1, -1).reshape(-1, k), labels.ravel()
    kept = y != a.get("ignore_index", k)
    shares = np.diag(np.ones(k, z.dtype) if weights is None else weights)
    targets = np.zeros_like(z)
    targets[kept] = shares[y[kept]]
    loss = losses.CategoricalCrossentropy(from_logits=True)
    if reduction == "none":
        value = np.reshape([loss(t[None], row[None]) for t, row in zip(targets, z)], labels.shape)
    else:
        value = len(z) * loss(targets, z) if reduction == "sum" else loss(targets[kept], z[kept])
    value = np.asarray(value, z.dtype)
    log_p = np.moveaxis(activations.log_softmax(np.moveaxis(scores, 1, -1)), -1, 1)
    return (value, log_p)[: a["outputs"]]


def unit_norm(a, x):
    need_floats(x)
    need(a.get("p", 2) == 2, "lengths that are sums of |w|; ours are roots of sums of squares")
    return UnitNorm(a.get("axis", -1))(x)


def penalty(regularizer):
    """The sum that a penalty is, over a whole array."""

    def operator(a, x, axes=()):
        need_floats(x)
        need(len(axes) == 0, "a sum along an axis; a penalty is one number")
        return np.asarray(regularizer(x), x.dtype).reshape([1] * x.ndim)

    return operator


def constant_of_shape(a, shape):
    need(all(shape), "an empty array")
    value = a["value"]
    need(value.data_type == 1, "numbers of another type than float32 and float64")
    fill = initializers.Constant(float(value.float_data[0]))
    filled = fill(tuple(shape), np.random.default_rng(0))
    return filled.astype(np.float32)


OPERATORS = {
    "Relu": elementwise(lambda a: activations.relu),
    "LeakyRelu": elementwise(lambda a: activations.LeakyReLU(a.get("alpha", 0.01))),
    "PRelu": prelu,
    "Elu": elementwise(lambda a: activations.ELU(a.get("alpha", 1.0))),
    "Selu": elementwise(selu),
    "Gelu": elementwise(gelu),
    "Swish": elementwise(swish),
    "Softplus": elementwise(lambda a: activations.softplus),
    "Softsign": elementwise(lambda a: activations.softsign),
    "Tanh": elementwise(lambda a: activations.tanh),
    "Sigmoid": elementwise(lambda a: activations.sigmoid),
    "Identity": elementwise(lambda a: activations.linear),
    "Softmax": over_classes(activations.softmax),
    "LogSoftmax": over_classes(activations.log_softmax),
    "Gemm": gemm,
    "MatMul": matmul,
    "Flatten": flatten,
    "Reshape": reshape,
    "BatchNormalization": batch_normalization,
    "LayerNormalization": layer_normalization,
    "Dropout": dropout,
    "SoftmaxCrossEntropyLoss": crossentropy,
    "LpNormalization": unit_norm,
    "ReduceL1": penalty(regularizers.L1(1.0)),
    "ReduceSumSquare": penalty(regularizers.L2(1.0)),
    "ConstantOfShape": constant_of_shape,
    "NegativeLogLikelihoodLoss": refuse("takes logarithms of shares that add up to anything"),
    "Adagrad": refuse("epsilon stands elsewhere, outside the root"),
    "Adam": refuse("T = 0 leaves out the bias correction, which ours always makes"),
    "Momentum": refuse("v is a sum of gradients; ours is a velocity, -lr times as long"),
    "Celu": refuse("(z / alpha) inside the exponential; our ELU has z"),
    "InstanceNormalization": refuse("no normalization of each channel of each example"),
    "OneHot": refuse("values for off and on; ours are 0 and 1"),
}
