"""Architecture: who imports whom, what an old Python can read, what is loaded with what."""

import ast
import graphlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PATHS = {
    ".".join(path.relative_to(ROOT / "utils").with_suffix("").parts): path
    for path in sorted((ROOT / "utils").rglob("*.py"))
    if path.stem != "__init__"
}

# What each module of the core may import of the others: a line, so only what stands above it.
CORE = {
    "notebook.page": set(),
    "notebook.progress": set(),
    "notebook.exercises": set(),
    "checks": set(),
    "saving.files": set(),
    "saving.download": {"saving.files"},
    "saving.idx": {"saving.files"},
    "saving.mnist": {"saving.files", "saving.download", "saving.idx"},
    "datasets": {"checks", "saving.mnist"},
    "activation": {"checks"},
    "activations": {"checks", "activation"},
    "initializers": {"checks"},
    "constraints": {"checks"},
    "layer": set(),
    "regularizers": {"checks"},
    "layers": {
        "checks",
        "activations",
        "initializers",
        "regularizers",
        "constraints",
        "layer",
    },
    "images.windows": {"checks", "layer"},
    "images.patches": set(),
    "images.cells": {"checks", "images.windows"},
    "convolution": {
        "checks",
        "activations",
        "initializers",
        "regularizers",
        "constraints",
        "layer",
        "images.cells",
        "images.patches",
        "images.windows",
    },
    "pooling": {"checks", "activations", "images.patches", "images.windows", "convolution"},
    "normalization": {"checks", "initializers", "regularizers", "constraints", "layer"},
    "residual": {"checks", "layer", "layers", "convolution"},
    "distances": {"checks", "activation", "activations"},
    "losses": {"checks", "activation", "activations", "distances"},
    "metrics": {"checks"},
    "schedules": {"checks"},
    "descent": {"checks", "schedules"},
    "adam": {"checks", "descent"},
    "optimizers": {"adam", "checks", "descent"},
    "callbacks": {"checks"},
    "training": {"checks", "callbacks", "notebook.progress"},
    "saving.archive": {"saving.files"},
    "saving.words": set(),
    "passes": set(),
    "network": {
        "activations",
        "checks",
        "constraints",
        "convolution",
        "datasets",
        "initializers",
        "layer",
        "layers",
        "losses",
        "normalization",
        "optimizers",
        "passes",
        "pooling",
        "regularizers",
        "residual",
        "saving.words",
        "schedules",
    },
    "models": {
        "checks",
        "activations",
        "datasets",
        "distances",
        "losses",
        "metrics",
        "network",
        "optimizers",
        "passes",
        "callbacks",
        "saving.archive",
        "saving.words",
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
        "training",
    },
    "keras_baseline": {"activations", "residual"},
}
FACES = {"plots", "animation", "diagrams"}
# What each floor of `utils/drawing` may import of the others: those below. Its files, not in a
# folder, are the scene and what is made of it.
FLOORS = {
    "style": set(),
    "film": {"style"},
    "graphs": {"style"},
    "marks": {"style", "film"},
    "panels": {"style", "film", "graphs", "marks"},
    "scene": {"style", "film", "graphs", "marks", "panels"},
}
# What a drawing module knows of the network half.
SEEN = {
    "drawing.film.picture": {"notebook.page", "saving.files"},
    "drawing.film.save": {"notebook.page", "notebook.progress", "saving.files"},
    **dict.fromkeys(
        [f"drawing.{name}" for name in (
            "marks.cells", "marks.data", "marks.field", "marks.grid", "marks.heights",
            "marks.images", "marks.lines", "marks.points", "marks.walks", "marks.ways",
            "panels.cloud", "panels.confusion", "panels.curves", "panels.images", "panels.spread",
            "panels.sweep", "ready", "record", "scene",
        )],
        {"checks"},
    ),  # fmt: skip
    "drawing.recorder": {"callbacks", "checks"},
    "plots": {"checks"},
}
FRAMEWORKS = {"keras", "tensorflow", "sklearn", "pandas", "torch", "jax", "tqdm", "imageio"}
# What is imported only where it is used, inside functions.
LAZY = {
    "notebook.progress": {"tqdm", "IPython"},
    "keras_baseline": {"keras"},
    "drawing.marks.data": {"torch", "pandas"},
    "drawing.film.writers": {"imageio"},
}
# What a module is about and may import everywhere.
OWN = {"estimators": {"sklearn"}}
# The reader's browser runs `utils` on Python 3.12, NumPy 2.0 and Matplotlib 3.8, where an index has
# 32 bits: names that came later. That it all works there is what tests/browser/test_notebooks.py
# sees; these are for whoever has no browser.
NEW_NUMPY = "cumulative_prod cumulative_sum matvec unstack vecmat".split()
NEW_MATPLOTLIB = "BackendFilter backend_registry get_backend_module grouped_bar okabe_ito".split()


