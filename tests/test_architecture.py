"""Architecture: who imports whom, what an old Python can read, and that `utils` is ours."""

import ast
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import utils

ROOT = Path(__file__).parents[1]
MODULES = sorted(path.stem for path in (ROOT / "utils").glob("*.py") if path.stem != "__init__")

# What each module of the core may import of the others: a line, so only what stands above it.
CORE = {
    "checks": set(),
    "datasets": {"checks"},
    "activation": {"checks"},
    "activations": {"checks", "activation"},
    "initializers": {"checks"},
    "constraints": {"checks"},
    "layer": set(),
    "regularizers": {"checks", "layer"},
    "layers": {
        "checks",
        "activations",
        "initializers",
        "regularizers",
        "constraints",
        "layer",
    },
    "windows": {"checks", "layer"},
    "convolution": {
        "checks",
        "activations",
        "initializers",
        "regularizers",
        "constraints",
        "layer",
        "windows",
    },
    "pooling": {"checks", "activations", "windows", "convolution"},
    "normalization": {"checks", "initializers", "regularizers", "constraints", "layer"},
    "residual": {"checks", "layer", "layers", "convolution"},
    "distances": {"checks", "activation", "activations"},
    "losses": {"checks", "activation", "activations", "distances"},
    "metrics": {"checks"},
    "schedules": {"checks"},
    "descent": {"checks", "schedules"},
    "optimizers": {"checks", "descent"},
    "callbacks": {"checks"},
    "training": {"checks", "callbacks"},
    "models": {
        "checks",
        "activations",
        "datasets",
        "distances",
        "layer",
        "losses",
        "metrics",
        "optimizers",
        "callbacks",
        "training",
    },
    "gradcheck": {"checks", "distances", "layer"},
    "watcher": {"checks", "activations", "callbacks", "losses"},
    "estimators": {
        "checks",
        "activations",
        "callbacks",
        "datasets",
        "layers",
        "losses",
        "models",
        "optimizers",
    },
    "files": set(),
    "saving": {
        "activations",
        "constraints",
        "convolution",
        "files",
        "initializers",
        "layers",
        "losses",
        "models",
        "normalization",
        "optimizers",
        "pooling",
        "regularizers",
        "residual",
        "schedules",
    },
    "keras_baseline": {"activations", "residual"},
}
DRAWING = [name for name in MODULES if name not in CORE]
SEEN = {"recording": {"callbacks"}}  # what a drawing module knows of training
# What is imported only where it is used, inside functions.
LAZY = {
    "training": {"tqdm"},
    "models": {".saving"},
    "keras_baseline": {"keras"},
    "recording": {"torch"},
}
# What a module is about and may import everywhere.
OWN = {"estimators": {"sklearn"}}
# What the browser's playground imports: NumPy >= 1.17 alone, in the syntax of Python 3.8.
ELSEWHERE = {"gradcheck", "watcher", "estimators", "files", "saving", "keras_baseline"}
PLAYGROUND = [name for name in CORE if name not in ELSEWHERE]

# Names that came after NumPy 1.17, and after Python 3.8.
NEW_NUMPY = """
    astype acos acosh asin asinh atan atan2 atanh bitwise_count bitwise_invert bitwise_left_shift
    bitwise_right_shift broadcast_shapes concat cumulative_prod cumulative_sum dtypes exceptions
    isdtype matrix_transpose matvec permute_dims pow sliding_window_view strings trapezoid
    unique_all unique_counts unique_inverse unique_values unstack vecdot vecmat
""".split()
NEW_PYTHON = "bit_count cache pairwise removeprefix removesuffix zoneinfo".split()
NEW_KEYWORDS = "kw_only slots strict".split()


def source(name):
    return (ROOT / "utils" / f"{name}.py").read_text(encoding="utf-8")


def imports(tree):
    """Pairs (module, whether inside a function) of a syntax tree; our own begin with a dot."""
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, (ast.FunctionDef, ast.Lambda))
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        lazy = id(node) in inside
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], lazy) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level or (node.module or "").partition(".")[0] == "utils":
                path = (node.module or "").removeprefix("utils").strip(".")
                names = [path] if path else [alias.name for alias in node.names]
                yield from (("." + name.partition(".")[0], lazy) for name in names)
            else:
                yield node.module.partition(".")[0], lazy


