"""Fields: colours and boundaries of known planes, and the true corners of those of few values."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba_array
from matplotlib.figure import Figure
from sklearn.tree import DecisionTreeClassifier

from tests.drawing import known
from tests.drawing.known import GRID, SQUARE, X, slope, thirds
from utils.drawing.marks import field as fields
from utils.drawing.marks.field import Classes, Field
from utils.drawing.marks.grid import Grid, grid
from utils.drawing.style.palette import CLASSES, FIELD, PAPER

SMALL = grid(SQUARE, size=5)
CORNER = 0.3, -0.2  # of a region where everything is class 1


def test_drawn_field_has_the_colours_of_its_bands_in_their_places():
    p = (SMALL.points[:, 0] - SMALL.x[0]) / np.ptp(SMALL.x)
    centres = (np.arange(80) + 0.5) / 80
    expected = FIELD((np.floor(centres * 4) + 0.5) / 4, bytes=True)
    row = known.pixels(Field(SMALL, p, bands=4), limits=SMALL.extent)[30]
    far = np.abs(centres - 0.5) > 0.05  # from the boundary
    np.testing.assert_array_equal(row[far], expected[far])


def test_drawn_field_has_its_first_row_below():
    p = np.zeros(SMALL.shape)
    p[0] = 1
    seen = known.pixels(Field(SMALL, p, bands=2), limits=SMALL.extent)
    np.testing.assert_array_equal(seen[-1, 40], FIELD(0.75, bytes=True))
    np.testing.assert_array_equal(seen[0, 40], FIELD(0.25, bytes=True))


def test_hidden_field_is_not_drawn():
    figure = Figure()
    canvas = FigureCanvasAgg(figure)
    mark = Field(SMALL, slope(SMALL.points))
    known.made(mark, figure.add_axes((0, 0, 1, 1)))
    for artist in [mark.artist, *mark.lines]:
        artist.set_visible(False)
    canvas.draw()
    assert np.asarray(canvas.buffer_rgba())[5:-5, 5:-5].min() == 255


@pytest.mark.parametrize("shape", [(3, 35), (3, 35, 1), (3, 5, 7)])
def test_recordings_become_fields(shape):
    plane = Grid(np.arange(7.0), np.arange(5.0))
    assert fields.recorded(plane, np.full(shape, 0.5)).shape == (3, 5, 7)
    two = np.stack([np.full((3, 35), 0.2), np.full((3, 35), 0.8)], axis=-1)
    assert (fields.recorded(plane, two) == 0.8).all()


@pytest.mark.parametrize("shape", [(35,), (35, 1), (5, 7)])
def test_a_field_that_stands_still_has_no_moments(shape):
    mark = Field(Grid(np.arange(7.0), np.arange(5.0)), np.full(shape, 0.5))
    assert mark.moments is None and mark.fields.shape == (1, 5, 7)


@pytest.mark.parametrize(("i", "turn"), [(0, 0.5), (1, 1.0), (2, 2.0)])
def test_the_line_of_a_moment_lies_where_the_field_is_a_half(i, turn):
    mark = Field(GRID, [slope(GRID.points, turn) for turn in (0.5, 1.0, 2.0)])
    known.on_axes(mark, GRID.extent)
    mark.draw(i)
    for artist in mark.lines:
        (line,) = artist.get_segments()
        np.testing.assert_allclose(line @ [1, turn], 0, atol=0.01)
    assert mark.moments == 3 and set(mark.moving) == {mark.artist, *mark.lines}
    np.testing.assert_allclose(mark.artist.field.ravel(), slope(GRID.points, turn), rtol=1e-6)


def test_the_line_lies_above_the_points_with_a_pale_rim():
    mark = Field(GRID, slope(GRID.points))
    axes = known.on_axes(mark)
    points = axes.scatter([0], [0], zorder=4)  # as held-out points are
    rim, line = mark.lines
    assert min(rim.get_zorder(), line.get_zorder()) > points.get_zorder() > mark.artist.zorder
    assert rim.get_linewidth()[0] > line.get_linewidth()[0]


@pytest.mark.parametrize("stepped", [False, True])
def test_points_have_the_side_of_the_field_they_lie_in(stepped):
    p = slope(GRID.points)
    mark = Field(GRID, np.where(p > 0.5, 0.75, 0.25) if stepped else p)
    far = np.random.default_rng(0).uniform(-1, 1, (500, 2))
    far = far[np.abs(far.sum(axis=1)) > 0.1]
    np.testing.assert_array_equal(mark.side(far, 0), far.sum(axis=1) > 0)


def test_facts_of_a_known_line():
    p = slope(GRID.points)
    ends = f"P(class 1) from {p.min():.2f} to {p.max():.2f}"
    assert Field(GRID, p).facts(0) == [ends, "the boundary crosses x1 = 0 at x2 = 0.00"]
    flat = Field(GRID, np.full(len(p), 0.3))
    assert flat.facts(0) == ["P(class 1) from 0.30 to 0.30", "the boundary misses x1 = 0"]
    right = grid([[2.0, 0.0], [4.0, 1.0]])
    assert "misses x1 = 3" in Field(right, np.full(len(right.points), 0.3)).facts(0)[1]


def box(points):
    """1 right of and above a corner."""
    return ((points[:, 0] > CORNER[0]) & (points[:, 1] > CORNER[1])).astype(float)


def test_a_tree_has_its_border_at_its_threshold_to_half_a_grid_step():
    many = np.random.default_rng(0).uniform(-1, 1, (200, 2))
    tree = DecisionTreeClassifier(max_depth=1).fit(many, many[:, 0] > CORNER[0])
    plane = grid(many, size=400)
    (line,) = Field(plane, tree.predict_proba(plane.points)).boundary(0)
    half = (plane.x[1] - plane.x[0]) / 2
    assert (np.abs(line[:, 0] - tree.tree_.threshold[0]) <= half).all()
    assert np.ptp(line[:, 1]) >= np.ptp(plane.y)


def test_a_field_of_few_values_has_right_angles_and_no_colours_between():
    plane = grid(SQUARE, size=20)  # from point to point 21 pixels
    mark = Field(plane, box(plane.points))
    lines = np.array(mark.boundary(0))
    assert (np.ptp(lines, axis=1).min(axis=1) == 0).all() and len(lines) == 2
    (x, y), (left, right, bottom, top) = lines.min(axis=(0, 1)), plane.extent
    seen = known.pixels(mark, limits=plane.extent, size=(400, 300))[::-1]
    row, column = 300 * (y - bottom) / (top - bottom), 400 * (x - left) / (right - left)
    up, across = np.arange(300) - row, np.arange(400) - column
    inside = (up > 5)[:, np.newaxis] & (across > 5)
    outside = (up < -5)[:, np.newaxis] | (across < -5)
    assert (seen[inside] == FIELD(0.95, bytes=True)).all()
    assert (seen[outside] == FIELD(0.05, bytes=True)).all()


def test_classes_have_the_colour_of_the_likeliest_paler_where_less_sure():
    mark = Classes(GRID, thirds(GRID.points), tones=5)
    seen = known.pixels(mark, limits=GRID.extent, size=(400, 300))[::-1]
    far = np.array([[0.9, 0.05], [-0.6, 0.9], [-0.6, -0.9]])
    near = np.array([[0.3, 0.02], [-0.2, 0.3], [-0.2, -0.3]])
    for k in range(3):
        sure, less = (seen[place(point)] for point in (far[k], near[k]))
        tones = fields.tints(CLASSES[k], 5).tolist()
        assert tones.index(list(sure)) == 4 > tones.index(list(less))


def place(point):
    """The row and column of a point among 300 x 400 pixels of GRID, counted from below."""
    left, right, bottom, top = GRID.extent
    row, column = (point[1] - bottom) / (top - bottom), (point[0] - left) / (right - left)
    return int(300 * row), int(400 * column)


def test_tones_go_from_paper_to_the_colour():
    pale, *_, full = fields.tints(CLASSES[2], 4)[:, :3].astype(float)
    paper, colour = 255 * to_rgba_array([PAPER, CLASSES[2]])[:, :3]
    np.testing.assert_allclose(pale, paper + 0.16 * (colour - paper), atol=2)
    np.testing.assert_allclose(full, paper + 0.6 * (colour - paper), atol=2)


def test_borders_of_classes_are_where_two_of_them_are_even():
    points = np.vstack(Classes(GRID, thirds(GRID.points)).boundary(0))
    p = np.sort(thirds(points), axis=1)
    np.testing.assert_allclose(p[:, 2], p[:, 1], atol=0.02)
    angles = np.degrees(np.arctan2(*points[np.linalg.norm(points, axis=1) > 0.2].T[::-1])) % 360
    nearest = np.abs(angles[:, np.newaxis] - [60, 180, 300])
    assert nearest.min(axis=1).max() < 4 and set(nearest.argmin(axis=1)) == {0, 1, 2}


def test_borders_of_stepped_classes_are_those_of_the_regions():
    plane = grid(SQUARE, size=200)
    right, up = (plane.points > CORNER).T
    mark = Classes(plane, np.eye(3)[right + 1 * (right & up)])
    half = np.array([plane.x[1] - plane.x[0], plane.y[1] - plane.y[0]]) / 2
    lines = np.array(mark.boundary(0))
    upright = np.ptp(lines[..., 0], axis=1) == 0
    assert (np.abs(lines[upright, :, 0] - CORNER[0]) <= half[0]).all()
    assert (np.abs(lines[~upright, :, 1] - CORNER[1]) <= half[1]).all()
    assert upright.any() and not upright.all()


def test_classes_move_and_tell_their_shares():
    flat = np.tile([0.2, 0.7, 0.1], (len(GRID.points), 1))
    mark = Classes(GRID, [thirds(GRID.points), flat])
    known.on_axes(mark)
    assert mark.moments == 2 and set(mark.moving) == {mark.artist, *mark.lines}
    assert mark.facts(1) == ["of the plane class 0 0 %, class 1 100 %, class 2 0 %"]
    shares = np.bincount(thirds(GRID.points).argmax(axis=1)) / len(GRID.points)
    told = ", ".join(f"class {k} {100 * share:.0f} %" for k, share in enumerate(shares))
    assert mark.facts(0) == [f"of the plane {told}"]
    np.testing.assert_array_equal(mark.side(X, 0), thirds(X).argmax(axis=1))
    assert (mark.side(X, 1) == 1).all()


@pytest.mark.parametrize("kind", [Field, Classes])
def test_a_field_fills_its_panel_and_keeps_the_colours_of_the_points(kind):
    mark = kind(GRID, (thirds if kind is Classes else slope)(GRID.points))
    assert mark.fills and mark.bounds() == GRID.extent
    kept = {tuple(colour) for colour in mark.colours[:, :3].tolist()}
    assert {tuple((255 * c[:3]).round()) for c in to_rgba_array(CLASSES)} <= kept
    assert len(mark.keys) == 1


FLAT = np.full(len(GRID.points), 0.5)
NAMED = {
    "two": (lambda: Field(GRID, FLAT, name="dog"), "P(dog) from "),
    "three": (lambda: Classes(GRID, thirds(GRID.points), names=["air", "land", "sea"]), "land 3"),
}


@pytest.mark.parametrize("case", NAMED)
def test_named_classes_are_told_by_their_names(case):
    make, words = NAMED[case]
    assert words in make().facts(0)[0] and "class" not in make().facts(0)[0]


REFUSED = {
    "bands": (lambda: Field(GRID, FLAT, bands=0), "bands must be a whole number of at least 1"),
    "half a band": (lambda: Field(GRID, FLAT, bands=2.5), "bands must be .*, got 2.5"),
    "tones": (lambda: Classes(GRID, thirds(GRID.points), tones=0), "tones must be a whole number"),
    "frames": (
        lambda: Field(grid(SQUARE, size=4), np.zeros((2, 7))),
        r"each of the grid's 12 points, .* got the shape \(2, 7\); record predictions at grid.poi",
    ),
    "none": (lambda: Field(GRID, np.zeros((0, len(FLAT)))), r"got the shape \(0, 2700\)"),
    "three classes": (
        lambda: Field(GRID, thirds(GRID.points)), r", 2700, 3\).* three or more .* with Classes"
    ),
    "nan": (lambda: Field(GRID, FLAT * np.nan), "between 0 and 1, got nan to nan"),
    "one nan": (lambda: Field(GRID, np.where(GRID.points[:, 0] > 0, FLAT, np.nan)), "got nan"),
    "logits": (lambda: Field(GRID, 5 * FLAT), "got 2.5 to 2.5; end the network with a sigmoid"),
    "another grid": (
        lambda: Classes(GRID, np.ones((50, 3)) / 3),
        r"2 to 6 probabilities for each of the grid's 2700 points, got the shape \(1, 50, 3\)",
    ),
    "seven": (lambda: Classes(GRID, np.ones((len(FLAT), 7)) / 7), r"got the shape \(1, 2700, 7\)"),
    "one column": (lambda: Classes(GRID, FLAT), r"got the shape \(2700,\)"),
    "nan of three": (lambda: Classes(GRID, np.full((len(FLAT), 3), np.nan)), "got nan to nan"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