def source(name):
    return PATHS[name].read_text(encoding="utf-8")


def imports(text, name):
    """Pairs (module, whether inside a function); of our own the whole name, utils.drawing.scene."""
    tree = ast.parse(text)
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, (ast.FunctionDef, ast.Lambda))
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        lazy = id(node) in inside
        if isinstance(node, ast.Import):
            yield from ((_known(alias.name), lazy) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = f"utils.{name}".split(".")[: -node.level] if node.level else []
            module = ".".join([*parts, *(node.module or "").split(".")]).strip(".")
            for alias in node.names:
                yield _known(f"{module}.{alias.name}"), lazy


def _known(dotted):
    """The module of ours that a dotted name stands for, or the package of others."""
    if dotted.partition(".")[0] != "utils":
        return dotted.partition(".")[0]
    while dotted != "utils" and dotted.removeprefix("utils.") not in PATHS:
        dotted = dotted.rpartition(".")[0]
    return dotted


def floor(name):
    """Where a module of ours stands."""
    if name in FACES:
        return "faces"
    if not name.startswith("drawing."):
        return "network"
    parts = name.split(".")
    return parts[1] if len(parts) > 2 else "scene"


def may(name, other):
    """Whether a module may import another of ours."""
    if floor(name) == "network":
        return other in CORE.get(name, ())
    if floor(name) == "faces":
        return floor(other) in FLOORS or other in SEEN.get(name, ())
    below = {floor(name), *FLOORS[floor(name)]}
    return floor(other) in below or other in SEEN.get(name, ())


def faults(name, text):
    """What a module imports that it may not."""
    found = set()
    for module, lazy in imports(text, name):
        if lazy and module in LAZY.get(name, ()):
            continue
        if module.startswith("utils"):
            found |= set() if may(name, module.removeprefix("utils.")) else {module}
        elif floor(name) == "network":
            found |= {module} - {"numpy", *sys.stdlib_module_names, *OWN.get(name, ())}
        else:
            found |= {module} & FRAMEWORKS
    return found


def too_new(text):
    """Names in the text that NumPy 2.0 or Matplotlib 3.8 did not have."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute):
            of_numpy = ast.unparse(node).startswith("np.")
            found |= {node.attr} & {*NEW_MATPLOTLIB, *(NEW_NUMPY if of_numpy else ())}
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.name for alias in node.names} & {*NEW_NUMPY, *NEW_MATPLOTLIB}
    return found


def test_the_core_is_a_line():
    above = []
    for name, allowed in CORE.items():
        assert allowed <= set(above)
        above.append(name)
    assert set(CORE) == {name for name in PATHS if floor(name) == "network"}


def test_drawing_has_five_floors_and_no_more():
    """Marks and graphs stand beside each other."""
    heights = {}
    for name, below in FLOORS.items():
        heights[name] = 1 + max((heights[other] for other in below), default=0)
    folders = {path.name for path in (ROOT / "utils" / "drawing").iterdir() if path.is_dir()}
    assert folders - {"__pycache__"} == set(FLOORS) - {"scene"}
    assert max(heights.values()) == 5 and heights["scene"] == 5


def test_nobody_imports_in_a_circle():
    graph = {
        name: {other.removeprefix("utils.") for other, lazy in imports(source(name), name)
               if other.startswith("utils.") and not lazy}
        for name in PATHS
    }  # fmt: skip
    assert len(list(graphlib.TopologicalSorter(graph).static_order())) == len(PATHS)


@pytest.mark.parametrize("name", PATHS)
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
    ("saving.archive", "import pickle, sklearn"),
    ("saving.archive", "from .. import models"),
    ("saving.words", "from ..layers import Dense"),
    ("network", "from . import models"),
    ("datasets", "from sklearn.datasets import make_moons"),
    ("keras_baseline", "import keras"),
    ("training", "from tqdm import tqdm"),
    ("models", "def f():\n    import keras"),
    ("saving.archive", "def f():\n    from .. import models"),
    ("animation", "from . import plots"),
    ("animation", "from .layers import Dense"),
    ("diagrams", "from .drawing import scene, record\nfrom . import models"),
    ("drawing.style.page", "from ..film import gif"),
    ("drawing.film.film", "from ..marks.mark import Mark"),
    ("drawing.graphs.chain", "from ..film.picture import Picture"),
    ("drawing.marks.mark", "from ..panels import panel"),
    ("drawing.marks.mark", "from ..graphs.chain import Chain"),
    ("drawing.panels.panel", "from ..scene import Scene"),
    ("drawing.panels.panel", "from .. import rows"),
    ("drawing.scene", "from .. import animation"),
    ("drawing.scene", "from ..layers import Dense"),
    ("drawing.marks.data", "import torch"),
    ("drawing.film.writers", "import imageio"),
]

ALLOWED = [
    ("plots", "from .drawing.film.picture import Picture"),
    ("drawing.recorder", "from ..callbacks import Callback"),
    ("drawing.panels.curves", "from ..graphs.layering import apart"),
    ("drawing.marks.data", "def f():\n    import torch"),
]


@pytest.mark.parametrize(("name", "line"), FORBIDDEN)
def test_a_forbidden_import_is_noticed(name, line):
    assert faults(name, source("checks") + "\n" + line)


@pytest.mark.parametrize(("name", "line"), ALLOWED)
def test_an_allowed_import_is_let_pass(name, line):
    assert faults(name, line) == set()


@pytest.mark.parametrize("name", PATHS)
def test_no_name_is_newer_than_the_browser(name):
    assert too_new(source(name)) == set()


@pytest.mark.parametrize(
    "line",
    ["np.unstack(a)", "from numpy import vecmat", "from matplotlib.backends import BackendFilter"],
)
def test_a_new_name_is_noticed(line):
    assert too_new(line)


# A fresh Python without some packages imports modules of ours, each as if it were the first.
ALONE = """
import importlib, sys

class Absent:
    def find_spec(self, name, *_):
        if name.partition(".")[0] in {absent}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())
