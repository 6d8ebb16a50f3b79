"""Space: nearer curves over farther ones, one scale, and facts that say where the dots are."""

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from tests.drawn import collisions, too_small
from utils.drawing.film import picture, save
from utils.drawing.panels import space
from utils.drawing.panels.curves import Curves
from utils.drawing.panels.space import Space
from utils.drawing.scene import Scene
from utils.drawing.style.page import style
from utils.drawing.style.palette import LOOKS, PAPER

T = np.linspace(0, 4, 81)
HELIX = np.column_stack([np.cos(3 * T), np.sin(3 * T), T / 2])
LINE = np.column_stack([T / 2 - 1, 0 * T, T / 2])
CURVES = {"helix": HELIX, "line": LINE}
INK, GREEN = (to_rgb(look.name) for look in LOOKS[:2])


def scene(curves=None, frames=None, steps=T, **settings):
    """A scene of one space; what it shows is in `scene.panels[0].curves`."""
    return Scene([Space(curves or CURVES, **settings)], "A helix", steps, "t", frames=frames)


def grown(made, k=-1):
    """The curves of a scene, drawn as frame k."""
    made.draw(k)
    return made.panels[0].curves


def strokes(curves):
    """What the trails draw, in order: (pixels, width, colour) of each rim and each line."""
    artist = curves.artist
    pixels = [path.vertices for path in artist.get_paths()]
    return list(zip(pixels, artist.get_linewidths(), artist.get_edgecolors(), strict=True))


def lines(curves):
    """The lines alone, without rims and without dots."""
    return [stroke for stroke in strokes(curves)[1::2] if len(stroke[0]) < len(space.DISC)]


def heads(curves, i):
    """Pixels (curves, 2) of the points that have been reached."""
    return curves.box.place(curves.box.inside(curves.points[:, i]))[0]


def test_facts_are_those_of_the_frame():
    made = scene()
    start = "A helix, t 0.00: helix at (1.00, 0.00, 0.00); line at (−1.00, 0.00, 0.00)."
    assert made.facts(0) == start
    assert made.facts(80).startswith("A helix, t 4.00: helix at (0.84, −0.54, 2.00); line at (1.00")


def test_the_greatest_distance_is_that_of_two_dots():
    third = {"helix": HELIX, "line": LINE, "far": HELIX + [0, 0, 5]}
    made = Space(third)
    for i in (0, 33, 80):
        pairs = itertools.combinations((points[i] for points in third.values()), 2)
        assert made.apart(i) == pytest.approx(max(np.linalg.norm(a - b) for a, b in pairs))


def test_the_distance_can_be_said_beside_the_counter():
    made = Space(CURVES)
    told = Scene([made], "", T, "t", said=lambda i: f"at most {made.apart(i):.3g} apart")
    assert told.facts(0).startswith("t 0.00: at most 2 apart; helix at")


def test_frames_are_spaced_evenly_and_end_at_the_end():
    made = scene(frames=5)
    for k, now in enumerate([0, 1, 2, 3, 4]):
        curves = grown(made, k)
        assert T[made.picks[k]] == now
        np.testing.assert_allclose(curves.discs.mean(axis=1), heads(curves, 20 * k), atol=2)


@pytest.mark.parametrize("turn", [(20, 70), (40, 40)])
@pytest.mark.parametrize("k", [0, 17, 80])
def test_lines_are_drawn_from_the_farthest_to_the_nearest(k, turn):
    """Brute force: each pair of pieces whose depths differ by more than the ties can move."""
    curves = grown(scene(turn=turn, elevation=25), k)
    order = {id(path): i for i, path in enumerate(curves.artist.get_paths())}
    begun = [i for i, time in enumerate(curves.time) if time[1] < T[k]]
    nodes = []
    for i in begun:
        way = curves.inside[curves.owner[i]]
        times = np.minimum(curves.time[i], T[k])
        nodes.append(np.column_stack([np.interp(times, T, axis) for axis in way.T]))
    depth = [curves.box.place(each)[1].mean() for each in nodes]
    place = [order[id(curves.paths[i, 1])] for i in begun]
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
    curves = grown(made)
    with style():
        pixels = picture.render(made.figure)
    column, row = curves.artist.axes.transData.transform(curves.box.centre)
    seen = pixels[pixels.shape[0] - 1 - int(row), int(column), :3] / 255
    np.testing.assert_allclose(seen, (INK, GREEN)[nearer], atol=0.02)


