"""`python -m tools.words`: every word of the site's own pages, as a catalogue for translators.

They stand in templates and in Python as `_("Search")`, in JavaScript as `word("Play")`, or as
`pattern("layer {number}")` where Python says them, and a few in the theme. `docs/locale/sphinx.pot`
lists them, and a test holds it complete; a language answers with
`docs/locale/<language>/LC_MESSAGES/sphinx.po`. Notebooks have catalogues of their own, and what
their pictures say is read from the pictures.
"""

import base64
import functools
import io
import json
import re
from pathlib import Path

import nbformat
from babel.messages import Catalog, extract, pofile

from tools import articles, catalogue
from tools.workspace import PICTURES, ROOT
from utils.drawing.film import picture
from utils.drawing.style import language

POT = ROOT / "docs" / "locale" / "sphinx.pot"
EMBEDDED = re.compile(r"data:image/png;base64,([\w+/=]+)")
WORD = re.compile(r'\b(?:word|pattern)\(\s*("(?:[^"\\]|\\.)*")')
# Names that the theme writes in English whatever the language is; our template replaces them.
THEME = (
    "Toggle site navigation sidebar",
    "Toggle table of contents sidebar",
    "Toggle Light / Dark / Auto color theme",
)
TEMPLATES = [("**.html", "jinja2"), ("**.py", "python")]


@functools.cache
def of_scripts(folder=""):
    """The words that JavaScript in a folder of docs/ looks up, in the order of its files."""
    found = {}
    for script in sorted((ROOT / "docs" / folder).rglob("*.mjs")):
        for literal in WORD.findall(script.read_text(encoding="utf-8")):
            found.setdefault(json.loads(literal), script.relative_to(ROOT).as_posix())
    return found


def of_site():
    """A catalogue of everything but the notebooks."""
    import furo

    found = Catalog(project="ILearnDeepLearning.py", charset="utf-8", fuzzy=False)
    for word, place in of_scripts().items():
        found.add(word, locations=[(place, 0)])
    for word in THEME:
        found.add(word, locations=[("furo", 0)])
    theme = Path(furo.__file__).parent / "theme"
    for folder, name in ((ROOT / "docs", "docs/"), (theme, "furo/")):
        for place, _, message, _, _ in extract.extract_from_dir(
            folder,
            TEMPLATES,
            directory_filter=lambda _: True,  # also those that begin with _
        ):
            found.add(message, locations=[(name + place, 0)])
    return found


def of_notebook(path):
    """A catalogue of a notebook's Markdown."""
    found = Catalog(project="ILearnDeepLearning.py", charset="utf-8", fuzzy=False)
    for text in catalogue.texts(nbformat.read(path, 4)):
        found.add(text, locations=[(path.name, 0)])
    return found


def of_pictures():
    """A catalogue of what pictures say, each number in it as {}."""
    found = Catalog(project="ILearnDeepLearning.py", charset="utf-8", fuzzy=False)
    for path in articles.find(ROOT):
        for name, file in stored(ROOT / path):
            for text in picture.read(file)[1]:
                if pattern := language.worth_translating(text):
                    found.add(pattern, locations=[(name, 0)])
    return found


def stored(notebook):
    """(name, file) of each picture of an article: in its folder, and in the notebook itself."""
    for path in sorted((notebook.parent / PICTURES).glob("*.*")):
        yield path.name, path
    for data in EMBEDDED.findall(notebook.read_text(encoding="utf-8")):
        yield notebook.name, io.BytesIO(base64.b64decode(data))


def written(found):
    """A catalogue as the text of a .pot file, without a date: equal words, equal text."""
    file = io.BytesIO()
    pofile.write_po(
        file, found, omit_header=True, sort_by_file=True, include_lineno=False, width=88
    )
    return file.getvalue().decode("utf-8")


def main():
    """Writes the catalogue of the site where it is kept, and the others where translators start."""
    POT.write_text(written(of_site()), encoding="utf-8", newline="\n")
    start = ROOT / "build" / "locale"
    start.mkdir(parents=True, exist_ok=True)
    others = {"pictures": of_pictures()}
    others |= {path.stem: of_notebook(ROOT / path) for path in articles.find(ROOT)}
    for name, found in others.items():
        (start / f"{name}.pot").write_text(written(found), encoding="utf-8", newline="\n")
    print(f"docs/locale/{POT.name}, and in build/locale: {', '.join(others)}.")


if __name__ == "__main__":
    main()
