"""The home address and the tag stand in pyproject.toml; whatever else names them is held to it."""

import re
import shutil
import subprocess
from urllib.parse import urlsplit

import pytest

from tools import Problem, articles, home
from tools.notebook import links, missing
from tools.workspace import ROOT

TEXTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("*.cff")])
OTHER = "https://github.com/some-one/deep.nets", "v2.10.0rc1"


def strangers(text, address):
    """Addresses in the text that name a repository of the same name under another owner."""
    _, owner, name = urlsplit(address).path.split("/")
    hosts = r"(?:github\.com|githubusercontent\.com|google\.com/github|shields\.io/github/\w+)"
    found = re.finditer(rf"{hosts}/([\w.-]+)/{re.escape(name)}\b", text)
    return [match.group() for match in found if match[1] != owner]


def tracked():
    """Text files of the repository, or of the copy of one that has no git."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    names = [name for name in listed.stdout.split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


@pytest.fixture
def copy(tmp_path):
    """The files that name the home, apart from the rest of the project."""
    for path in home.files(ROOT):
        place = tmp_path / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    return tmp_path


def contents(root):
    return {path.name: path.read_bytes() for path in home.files(root)}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_text(path):
    text = path.read_text(encoding="utf-8")
    assert not strangers(text, home.address(ROOT))
    assert not [link.target for link in links(text) if missing(link, path.parent)]


def test_colab_links_of_the_readme_lead_to_every_notebook_at_the_tag():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    place = f"https://colab.research.google.com/github{urlsplit(home.address(ROOT)).path}/blob/"
    linked = re.findall(r"https://colab\.research\.google\.com/[^\s)\"]+", text)
    expected = [f"{place}{home.tag(ROOT)}/{path.as_posix()}" for path in articles.find(ROOT)]
    assert sorted(linked) == expected


def test_the_citation_names_home_and_version():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nrepository-code: {home.address(ROOT)}\n" in citation
    assert f"\nversion: {home.tag(ROOT)[1:]}\n" in citation


def test_a_clone_is_entered_by_the_name_that_it_gets():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    address = home.address(ROOT)
    assert f"\ngit clone {address}\ncd {address.rpartition('/')[2]} && make lab\n" in readme


def test_no_other_file_names_the_address():
    address = home.address(ROOT).encode()
    named = {path for path in tracked() if address in path.read_bytes()}
    assert named <= set(home.files(ROOT))


def test_one_command_changes_every_place_and_back(copy):
    before, here = contents(copy), (home.address(copy), home.tag(copy))
    changed = home.move(copy, *OTHER)
    assert {"README.md", "CITATION.cff", "pyproject.toml"} < set(changed)
    assert {path.as_posix() for path in articles.find(ROOT)} < set(changed)
    assert (home.address(copy), home.tag(copy)) == OTHER
    repository, tag = urlsplit(here[0]).path.encode(), here[1].encode()
    left = [line for text in contents(copy).values() for line in text.splitlines()]
    assert not [line[:200] for line in left if repository in line or b"/%s/" % tag in line]
    assert not [line for line in left if b"HOME, TAG" in line and b"v2.10.0rc1" not in line]
    home.move(copy, *here)
    assert contents(copy) == before


@pytest.mark.parametrize(
    "text, new",
    [
        ("see github.com/a/b.py. Or", "see github.com/some-one/deep.nets. Or"),
        ("github.com/a/b.pyx github.com/a/b.py-2 github.com/a/b.py.git", None),
        ("https://github.com/z/b.py/raw/v1.2.3/x", None),
        ("raw.githubusercontent.com/a/b.py/v1.2.3/x", "raw.githubusercontent.com/{}/x"),
        ("google.com/github/a/b.py/blob/v1.2.30/x", None),
        ("since v1.2.3 and numpy version = 1.2.3", None),
        ("cd b.py && make", "cd deep.nets && make"),
        ("cd b.pyx && make", None),
    ],
)
def test_nothing_else_is_changed(text, new, tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        'version = "1.2.3"\nHome = "https://github.com/a/b.py"\n'
    )
    (tmp_path / "a.md").write_text(text)
    home.move(tmp_path, *OTHER)
    expected = text if new is None else new.format("some-one/deep.nets/v2.10.0rc1")
    assert (tmp_path / "a.md").read_text() == expected


@pytest.mark.parametrize(
    "wish",
    [
        [OTHER[0]],
        [*OTHER, "more"],
        ["https://gitlab.com/a/b", OTHER[1]],
        [OTHER[0] + "/", OTHER[1]],
        [OTHER[0], "2.0.0"],
        [OTHER[0], "v2"],
    ],
)
def test_a_wish_of_another_form_is_refused(wish, copy):
    before = contents(copy)
    with pytest.raises(
        Problem, match="names no address on GitHub, .*: write `python -m tools home"
    ):
        home.home(copy, wish)
    assert contents(copy) == before


def test_the_command_says_what_it_changed(copy, capsys):
    assert home.home(copy, list(OTHER)) == 0
    assert "README.md" in capsys.readouterr().out.splitlines()
    assert home.home(copy, list(OTHER)) == 0
    assert capsys.readouterr().out == "This stands everywhere already.\n"
    assert home.home(copy, []) == 0
    assert capsys.readouterr().out.startswith(f"{OTHER[0]} at {OTHER[1]}; ")


@pytest.mark.parametrize(
    "text",
    [
        "https://github.com/other/networks/issues",
        "https://colab.research.google.com/github/other/networks/blob/main/a.ipynb",
        "https://raw.githubusercontent.com/other/networks/main/a.png",
    ],
)
def test_another_owner_is_a_stranger(text):
    assert strangers(text, "https://github.com/someone/networks")
    assert not strangers(text.replace("other", "someone"), "https://github.com/someone/networks")
    assert not strangers(text, "https://github.com/someone/nets")
