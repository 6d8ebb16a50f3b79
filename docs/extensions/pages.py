"""What every page carries: where else its notebook opens, its words for JavaScript, and languages.

Templates ask for it by name: `launch`, `words`, `editions`, `cards`. An article has its number
wherever it is listed, and the list of all of them is made of the first page's cards.
"""

import re
from html import escape
from pathlib import Path, PurePath

from babel import Locale
from docutils import nodes
from sphinx.addnodes import toctree
from sphinx.locale import _

from docs.extensions import pictures
from tools import catalogue, home, words
from tools.workspace import ROOT

COLAB = "https://colab.research.google.com/github"
KAGGLE = "https://kaggle.com/kernels/welcome?src="
SENTENCE = re.compile(r".+?[.?!](?=\s|$)", re.DOTALL)
LISTED = re.compile(r'<li class="toctree-l1\b[^>]*><a [^>]*>')
EMPTY = re.compile(r"<th\b[^>]*>\s*(?:<p>\s*</p>)?\s*</th>")  # the corner of a table heads nothing
# Headings without a level, and a name that is heard in place of the words that are seen.
MENDED = [
    ('class="caption" role="heading"', 'class="caption" role="heading" aria-level="2"'),
    (' aria-label="Toggle hidden content"', ""),
]
# The film that the first page begins with.
OPENING = "02_data_science_toolkit/01_animated_graphs/final_visualisations/three_classes.gif"
# What other parts of the site make, and the source that makes it.
PARTS = {
    "verified": "docs/verified.md",
    "book": "tools/book.py",
    "lite": "tools/lite.py",
}


def settle(app, config):
    """An edition in another language lies one folder deeper, and shares what is large."""
    if config.language != catalogue.OURS:
        config.mathjax_path = "../" + config.mathjax_path
        config.html_extra_path = []


def context(app, page, template, context, doctree):
    """What the templates need, for one page."""
    context["master_doc"] = "index"  # where the theme's links to the first page lead
    context["parts"] = {part for part, source in PARTS.items() if (ROOT / source).exists()}
    scripts = "playground" if page == "playground/index" else "_static"
    context["words"] = {word: _(word) for word in words.of_scripts(scripts)}
    context["top"] = to_the_top(app, page)
    context["editions"] = editions(app, page)
    context["repository"] = home.address(ROOT)
    context["mended"] = mended
    context["furo_navigation_tree"] = numbered(app, context["furo_navigation_tree"])
    if page == "index":
        context["title"] = _("Neural networks, from the derivative up")
        context["chapters"] = chapters(app)
        context["opening"] = opening(app)
    if page == app.config.root_doc:
        wanted = {**context, "chapters": chapters(app)}
        context["body"] += app.builder.templates.render("contents.html", wanted)
    if page == "search":  # it has a field of its own
        context["sidebars"] = [each for each in context["sidebars"] if "search" not in each]
    if catalogue.is_notebook(page):
        row = app.builder.templates.render("launch.html", {**context, **places(page)})
        body = EMPTY.sub("<td></td>", context["body"])
        context["body"] = body.replace("</h1>", f"</h1>\n{row}", 1)


def places(page):
    """Addresses at which a notebook opens or is kept."""
    owner = home.ADDRESS.match(home.address(ROOT))[1]
    path, tag = f"{page}.ipynb", home.tag(ROOT)
    return {
        "path": path,
        "colab": f"{COLAB}/{owner}/blob/{tag}/{path}",
        "kaggle": f"{KAGGLE}https://github.com/{owner}/blob/{tag}/{path}",
        "download": f"https://github.com/{owner}/raw/{tag}/{path}",
    }


def to_the_top(app, page):
    """The way from a page to the folder of the whole site, in which each edition has its own."""
    up = app.builder.get_relative_uri(page, "index").removesuffix("index.html")
    return up + ("../" if app.config.language != catalogue.OURS else "")


def editions(app, page):
    """(language tag, its own name, address of this page in it, whether it is this one)."""
    top = to_the_top(app, page)
    return [
        (
            tag,
            Locale.parse(tag, sep="-").language_name.capitalize(),
            f"{top}{folder}{page}.html",
            own,
        )
        for language in catalogue.languages(Path(app.srcdir, app.config.locale_dirs[0]))
        for tag, folder in [(catalogue.tag(language), catalogue.folder(language))]
        for own in [language == app.config.language]
    ]


def mended(html):
    """The theme's page with names in our words, and what a screen reader needs of it."""
    for old, new in MENDED:
        html = html.replace(old, new)
    for name in words.THEME:
        html = html.replace(f'"{name}"', f'"{escape(_(name))}"')
    for side, name in (("sidebar", _("Articles")), ("toc", _("On this page"))):
        start = f'<aside class="{side}-drawer'
        html = html.replace(start, f'{start[:6]} aria-label="{escape(name)}"{start[6:]}')
    return html


def opening(app):
    """The film at the top of the first page, with the alt text that it has in its article."""
    (article,) = Path(ROOT, OPENING).parent.parent.glob("*.ipynb")
    doctree = app.env.get_doctree(article.relative_to(ROOT).with_suffix("").as_posix())
    alt = next(each["alt"] for each in doctree.findall(nodes.image) if each["uri"] == OPENING)
    return pictures.image(ROOT / OPENING, f"_images/{app.env.images[OPENING][1]}", alt)


def listed(app):
    """(name, pages) of each part of the collection."""
    contents = app.env.get_doctree(app.config.root_doc)
    return [
        (tree["caption"], [page for _, page in tree["entries"]])
        for tree in contents.findall(toctree)
    ]


def chapters(app):
    """(name, cards) of each part of the collection, for the first page."""
    return [(caption, [card(app, page) for page in pages]) for caption, pages in listed(app)]


def number(page):
    """An article's, in its part, from the name of its folder."""
    return PurePath(page).parent.name[:2]


def numbered(app, tree):
    """The theme's list of articles, each with its number before its title."""
    numbers = (number(page) for _, pages in listed(app) for page in pages)
    return LISTED.sub(lambda at: f'{at[0]}<span class="number">{next(numbers)}</span> ', tree)


def card(app, page):
    """An article on the first page: its title, its film, and the first sentence about that."""
    doctree = app.env.get_doctree(page)
    film = next(doctree.findall(nodes.image))
    caption = film.parent.next_node(nodes.emphasis, siblings=True, ascend=True, descend=True)
    name = app.env.images[film["uri"]][1]
    return {
        "page": page,
        "number": number(page),
        "title": app.env.titles[page].astext(),
        "line": SENTENCE.match(caption.astext())[0],
        "film": pictures.waiting(ROOT / film["uri"], f"_images/{name}", film["alt"]),
    }


def setup(app):
    app.connect("config-inited", settle)
    app.connect("html-page-context", context, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
