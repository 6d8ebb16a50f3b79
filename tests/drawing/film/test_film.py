"""Films: each frame is what Matplotlib draws, and what changes must be known to move."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from tests.drawing.compositions import COMPOSITIONS
from tests.drawing.film.scenes import Small
from tests.examples import examples
from utils.drawing.film import picture
from utils.drawing.film.film import Film
from utils.drawing.style.page import axes_at, blank, style

SOFT = 40  # of 255: what a sixteenth of a pixel leaves of the edge of a letter


@pytest.fixture(autouse=True)
def ours():
    with style():
        yield


def gap(scene, k):
    """How far the worst pixel of a frame is from Matplotlib's own drawing of the whole figure."""
    filmed = Film(scene).frame(k)[..., :3].astype(int)
    scene.draw(k)
    return np.abs(filmed - picture.render(scene.figure)[..., :3]).max()


class Stack:
    """Artists above and below each other, some of which move to the right from frame to frame.

    parts: (kind, number of its holder, zorder, whether it moves, x, y), the holders are two axes
    that overlap, and the figure itself.
    """

    frames = 3

    def __init__(self, parts, sides=True):
        self.figure = blank(200, 150)
        look = {"xlim": (0, 1), "ylim": (0, 1)}
        self.holders = [axes_at(self.figure, *box, 120, 90, **look) for box in ((30, 20), (60, 40))]
        for axes in self.holders:
            axes.set_axis_on() if sides else axes.set_axis_off()
        self.parts = [(kind, self._made(kind, *how), *how[-2:]) for kind, *how in parts]
        moves = [how[3] for how in parts]
        self.moving = [artist for (_, artist, *_), each in zip(self.parts, moves) if each]

    def _made(self, kind, holder, zorder, moves, x, y):
        holder = [*self.holders, self.figure][holder]
        look = {"zorder": zorder, "color": ("#22262b", "#d55e00", "#0072b2")[zorder % 3]}
        if kind == "text":
            return holder.text(x, y, "word", size=20, **look)
        look["transform"] = getattr(holder, "transData", self.figure.transFigure)
        if kind == "line":
            return holder.add_artist(Line2D([x, x + 0.3], [y, y + 0.3], lw=6, **look))
        return holder.add_artist(Rectangle((x, y), 0.3, 0.3, alpha=0.8, **look))

    def draw(self, k):
        for kind, artist, x, y in self.parts:
            if artist in self.moving:
                place = {"text": "position", "line": "xdata", "box": "xy"}[kind]
                x += 0.1 * k
                artist.set(**{place: [x, x + 0.3] if kind == "line" else (x, y)})


places = st.floats(0.05, 0.6)
parts = st.tuples(
    st.sampled_from(["text", "line", "box"]), st.integers(0, 2), st.integers(0, 6), st.booleans(),
    places, places,
)  # fmt: skip


# What stands still, above the dot (zorder 2) that runs from one corner to the other.
ABOVE = {
    "a patch": lambda axes: axes.fill([0, 1, 1, 0], [0, 0, 1, 1], fc="#d55e00", zorder=2.5),
    "half transparent": lambda axes: axes.axvspan(0.2, 0.8, alpha=0.4, zorder=3),
    "words": lambda axes: axes.text(0.4, 0.45, "in the middle", size=14),
    "a second pair of sides": lambda axes: axes.twinx().plot([0, 1], [1, 0], lw=9),
    "an inset": lambda axes: axes.inset_axes([0.3, 0.3, 0.4, 0.4]).plot([0, 1]),
    "a key": lambda axes: axes.get_figure().legend(handles=axes.lines[:1], loc="center"),
    "a key of the axes": lambda axes: axes.legend(loc="center", facecolor="#ffffff"),
    "a word of the figure": lambda axes: axes.get_figure().text(0.5, 0.5, "word", size=20),
    "no sides": lambda axes: axes.set_axis_off(),
    "axes that are not seen": lambda axes: axes.twinx().set_visible(False),
}


@pytest.mark.parametrize("above", ABOVE.values(), ids=ABOVE)
def test_what_stands_above_stays_above(above):
    scene = Small(frames=5)
    above(scene.axes)
    assert gap(scene, 2) <= SOFT


def test_what_stands_still_is_drawn_once(monkeypatch):
    scene = Small(frames=9)
    film, drawn = Film(scene), []
    for artist in (scene.still, scene.dot):
        usual = artist.draw
        monkeypatch.setattr(
            artist, "draw", lambda *at, a=artist, usual=usual: drawn.append(a) or usual(*at)
        )
    for k in range(9):
        film.frame(k)
    assert drawn == [scene.dot] * 9


