"""How to cite an article or the collection, as BibTeX, from CITATION.cff."""

from pathlib import Path

import yaml

from tools.home import address, tag


def card(root: Path) -> dict:
    """What CITATION.cff says."""
    return yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))


def authors(root: Path) -> str:
    """Their names as one reads them."""
    return ", ".join(
        person.get("name") or f"{person['given-names']} {person['family-names']}"
        for person in card(root)["authors"]
    )


def bibtex(root: Path, key: str, title: str, path: str = "") -> str:
    """An entry; `path` is the article's notebook in the repository, none means the collection."""
    known = card(root)
    people = " and ".join(map(_author, known["authors"]))
    fields = {"author": people, "title": f"{{{title}}}"}
    if "date-released" in known:
        fields["year"] = str(known["date-released"])[:4]
    fields["note"] = f"Version {known['version']}"
    fields["url"] = known["repository-code"]
    if path:
        fields["howpublished"] = f"Notebook of {known['title']}"
        fields["url"] = f"{address(root)}/blob/{tag(root)}/{path}"
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{ilearndeeplearning{key and '_' + key},\n{lines}}}\n"


def _author(person: dict) -> str:
    """As BibTeX wants it; a second pair of braces keeps the name of a group in one piece."""
    if "name" in person:
        return f"{{{person['name']}}}"
    return f"{person['family-names']}, {person['given-names']}"
