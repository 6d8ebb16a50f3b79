"""The first cell of the notebooks, in the shell of a kernel: in the project, and alone."""

import ast
import os
import shutil
import subprocess
import sys
import zipfile

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.tools import readonly
from tools import articles, first_cell
from tools.notebook import Article
from tools.workspace import ROOT

ARTICLE = Article(ROOT / articles.find(ROOT)[0], ROOT)
CELL = ARTICLE.code[0].source
FOLDER = ARTICLE.path.parent.relative_to(ROOT)
HOME, TAG = ast.literal_eval(ast.parse(CELL).body[1].value)
NAME = f"ILearnDeepLearning.py-{TAG}"
NOWHERE = "http://127.0.0.1:9/someone/networks"  # a port that nobody serves
# Runs the cells that come in on standard input, as a kernel does, and shows what it shows.
SHELL = """
import sys
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance(colors="nocolor")
cells = sys.stdin.read().split("\\f")
sys.exit(not all(shell.run_cell(cell).success for cell in cells))
"""
REPORT = "import os, utils\nprint('at', os.getcwd())\nprint('from', utils.__file__)"
PARTS = ["tools", "utils", "pyproject.toml", FOLDER.as_posix()]
QUIET = shutil.ignore_patterns("__pycache__", "final_visualisations", ".ipynb_checkpoints")


def git(folder, *words):
    person = ["-c", "user.name=someone", "-c", "user.email=someone@example.org"]
    command = ["git", *person, "-c", "commit.gpgsign=false", *words]
    return subprocess.check_output(command, cwd=folder, stderr=subprocess.STDOUT)


def copy(place):
    """The files of the project that the first cell and the library need."""
    place.mkdir(parents=True)
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, place / part, ignore=QUIET)
        else:
            shutil.copy(ROOT / part, place)
    return place


def publish(place):
    """A commit of everything, and the zip of the default branch as the home's host offers it."""
    git(place, "add", ".")
    git(place, "commit", "-qm", "one")
    (place / "archive").mkdir(exist_ok=True)
    git(place, "archive", "--prefix=networks-HEAD/", "-o", "archive/HEAD.zip", "HEAD")


@pytest.fixture(scope="module")
def untagged(tmp_path_factory):
    """A home without a tag."""
    place = copy(tmp_path_factory.mktemp("untagged") / "home")
    git(place, "init", "-q")
    publish(place)
    return place


@pytest.fixture(scope="module")
def tagged(untagged, tmp_path_factory):
    """A home with the tag, and a newer state behind it."""
    place = shutil.copytree(untagged, tmp_path_factory.mktemp("tagged") / "home")
    git(place, "tag", TAG)
    git(place, "archive", "--prefix=networks-0/", "-o", f"archive/{TAG}.zip", TAG)
    version(place, "9.9.9")
    publish(place)
    return place


@pytest.fixture
def alone(tmp_path):
    """A folder that holds nothing but a notebook."""
    place = tmp_path / "alone"
    place.mkdir()
    (place / "mine.ipynb").touch()
    return place


def version(place, new):
    text = (place / "pyproject.toml").read_text(encoding="utf-8")
    changed = text.replace(f'\nversion = "{TAG[1:]}"\n', f'\nversion = "{new}"\n')
    (place / "pyproject.toml").write_text(changed, encoding="utf-8")


def run(here, home=NOWHERE, before="pass", path=None, then=REPORT):
    """What is shown by the first cell and by `then` in a new kernel in the folder `here`."""
    address = home if isinstance(home, str) else home.as_uri()
    cells = "\f".join([before, CELL.replace(HOME, address), then])
    variables = {
        **os.environ,
        "IPYTHONDIR": str(here.parent / "ipython"),
        "TMPDIR": str(here.parent),
    }
    variables |= {"PYTHONDONTWRITEBYTECODE": "1"} | ({} if path is None else {"PATH": path})
    command = [*readonly.BOUND, sys.executable, "-W", "error", "-c", SHELL]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    done = subprocess.run(command, input=cells, cwd=here, env=variables, text=True, **streams)
    return done.returncode, done.stdout.splitlines()


def stopped(*arguments, **options):
    """The one sentence that is shown where the notebook cannot run."""
    status, lines = run(*arguments, **options)
    assert status == 1 and len(lines) == 1, lines
    return lines[0]


def good(at, root, *arguments, **options):
    """Nothing is shown, `utils` is the root's, and the kernel works in the folder `at`."""
    status, lines = run(*arguments, **options)
    assert (status, lines) == (0, [f"at {at}", f"from {root / 'utils' / '__init__.py'}"])


