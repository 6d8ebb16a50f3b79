"""The referee: gradients measured by changing one number at a time.

Nothing here knows how a gradient was derived, so nothing here repeats its mistakes. A difference
needs digits: layers, losses and networks of float32 are measured on twins of float64.
"""

import copy

import numpy as np

from . import checks
from .distances import Loss
from .layer import Layer, release

STEPS = {"float64": 1e-6, "float32": 2.0**-6}  # powers of 2 make few digits exact


def numerical_gradient(f, x, step=None):
    """Central differences (f(x + h) - f(x - h)) / 2h for each number in x; the error is O(h^2).

    f takes no argument, returns a number and reads x, an array of floats that is changed in place
    and put back. h is step times max(1, |x|); without a step 1e-6, and 1/64 for float32, where the
    difference would else be lost in its rounding.
    """
    if not isinstance(x, np.ndarray) or x.dtype.name not in STEPS or not x.flags.writeable:
        kind = x.dtype if isinstance(x, np.ndarray) else type(x).__name__
        raise TypeError(
            "x must be a writeable array of floats that f reads, float64 or float32, for a step to "
            f"count, got {kind}."
        )
    step = STEPS[x.dtype.name] if step is None else step
    checks.number("step", step, low=0, low_open=True)
    x, gradient = checks.read("x", x), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        kept = x[i]
        high, low = (kept + sign * step * max(1, abs(kept)) for sign in (1, -1))
        if not low < kept < high:
            raise ValueError(f"a step of {step:g} is lost beside {kept:g} in {x.dtype}; larger?")
        try:
            x[i] = high
            above = _number(f())
            x[i] = low
            gradient[i] = (above - _number(f())) / (float(high) - float(low))
        finally:
            x[i] = kept
    return gradient


def _number(value):
    """What f returned, as a float."""
    if np.size(value) != 1 or np.asarray(value).dtype.kind not in "biuf":
        raise TypeError(f"f must return one real number, got {value!r:.60}.")
    return float(np.asarray(value).item())


def complex_step(g, x, step=1e-200):
    """g'(x) = Im g(x + ih) / h, exact to rounding where g is analytic (Squire & Trapp 1998).

    x may be any number, array or list. Raises TypeError where g drops the imaginary part.
    """
    checks.number("step", step, low=0, low_open=True)
    value = g(checks.array("x", x, np.float64) + 1j * step)
    if not np.iscomplexobj(value):
        raise TypeError("g gave real numbers for complex ones; take numerical_gradient for it.")
    return np.imag(value) / step


def relative_error(a, b):
    """Largest |a - b| / max(|a|, |b|, 1e-4) over all numbers; nan where one is not a number.

    1e-4 keeps rounding in gradients near zero from counting as an error. a and b may be arrays,
    lists or tables, of equal shapes.
    """
    a, b = (
        checks.floats("a gradient", checks.read("a gradient", each), (), np.float64, "give floats")
        for each in (a, b)
    )
    if a.shape != b.shape:
        raise ValueError(f"gradients must have equal shapes, got {a.shape} and {b.shape}.")
    with np.errstate(invalid="ignore"):
        size = np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-4)
        return float(np.max(np.abs(a - b) / size, initial=0))


def check_layer(layer, x, training=True, seed=0):
    """Relative error of a built layer's backward: {"x": ..., name of each parameter: ...}.

    The scalar that is differentiated is sum(outputs * random weights) + penalty. A layer that draws
    random numbers draws the same ones each time. x (n, *input_shape) may be any array or list.
    """
    if not hasattr(checks.instance(layer, Layer), "input_shape"):
        raise ValueError(f"{layer!r} is not built; build it, or check a network: check_model.")
    x = np.array(checks.array("x", x, layer.dtype))
    if x.shape[1:] != layer.input_shape:
        raise ValueError(f"x must be examples of shape {layer.input_shape}, got {x.shape}.")
    exact, far = _of_float64(layer), x.astype(np.float64)
    weights = None

    def outputs(layer, x):
        layer.rng = np.random.default_rng(seed)
        return layer.forward(x, training)

    def objective():
        return float((outputs(exact, far) * weights).sum()) + exact.penalty()

    weights = np.random.default_rng(seed + 1).normal(size=outputs(layer, x).shape)
    measured = {"x": numerical_gradient(objective, far)}
    measured.update({name: numerical_gradient(objective, w) for name, w in exact.params.items()})
    outputs(layer, x)
    derived = {"x": layer.backward(weights.astype(layer.dtype)), **layer.grads}
    return {name: relative_error(derived[name], measured[name]) for name in measured}


def _of_float64(layer):
    """The layer itself, or else a twin of float64 with its weights."""
    if layer.dtype == np.float64:
        return layer
    twin = copy.deepcopy(layer)
    twin.release()
    twin.build(layer.input_shape, np.random.default_rng(0))
    for w, value in zip(twin.weights(), layer.weights()):
        w[...] = value
    return twin


def check_loss(loss, y, p):
    """Relative error of loss.gradient(y, p) against the loss itself, for any y and p it takes."""
    derived = checks.instance(loss, Loss).gradient(y, p)
    exact = np.array(checks.array("p", p, np.float64))
    return relative_error(derived, numerical_gradient(lambda: loss(y, exact), exact))


def check_model(model, x, y, seed=0):
    """Relative error of the gradient of all that a compiled network trains, in training mode.

    x and y may be what fit takes. The network's generators and what it keeps beside its parameters
    stay as they were.
    """
    x, y, _ = model._weighted(x, y)
    exact = _network_of_float64(model)
    far, wanted = x.astype(np.float64), y if model.loss.classes else y.astype(np.float64)
    weights, generators = model.get_weights(), [layer.rng for layer in model.layers]

    def outputs(model, x):
        for layer in model.layers:
            layer.rng = np.random.default_rng(seed)
        return model.forward(x, training=True)

    def objective():
        p = outputs(exact, far)
        if exact._from_z:
            return exact.loss.value(wanted, exact.layers[-1].z) + exact.penalty()
        return exact.loss.mean(wanted, p) + exact.penalty()

    try:
        measured = [numerical_gradient(objective, w).ravel() for w in exact._moved[0]]
        model.loss_and_gradient(y, outputs(model, x))
    finally:
        for layer, rng in zip(model.layers, generators):
            layer.rng = rng
        model.set_weights(weights)
    derived = [dw.ravel() for dw in model._moved[1]]
    return relative_error(np.concatenate(derived), np.concatenate(measured))


def _network_of_float64(model):
    """The network itself, or else a twin of float64 with its weights."""
    if model.dtype == np.float64:
        return model
    layers = copy.deepcopy(model.layers)
    release(layers)
    twin = type(model)(layers, model.input_shape)
    twin.set_weights(model.get_weights())
    twin.compile("sgd", model.loss)
    return twin
