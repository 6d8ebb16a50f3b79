"""The referee: gradients measured by changing one number at a time.

Nothing here knows how a gradient was derived, so nothing here repeats its mistakes.
"""

from __future__ import annotations

import numpy as np


def numerical_gradient(f, x, step=1e-6):
    """Central differences (f(x + h) - f(x - h)) / 2h for each number in x; the error is O(h^2).

    f takes no argument and reads x, an array that is changed in place and put back.
    """
    if x.dtype.kind != "f":
        raise TypeError(f"x must hold floats, for a step of {step:g} to count, got {x.dtype}.")
    gradient = np.zeros_like(x, dtype=float)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + step
        above = f()
        x[i] = kept - step
        below = f()
        x[i] = kept
        gradient[i] = (above - below) / (2 * step)
    return gradient


def complex_step(g, x, step=1e-200):
    """g'(x) = Im g(x + ih) / h, exact to rounding where g is analytic (Squire & Trapp 1998)."""
    return np.imag(g(np.asarray(x) + 1j * step)) / step


def relative_error(a, b):
    """Largest |a - b| / max(|a|, |b|, 1e-4) over all numbers.

    1e-4 keeps rounding in gradients near zero from counting as an error.
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.shape != b.shape:
        raise ValueError(f"gradients must have equal shapes, got {a.shape} and {b.shape}.")
    size = np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-4)
    return float(np.max(np.abs(a - b) / size, initial=0))


def check_layer(layer, x, training=True, seed=0):
    """Relative error of a built layer's backward: {"x": ..., name of each parameter: ...}.

    The scalar that is differentiated is sum(outputs * random weights) + penalty. A layer that draws
    random numbers draws the same ones each time.
    """
    weights = None

    def objective():
        nonlocal weights
        layer.rng = np.random.default_rng(seed)
        out = layer.forward(x, training)
        if weights is None:
            weights = np.random.default_rng(seed + 1).normal(size=out.shape)
        return float((out * weights).sum()) + layer.penalty()

    objective()
    measured = {"x": numerical_gradient(objective, x)}
    measured.update({name: numerical_gradient(objective, w) for name, w in layer.params.items()})
    objective()
    derived = {"x": layer.backward(weights.copy()), **layer.grads}
    return {name: relative_error(derived[name], measured[name]) for name in measured}


def check_loss(loss, y, p):
    """Relative error of loss.gradient(y, p) against the loss itself."""
    return relative_error(loss.gradient(y, p), numerical_gradient(lambda: loss(y, p), p))


def check_model(model, x, y, seed=0):
    """Relative error of every parameter's gradient of a compiled network, in training mode.

    The network's generators and what it keeps beside its parameters stay as they were.
    """
    x, y = model._checked(x, y)
    weights, generators = model.get_weights(), [layer.rng for layer in model.layers]

    def objective():
        for layer in model.layers:
            layer.rng = np.random.default_rng(seed)
        p = model.forward(x, training=True)
        return model.loss(y, p) + model.penalty()

    measured = numerical_gradient(objective, model.theta)
    objective()
    model.loss_and_gradient(y, model.layers[-1].a)
    for layer, rng in zip(model.layers, generators):
        layer.rng = rng
    model.set_weights(weights)
    return relative_error(model.dtheta, measured)
