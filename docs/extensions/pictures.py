"""Pictures and films of a page: each with its alt text, its size, and for a film a still.

A notebook stores a picture as HTML, with the address or the bytes of its file. Here it becomes an
image as Sphinx knows it, for every format that a page may take, and HTML gets what it needs so that
nothing jumps, nothing loads before it is near, and nothing moves for readers who do not want that.
"""

import base64
import hashlib
import posixpath
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

from docutils import nodes
from PIL import Image
from sphinx.transforms import SphinxTransform
from sphinx.writers.html5 import HTML5Translator

from docs.extensions import films, version
from tools.workspace import ROOT
from utils.drawing.style.words import spoken

EMBEDDED = "data:image/png;base64,"
KEPT = "build/site-pictures"  # pictures that have no file of their own


class Stored(HTMLParser):
    """The attributes of the picture in a stored output."""

    def __init__(self, html):
        super().__init__()
        self.picture = {}
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.picture = dict(attributes)


class Outputs(SphinxTransform):
    """Stored pictures, in place of their HTML and of their line of facts, which is the alt text."""

    default_priority = 400

    def apply(self):
        for html in list(self.document.findall(nodes.raw)):
            stored = Stored(html.astext()).picture if "<img" in html.astext() else None
            if stored:
                bundle = html.parent.parent
                bundle.parent.replace(bundle, self.image(stored))

    def image(self, stored):
        uri = stored["src"]
        if uri.startswith(EMBEDDED):
            uri = "/" + keep(base64.b64decode(uri.removeprefix(EMBEDDED)))
        return nodes.image(uri=uri, alt=spoken(stored["alt"]), classes=["output"])


def keep(content):
    """Writes the bytes of a picture, and says where below the root."""
    path = f"{KEPT}/{hashlib.sha256(content).hexdigest()[:16]}.png"
    if not (ROOT / path).exists():
        (ROOT / KEPT).mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_bytes(content)
    return path


def visit_image(self, node):
    """An image of a page, or a film."""
    if self.builder.name != "html":
        HTML5Translator.visit_image(self, node)
        return
    source = node["uri"]
    target = posixpath.join(self.builder.imgpath, quote(self.builder.images[source]))
    self.body.append(image(ROOT / source, target, node["alt"], node["classes"]))


def depart_image(self, node):
    if self.builder.name != "html":
        HTML5Translator.depart_image(self, node)


def image(path, address, alt, classes=()):
    """The HTML of a picture; a film moves unless the reader asked for less of that."""
    frames, tag = shown(path, address, alt)
    if frames == 1:
        return f'<span class="{" ".join(["picture", *classes])}">{tag}</span>'
    source = '<source media="(prefers-reduced-motion: reduce)" srcset='
    picture = f'<picture>{source}"{films.still(address)}">{tag}</picture>'
    longest = f' data-longest="{escape(films.longest(path))}"'
    return film(frames, address, picture, " ".join(["film", *classes]), longest)


def waiting(path, address, alt):
    """The HTML of a film that shows its last frame until the reader points at it."""
    frames, tag = shown(path, films.still(address), alt)
    return film(frames, address, tag, "film", " data-waiting")


def film(frames, address, inside, name, further=""):
    data = f'data-film="{address}" data-frames="{frames}"{further}'
    return f'<span class="{name}" {data}>{inside}</span>'


def shown(path, address, alt):
    """(how many frames, an <img> with everything that keeps the page from jumping)."""
    with Image.open(path) as opened:
        (width, height), frames = opened.size, getattr(opened, "n_frames", 1)
    size = f'width="{width}" height="{height}" loading="lazy" decoding="async"'
    return frames, f'<img src="{address}" alt="{escape(alt)}" {size}>'


def stills(app, exception):
    """Writes a still beside each film of the site."""
    if exception or app.builder.name != "html":
        return
    folder = Path(app.outdir, "_images")
    folder.mkdir(exist_ok=True)
    films.last_frame(ROOT / "logo.gif").save(folder / "logo.png", optimize=True)
    for film in sorted(folder.glob("*.gif")):
        still = film.with_name(films.still(film.name))
        if not still.exists() or still.stat().st_mtime < film.stat().st_mtime:
            films.last_frame(film).save(still, optimize=True)


def setup(app):
    app.add_transform(Outputs)
    app.add_node(nodes.image, override=True, html=(visit_image, depart_image))
    app.connect("build-finished", stills)
    return {"env_version": version(), "parallel_read_safe": True, "parallel_write_safe": True}
