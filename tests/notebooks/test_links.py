"""Where a notebook points to: pictures with alt text, files that exist, its own badges.

Each rule takes an article and yields what breaks it; BROKEN holds, for each, notebooks that do.
"""

import re
from urllib.parse import urlsplit

from tools.home import address, tag
from tools.notebook import links, missing


def described_images(article):
    """Each image of the text has an alt text."""
    yield from (link.target for link in all_links(article) if link.image and not link.text.strip())


def targets_exist(article):
    """Relative links and images lead to a file of the repository."""
    folder = article.path.parent
    yield from (link.target for link in all_links(article) if missing(link, folder))


def badges(article):
    """A Colab link and a download link, each to this very notebook at the tag of the version."""
    repository = re.escape(urlsplit(address(article.root)).path)
    own = re.escape(f"/{tag(article.root)}/{article.relative}") + "$"
    colab = rf"https://colab\.research\.google\.com/github{repository}/blob{own}"
    download = (
        rf"https://(raw\.githubusercontent\.com{repository}|github\.com{repository}/raw){own}"
    )
    targets = [link.target for link in all_links(article)]
    for badge in (colab, download):
        if not any(re.match(badge, target) for target in targets):
            yield f"no link is {badge}"
    elsewhere = (t for t in targets if "colab.research" in t and "/blob/" in t)
    yield from (target for target in elsewhere if not re.match(colab, target))


def all_links(article):
    return [link for source in article.markdown for link in links(source)]


def replace(old, new):
    """Changes the first cell."""

    def change(article):
        cell = article.nb.cells[0]
        assert old in cell.source
        cell.source = cell.source.replace(old, new)

    return change


def says(text):
    return lambda article: article.nb.cells[0].update(source=article.nb.cells[0].source + text)


BROKEN = {
    described_images: [
        replace("![The line]", "![]"),
        says('<img src="final_visualisations/line.png">'),
        says('<a href="x"><img alt="" src="final_visualisations/line.png"></a>'),
    ],
    targets_exist: [
        replace("line.png", "lines.png"),
        replace("pyproject.toml", "setup.py"),
        says('<img src="final_visualisations/lines.png" alt="The lines">'),
        says("![A line](attachment:line.png)".replace("attachment:", "attachment/")),
    ],
    badges: [
        replace("blob/v1.2.3", "blob/main"),
        replace("raw/v1.2.3", "raw/v1.2.2"),
        replace("small.ipynb", "large.ipynb"),
        replace("raw/v1.2.3", "tree/v1.2.3"),
        replace("someone", "another"),
        says("[Colab](https://colab.research.google.com/github/a/b/blob/main/c.ipynb)"),
    ],
}
FINE = [
    (
        targets_exist,
        says("[below](#references), [mail](mailto:a@b.c), [code](../../pyproject.toml#L1)"),
    ),
    (
        badges,
        replace(
            "https://github.com/someone/networks/raw",
            "https://raw.githubusercontent.com/someone/networks",
        ),
    ),
]


def test_notebook(rule, article):
    assert not list(rule(article)), rule.__doc__


def test_good_notebook(rule, good):
    assert not list(rule(good))


def test_rule_can_fail(rule, damage, good):
    damage(good)
    assert list(rule(good))


def test_rule_allows(rule, change, good):
    change(good)
    assert not list(rule(good))
