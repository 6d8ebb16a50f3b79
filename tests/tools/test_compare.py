"""What counts as the same picture or the same notebook, and what does not."""

import base64
import io
import json

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from tools import compare
from utils.drawing.film import picture

PAPER = np.full((40, 60, 4), 255, np.uint8)


def pixels(changed=0, by=0):
    """A white picture, some of its pixels darker."""
    image = PAPER.copy()
    image.reshape(-1, 4)[:changed, :3] -= np.uint8(by)
    return image


def png(image=PAPER, facts="900 points.", words=("train", "held out")):
    return picture.encode(image, facts, list(words))


def gif(colours=("white", "grey"), duration=100, facts="Two frames."):
    frames = [Image.new("RGB", (30, 20), colour) for colour in colours]
    about, file = json.dumps({"facts": facts, "words": []}), io.BytesIO()
    frames[0].save(
        file, "GIF", save_all=True, append_images=frames[1:], duration=duration, comment=about
    )
    return file.getvalue()


def without_facts(colour):
    file = io.BytesIO()
    Image.new("RGB", (4, 4), colour).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        (png(), ""),
        (png(pixels(changed=24, by=1)), ""),
        (png(pixels(changed=3, by=200)), "RMS"),
        (png(facts="899 points."), "facts differ"),
        (png(words=("held out", "train")), "words differ"),
        (png(PAPER[:-1]), "60 x 40 committed, now 60 x 39"),
        (without_facts("red"), "without facts"),
        (b"no picture", "without facts"),
    ],
)
def test_png(new, sentence):
    found = compare.picture_difference(png(), new)
    assert sentence in found and bool(sentence) == bool(found)


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        (gif(), ""),
        (gif(colours=("white", "black")), "frame 2 differs by"),
        (gif(colours=("white", "grey", "white")), "now 3 frames of 30 x 20, 300 ms"),
        (gif(duration=[100, 110]), "2 frames of 30 x 20, 200 ms committed, now 2 frames"),
        (gif(facts="Three frames."), "facts differ"),
    ],
)
def test_gif(new, sentence):
    found = compare.picture_difference(gif(), new)
    assert sentence in found and bool(sentence) == bool(found)


def test_pictures_without_facts_must_have_equal_bytes():
    assert not compare.picture_difference(without_facts("red"), without_facts("red"))
    assert compare.picture_difference(without_facts("red"), without_facts("#fe0000"))


def test_a_difference_is_a_mean_over_all_pixels():
    assert compare.rms(pixels(), pixels(changed=24, by=10)) == pytest.approx(
        np.sqrt(24 * 3 * 10**2 / (40 * 60 * 4))
    )


def test_folders(tmp_path):
    folders = [tmp_path / name for name in ("committed", "fresh")]
    files = {"same.png": (png(), png()), "other.png": (png(), png(facts="None."))}
    files |= {"gone.gif": (gif(), None), "new.gif": (None, gif()), "table.csv": (b"1", b"2")}
    for place, folder in enumerate(folders):
        folder.mkdir()
        for name, contents in files.items():
            if contents[place]:
                (folder / name).write_bytes(contents[place])
    assert [line.split(":")[0] for line in compare.pictures(*folders)] == [
        "gone.gif", "new.gif", "other.png", "table.csv",
    ]  # fmt: skip
    assert compare.pictures(tmp_path / "none", tmp_path / "neither") == []


def test_a_swapped_legend_in_pixels_alone_is_seen():
    """Two legend lines of 24 x 3 pixels change colour in a picture of 640 x 480: 0.05 %."""
    image = np.full((480, 640, 4), 255, np.uint8)
    image[10:13, 10:34, :3], image[30:33, 10:34, :3] = (0, 114, 178), (213, 94, 0)
    swapped = image.copy()
    swapped[10:13], swapped[30:33] = image[30:33], image[10:13]
    assert "RMS" in compare.picture_difference(png(image), png(swapped))


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def shown(**kinds):
    return new_output("display_data", {k.replace("_", "/"): v for k, v in kinds.items()})


def figure(data):
    page = f'<img src="data:image/png;base64,{base64.b64encode(data).decode()}" alt="900 points.">'
    return shown(text_html=page, text_plain="900 points.")


def cell(*outputs, source="show()", tags=()):
    return new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)})


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (cell(stream("1\n2\n")), cell(stream("1\n"), stream("2\n")), None),
        (cell(stream("1\n2\n")), cell(stream("1\n3\n")), "stdout: line 2 was '2', is now '3'"),
        (cell(stream("1\n")), cell(stream("1")), "stdout: only the line ends differ"),
        (cell(stream("1")), cell(stream("1\n2")), "stdout: line 2 is new: '2'"),
        (cell(stream("1")), cell(stream("1", "stderr")), "outputs are ['stdout'], now ['stderr']"),
        (cell(stream("1")), cell(), "committed outputs are ['stdout'], now []"),
        (cell(shown(text_html="<b>")), cell(shown(text_html="<i>")), "text/html: line 1"),
        (cell(shown(image_gif="R0")), cell(shown(image_gif="R1")), "image/gif: line 1"),
        (cell(figure(png())), cell(figure(png(pixels(24, 1)))), None),
        (cell(figure(png())), cell(figure(png(pixels(24, 99)))), "text/html: frame 1 differs"),
        (
            cell(figure(png())),
            cell(shown(text_html="<img>", text_plain="900 points.")),
            "text/html",
        ),
        (cell(source="1"), cell(source="2"), "the source differs: line 1 was '1', is now '2'"),
        (cell(stream("1"), tags=["measured"]), cell(stream("2"), tags=["measured"]), None),
    ],
)
def test_cells(old, new, line, tmp_path):
    paths = [tmp_path / name for name in ("old.ipynb", "new.ipynb")]
    for path, changed in zip(paths, (old, new), strict=True):
        cells = [new_markdown_cell("# One"), cell(), changed]
        nbformat.write(new_notebook(cells=cells), path)
    lines = compare.notebooks(*paths)
    assert len(lines) == bool(line)
    assert not line or lines[0].startswith("In [2]: ") and line in lines[0]


def test_another_number_of_cells(tmp_path):
    for name, count in (("old", 2), ("new", 3)):
        cells = [cell() for _ in range(count)]
        nbformat.write(new_notebook(cells=cells), tmp_path / f"{name}.ipynb")
    lines = compare.notebooks(tmp_path / "old.ipynb", tmp_path / "new.ipynb")
    assert lines == ["2 cells are committed, the fresh notebook has 3"]


def test_a_long_line_is_shown_from_where_it_differs(tmp_path):
    facts = "The boundary crosses x1 = 0 at x2 = 0.51; " * 9
    found = compare.text_difference(facts + "97 %", facts + "98 %")
    assert "97 %" in found and "98 %" in found and len(found) < 150
