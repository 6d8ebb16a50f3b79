"""Space: nearer curves over farther ones, one scale, and facts that say where the dots are."""

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from tests.drawn import collisions, too_small
from utils import animation, picture, space
from utils.palette import LOOKS, PAPER
from utils.space import SpaceScene

T = np.linspace(0, 4, 81)
HELIX = np.column_stack([np.cos(3 * T), np.sin(3 * T), T / 2])
LINE = np.column_stack([T / 2 - 1, 0 * T, T / 2])
CURVES = {"helix": HELIX, "line": LINE}
INK, GREEN = (to_rgb(look.name) for look in LOOKS[:2])


def scene(curves=None, **settings):
    return SpaceScene(curves or CURVES, **{"steps": T, "title": "A helix", "unit": "t", **settings})


def strokes(made):
    """What the trails draw, in order: (pixels, width, colour) of each rim and each line."""
    artist = made.trails.artist
    pixels = [path.vertices for path in artist.get_paths()]
    return list(zip(pixels, artist.get_linewidths(), artist.get_edgecolors(), strict=True))


def lines(made):
    """The lines alone, without rims and without dots."""
    return [stroke for stroke in strokes(made)[1::2] if len(stroke[0]) < len(space.DISC)]


def test_facts_are_those_of_the_frame():
    made = scene()
    assert made.facts(0) == (
        "A helix, t 0.00: helix at (1.00, 0.00, 0.00); line at (-1.00, 0.00, 0.00); at most 2 "
        "apart."
    )
    assert made.facts(80).startswith("A helix, t 4.00: helix at (0.84, -0.54, 2.00); line at (1.00")
    alone = scene({"line": LINE}, title="", unit="step", steps=np.arange(81))
    assert alone.facts(80) == "step 80: line at (1.00, 0.00, 2.00)."
    alone.draw(80)
    assert alone.note.said.get_text() == "at (1, 0, 2)"


def test_the_greatest_distance_is_that_of_two_dots():
    third = {"helix": HELIX, "line": LINE, "far": HELIX + [0, 0, 5]}
    made = scene(third)
    for k in (0, 33, 80):
        pairs = itertools.combinations((points[k] for points in third.values()), 2)
        assert made.apart(k) == pytest.approx(max(np.linalg.norm(a - b) for a, b in pairs))


def test_frames_are_spaced_evenly_and_end_at_the_end():
    made = scene(frames=5)
    assert made.frames == 5 and list(made.steps) == [0, 1, 2, 3, 4]
    assert made.facts(4).startswith("A helix, t 4:")


@pytest.mark.parametrize(("steps", "words"), [([0, 5, 10], "t 5 of 10"), ([0, 0.5, 1], "t 0.5 of")])
def test_the_clock_has_as_many_decimals_as_it_needs(steps, words):
    made = scene({"a": LINE[:3]}, steps=np.array(steps))
    made.draw(1)
    assert made.note.count.get_text().startswith(words)


@pytest.mark.parametrize("k", [0, 17, 80])
def test_lines_are_drawn_from_the_farthest_to_the_nearest(k):
    """Brute force: each pair of pieces whose depths differ by more than the ties can move."""
    made = scene(turn=(20, 70), elevation=25)
    made.draw(k)
    order = {id(path): i for i, path in enumerate(made.trails.artist.get_paths())}
    begun = [i for i, time in enumerate(made.trails.time) if time[1] < T[k]]
    points = np.minimum(made.trails.time[begun], T[k])
    curves = [made.trails.curves[made.trails.owner[i]] for i in begun]
    nodes = [
        np.column_stack([np.interp(t, T, axis) for axis in curve.T])
        for t, curve in zip(points, curves, strict=True)
    ]
    depth = [made.box.place(each)[1].mean() for each in nodes]
    place = [order[id(made.trails.paths[i, 1])] for i in begun]
    for a, b in itertools.combinations(range(len(begun)), 2):
        if abs(depth[a] - depth[b]) > 0.12:
            assert (place[a] < place[b]) == (depth[a] > depth[b])


@pytest.mark.parametrize("nearer", [0, 1])
def test_where_two_lines_cross_the_pixel_has_the_nearer_ones_colour(nearer):
    """Seen along y: one line rises, one falls, and one of them stands half a box in front."""
    x, rise = np.linspace(-1, 1, 81), np.linspace(-1, 1, 81)
    y = (-0.5, 0.5) if nearer == 0 else (0.5, -0.5)
    cross = {
        "up": np.column_stack([x, x * 0 + y[0], rise]),
        "down": np.column_stack([x, x * 0 + y[1], -rise]),
    }
    made = scene(cross, turn=(0, 0), elevation=0, fade=1e9)
    with picture.style():
        made.draw(80)
        pixels = picture.render(made.figure)
    column, row = made.box.axes.transData.transform(made.box.centre)
    seen = pixels[pixels.shape[0] - 1 - int(row), int(column), :3] / 255
    np.testing.assert_allclose(seen, (INK, GREEN)[nearer], atol=0.02)


def test_each_line_lies_on_its_rim():
    made = scene()
    made.draw(60)
    drawn = strokes(made)
    for (rim, broad, paper), (line, width, _) in zip(drawn[::2], drawn[1::2], strict=True):
        assert paper[:3] == pytest.approx(to_rgb(PAPER)) and width <= broad <= width + 1.4
        if len(line) < len(space.DISC):
            np.testing.assert_array_equal(rim, line[1:-1])