def test_each_line_lies_on_its_rim():
    drawn = strokes(grown(scene(), 60))
    for (rim, broad, paper), (line, width, _) in zip(drawn[::2], drawn[1::2], strict=True):
        assert paper[:3] == pytest.approx(to_rgb(PAPER)) and width <= broad <= width + 1.4
        if len(line) < len(space.DISC):
            np.testing.assert_array_equal(rim, line[1:-1])


def test_dots_are_never_hidden():
    curves = grown(scene(elevation=80), 40)
    last = strokes(curves)[-1:-4:-2]
    middles = sorted(tuple(path[0] - space.DISC[0]) for path, _, _ in last)
    np.testing.assert_allclose(middles, sorted(map(tuple, heads(curves, 40))), atol=1e-9)


@pytest.mark.parametrize("nearer", [0, 1])
def test_the_nearer_dot_lies_on_the_farther_and_the_first_on_one_as_near(nearer):
    step = np.array([0, -0.5, 0]) if nearer else np.array([0, 0.5, 0])
    for shift, wanted in ((step, (INK, GREEN)[nearer]), (0, INK)):
        curves = grown(scene({"one": LINE, "two": LINE + shift}, turn=(0, 0), elevation=0))
        np.testing.assert_allclose(strokes(curves)[-1][2][:3], wanted)


def test_a_trail_ends_at_its_dot():
    made = scene()
    for k in (50, 7, 1):
        curves = grown(made, k)
        ends = np.vstack([pixels for pixels, _, _ in lines(curves)])
        for head in heads(curves, k):
            assert np.abs(ends - head).sum(axis=1).min() < 1e-6


def test_trails_turn_pale_and_stay_or_vanish():
    ink = np.array(INK)
    full = np.abs(np.array(to_rgb(PAPER)) - ink).sum()
    for keep in (0.3, 0):
        curves = grown(scene({"helix": HELIX}, fade=1, keep=keep))
        paleness = [np.abs(colour[:3] - ink).sum() for _, _, colour in lines(curves)]
        count = len(curves.time)
        assert min(paleness) < 1e-9
        assert len(paleness) == pytest.approx(count if keep else count / 4, abs=1)
        assert not keep or max(paleness) == pytest.approx(0.7 * full)


def test_without_fade_a_trail_pales_over_a_fifth_of_the_time():
    curves = grown(scene({"helix": HELIX}))
    assert curves.fade == pytest.approx(0.8)
    old = np.abs(np.array([colour[:3] for _, _, colour in lines(curves)]) - INK).sum(axis=1)
    palest = 0.55 * np.abs(np.array(to_rgb(PAPER)) - INK).sum()
    assert (old > palest - 1e-6).mean() == pytest.approx(0.8, abs=0.02)


def test_old_lines_are_thin_and_have_no_rim():
    curves = grown(scene({"line": LINE}, fade=1, turn=(0, 0), elevation=0))
    drawn = strokes(curves)[:-2]
    widths, rims = (np.array([stroke[1] for stroke in drawn[first::2]]) for first in (1, 0))
    new = np.argsort([stroke[0][0, 0] for stroke in drawn[1::2]])[::-1]
    assert widths[new[0]] == pytest.approx(2 * widths[new[-1]])
    assert (np.diff(widths[new]) <= 0).all()
    assert rims[new[0]] == pytest.approx(widths[new[0]] + 1.4)
    assert rims[new[-1]] == widths[new[-1]]


