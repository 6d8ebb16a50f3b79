"""ONNX's backend suite, as the onnx wheel ships it, with the library doing the arithmetic."""

from collections import Counter, defaultdict

import onnx
from onnx.backend.test.runner import BackendIsNotSupposedToImplementIt

from .onnx_backend import OPERATORS, Library
from .onnx_cases import touched
from .onnx_left_out import EXPANDED, LEFT_OUT, ROUNDED

# ONNX's own runner takes 1e-3; where terms cancel to nearly 0, float32 leaves some 1e-7.
RTOL, ATOL = 1e-4, 1e-6
# The version of constraints.txt, and how many of its cases pass, by operator.
VERSION = "1.23.2"
PASSED = {
    "AveragePool": 14,
    "BatchNormalization": 9,
    "Col2Im": 4,
    "ConstantOfShape": 1,
    "Conv": 26,
    "ConvTranspose": 13,
    "Dropout": 9,
    "Elu": 4,
    "Flatten": 11,
    "Gelu": 4,
    "Gemm": 9,
    "GlobalAveragePool": 2,
    "GlobalMaxPool": 2,
    "Identity": 1,
    "LayerNormalization": 19,
    "LeakyRelu": 5,
    "LogSoftmax": 10,
    "LpNormalization": 3,
    "MatMul": 8,
    "MaxPool": 13,
    "PRelu": 3,
    "Pad": 1,
    "ReduceL1": 2,
    "ReduceSumSquare": 2,
    "Relu": 3,
    "Reshape": 10,
    "Selu": 3,
    "Sigmoid": 3,
    "Softmax": 10,
    "SoftmaxCrossEntropyLoss": 22,
    "Softplus": 3,
    "Softsign": 2,
    "Swish": 1,
    "Tanh": 3,
}


def test_cases_of_onnx(record_property):
    passed, left_out, failed = Counter(), defaultdict(set), {}
    for case in touched():
        if case.name in ROUNDED:
            case.run(Library, rtol=0, atol=1e-4)
            continue
        try:
            case.run(Library, RTOL, ATOL)
        except BackendIsNotSupposedToImplementIt as reason:
            left_out[str(reason)].add(case.name)
        except Exception as error:
            failed[case.name] = f"{type(error).__name__}: {error}"
        else:
            passed[next(kind for kind in OPERATORS if kind in case.operators())] += 1
    assert not failed
    if onnx.__version__ == VERSION:
        assert passed == PASSED
        assert_as_listed(left_out)
    assert passed.total() >= 230
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(passed.items()))
    others = sum(map(len, left_out.values())) + len(ROUNDED)
    record_property(
        "count",
        f"ONNX: {passed.total()} backend cases passed, 0 skipped ({kinds}); {others} others with "
        "these operators left out, each with its reason in tests/outside/onnx_left_out.py",
    )


def assert_as_listed(left_out):
    """The rules leave out the cases that onnx_left_out.py names, for the reasons it gives."""
    written_out = {
        reason: len(names)
        for reason, names in left_out.items()
        if all("_expanded" in name for name in names)
    }
    assert written_out == EXPANDED
    listed = {
        reason: {f"test_{name}" for name in names.split()} for reason, names in LEFT_OUT.items()
    }
    assert {reason: left_out[reason] for reason in left_out.keys() - EXPANDED.keys()} == listed
