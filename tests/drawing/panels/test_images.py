"""A grid of small images: each in its place, on one scale, under its name."""

import numpy as np
import pytest

from tests import drawn
from utils.drawing.film import picture
from utils.drawing.panels.images import Images
from utils.drawing.scene import Scene
from utils.drawing.style.palette import DIVERGING, GREYS

SEVEN = np.arange(7 * 2 * 5.0).reshape(7, 2, 5)
MOVING = np.stack([SEVEN, SEVEN + 10, SEVEN - 3])
NAMES = [f"digit {k}" for k in range(7)]


def rendered(panel, k=-1):
    scene = Scene([panel], "Digits")
    scene.draw(k)
    with picture.style():
        return picture.render(scene.figure)


def cells(panel, seen):
    """The colour in the middle of each cell of each image, read off the pixels."""
    axes = panel.axes
    colours = []
    for image in axes.images:
        left, right, bottom, top = image.get_extent()
        rows, columns = image.get_array().shape[:2]
        x, y = np.meshgrid(left + (np.arange(columns) + 0.5) / columns * (right - left),
                           top + (np.arange(rows) + 0.5) / rows * (bottom - top))  # fmt: skip
        places = axes.transData.transform(np.stack([x, y], -1).reshape(-1, 2)).astype(int)
        colours.append(seen[-1 - places[:, 1], places[:, 0]].reshape(rows, columns, 4))
    return np.array(colours)


@pytest.mark.parametrize("k", range(3))
def test_each_number_has_its_colour_on_one_scale_for_all_moments(k):
    panel = Images(MOVING)
    low, high = MOVING.min(), MOVING.max()
    wanted = GREYS((MOVING[k] - low) / (high - low), bytes=True)
    np.testing.assert_allclose(cells(panel, rendered(panel, k)), wanted, atol=3)
    assert panel.moments == 3 and set(panel.moving) == set(panel.axes.images)


def test_a_scale_of_each_or_one_that_is_given():
    each, given = Images(SEVEN, each=True), Images(SEVEN, low=-70, high=70)
    scaled = (SEVEN - SEVEN.min((1, 2), keepdims=True)) / 9
    np.testing.assert_allclose(cells(each, rendered(each)), GREYS(scaled, bytes=True), atol=3)
    wanted = GREYS((SEVEN + 70) / 140, bytes=True)
    np.testing.assert_allclose(cells(given, rendered(given)), wanted, atol=3)
    assert given.moments is None and list(given.moving) == []
    Scene([[Images(MOVING), Images(SEVEN)]]).draw(2)  # what stands still beside what moves


def test_a_signed_scale_has_zero_in_its_middle():
    whole, cut = Images(SEVEN - 9, signed=True), Images(SEVEN - 9, signed=True, high=20)
    for panel, end in (whole, 60), (cut, 20):
        wanted = DIVERGING((SEVEN - 9 + end) / (2 * end), bytes=True)
        np.testing.assert_allclose(cells(panel, rendered(panel)), wanted, atol=3)


@pytest.mark.parametrize(("columns", "rows"), [(None, 2), (3, 3), (7, 1), (99, 1), (1, 7)])
def test_images_stand_row_by_row_equally_large(columns, rows):
    panel = Images(SEVEN, columns)
    rendered(panel)
    boxes = [image.get_window_extent() for image in panel.axes.images]
    tops = [round(box.y1) for box in boxes]
    assert len(set(tops)) == rows and tops == sorted(tops, reverse=True)
    assert [id(b) for b in sorted(boxes, key=lambda b: (-round(b.y1), b.x0))] == [
        id(b) for b in boxes
    ]
    assert np.ptp([box.width for box in boxes]) < 1 and np.ptp([box.height for box in boxes]) < 1
    assert boxes[0].width / boxes[0].height == pytest.approx(5 / 2, rel=0.02)
    gaps = [right.x0 - left.x1 for left, right in zip(boxes, boxes[1:]) if right.x0 > left.x1]
    assert all(gap > 1 for gap in gaps)


@pytest.mark.parametrize("columns", [7, 4, 2])
def test_names_stand_above_their_images(columns):
    panel = Images(SEVEN, columns, NAMES)
    rendered(panel)
    assert drawn.collisions(panel.axes.figure) == [] and drawn.too_small(panel.axes.figure) == []
    for name, text, image in zip(NAMES, panel.axes.texts, panel.axes.images, strict=True):
        box, below = text.get_window_extent(), image.get_window_extent()
        assert text.get_text() == name and abs(box.x0 - below.x0) < 3
        assert 0 <= box.y0 - below.y1 + 2 < 16


def test_names_change_with_the_moment():
    names = [[f"{k}{n}" for n in range(7)] for k in "abc"]
    panel = Images(MOVING, names=names)
    rendered(panel, 1)
    assert [text.get_text() for text in panel.axes.texts] == names[1]
    assert set(panel.axes.texts) <= set(panel.moving)


def test_colours_are_shown_as_they_are():
    rgb = np.random.default_rng(0).integers(0, 2, (4, 3, 5, 3)).astype(float)
    for images, moments in ((rgb, None), (np.stack([rgb, 1 - rgb]), 2)):
        panel = Images(images)
        assert panel.moments == moments
        np.testing.assert_array_equal(cells(panel, rendered(panel, 0))[..., :3], 255 * rgb)


def test_facts_tell_how_many_and_their_range():
    assert Images(MOVING).facts(1) == ["7 images of 2 x 5 from 10 to 79"]
    assert Images([[[-0.0, 1 / 3]]]).facts(0) == ["1 images of 1 x 2 from 0 to 0.333"]


REFUSED = {
    "one image": (lambda: Images(SEVEN[0]), r"shape \(n, rows, cols\), .* got \(2, 5\); take imag"),
    "none": (lambda: Images(np.zeros((0, 2, 5))), r"got \(0, 2, 5\)"),
    "six axes": (lambda: Images(np.zeros((1,) * 6)), r"got \(1, 1, 1, 1, 1, 1\)"),
    "nan": (lambda: Images(SEVEN * np.nan), "images hold nan or infinity; clip them"),
    "names": (lambda: Images(SEVEN, names=["one"]), "names must hold one for each of 7 images"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