def faults(name, text):
    """What a module imports that it may not."""
    found = set()
    for module, lazy in imports(ast.parse(text)):
        if lazy and module in LAZY.get(name, ()):
            continue
        if module.startswith("."):
            allowed = CORE.get(name, {*DRAWING, "checks", "files", *SEEN.get(name, ())})
            found |= {module} - {"." + other for other in allowed}
        elif name in CORE:
            found |= {module} - {"numpy", *sys.stdlib_module_names, *OWN.get(name, ())}
        else:
            found |= {module} & {"keras", "tensorflow", "sklearn", "pandas", "torch", "jax"}
    return found


def too_new(text):
    """Names and keywords in the text that NumPy 1.17 or Python 3.8 did not have."""
    found = set()
    for node in ast.walk(ast.parse(text, feature_version=(3, 8))):
        if isinstance(node, ast.Attribute):
            of_numpy = ast.unparse(node).startswith("np.")
            found |= {node.attr} & {*NEW_PYTHON, *(NEW_NUMPY if of_numpy else ())}
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.name for alias in node.names} & {*NEW_NUMPY, *NEW_PYTHON}
        elif isinstance(node, ast.Call):
            found |= {keyword.arg for keyword in node.keywords} & set(NEW_KEYWORDS)
    return found


def test_the_core_is_a_line():
    above = []
    for name, allowed in CORE.items():
        assert allowed <= set(above)
        above.append(name)
    assert set(CORE) <= set(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_imports(name):
    assert faults(name, source(name)) == set()


# module, a line it may not hold
FORBIDDEN = [
    ("losses", "from . import layers"),
    ("layers", "from .models import Sequential"),
    ("layers", "from utils import models"),
    ("layers", "from utils.losses import Loss"),
    ("optimizers", "import utils.models"),
    ("models", "from . import plots"),
    ("plots", "from . import layers"),
    ("plots", "import keras"),
    ("models", "import matplotlib"),
    ("estimators", "import matplotlib"),
    ("saving", "import pickle, sklearn"),
    ("datasets", "from sklearn.datasets import make_moons"),
    ("keras_baseline", "import keras"),
    ("training", "from tqdm import tqdm"),
    ("models", "from . import saving"),
    ("models", "def f():\n    import keras"),
]


@pytest.mark.parametrize(("name", "line"), FORBIDDEN)
def test_a_forbidden_import_is_noticed(name, line):
    assert faults(name, source("checks") + "\n" + line)


@pytest.mark.parametrize("name", PLAYGROUND)
def test_python_3_8_and_numpy_1_17(name):
    text = source(name)
    assert too_new(text) == set()
    assert "from __future__ import annotations" in text


@pytest.mark.parametrize(
    "line", ["np.concat(a)", "zip(a, b, strict=True)", "'a'.removeprefix('b')"]
)
def test_a_new_name_is_noticed(line):
    assert too_new(line)


@pytest.mark.parametrize("line", ["match a:\n  case 1: pass", "with (a as b, c as d): pass"])
def test_new_syntax_is_noticed(line):
    with pytest.raises(SyntaxError):
        too_new(line)


def test_ruff_knows_the_playground():
    """The linter holds the same files to Python 3.8."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    targets = settings["tool"]["ruff"]["per-file-target-version"]
    assert {f"utils/{name}.py" for name in PLAYGROUND} <= {
        path for path, version in targets.items() if version == "py38"
    }
    assert settings["tool"]["setuptools"]["packages"] == ["utils"]


def loaded(names):
    """The packages that a fresh Python loads with these modules of ours."""
    code = (
        "import importlib, sys; before = set(sys.modules)\n"
        f"for name in {names!r}: importlib.import_module('utils.' + name)\n"
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
    )
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=variables,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(run.stdout.split()) - sys.stdlib_module_names


def test_the_core_loads_numpy_only():
    assert loaded([name for name in CORE if name not in OWN]) == {"numpy", "utils"}


def test_the_pictures_load_no_framework():
    if DRAWING:
        assert not loaded(DRAWING) & {"keras", "tensorflow", "sklearn", "pandas", "torch", "jax"}


def test_utils_is_ours_and_the_only_one():
    assert Path(utils.__file__) == ROOT / "utils" / "__init__.py"
    found = []
    for folder, inside, files in os.walk(ROOT):
        inside[:] = [name for name in inside if name[0] != "." and name != "build"]
        found += [
            Path(folder) / name for name in (*inside, *files) if name in ("utils", "utils.py")
        ]
    assert found == [ROOT / "utils"]


@pytest.mark.parametrize("name", CORE)
def test_every_module_has_its_tests(name):
    assert (ROOT / "tests" / f"test_{name}.py").exists()
