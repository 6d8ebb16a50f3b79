"""`python -m tools home URL TAG`: whoever hosts the project writes its address and tag once.

They stand in pyproject.toml, and after it in CITATION.cff, in the links of README.md, and in each
notebook's links and first cell.
"""

import re
from pathlib import Path

from tools import Problem, articles

ADDRESS = re.compile(r"https://github\.com/([\w-]+/[\w.-]*\w)")
TAG = re.compile(r"v(\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?)")
HOSTS = r"github\.com|colab\.research\.google\.com/github|raw\.githubusercontent\.com"
END = r"(?![\w-]|\.\w)"  # of a repository's name, after which a full stop may follow
USAGE = "`python -m tools home https://github.com/OWNER/NAME v1.2.3`"


def home(root: Path, wish: list[str]) -> int:
    """Changes every place and names the files; without a wish it says what stands there."""
    if not wish:
        print(f"{address(root)} at {tag(root)}; {USAGE} changes it.")
        return 0
    if len(wish) != 2 or not ADDRESS.fullmatch(wish[0]) or not TAG.fullmatch(wish[1]):
        raise Problem(
            f"`home {' '.join(wish)}` names no address on GitHub, where Colab finds notebooks, and "
            f"a tag: write {USAGE}."
        )
    print("\n".join(move(root, *wish)) or "This stands everywhere already.")
    return 0


def address(root: Path) -> str:
    """The address of the repository."""
    return _field(root, "Home")


def tag(root: Path) -> str:
    """The tag of the version in pyproject.toml."""
    return "v" + _field(root, "version")


def _field(root: Path, name: str) -> str:
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    return re.search(rf'^{name} = "(.+)"$', text, re.MULTILINE)[1]


def files(root: Path) -> list[Path]:
    """Where the address and the tag may stand."""
    texts = [*root.glob("*.md"), *root.glob("*.cff"), root / "pyproject.toml"]
    return sorted(texts) + [root / notebook for notebook in articles.find(root)]


def move(root: Path, new_address: str, new_tag: str) -> list[str]:
    """Writes the new ones in place of the present ones; returns the names of changed files."""
    places = changes((address(root), tag(root)), (new_address, new_tag))
    changed = []
    for path in files(root):
        text = old = path.read_text(encoding="utf-8")
        for pattern, new in places:
            text = re.sub(pattern, rf"\g<1>{new}", text, flags=re.MULTILINE)
        if text != old:
            path.write_text(text, encoding="utf-8", newline="\n")
            changed.append(path.relative_to(root).as_posix())
    return changed


def changes(old: tuple[str, str], new: tuple[str, str]) -> list[tuple[str, str]]:
    """Patterns of what is replaced behind their first group, and what by; tags come first."""
    (address, tag), (new_address, new_tag) = old, new
    repository, new_repository = ADDRESS.match(address)[1], ADDRESS.match(new_address)[1]
    own, version = re.escape(repository), re.escape(tag[1:])
    folder, new_folder = own.partition("/")[2], new_repository.partition("/")[2]
    return [
        (rf"((?:{HOSTS})/{own}(?:/blob|/raw|/tree|/archive)?/)v{version}(?=/|\.zip)", new_tag),
        (rf'(TAG = \\"{re.escape(address)}\\", \\")v{version}(?=\\")', new_tag),
        (rf"((?:{HOSTS})/){own}{END}", new_repository),
        (rf'^(version(?:: | = "))v?{version}(?![.\w])', new_tag[1:]),
        (rf"^(cd ){folder}{END}", new_folder),
    ]
