"""Palette: colours that are used together stay apart, for colour-blind readers too."""

import itertools

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from utils.drawing.style import palette
from utils.drawing.style.page import style

# How colours look to readers who lack one kind of cone, in linear RGB (Machado, Oliveira &
# Fernandes 2009, table 1, severity 1.0).
SIGHT = {
    "full": np.eye(3),
    "no red cones": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no green cones": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "no blue cones": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
) / np.array([[0.9505], [1.0], [1.089]])

GROUPS = {
    "classes": palette.CLASSES,
    "looks": [look.line["color"] for look in palette.LOOKS],
    "twins": [look.line["color"] for look in palette.TWINS],
    "train and held out": (palette.TRAIN, palette.HELD_OUT),
    "diagrams": (palette.WEIGHTS, palette.VALUES, palette.GRADIENTS, palette.INK),
    "optimizers": palette.OPTIMIZERS.values(),
    "signs of a weight": [palette.DIVERGING(p) for p in (0.0, 0.5, 1.0)],
    "sides of the field": [palette.FIELD(p) for p in (0.0, 0.5, 1.0)],
}
NAMES = [palette.INK, palette.MUTED, palette.TRAIN, palette.HELD_OUT, palette.GRADIENT_WORDS] + [
    look.name for look in (*palette.LOOKS, *palette.TWINS)
]


def linear(colour):
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """CIE L*a*b* of a linear RGB colour: distance 2 can be seen, 10 is seen at a glance."""
    x, y, z = np.cbrt(np.maximum(TO_XYZ @ np.clip(rgb, 0, 1), 1e-4))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def luminance(colour):
    return float(np.array([0.2126, 0.7152, 0.0722]) @ linear(colour))


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("group", GROUPS)
def test_colours_used_together_are_told_apart(group, sight):
    seen = [lab(np.array(SIGHT[sight]) @ linear(colour)) for colour in GROUPS[group]]
    gaps = [np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)]
    assert min(gaps) > 15


@pytest.mark.parametrize("colour", NAMES)
def test_words_stand_out_from_the_paper(colour):
    contrast = (luminance(palette.PAPER) + 0.05) / (luminance(colour) + 0.05)
    assert contrast >= 4.5  # WCAG 2.1, 1.4.3


LINES = {
    "looks": GROUPS["looks"],
    "optimizers": palette.OPTIMIZERS.values(),
    "train and held out": (palette.TRAIN, palette.HELD_OUT),
}


@pytest.mark.parametrize("group", LINES)
def test_lines_stand_out_from_the_paper(group):
    seen = [luminance(colour) for colour in LINES[group]]
    assert (luminance(palette.PAPER) + 0.05) / (max(seen) + 0.05) >= 3  # WCAG 2.1, 1.4.11


def test_grey_print_tells_the_field_from_the_points_and_the_line():
    for side in (palette.FIELD(0.0), palette.FIELD(1.0)):
        for colour in (palette.CLASS_0, palette.CLASS_1, palette.INK):
            assert luminance(side) > 2 * luminance(colour)
    assert len(set(palette.MARKERS)) == len(palette.CLASSES)


def test_field_is_lightest_where_nothing_is_decided():
    light = [luminance(palette.FIELD(p)) for p in np.linspace(0, 1, 21)]
    assert np.argmax(light) == 10
    assert (np.diff(light[:11]) > 0).all() and (np.diff(light[10:]) < 0).all()


def test_weights_of_equal_size_are_equally_dark_and_their_colours_evenly_spaced():
    seen = [lab(linear(palette.DIVERGING(p))) for p in np.linspace(0, 1, 11)]
    lightness = np.array(seen)[:, 0]
    np.testing.assert_allclose(lightness, lightness[::-1], atol=1)
    steps = np.linalg.norm(np.diff(seen, axis=0), axis=1)
    assert np.ptp(steps) < 0.25 * steps.mean() and lightness[5] > 95


def test_steps_grow_lighter_evenly_from_dark():
    lightness = np.array([lab(linear(palette.STEPS(k)))[0] for k in range(palette.STEPS.N)])
    rises = np.diff(lightness)
    assert lightness[0] < 12 and rises.min() > 0.7 * rises.mean()


def test_style_file_has_the_colours_of_the_palette():
    with style():
        settings = matplotlib.rcParams
        assert settings["figure.facecolor"].lstrip("#") == palette.PAPER.lstrip("#")
        assert settings["axes.facecolor"].lstrip("#") == palette.PAPER.lstrip("#")
        assert settings["text.color"].lstrip("#") == palette.INK.lstrip("#")
        assert settings["axes.edgecolor"].lstrip("#") == palette.GREY.lstrip("#")
        assert settings["xtick.labelcolor"].lstrip("#") == palette.MUTED.lstrip("#")
