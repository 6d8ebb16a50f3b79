"""Words: layers and settings as what JSON can hold, and made of it again."""

import numbers
from dataclasses import fields, is_dataclass

import numpy as np

BITS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")
UNKNOWN = (
    "a file can only hold layers and settings of utils, got {!r}; keep get_weights() with "
    "numpy.savez instead."
)


class Given:
    """Weights out of a file, w0, w1 ..., in the place of a seed: what is built begins with them.

    They are taken in the order of get_weights. A layer that needs another shape is refused before
    it has made room for it.
    """

    def __init__(self, arrays, dtype):
        self.others = {name: array for name, array in arrays.items() if name[:1] != "w"}
        names = [f"w{k}" for k in range(len(arrays) - len(self.others))]
        if not set(names) <= set(arrays) or any(a.dtype.name != dtype for a in arrays.values()):
            raise ValueError(f"its weights are not w0, w1 ... of type {dtype}.")
        self.left = [arrays[name] for name in reversed(names)]
        if not all(np.isfinite(w).all() for w in self.left):
            raise ValueError("its weights must be finite numbers, got nan or infinity among them.")

    def weight_of(self, layer, shape):
        """The next weight, for a layer that needs one of this shape."""
        held = self.left[-1].shape if self.left else "no more"
        if held != tuple(shape):
            raise ValueError(f"{layer!r} has weights of shape {tuple(shape)}, the file {held}.")
        return self.left.pop()

    def finish(self):
        """Refuse what nobody took."""
        if self.left or self.others:
            raise ValueError(
                f"it holds {len(self.left)} weights too many, and arrays that nobody knows: "
                f"{', '.join(self.others) or 'none'}."
            )


def settle(thing):
    """Settings in Python's own numbers, lists and tuples, where others were given: NumPy's numbers
    and arrays, ranges, fractions. Objects keep theirs so from now on, and those inside them too.
    """
    if isinstance(thing, (bool, np.bool_)):
        return bool(thing)
    for kind, own in ((numbers.Integral, int), (numbers.Real, float), (str, str), (list, list)):
        if isinstance(thing, kind):
            return own(map(settle, thing)) if own is list else own(thing)
    if isinstance(thing, np.ndarray):
        return settle(thing.item() if thing.ndim == 0 else tuple(thing))
    if isinstance(thing, (tuple, range)):
        return tuple(map(settle, thing))
    if isinstance(thing, dict):
        return {name: settle(value) for name, value in thing.items()}
    if is_dataclass(thing) and not isinstance(thing, type):
        for setting in fields(thing):
            value = getattr(thing, setting.name)
            if (own := settle(value)) is not value:
                setattr(thing, setting.name, own)
    return thing


def describe(thing, names):
    """Objects and their settings as what JSON can hold; `names` has the name of each class."""
    if is_dataclass(thing):
        if type(thing) not in names:
            raise ValueError(UNKNOWN.format(thing))
        settings = {f.name: describe(getattr(thing, f.name), names) for f in fields(thing)}
        frozen = {} if getattr(thing, "trainable", True) else {"trainable": False}
        return {"class": names[type(thing)], **settings, **frozen}
    thing = settle(thing)
    if isinstance(thing, (list, tuple)):
        parts = [describe(each, names) for each in thing]
        return {"class": "tuple", "of": parts} if isinstance(thing, tuple) else parts
    if isinstance(thing, np.random.Generator):
        return {"class": "Generator", "state": settle(thing.bit_generator.state)}
    if thing is None or isinstance(thing, (bool, int, float, str)):
        return thing
    raise ValueError(UNKNOWN.format(thing))


def make(value, classes):
    """What `describe` described; `classes` has the class of each name."""
    if isinstance(value, dict):
        if value["class"] == "tuple":
            return tuple(make(value["of"], classes))
        if value["class"] == "Generator":
            return _generator(value["state"])
        settings = {k: make(setting, classes) for k, setting in value.items() if k != "class"}
        if value["class"] not in classes:
            raise ValueError(f"it holds {value['class']!r}, which is no class of utils.")
        frozen = settings.pop("trainable", True) is False
        thing = classes[value["class"]](**settings)
        if frozen:
            thing.trainable = False  # which is said of a layer after it was made
        return thing
    return [make(each, classes) for each in value] if isinstance(value, list) else value


def names(value):
    """A list of names, as a tuple."""
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ValueError(f"its columns are {value!r:.60}, expected a list of names.")
    return tuple(value)


def _generator(state):
    """A generator that goes on from a state; NumPy itself looks whether it is one."""
    if state["bit_generator"] not in BITS:
        raise ValueError(f"it draws with {state['bit_generator']!r}, expected one of {BITS}.")
    bits = getattr(np.random, state["bit_generator"])(0)
    bits.state = state
    return np.random.Generator(bits)
