"""An ONNX backend whose arithmetic is the library's: what runs a model, and what may be left out.

An operator of onnx_operators.py or onnx_images.py renames settings, transposes and reshapes, and
hands the numbers to the library. `need` states its rules; they read attributes, shapes and types,
never a result, so a case is chosen before anyone knows whether it passes.
"""

from functools import partial

import numpy as np
from onnx import helper, numpy_helper
from onnx.backend.base import Backend, BackendRep

from . import onnx_images, onnx_operators
from .onnx_rules import need


def _constant(a):
    return lambda: numpy_helper.to_array(a["value"])


def _squeeze(a):
    return lambda x: np.squeeze(x, tuple(a["axes"]))


def _unsqueeze(a):
    return lambda x: np.expand_dims(x, tuple(a["axes"]))


# Operators that move numbers without changing them. Alone they make no case.
MOVES = {
    "Constant": _constant,
    "Squeeze": _squeeze,
    "Transpose": lambda a: lambda x: np.transpose(x, a.get("perm")),
    "Unsqueeze": _unsqueeze,
}
OPERATORS = {**onnx_operators.OPERATORS, **onnx_images.OPERATORS}


class Network(BackendRep):
    """A model made ready: its nodes are worked out in their order."""

    def __init__(self, model):
        self.graph = model.graph
        self.opset = max((o.version for o in model.opset_import if not o.domain), default=1)
        kinds = [node.op_type for node in self.graph.node]
        for kind in kinds:
            need(kind in OPERATORS or kind in MOVES, f"no {kind} in the library")
        need(any(kind in OPERATORS for kind in kinds), "numbers are moved, none is worked out")

    def run(self, inputs, **kwargs):
        values = {t.name: numpy_helper.to_array(t) for t in self.graph.initializer}
        values.update(zip((i.name for i in self.graph.input if i.name not in values), inputs))
        for node in self.graph.node:
            given = [values[name] if name else None for name in node.input]
            results = self._operator(node)(*given)
            results = results if isinstance(results, tuple) else (results,)
            values.update(zip(node.output, results))
        return tuple(values[output.name] for output in self.graph.output)

    def _operator(self, node):
        a = {each.name: helper.get_attribute_value(each) for each in node.attribute}
        a = {name: v.decode() if isinstance(v, bytes) else v for name, v in a.items()}
        if node.op_type in MOVES:
            return MOVES[node.op_type](a)
        asked = sum(bool(name) for name in node.output)
        return partial(OPERATORS[node.op_type], {**a, "opset": self.opset, "outputs": asked})


class Library(Backend):
    """The backend that the suite talks to."""

    @classmethod
    def prepare(cls, model, device="CPU", **kwargs):
        super().prepare(model, device, **kwargs)  # ONNX's own check of the model
        return Network(model)

    @classmethod
    def supports_device(cls, device):
        return device == "CPU"
