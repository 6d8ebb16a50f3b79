"""A picture and the line of facts that says what it shows."""

import base64
import io
import json
import sys
import zlib
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from ...notebook import page
from ...saving import files
from ..style.page import DPI, style

WINDOWLESS = "agg", "cairo", "pdf", "pgf", "ps", "svg", "template"  # Matplotlib's backends


class Picture:
    """A figure, rendered once: `png` for people, `facts` for comparison and for readers who do not
    see it.

    figure: a Matplotlib figure; it is closed. facts: one line computed from the data drawn.
    `words` holds every title, label, tick and legend text a reader sees.
    """

    def __init__(self, figure, facts):
        with style():
            pixels = render(figure)
            self.words = words(figure)
        self.facts, self.width, self.path = facts, pixels.shape[1], None
        self.png = encode(pixels, self.facts, self.words)
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close(figure)

    def save(self, path):
        """Write the PNG to `path`, making its folder; the picture itself is returned."""
        files.write(path, self.png, ".png")
        self.path = files.place(path)
        return self

    def show(self):
        """Open the picture in a window, from a script; returns when the window is closed."""
        with Image.open(io.BytesIO(self.png)) as image:
            window(np.asarray(image))[0].show()

    def __repr__(self):
        return self.facts

    def _repr_mimebundle_(self, include=None, exclude=None):
        html = page.shown(self.facts, self.width, self.path, self.png)
        return {"text/html": html, "text/plain": self.facts}


def window(pixels):
    """(pyplot, artist): a window as large as the pixels, with an artist that shows them."""
    from matplotlib import pyplot

    if pyplot.get_backend().lower() in WINDOWLESS:
        raise RuntimeError(
            f"no window can be opened here, where Matplotlib's backend is {pyplot.get_backend()}: "
            "save the picture to a file instead, or set MPLBACKEND, for example to TkAgg."
        )
    height, width = pixels.shape[:2]
    sides = (width + 1e-6) / DPI, (height + 1e-6) / DPI  # Matplotlib cuts fractions off
    figure = pyplot.figure(figsize=sides, dpi=DPI)
    return pyplot, figure.figimage(pixels)


def render(figure):
    """The figure's pixels (height, width, 4) at 100 dots per inch."""
    agg(figure)
    raw = io.BytesIO()
    figure.savefig(raw, format="raw", dpi=DPI)
    width, height = (int(DPI * inches) for inches in figure.get_size_inches())
    return np.frombuffer(raw.getbuffer(), np.uint8).reshape(height, width, 4)


def agg(figure):
    """The canvas of a figure, one that draws pixels."""
    canvas = figure.canvas
    return canvas if isinstance(canvas, FigureCanvasAgg) else FigureCanvasAgg(figure)


def encode(pixels, facts, words):
    """A PNG with its facts and words inside; the same bytes for the same pixels and words."""
    about = PngInfo()
    about.add_text("Description", facts)
    about.add_text("Words", json.dumps(words))
    png = io.BytesIO()
    image = Image.fromarray(pixels)
    image = image.convert("RGB") if pixels[..., 3].min() == 255 else image
    image.save(png, format="PNG", optimize=True, pnginfo=about)
    return png.getvalue()


def words(artist):
    """Every text a reader sees in a figure that has been drawn, in the order of drawing."""
    return [text.get_text() for text in texts(artist)]


def texts(artist):
    """The text artists a reader sees: visible, not empty, no tick outside the axes' limits."""
    if not artist.get_visible():
        return
    if isinstance(artist, Text) and artist.get_text().strip():
        yield artist
    for child in _children(artist):
        yield from texts(child)


def _children(artist):
    if isinstance(artist, Axis):
        low, high = sorted(artist.get_view_interval())
        ticks = [*artist.get_major_ticks(), *artist.get_minor_ticks()]
        shown = [tick for tick in ticks if low <= tick.get_loc() <= high]
        return [artist.label, artist.offsetText, *shown]
    if isinstance(artist, Axes) and not artist.axison:
        return [child for child in artist.get_children() if not isinstance(child, Axis)]
    return artist.get_children()


def read(path):
    """(facts, words) of a PNG, GIF or WebP that utils has saved."""
    about = _about(path, "facts", "words")
    return about["facts"], about["words"]


def each(path):
    """The facts of each frame of such a film, in one list."""
    packed = _about(path, "each")["each"]
    return json.loads(zlib.decompress(base64.b64decode(packed)))


def _about(path, *names):
    """What the file says of itself, the things of these names at least."""
    with Image.open(path) as image:
        info = dict(image.info)
    try:
        if "Words" in info:
            about = {"facts": info["Description"], "words": json.loads(info["Words"])}
        else:
            about = json.loads(info.get("xmp") or info["comment"])
        return {name: about[name] for name in names}
    except (KeyError, ValueError, TypeError):
        raise ValueError(
            f"{Path(path).name} holds no facts; expected a PNG, GIF or WebP saved by "
            "utils.plots or utils.animation, so make it again with one of these."
        ) from None
