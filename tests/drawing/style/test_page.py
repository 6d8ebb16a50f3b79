"""The page: places in pixels, the room that words take, ticks, a key in rows."""

import matplotlib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.lines import Line2D

from tests.examples import examples
from utils.drawing.film import picture
from utils.drawing.style import page


@pytest.mark.parametrize("size", [(640, 480), (115, 57), (801, 333)])
def test_a_page_has_its_size_to_the_pixel(size):
    figure = page.blank(*size)
    assert figure.canvas.get_width_height() == size
    assert picture.render(figure).shape == (*size[::-1], 4)


def test_axes_and_words_stand_at_their_pixels():
    figure = page.blank(400, 300)
    axes = page.axes_at(figure, 50, 40, 200, 100, title="here")
    np.testing.assert_allclose(axes.bbox.bounds, (50, 40, 200, 100))
    assert axes.get_title() == "here"
    text = page.write(figure, 120, 30, "word")
    np.testing.assert_allclose(text.get_transform().transform(text.get_position()), (120, 30))


def test_the_style_is_ours_whatever_the_reader_has_set():
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9, "axes.grid": True}):
        with page.style():
            seen = {name: matplotlib.rcParams[name] for name in ("font.size", "axes.grid")}
        assert seen == {"font.size": 12, "axes.grid": False}
        assert matplotlib.rcParams["font.size"] == 30


LINES = "a title that is much too long for a single line of a narrow page".split()


@examples(60)
@given(st.lists(st.sampled_from(LINES), max_size=20), st.integers(60, 400))
def test_wrapped_lines_fit_and_no_word_is_lost(words, room):
    lines = page.wrap(" ".join(words), room, 12)
    assert " ".join(lines).split() == words
    assert all(page.text_width(line, 12) <= room or " " not in line for line in lines)
    for one, two in zip(lines, lines[1:]):
        assert page.text_width(f"{one} {two.split(' ')[0]}", 12) > room


def test_the_width_of_a_text_is_that_which_is_drawn():
    with page.style():
        figure = page.blank(300, 60)
        drawn = figure.text(0.1, 0.5, "update 137", size=14, weight="bold").get_window_extent()
    assert page.text_width("update 137", 14, "bold") == pytest.approx(drawn.width, abs=0.5)


def ticks(low, high, log=False, **settings):
    """The words of the ticks that are seen on an axis from low to high."""
    with page.style():
        figure = page.blank(400, 100)
        axes = page.axes_at(figure, 10, 50, 380, 40, xlim=(low, high), yticks=[])
        axes.set_xscale("log" if log else "linear")
        found = page.log_places(low, high) if log else page.round_places(low, high, **settings)
        page.fixed_ticks(axes.xaxis, *found)
        picture.render(figure)
        return picture.words(axes)


TICKS = [
    ((0, 1), {}, ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
    ((-1, 1), {}, ["−1", "−0.5", "0", "0.5", "1"]),
    ((0, 3000), {}, ["0", "1,000", "2,000", "3,000"]),
    ((1, 3), {"whole": True}, ["1", "2", "3"]),
    ((0, 1), {"whole": True}, ["0", "1"]),
    ((0.5, 1.5), {"whole": True}, ["1"]),
    ((-46_000, 46_000), {"count": 1}, ["0"]),
    ((1, 2900), {"whole": True}, ["1,000", "2,000"]),
]


@pytest.mark.parametrize(("ends", "settings", "words"), TICKS)
def test_ticks_are_few_and_round(ends, settings, words):
    assert ticks(*ends, **settings) == words


@examples(60)
@given(st.floats(-1e5, 1e5), st.floats(1, 1e5))
def test_what_is_counted_has_whole_ticks(low, span):
    places = page.round_ticks(5, whole=True).tick_values(low, low + span)
    np.testing.assert_array_equal(places, np.round(places))


LOG_TICKS = [
    ((1e-3, 1), ["0.001", "0.01", "0.1", "1"]),
    ((1e-4, 1), ["10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰"]),
    ((1, 50), ["1", "2", "5", "10", "20", "50"]),
    ((0.02, 0.6), ["0.02", "0.05", "0.1", "0.2", "0.5"]),
    ((2.1, 4.9), ["3", "4"]),
    ((1e-9, 1e8), ["10⁻⁹", "10⁻⁶", "10⁻³", "10⁰", "10³", "10⁶"]),
]


@pytest.mark.parametrize(("ends", "words"), LOG_TICKS)
def test_a_logarithmic_axis_is_written_in_one_way(ends, words):
    assert ticks(*ends, log=True) == words


@examples(60)
@given(st.floats(-9, 9), st.floats(0.01, 12))
def test_every_logarithmic_axis_has_ticks_between_its_ends(first, decades):
    """Two at least and eight at most, in one style, each at the number it tells."""
    low, high = 10**first, 10 ** (first + decades)
    places, words = page.log_places(low, high)
    assert 2 <= len(places) <= 8 and len(set(words)) == len(places)
    assert low * (1 - 1e-8) <= min(places) and max(places) <= high * (1 + 1e-8)
    powers = [text[-1] in "⁰¹²³⁴⁵⁶⁷⁸⁹" for text in words]
    assert all(powers) or not any(powers)


def test_fixed_ticks_are_the_only_ones():
    figure = page.blank(400, 100)
    axes = page.axes_at(figure, 10, 50, 380, 40, xlim=(1, 1000), xscale="log", yticks=[])
    page.fixed_ticks(axes.xaxis, [2, 30], ["two", "thirty"])
    picture.render(figure)
    assert picture.words(axes) == ["two", "thirty"]


def handles(*names):
    return [Line2D([], [], label=name) for name in names]


@examples(60)
@given(st.lists(st.text("abcdefgh ", min_size=1, max_size=14), max_size=12), st.integers(250, 700))
def test_a_key_fits_its_page(names, room):
    """Its rows are as wide as the page at most, and hold every entry in order."""
    rows = page.key_rows(handles(*names), room)
    assert [handle.get_label() for row in rows for handle in row] == names
    figure = page.blank(room, 40)
    with page.style():
        for row in rows:
            box = page.key(figure, row, 0, 10).get_window_extent()
            assert box.width <= room and box.height < 28
