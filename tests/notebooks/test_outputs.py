"""What a notebook shows: nothing that changes by itself, facts beside each picture, few digits.

Each rule takes an article and yields what breaks it; BROKEN holds, for each, notebooks that do.
"""

import json
import re
from html import unescape

import nbformat
from nbformat.v4 import new_output
from PIL import Image

from tests.notebooks.conftest import FACTS, png
from tools import compare
from tools.notebook import links, printed, tags
from utils.drawing.film import picture
from utils.notebook import page

SHOWN = {"text/plain", "text/html", "text/latex", "text/markdown"}
ADDRESS = re.compile(r"<matplotlib[.\w]*|<(?:Figure|Axes|Text)\b|\b0x[0-9a-f]{6,}", re.IGNORECASE)
MACHINE = re.compile(
    r"(?<![\w./:])/(?:home|Users|root|tmp|content|opt|usr|var|mnt)/|[A-Z]:\\\\?\w|site-packages"
    r"|ipykernel_\d|https?://[^\s'\"]*(?:/simple(?![\w-])|pypi|pythonhosted)"
)
MEASURED = re.compile(r"\d\s?(?:ns|us|µs|μs|ms|s|secs?|seconds?|minutes?)\b")
NUMBER = re.compile(r"(?<![\w.])-?(\d+)\.(\d*)(?:e[+-]?\d+)?(?![\w.])")


def quiet(article):
    """Nothing on stderr, no error, no output of a kind that is compared nowhere."""
    for cell in article.code:
        for output in cell.outputs:
            if output.output_type == "error" or output.get("name") == "stderr":
                yield f"{output.output_type} in {cell.source[:40]!r}"
            for kind in set(output.get("data", {})) - SHOWN:
                yield f"{kind} in {cell.source[:40]!r}"


def small(article):
    """At most 1 MB a notebook and 300 kB an output, so that GitHub shows it."""
    if article.path.stat().st_size > 1_000_000:
        yield f"{article.path.stat().st_size} bytes"
    for cell in article.code:
        sizes = (len(json.dumps(output)) for output in cell.outputs)
        yield from (f"{size} bytes in {cell.source[:40]!r}" for size in sizes if size > 300_000)


def alt_text(article):
    """The alt text of each picture on the page is the facts inside its file."""
    for cell in article.code:
        for output in cell.outputs:
            html = output.get("data", {}).get("text/html", "")
            for link in (link for link in links(html) if link.image):
                data = compare.embedded(link.target) or [stored(article, link.target)]
                inside = compare.about(data[0])
                if not inside or " ".join(inside[0].splitlines()) != unescape(link.text):
                    yield f"alt text and facts differ in {cell.source[:40]!r}"


def stored(article, target):
    path = article.path.parent / target
    return path.read_bytes() if path.is_file() else b""


def drawn_is_shown(article):
    """Pictures stand in the outputs of the cells that draw them: a Markdown cell goes on showing
    the one of before when its code has changed. Only the opening one holds a picture."""
    for cell in article.nb.cells[1:]:
        if cell.cell_type == "markdown":
            hits = [link.target for link in links(cell.source) if link.image]
            yield from (f"a Markdown cell shows {hit}, its own cell should" for hit in hits)


def no_addresses(article):
    """No artist's repr and no memory address: they change by themselves or say nothing."""
    for cell in article.code:
        yield from (f"{hit} in {cell.source[:40]!r}" for hit in ADDRESS.findall(printed(cell)))


def no_machine(article):
    """No path of somebody's machine and no address of a package registry, in output or source."""
    for cell in article.nb.cells:
        text = cell.source + ("\n" + printed(cell) if cell.cell_type == "code" else "")
        yield from (f"{hit.group()!r} in {cell.source[:40]!r}" for hit in MACHINE.finditer(text))


def no_measured_time(article):
    """A measured time appears in cells tagged `measured` only, and in no picture file."""
    for cell in article.code:
        if "measured" not in tags(cell):
            hits = MEASURED.finditer(printed(cell))
            yield from (f"{hit.group()!r} in {cell.source[:40]!r}" for hit in hits)
    for path in sorted((article.path.parent / "final_visualisations").glob("*.[gp][in][fg]")):
        facts, words = picture.read(path)
        if hit := MEASURED.search("\n".join([facts, *words])):
            yield f"{hit.group()!r} in {path.name}"