@pytest.mark.parametrize("path", [None, ""], ids=["git", "no git"])
@pytest.mark.parametrize("home", ["tagged", "untagged"])
def test_alone_it_fetches_the_tag_or_else_the_newest_state(home, path, alone, request):
    home = request.getfixturevalue(home)
    good(alone, alone / NAME, alone, home, path=path)
    assert (alone / NAME / ".git").exists() == (path is None)
    assert sorted(path.name for path in alone.iterdir()) == [NAME, "mine.ipynb"]
    good(alone, alone / NAME, alone, NOWHERE)  # and does not fetch it a second time


def test_in_the_project_it_takes_the_project_around_it(tmp_path):
    root = copy(tmp_path / "project")
    good(root / FOLDER, root, root / FOLDER)


@pytest.mark.parametrize("below", [".", FOLDER.parts[0]])
def test_a_kernel_that_starts_elsewhere_in_the_project_works_beside_the_notebook(below, tmp_path):
    root = copy(tmp_path / "project")
    good(root / FOLDER, root, root / below)


def test_a_folder_of_ones_own_in_the_project_is_kept(tmp_path):
    root = copy(tmp_path / "project")
    (root / "my work").mkdir()
    shutil.copy(ARTICLE.path, root / "my work" / "copy.ipynb")
    good(root / "my work", root, root / "my work")


@pytest.mark.parametrize("path", [None, ""], ids=["git", "no git"])
def test_without_a_network_it_says_so(path, alone):
    said = stopped(alone, NOWHERE, path=path)
    assert said.startswith(f"{NOWHERE} could not be fetched into {alone / NAME}: check the network")
    assert [path.name for path in alone.iterdir()] == ["mine.ipynb"]


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no folder that cannot be written")
def test_in_a_folder_that_cannot_be_written_it_fetches_to_another(alone, tagged):
    with readonly.closed(alone):
        status, (at, origin) = run(alone, tagged)
    root = origin.removeprefix("from ").partition(NAME)[0] + NAME
    assert status == 0 and root.startswith(str(alone.parent / "tmp"))
    assert at == f"at {root}/{FOLDER}"  # where pictures can be saved


@pytest.mark.parametrize("kind", ["empty", "broken off"])
def test_a_folder_with_the_name_of_the_project_is_not_in_the_way(kind, alone, tagged):
    (alone / "ILearnDeepLearning.py").mkdir()
    if kind == "broken off":
        shutil.copytree(tagged / ".git", alone / "ILearnDeepLearning.py" / ".git")
    good(alone, alone / NAME, alone, tagged)


def test_what_is_left_of_an_interrupted_download_is_named(alone, tagged):
    (alone / NAME / ".git").mkdir(parents=True)
    said = stopped(alone, tagged)
    assert f"into {alone / NAME}: check the network connection, delete what stands there" in said


def test_another_version_in_the_place_is_named_with_the_needed_one(alone):
    version(copy(alone / NAME), "0.0.9")
    said = stopped(alone)
    assert said.startswith(f"This notebook belongs to {TAG}, and {alone / NAME} holds v0.0.9: open")


def test_a_newest_state_of_another_version_is_named_too(alone, tagged, tmp_path):
    home = shutil.copytree(tagged, tmp_path / "home")
    git(home, "tag", "-d", TAG)
    assert f"belongs to {TAG}, and {alone / NAME} holds v9.9.9: open" in stopped(alone, home)


def test_a_home_that_holds_something_else_is_no_project(alone, tmp_path):
    home = tmp_path / "home"
    (home / "01_mysteries_of_neural_networks").mkdir(parents=True)
    (home / "README.md").touch()
    git(home, "init", "-q")
    publish(home)
    assert "could not be fetched" in stopped(alone, home)


@pytest.mark.parametrize("name", ["utils.py", "utils/__init__.py"])
def test_another_utils_in_the_kernel_is_named(name, alone, tagged):
    other = alone / name
    other.parent.mkdir(exist_ok=True)
    other.touch()
    before = f"import sys; sys.path.insert(0, {str(alone)!r})\nimport utils"
    said = stopped(alone, tagged, before=before)
    assert said.startswith("This kernel has already imported another `utils`, from ")
    assert str(other) in said and said.endswith("restart the kernel and run this cell first.")
    good(alone, alone / NAME, alone, tagged)


def test_our_own_utils_may_be_there_already(tmp_path):
    root = copy(tmp_path / "project")
    before = f"import sys; sys.path.insert(0, {str(root)!r})\nimport utils"
    good(root / FOLDER, root, root / FOLDER, before=before)


def test_an_archive_cannot_write_outside_of_its_folder(alone, untagged, tmp_path):
    home = shutil.copytree(untagged, tmp_path / "home")
    with zipfile.ZipFile(home / "archive" / "HEAD.zip", "a") as archive:
        archive.writestr("../../evil.txt", "x")
        archive.writestr(str(tmp_path / "evil.txt"), "x")
    good(alone, alone / NAME, alone, home, path="")
    assert not (alone / "evil.txt").exists() and not (tmp_path / "evil.txt").exists()


