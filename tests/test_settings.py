"""Settings: whatever a public class or a data set is made with is taken, or answered by a sentence.

Every setting of every class meets every value of VALUES. What some setting takes is listed in
TAKEN, by the kind of value; of what no setting takes nothing may pass in silence.
"""

import inspect

import numpy as np
import pytest

from tests import test_completeness
from tests.test_doors import THEIRS
from utils import callbacks, datasets
from utils.images.windows import ImageLayer
from utils.layer import Layer
from utils.layers import Dense

# settings without a default, as a reader would give them
GIVEN = {
    "units": 2,
    "filters": 2,
    "kernel_size": 2,
    "pool_size": 2,
    "rate": 0.5,
    "stddev": 0.1,
    "activation": "relu",
    "target_shape": (2, 2),
    "initial_learning_rate": 0.1,
    "decay_steps": 10,
    "decay_rate": 0.5,
    "first_decay_steps": 10,
    "boundaries": [1],
    "values": [0.5, 0.25],
    "filepath": "best.npz",
}
VALUES = {
    "nan": float("nan"),
    "inf": float("inf"),
    "complex": 1j,
    "a number beyond float64": 10**400,
    "an array": np.array([[0.5, 0.5], [0.5, 0.5]]),
    "an array of one number": np.array(0.5),
    "a dict": {"a": 1},
    "a set": {1},
    "an object": object(),
    "a class": int,
    "bytes": b"relu",
    "a word of no meaning": "abc",
}
# where a value of VALUES does mean something
TAKEN = {
    "a number beyond float64": ["axis"],  # of a constraint, where only the weights can tell
    "a word of no meaning": ["monitor", "filepath"],
    "bytes": ["filepath"],
}


def classes():
    for kind in test_completeness.KINDS:
        yield from test_completeness.classes(kind).values()
    for each in vars(callbacks).values():
        if inspect.isclass(each) and each.__module__ == callbacks.__name__:
            yield each


SETS = [datasets.moons, datasets.circles, datasets.spiral, datasets.blobs, datasets.xor]
SETTINGS = [
    pytest.param(make, name, id=f"{make.__name__} {name}")
    for make in [*classes(), *SETS]
    for name in inspect.signature(make).parameters
    if name != "seed"  # NumPy's own words answer that one
]


def use(make, name, value):
    """Make the thing with that value, and build it where it is a layer."""
    asked = [p.name for p in inspect.signature(make).parameters.values() if p.default is p.empty]
    given = {key: GIVEN[key] for key in asked if key in GIVEN}
    if "layers" in asked:
        given["layers"] = [Dense(4)]
    made = make(**{**given, name: value})
    if isinstance(made, Layer):
        made.build((6, 6, 2) if issubclass(make, ImageLayer) else (4,), np.random.default_rng(0))


@pytest.mark.parametrize("make, name", SETTINGS)
def test_a_setting_without_meaning_gets_a_sentence(make, name):
    for kind, value in VALUES.items():
        try:
            use(make, name, value)
        except (TypeError, ValueError) as refusal:
            sentence = str(refusal)
            assert sentence[-1] in ".?)" and len(sentence) < 500, (kind, sentence)
            assert not any(theirs in sentence for theirs in THEIRS), (kind, sentence)
        else:
            assert name in TAKEN.get(kind, ()), f"{kind} is taken"