def short_numbers(article):
    """At most 4 significant digits, except where the cell asserts what it prints."""
    for cell in article.code:
        if "assert" not in cell.source:
            long = (hit.group() for hit in NUMBER.finditer(printed(cell)) if digits(hit) > 4)
            yield from (f"{number} in {cell.source[:40]!r}" for number in long)


def digits(number):
    """Significant digits of a printed number, without the zeros at its end: 12.340 has 4."""
    whole, decimals = number.groups()
    decimals = decimals.rstrip("0")
    return len((whole + decimals).lstrip("0")) if decimals else 0


def prints(text, tag=None, source="show()"):
    """Changes a cell into one that prints this."""
    changes = {"outputs": [new_output("stream", text=text)], "source": source}
    changes["metadata"] = {"tags": [tag]} if tag else {}
    return lambda article: article.code[2].update(nbformat.from_dict(changes))


def shows(outputs):
    return lambda article: article.code[2].update(outputs=[outputs])


def figure(alt=None, **data):
    """Changes the output that is a picture."""

    def change(article):
        output = article.code[2].outputs[0]
        if alt is not None:
            output.data["text/html"] = page.shown(alt, 8, data=png(FACTS))
        output.data.update(data)

    return change


def grow(article):
    article.path.write_text(" " * 1_000_001)


def time_the_picture(article):
    path = article.path.parent / "final_visualisations" / "line.png"
    info = picture.PngInfo()
    info.add_text("Description", "The line after 3 ms.")
    info.add_text("Words", "[]")
    Image.open(path).save(path, pnginfo=info)


IMAGE = "<img src='final_visualisations/line.png'>"

BROKEN = {
    quiet: [
        shows(new_output("stream", name="stderr", text="Careful.")),
        shows(new_output("error", ename="E", evalue="", traceback=[])),
        figure(**{"image/jpeg": "/9j/"}),
        figure(**{"image/png": ""}),
        figure(**{"application/vnd.jupyter.widget-view+json": {}}),
    ],
    small: [grow, prints("x" * 300_001)],
    alt_text: [
        figure(alt="A plot."),
        figure(alt=""),
        shows(new_output("display_data", {"text/html": '<img src="no.png" alt="A line.">'})),
        shows(
            new_output("display_data", {"text/html": "<img src='final_visualisations/line.png'>"})
        ),
    ],
    drawn_is_shown: [
        lambda article: article.nb.cells[5].update(source="![It](final_visualisations/line.png)"),
        lambda article: article.nb.cells[5].update(
            source="<img src='final_visualisations/line.png'>"
        ),
    ],
    no_addresses: [
        prints("[<matplotlib.lines.Line2D at 0x7f3a]"),
        prints("<function f at 0x7f3a00aa>"),
        figure(**{"text/plain": "<Figure size 640x480 with 1 Axes>"}),
    ],
    no_machine: [
        prints("saved in /home/ann/networks/line.png"),
        prints(r"C:\Users\ann\line.png"),
        prints("", source="open('/tmp/line.png')"),
        prints("", source="# pip install -i https://mirror.example/simple numpy"),
    ],
    no_measured_time: [prints("took 3.1 s"), prints("12 ms per update"), time_the_picture],
    short_numbers: [prints("loss 0.012345"), prints("[12.345 1.]"), prints("1.23456e-05")],
}
FINE = [
    (short_numbers, prints("0.01234 12.34 1000.0 1.2300e-05 3 of 90000, 97.00 %")),
    (short_numbers, prints("0.123456", source="assert x")),
    (no_measured_time, prints("took 3.1 s", tag="measured")),
    (no_machine, prints("see https://example.org/home/tmp/x")),
    (no_machine, prints("see https://example.org/simple-method-of-drawing")),
    (
        alt_text,
        shows(
            new_output(
                "display_data", {"text/html": page.shown(FACTS, 8, data=png(FACTS), line="x")}
            )
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
