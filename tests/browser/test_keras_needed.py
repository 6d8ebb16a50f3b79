"""Which cells need Keras: counted on small notebooks of which the answer is plain."""

import importlib.util

import pytest

from tools.workspace import ROOT

SPEC = importlib.util.spec_from_file_location(
    "keras_needed", ROOT / "docs" / "_static" / "live" / "keras_needed.py"
)
keras_needed = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(keras_needed)

# The cells of a notebook, and which of them need Keras.
NOTEBOOKS = {
    "an import": (["import keras", "from keras.layers import Dense", "import numpy"], [0, 1]),
    "an import by another name": (["import keras as k, numpy as np", "k.ops", "np.ones(2)"],
                                  [0, 1, 2]),
    "the twin": (["from utils import keras_baseline, layers", "t = keras_baseline.like(m)",
                  "t.fit()", "layers.Dense(1)"], [1, 2]),
    "a chain": (["import keras", "a = keras.ops", "b = a + 1", "c = 2", "b + c"], [0, 1, 2, 4]),
    "made anew": (["import keras", "a = keras.ops", "a = 1", "a + 1"], [0, 1]),
    "made anew from itself": (["import keras", "a = keras.ops", "a += 1", "a[0] = 2"],
                              [0, 1, 2, 3]),
    "a function is not called": (["from utils import keras_baseline",
                                  "def twin(m):\n    return keras_baseline.like(m)\nx = 1",
                                  "x + 1", "twin(2)"], [3]),
    "a function with an import": (["def f():\n    import keras", "f()", "g = 1"], [1]),
    "a class": (["import keras", "class A(keras.Model):\n    pass", "A()", "print()"], [0, 2]),
    "own names of a function": (["import keras; x = keras", "def f(x):\n    y = x\n    return y",
                                 "f(1)"], [0]),
    "own names of a comprehension": (["import keras; x = keras", "[x for x in range(3)]"], [0]),
    "a loop's variable": (["import keras; k = 1", "for k in range(3):\n    print(k)", "k"], [0]),
    "inside a loop": (["import keras", "for k in range(3):\n    a = keras.ops", "a", "b = k"],
                      [0, 1, 2, 3]),
    "a part that is changed": (["import keras; d = {}", "d = {}", "d['k'] = keras", "d"],
                               [0, 2, 3]),
    "with": (["import keras", "with keras.scope() as s:\n    t = 1", "s", "t"], [0, 1, 2, 3]),
    "a text": (["a = 'import keras'", "# import keras", "a"], []),
    "not Python": (["import keras", "a = = 1", "1"], [0]),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_cells(name):
    sources, needing = NOTEBOOKS[name]
    names = keras_needed.Names()
    assert [k for k, source in enumerate(sources) if names.needed(source)] == needing