MISSING = "import sys\nsys.modules[{!r}] = None  # as if it were not installed"


@pytest.mark.parametrize(
    "name, command",
    [("keras", '"keras>=3.13"'), ("matplotlib", '"matplotlib>=3.10"'), ("PIL", '"pillow>=10"')],
)
def test_a_missing_package_is_named_with_the_command(name, command, tmp_path):
    root = copy(tmp_path / "project")
    before = MISSING.format(name) + f"\nsys.prefix = {str(tmp_path)!r}"
    said = stopped(root / FOLDER, before=before)
    assert said.startswith(f"{name} is missing, which this notebook needs: run `%pip install ")
    assert command in said and said.endswith("restart the kernel and begin again.")


def test_all_missing_packages_are_in_one_command(tmp_path):
    root = copy(tmp_path / "project")
    before = MISSING.format("keras") + "\nsys.modules['contourpy'] = None\nsys.prefix = '/'"
    said = stopped(root / FOLDER, before=before)
    assert said.startswith("contourpy is missing and keras is missing, which")
    assert '`%pip install "contourpy" "keras>=3.13"`' in said


def test_keras_needs_one_of_its_backends(tmp_path):
    root = copy(tmp_path / "project")
    none = "\n".join(MISSING.format(name) for name in first_cell.BACKENDS) + "\nsys.prefix = '/'"
    said = stopped(root / FOLDER, before=none)
    assert said.startswith("tensorflow is missing") and '"tensorflow' in said
    good(root / FOLDER, root, root / FOLDER, before=MISSING.format("tensorflow"))


def test_a_version_that_is_too_old_is_named(tmp_path):
    root = copy(tmp_path / "project")
    about = tmp_path / "old" / "numpy-2.0.2.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: numpy\nVersion: 2.0.2\n")
    before = f"import sys; sys.path.insert(0, {str(about.parent)!r})"
    said = stopped(root / FOLDER, before=before)
    assert said.startswith("numpy 2.0.2 is not >=2.1, which this notebook needs")


def test_a_package_deleted_from_our_own_environment_is_mended_by_a_new_one(tmp_path):
    root = copy(tmp_path / "project")
    (tmp_path / "installed").touch()
    before = MISSING.format("keras") + f"\nsys.prefix = {str(tmp_path)!r}"
    assert f"delete {tmp_path}, which is damaged, and run" in stopped(root / FOLDER, before=before)


def test_in_the_browser_packages_come_when_they_are_imported(tmp_path):
    root = copy(tmp_path / "project")
    before = MISSING.format("keras") + "\nsys.platform = 'emscripten'"
    good(root / FOLDER, root, root / FOLDER, before=before, path="")


def test_an_old_python_is_named(monkeypatch):
    monkeypatch.setattr(first_cell.sys, "version_info", (3, 10, 13))
    with pytest.raises(first_cell.Stop, match="^This kernel is Python 3.10 and 3.11 or newer"):
        first_cell.begin(ROOT, TAG, FOLDER)


def test_what_an_article_needs_is_read_from_its_imports(tmp_path):
    """What functions import counts in modules that the notebook names, not in those behind them."""
    cells = [
        "%pip list\nimport os, joblib",
        "def f():\n    import scipy.stats\nfrom utils import a",
    ]
    cells += ["answer = ", "import pandas?"]  # not yet Python, and never
    notebook = new_notebook(cells=[new_code_cell(source) for source in cells])
    (tmp_path / "utils" / "c").mkdir(parents=True)
    (tmp_path / "01_article").mkdir()
    nbformat.write(notebook, tmp_path / "01_article" / "article.ipynb")
    copy = new_notebook(cells=[new_code_cell("import torch")])
    nbformat.write(copy, tmp_path / "01_article" / "article-Copy1.ipynb")
    modules = {
        "a.py": "from . import b\ndef f():\n    import keras",
        "b.py": "from .c import x\ndef f():\n    import torch",
        "c/__init__.py": "from PIL import Image\nfrom ..b import f",
    }
    for name, text in modules.items():
        (tmp_path / "utils" / name).write_text(text)
    needed = first_cell.needed(tmp_path, "01_article")
    assert needed == ["PIL", "joblib", "keras", "scipy", "tensorflow"]
    (tmp_path / "01_article" / "article.ipynb").rename(tmp_path / "01_article" / "mine.ipynb")
    assert first_cell.needed(tmp_path, "01_article") == []


@pytest.mark.parametrize("path", articles.find(ROOT), ids=lambda path: path.stem)
def test_an_article_needs_what_pyproject_names(path):
    """The command that the first cell proposes has a version for whatever we ask for by name."""
    known = first_cell.requirements(ROOT)
    needed = set(first_cell.needed(ROOT, path.parent))
    assert {"numpy", "matplotlib"} <= needed <= {*known, "contourpy", "joblib"}
