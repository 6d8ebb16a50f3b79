"""The home address stands in pyproject.toml; whatever else names the repository is held to it."""

import re
import subprocess
from urllib.parse import urlsplit

import pytest

from tools import articles
from tools.notebook import home, links, missing
from tools.workspace import ROOT

TEXTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("*.cff")])
PUBLIC = (".md", ".cff", ".ipynb")


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


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_text(path):
    text = path.read_text(encoding="utf-8")
    assert not strangers(text, home(ROOT))
    assert not [link.target for link in links(text) if missing(link, path.parent)]


def test_colab_links_of_the_readme_lead_to_notebooks():
    known = {path.as_posix() for path in articles.find(ROOT)}
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    linked = re.findall(
        r"colab\.research\.google\.com/github/[^/]+/[^/]+/blob/[^/]+/([^\s)\"]+)", text
    )
    assert set(linked) <= known


def test_citation_names_the_home():
    citation = ROOT / "CITATION.cff"
    if not citation.exists():
        pytest.skip("there is no CITATION.cff yet")
    assert re.search(r"^repository-code: *[\"']?(\S+?)[\"']?$", citation.read_text(), re.M)[
        1
    ] == home(ROOT)


def test_code_does_not_repeat_the_address():
    address = home(ROOT).encode()
    repeated = [
        path
        for path in tracked()
        if path.suffix not in PUBLIC
        and path.name != "pyproject.toml"
        and address in path.read_bytes()
    ]
    assert not repeated


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