def test_near_lines_are_thicker():
    curves = grown(scene(turn=(0, 0), elevation=0, fade=1e9))
    widths = [width for _, width, _ in lines(curves)]
    assert space.FAR < min(widths) < max(widths) < space.NEAR
    near, far = (curves.box.place(np.array([0, y, 0.0]))[1] for y in (-1, 1))
    assert space._widths(near) == space.NEAR and space._widths(far) == space.FAR


def test_pieces_have_one_length():
    points, time = space._pieces(scene().panels[0].curves.inside[0], T)
    steps = np.sqrt((np.diff(points[1:-1], axis=1) ** 2).sum(axis=-1))
    assert steps.max() < 1.01 * space.PIECE / space.PARTS < 1.3 * steps.min()
    assert time[0, 0] == 0 and time[-1, -1] == 4 and (np.diff(time[:, 1]) > 0).all()


def test_a_curve_may_stand_still():
    still = np.vstack([LINE[:40], np.repeat(LINE[40:41], 41, axis=0)])
    assert scene({"line": still}).facts(80).endswith("line at (0.00, 0.00, 1.00).")
    scene({"point": np.ones((81, 3))}).draw(80)


def test_a_camera_that_stands_moves_the_curves_alone():
    still, turning = (scene(turn=turn).panels[0] for turn in ((20, 20), (20, 50)))
    assert still.moving == [still.curves.artist]
    box = turning.curves.box
    assert set(turning.moving) == {turning.curves.artist, *box.turned} and len(box.turned) > 9


@pytest.mark.parametrize("turn", [(20, 20), (20, 50), (100, 130), (-60, -30)])
def test_words_can_be_read(turn):
    made = scene(turn=turn)
    for k in (0, 40, 80):
        made.draw(k)
        picture.render(made.figure)
        assert not collisions(made.figure)
        assert not too_small(made.figure)


def test_sides_are_named_and_numbered():
    words = picture.words(scene(names=("$w$", "$b$", "$J$")).figure)
    assert {"$w$", "$b$", "$J$", "1", "helix", "line"} <= set(words)


def beside(frames=4):
    """A space beside the curve of a distance, as large as it needs to be."""
    apart = np.linalg.norm(HELIX - LINE, axis=1)
    curve = Curves({"distance": apart}, quantity="distance", unit="$t$")
    return Scene([[Space(CURVES), curve]], "A helix and a line", T, "t", frames=frames)


def test_a_space_stands_beside_a_curve_and_is_the_larger():
    made = beside()
    picture.render(made.figure)
    assert not collisions(made.figure)
    (_, _, w, h), (_, _, narrow, _) = (panel.box for panel in made.panels)
    assert w > 1.2 * narrow and h == pytest.approx(0.74 * w, abs=1)


@pytest.mark.parametrize(
    "make", [lambda: scene(frames=4), beside, lambda: scene(None, 4, turn=(9, 50))]
)
def test_it_is_a_scene_for_save(make, tmp_path):
    made = make()
    before = [id(artist) for artist in made.figure.findobj()]
    saved = save.save(made, tmp_path / "a.gif", tmp_path / "a.png")
    assert [id(artist) for artist in made.figure.findobj()] == before
    assert saved.frames == 4 and "line" in saved.words
    save.save(make(), tmp_path / "b.gif")
    assert (tmp_path / "a.gif").read_bytes() == (tmp_path / "b.gif").read_bytes()
    assert (tmp_path / "a.gif").stat().st_size < 4 * 40_000


REFUSED = {
    "plane": (lambda: Space({"a": LINE[:, :2]}), r"points \(T, 3\), got the shape \(81, 2\)"),
    "nan": (lambda: Space({"a": LINE * np.nan}), "holds nan or infinity"),
    "lengths": (lambda: Space({"a": LINE, "b": LINE[:5]}), r"one length, got \[5, 81\]"),
    "many": (lambda: Space(dict.fromkeys("abcde", LINE)), "1 to 4 entries .* got 5"),
    "none": (lambda: Space({}), "1 to 4 entries .* got 0"),
    "steps": (lambda: scene(steps=T[:5]), "one number of moments, got Space 81, steps 5"),
    "falling": (lambda: scene(steps=-T), "steps must be 81 rising numbers"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
