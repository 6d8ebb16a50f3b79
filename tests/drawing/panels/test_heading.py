"""The words above a panel: on one line where they fit, flags between them and the axes."""

import pytest

from utils.animation import Line, Panel, Scene

LONG = "what is said of this moment is far longer than the panel that it is said of, so it wraps"


def made(**settings):
    panel = Panel(Line([0, 1], [0, 1]), limits=(0, 1, 0, 1), **settings)
    Scene([panel], "Words above a panel")
    return panel


def above(panel):
    """The texts above the axes, from the lowest, with their heights in pixels."""
    texts = [text for text in panel.axes.texts if text.get_text()]
    return sorted((round(text.get_window_extent().y0 - panel.axes.bbox.y1), text.get_text())
                  for text in texts)  # fmt: skip


def test_name_and_words_share_a_line_where_they_fit():
    (low, _), (other, _) = above(made(name="one", said="short"))
    assert abs(low - other) <= 4 and low > 0


def test_long_words_stand_below_the_name():
    found = above(made(name="one", said=LONG))
    assert found[-1][1] == "one" and len(found) > 2
    heights = [height for height, _ in found]
    assert all(b - a > 10 for a, b in zip(heights, heights[1:]))


def test_flags_stand_between_the_axes_and_the_name():
    assert [words for _, words in above(made(name="one", flags={"here": 0.5}))] == ["here", "one"]


def test_a_flag_beyond_the_axes_is_refused():
    with pytest.raises(ValueError, match="the flag 'there' must stand between 0 and 1, got 2"):
        made(flags={"there": 2})
