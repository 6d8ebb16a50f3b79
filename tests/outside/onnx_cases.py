"""The cases of ONNX's backend suite that touch our operators, from the onnx wheel, offline.

Node cases are built in memory, by the module of their operator; the others lie on disk. The `real`
models would have to be downloaded and are no part of this.
"""

import importlib
import pkgutil
import warnings
from dataclasses import dataclass
from pathlib import Path

import onnx
from onnx import numpy_helper
from onnx.backend.test.case import node
from onnx.backend.test.loader import load_model_tests
from onnx.backend.test.runner import Runner

from .onnx_backend import OPERATORS

ON_DISK = ("simple", "pytorch-converted", "pytorch-operator")


@dataclass
class Case:
    """A model, and pairs of inputs and the outputs that ONNX expects."""

    name: str
    model: onnx.ModelProto
    data_sets: list

    def operators(self):
        return {each.op_type for each in self.model.graph.node}

    def run(self, backend, rtol, atol):
        ready = backend.prepare(self.model)
        for inputs, expected in self.data_sets:
            Runner.assert_similar_outputs(expected, ready.run(inputs), rtol, atol)


def touched():
    """Every case with one of our operators in its model."""
    return [case for case in [*in_memory(), *on_disk()] if case.operators() & set(OPERATORS)]


def in_memory():
    """The node cases of our operators' modules: softmax_cross_entropy_loss.py and so on."""
    names = [module.name for module in pkgutil.iter_modules(node.__path__)]
    wanted = {operator.lower() for operator in OPERATORS}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what ONNX's reference formulas warn of is not ours
        for name in names:
            if name.replace("_", "") in wanted:
                importlib.import_module(f"{node.__name__}.{name}")
    for case in node._NodeTestCases:
        yield Case(case.name, case.model, [tuple(map(_arrays, data)) for data in case.data_sets])


def on_disk():
    for kind in ON_DISK:
        for case in load_model_tests(kind=kind):
            folder = Path(case.model_dir)
            sets = sorted(folder.glob("test_data_set_*"))
            data = [(_stored(each, "input"), _stored(each, "output")) for each in sets]
            yield Case(case.name, onnx.load(folder / "model.onnx"), data)


def _arrays(values):
    return [numpy_helper.to_array(v) if isinstance(v, onnx.TensorProto) else v for v in values]


def _stored(folder, kind):
    files = [folder / f"{kind}_{k}.pb" for k in range(len(list(folder.glob(f"{kind}_*.pb"))))]
    return [numpy_helper.to_array(onnx.load_tensor(file)) for file in files]