def test_words_of_all_frames_are_gathered_once_in_their_order():
    film = Film(Small(frames=3))
    for k in (1, 2, 1):
        film.frame(k)
    assert [word for word in film.words if word.startswith(("A", "step"))] == [
        "step 0",
        "A dot runs",
        "step 1",
        "step 2",
    ]


def test_a_scene_without_a_list_is_drawn_whole():
    """An author's first scene: an object with a figure, draw(k) and facts(k)."""
    scene = Small(frames=3, change=lambda k, scene: scene.axes.set_xlim(0, 1 + k))
    del scene.moving
    assert gap(scene, 2) == 0
    film = Film(scene)
    film.frame(2)
    assert "step 2" in film.words and "3" in film.words


# what changes though it is not in `moving`, frames in which it does, and how it is called
CHANGES = {
    "a line with a label": (
        lambda k, scene: scene.still.set_color("red" if k == 8 else "black"),
        "the Line2D 'the way' changes from frame 0 to frame 8",
    ),
    "only in the middle": (
        lambda k, scene: scene.still.set_lw(9 if k == 4 else 3),
        "the Line2D 'the way' changes from frame 0 to frame 4",
    ),
    "a line without a name": (
        lambda k, scene: scene.other.set_ydata([0.1, 0.1 + k / 20]),
        r"the Line2D around the pixel \(94, 50\) changes from frame 0 to frame 4",
    ),
    "words": (
        lambda k, scene: scene.title.set_text(f"A dot runs, {k}"),
        "the Text 'A dot runs, 4' changes from frame 0 to frame 4",
    ),
    "points": (
        lambda k, scene: scene.points.set_offsets([[0.5, 0.2 + k / 20]]),
        r"the PathCollection around the pixel \(130, 69\) changes from frame 0 to frame 4",
    ),
    "the scale": (
        lambda k, scene: scene.axes.set(ylim=(0, 1 + k), ylabel="height"),
        "the scale of the axes 'height' changes from frame 0 to frame 4",
    ),
    "above what moves": (
        lambda k, scene: scene.above.set_color("red" if k == 8 else "blue"),
        "the Text 'above' changes from frame 0 to frame 8",
    ),
    "the paper": (
        lambda k, scene: scene.figure.set_facecolor("white" if k else "black"),
        "something changes from frame 0 to frame 4",
    ),
}


@pytest.mark.parametrize("case", CHANGES)
def test_what_changes_and_is_not_told_is_refused(case):
    change, sentence = CHANGES[case]
    scene = Small(frames=9)
    scene.other = scene.axes.plot([0.2, 0.4], [0.1, 0.1])[0]
    scene.points = scene.axes.scatter([0.5], [0.2])
    scene.above = scene.axes.text(0.5, 0.5, "above", color="blue", zorder=7)
    scene.change = change
    end = " but is not in the scene's list `moving`, so the film would keep it as it was: add it, "
    with pytest.raises(ValueError, match=sentence + end + "or leave the list out."):
        Film(scene)


def test_what_is_told_may_change():
    scene = Small(frames=9, change=lambda k, scene: scene.still.set_lw(3 + k))
    scene.moving.append(scene.still)
    assert gap(scene, 8) <= SOFT


@pytest.mark.parametrize(
    ("frames", "picks"), [(1, [0]), (2, [0, 1]), (3, [0, 1, 2]), (9, [0, 4, 8])]
)
def test_three_frames_are_compared(frames, picks):
    assert Film(Small(frames)).picks() == picks


def test_rarely_seen_frames_are_not_kept():
    """A frame is valid until the next: a caller that keeps it copies it."""
    film = Film(Small())
    first = film.frame(0)
    kept = first.copy()
    film.frame(3)
    assert (first != kept).any() and first.shape == (160, 240, 4)


@examples(40, shrink=False)
@given(st.lists(parts, min_size=2, max_size=7), st.booleans())
def test_a_frame_is_what_matplotlib_draws(parts, sides):
    """Whatever stands still above or below something that moves: zorder decides, and no list."""
    assert gap(Stack(parts, sides), 2) <= SOFT


def test_an_image_that_matplotlib_draws_although_it_is_animated_is_not_taken_for_still(monkeypatch):
    """Matplotlib 3.8, the browser's, does that."""
    monkeypatch.setattr(AxesImage, "get_animated", lambda self: False)
    made = Film(COMPOSITIONS["an image"]())
    assert not np.array_equal(made.frame(0).copy(), made.frame(made.scene.frames - 1))
