"""What the first cell of a notebook hands over to once it has found the project.

It is run by its path, in whatever kernel the reader has, so that no other package called `tools`
can stand in for it; therefore it imports nothing of ours.
"""

import ast
import json
import os
import sys
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec, resolve_name
from pathlib import Path

OLDEST = (3, 11)  # Python that runs `utils`
EXTRAS = ("keras", "notebooks")  # of pyproject.toml: what a notebook may import
BACKENDS = ("tensorflow", "jax", "torch")  # of Keras, which works with any of them
IMPORTED = {"ipython": "IPython", "pillow": "PIL", "scikit-learn": "sklearn"}
IMPORTED |= {"tensorflow-cpu": "tensorflow"}


class Stop(Exception):
    """One sentence that says what is missing and what to do."""

    def _render_traceback_(self):
        """What IPython shows instead of a traceback."""
        return [str(self)]


def begin(root, tag, article):
    """Puts the project first on `sys.path` and works beside the notebook.

    `tag` is the version that the notebook belongs to, `article` its folder seen from the root.
    Raises Stop where the notebook could not run.
    """
    root = Path(root).resolve()
    if sys.version_info < OLDEST:
        found = "{}.{}".format(*sys.version_info)
        raise Stop(f"This kernel is Python {found} and 3.11 or newer is needed: choose another.")
    check_version(root, tag, article)
    check_other_utils(root)
    if sys.platform != "emscripten":  # in the browser a package comes when it is imported
        check_packages(root, article)
    sys.path.insert(0, str(root))
    work_beside(root / article)


def check_version(root, tag, article):
    """The notebook and the library are of one version."""
    found = f"v{project(root)['version']}"
    if found != tag:
        raise Stop(
            f"This notebook belongs to {tag}, and {root} holds {found}: open the notebook in "
            f"{root / article} instead."
        )


def check_other_utils(root):
    """No other `utils` was imported before: a kernel keeps the first of a name."""
    if "utils" in sys.modules:
        file = getattr(sys.modules["utils"], "__file__", None) or "an unknown place"
        if root not in Path(file).resolve().parents:
            raise Stop(
                f"This kernel has already imported another `utils`, from {file}: restart the "
                "kernel and run this cell first."
            )


def check_packages(root, article):
    """Each package that the notebook imports is installed and new enough."""
    known = requirements(root)
    wanted = [known[name] for name in needed(root, article)]
    faults = {f'"{each.name}{each.specifier}"': why for each in wanted if (why := fault(each))}
    if faults:
        if any(Path(sys.prefix).glob("installed*")):  # the stamp of tools/environment.py
            advice = f"delete {sys.prefix}, which is damaged, and run the same command again"
        else:
            command = f"%pip install {' '.join(faults)}"
            advice = f"run `{command}` in a cell, restart the kernel and begin again"
        raise Stop(f"{' and '.join(faults.values())}, which this notebook needs: {advice}.")


def fault(wanted):
    """What is wrong with an installed package, or ""."""
    name = IMPORTED.get(wanted.name, wanted.name)
    if not any(map(find_spec, BACKENDS if name in BACKENDS else [name])):
        return f"{name} is missing"
    try:
        found = version(wanted.name)
    except PackageNotFoundError:  # what is imported came by another distribution
        return ""
    fits = wanted.specifier.contains(found, prereleases=True)
    return "" if fits else f"{name} {found} is not {wanted.specifier}"


def project(root):
    """The table [project] of pyproject.toml."""
    import tomllib

    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def requirements(root):
    """For each name of an import the requirement of pyproject.toml, else the name alone."""
    from packaging.requirements import Requirement

    class Known(dict):
        def __missing__(self, name):
            return Requirement(name)

    table = project(root)
    extras = [table["optional-dependencies"][extra] for extra in EXTRAS]
    found = map(Requirement, sum(extras, table["dependencies"]))
    here = [wanted for wanted in found if not wanted.marker or wanted.marker.evaluate()]
    return Known({IMPORTED.get(wanted.name, wanted.name): wanted for wanted in here})


def needed(root, article):
    """Packages that the article's notebook imports."""
    return packages(root, cells(root / article))


def packages(root, trees):
    """Packages that code imports, by itself and through `utils`, in order of name.

    What a function imports counts only where the code names its module: further behind it serves a
    type of model or of file that this code need not use.
    """
    named = {name for tree in trees for name in imports(ast.walk(tree))}
    waiting, names = set(named), set(named)
    while waiting:
        module = waiting.pop()
        if path := source(root, module):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            package = module if path.name == "__init__.py" else module.rpartition(".")[0]
            found = set(imports(ast.walk(tree) if module in named else tree.body, package))
            waiting |= found - names
            names |= found
    found = {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"utils"}
    return sorted(found | {"tensorflow"} if "keras" in found else found)


def cells(folder):
    """The code of the article's own notebook, cell by cell, without what is not Python (yet)."""
    notebook = folder / f"{folder.name.partition('_')[2]}.ipynb"
    stored = json.loads(notebook.read_text(encoding="utf-8"))["cells"] if notebook.exists() else []
    for cell in stored:
        lines = "".join(cell["source"]).splitlines()
        code = "\n".join(line for line in lines if not line.startswith(("%", "!")))
        with suppress(SyntaxError):
            yield ast.parse(code if cell["cell_type"] == "code" else "")


def source(root, module):
    """The file of a module of `utils`, or None."""
    parts = module.split(".")
    places = [root.joinpath(*parts, "__init__.py"), root.joinpath(*parts).with_suffix(".py")]
    return next((p for p in places if parts[0] == "utils" and p.is_file()), None)


def imports(nodes, package=None):
    """Full names of what the nodes of a syntax tree import."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = resolve_name("." * node.level + (node.module or ""), package)
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def work_beside(folder):
    """Pictures go beside the notebook, also where a kernel starts elsewhere in the project.

    A folder with a notebook of its own, or outside of the project, is the reader's choice, unless
    nothing can be written there.
    """
    here = Path.cwd()
    astray = folder.parents[1] in (here, *here.parents) and not any(here.glob("*.ipynb"))
    if (astray or not os.access(here, os.W_OK)) and os.access(folder, os.W_OK):
        os.chdir(folder)