before = set(sys.modules)
for name in {names}:
    for other in [other for other in sys.modules if other.partition(".")[0] == "utils"]:
        del sys.modules[other]
    importlib.import_module("utils." + name)
print(*{{name.partition(".")[0] for name in set(sys.modules) - before}})
"""


def loaded(names, absent=()):
    """The packages that a fresh Python loads with these modules of ours."""
    code = ALONE.format(names=list(names), absent=list(absent))
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    return set(run.stdout.split()) - sys.stdlib_module_names


def test_the_network_loads_numpy_only():
    assert loaded(name for name in CORE if name not in OWN) == {"numpy", "utils"}


def test_the_network_needs_no_matplotlib():
    assert "sklearn" in loaded(CORE, absent=("matplotlib", "PIL", "contourpy"))


def test_every_drawing_module_is_imported_alone_and_loads_no_framework():
    drawing = [name for name in PATHS if floor(name) != "network"]
    assert {"matplotlib", "PIL"} <= loaded(drawing, absent=FRAMEWORKS)


def test_an_absent_package_is_noticed():
    with pytest.raises(AssertionError, match="ModuleNotFoundError: matplotlib"):
        loaded(["plots"], absent=("matplotlib",))


NOTEBOOKS = [path for path in sorted(ROOT.glob("0*/*/*.ipynb"))]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_notebooks_import_the_network_and_the_faces(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    lines = [line for cell in code for line in cell.splitlines() if "utils" in line]
    lines = [line.strip() for line in lines if line.strip().startswith(("import ", "from "))]
    used = {module for line in lines for module, _ in imports(line, "")}
    found = {name.removeprefix("utils.") for name in used if name.startswith("utils")}
    assert found and found <= FACES | set(CORE)