def test_dots_are_never_hidden():
    made = scene(elevation=80)
    made.draw(40)
    last = strokes(made)[-1:-4:-2]
    middles = sorted(tuple(path[0] - space.DISC[0]) for path, _, _ in last)
    heads = made.box.place(made.box.inside(made.heads(40)))[0]
    np.testing.assert_allclose(middles, sorted(map(tuple, heads)), atol=1e-9)


def test_a_trail_ends_at_its_dot():
    made = scene()
    for k in (1, 7, 50):
        made.draw(k)
        heads = made.box.place(made.box.inside(made.heads(k)))[0]
        ends = np.vstack([pixels for pixels, _, _ in lines(made)])
        for head in heads:
            assert np.abs(ends - head).sum(axis=1).min() < 1e-6


def test_trails_turn_pale_and_stay_or_vanish():
    ink = np.array(INK)
    for keep in (0.3, 0):
        made = scene({"helix": HELIX}, fade=1, keep=keep)
        made.draw(80)
        paleness = [np.abs(colour[:3] - ink).sum() for _, _, colour in lines(made)]
        assert min(paleness) < 1e-9
        all_pieces = len(made.trails.time)
        assert len(paleness) == pytest.approx(all_pieces if keep else all_pieces / 4, abs=1)
    full = np.abs(np.array(to_rgb(PAPER)) - ink).sum()
    kept = scene({"helix": HELIX}, fade=1, keep=0.3)
    kept.draw(80)
    palest = max(np.abs(colour[:3] - ink).sum() for _, _, colour in lines(kept))
    assert palest == pytest.approx(0.7 * full)


def test_old_lines_are_thin_and_have_no_rim():
    made = scene({"line": LINE}, fade=1, turn=(0, 0), elevation=0)
    made.draw(80)
    drawn = strokes(made)[:-2]
    widths, rims = (np.array([stroke[1] for stroke in drawn[first::2]]) for first in (1, 0))
    new = np.argsort([stroke[0][0, 0] for stroke in drawn[1::2]])[::-1]
    assert widths[new[0]] == pytest.approx(2 * widths[new[-1]])
    assert (np.diff(widths[new]) <= 0).all()
    assert rims[new[0]] == pytest.approx(widths[new[0]] + 1.4)
    assert rims[new[-1]] == widths[new[-1]]


def test_near_lines_are_thicker():
    made = scene(turn=(0, 0), elevation=0, fade=1e9)
    made.draw(80)
    widths = [width for _, width, _ in lines(made)]
    assert space.FAR < min(widths) < max(widths) < space.NEAR
    near, far = (made.box.place(np.array([0, y, 0.0]))[1] for y in (-1, 1))
    assert space._widths(near) == space.NEAR and space._widths(far) == space.FAR


def test_pieces_have_one_length():
    points, time = space._pieces(scene().box.inside(HELIX), T)
    steps = np.sqrt((np.diff(points[1:-1], axis=1) ** 2).sum(axis=-1))
    assert steps.max() < 1.01 * space.PIECE / space.PARTS < 1.3 * steps.min()
    assert time[0, 0] == 0 and time[-1, -1] == 4 and (np.diff(time[:, 1]) > 0).all()


def test_a_curve_may_stand_still():
    still = np.vstack([LINE[:40], np.repeat(LINE[40:41], 41, axis=0)])
    made = scene({"line": still})
    made.draw(80)
    assert made.facts(80).endswith("line at (0.00, 0.00, 1.00).")
    scene({"point": np.ones((81, 3))}).draw(80)


def test_the_camera_eases():
    made = scene(turn=(10, 50))
    turns = [made.camera(k).azimuth for k in range(made.frames)]
    steps = np.diff(turns)
    assert turns[0] == 10 and turns[-1] == 50 and (steps > 0).all()
    assert steps[0] < steps[40] / 10 and steps[-1] < steps[40] / 10


@pytest.mark.parametrize("turn", [(20, 50), (100, 130), (-60, -30)])
def test_words_can_be_read(turn):
    made = scene(turn=turn)
    for k in (0, 40, 80):
        made.draw(k)
        picture.render(made.figure)
        assert not collisions(made.figure)
        assert not too_small(made.figure)


def test_sides_are_named_and_numbered():
    words = picture.words(scene(axes=("$w$", "$b$", "$J$")).figure)
    assert {"$w$", "$b$", "$J$", "1", "helix", "line"} <= set(words)


def test_it_is_a_scene_for_save(tmp_path):
    made = scene(frames=4)
    before = [id(artist) for artist in made.figure.findobj()]
    saved = animation.save(made, tmp_path / "a.gif", tmp_path / "a.png")
    assert [id(artist) for artist in made.figure.findobj()] == before
    assert saved.frames == 4 and "A helix" in saved.words and "line" in saved.words
    animation.save(scene(frames=4), tmp_path / "b.gif")
    assert (tmp_path / "a.gif").read_bytes() == (tmp_path / "b.gif").read_bytes()
    assert (tmp_path / "a.gif").stat().st_size < 4 * 40_000


REFUSED = {
    "plane": (lambda: scene({"a": LINE[:, :2]}), r"points \(T, 3\), got the shape \(81, 2\)"),
    "nan": (lambda: scene({"a": LINE * np.nan}), "holds nan or infinity"),
    "lengths": (lambda: scene({"a": LINE, "b": LINE[:5]}), r"one length, got \[5, 81\]"),
    "many": (lambda: scene(dict.fromkeys("abcde", LINE)), "1 to 4 entries .* got 5"),
    "none": (lambda: SpaceScene({}), "1 to 4 entries .* got 0"),
    "steps": (lambda: scene(steps=T[:5]), "steps must be 81 rising numbers"),
    "falling": (lambda: scene(steps=-T), "steps must be 81 rising numbers"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
