"""Fields: a plane whose boundary is known, x + y = 0, is read, crossed and drawn where it is."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from utils import fields
from utils.palette import FIELD

SQUARE = np.array([[-1.0, -1.0], [1.0, 1.0]])


def slope(X):
    """P(class 1) that rises across the line x + y = 0."""
    return 1 / (1 + np.exp(-2 * (X[:, 0] + X[:, 1])))


def field(grid):
    return slope(grid.points).reshape(grid.shape)


def test_grid_surrounds_the_points_with_equal_units():
    grid = fields.grid(SQUARE, margin=0.25, size=9)
    assert grid.extent == (-2.0, 2.0, -1.5, 1.5)
    assert grid.shape == (7, 9)
    assert np.ptp(np.diff(grid.x)) < 1e-12
    assert np.diff(grid.x)[0] == pytest.approx(np.diff(grid.y)[0])


def test_grid_of_unlike_units_keeps_both_ranges():
    grid = fields.grid([[0, 0], [1, 1000]], margin=0, size=5)
    assert grid.extent == (0.0, 1.0, 0.0, 1000.0)


def test_grid_of_one_point_has_a_width():
    left, right, bottom, top = fields.grid([[3.0, 3.0]]).extent
    assert right - left > 1 and top - bottom > 0.9


def test_points_are_in_the_order_of_the_field():
    grid = fields.grid(SQUARE, size=4)
    first = grid.points.reshape(*grid.shape, 2)
    np.testing.assert_array_equal(first[2, 3], (grid.x[3], grid.y[2]))


@pytest.mark.parametrize("outputs", [slope, lambda X: slope(X)[:, np.newaxis]])
def test_probability_takes_one_number_for_each_point(outputs):
    np.testing.assert_array_equal(fields.probability(outputs, SQUARE), slope(SQUARE))


def test_probability_of_two_units_is_the_second():
    both = fields.probability(lambda X: np.column_stack([1 - slope(X), slope(X)]), SQUARE)
    np.testing.assert_array_equal(both, slope(SQUARE))


def test_interpolation_is_exact_for_a_plane_and_clips_outside():
    grid = fields.grid(SQUARE, margin=0.25, size=9)
    flat = (grid.points @ [2.0, 3.0] + 1).reshape(grid.shape)
    X = np.array([[0.1, 0.2], [-1.9, 1.4], [2.0, 1.5], [9.0, 9.0]])
    np.testing.assert_allclose(fields.at(grid, flat, X), [1.8, 1.4, 9.5, 9.5])


@pytest.mark.parametrize("x", [-1.0, 0.0, 0.3])
def test_crossing_of_a_known_boundary(x):
    grid = fields.grid(SQUARE, size=101)
    np.testing.assert_allclose(fields.crossings(grid, field(grid), x), [-x], atol=1e-3)


def test_crossings_are_all_of_them_from_below():
    grid = fields.grid(SQUARE, margin=0.25, size=201)
    ring = (np.hypot(*grid.points.T) < 1).astype(float).reshape(grid.shape)
    np.testing.assert_allclose(fields.crossings(grid, ring, 0.0), [-1, 1], atol=0.02)
    assert fields.crossings(grid, ring, 1.8).size == 0


def test_boundary_line_lies_on_x_plus_y_0():
    grid = fields.grid(SQUARE, size=101)
    (line,) = fields.boundary(grid, field(grid))
    np.testing.assert_allclose(line.sum(axis=1), 0, atol=1e-3)
    assert len(line) > 100


def drawn(values, grid, bands):
    """The pixels of a field on axes that fill their figure, the first row at the top."""
    figure = Figure(figsize=(0.8, 0.6), dpi=100)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1), xlim=grid.extent[:2], ylim=grid.extent[2:])
    axes.set_axis_off()
    axes.add_artist(fields.FieldArtist(grid, values, bands))
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())


def test_drawn_field_has_the_colours_of_its_bands_in_their_places():
    grid = fields.grid(SQUARE, size=5)
    p = (grid.points[:, 0] - grid.x[0]) / np.ptp(grid.x)
    pixels = drawn(p.reshape(grid.shape), grid, 4)
    centres = (np.arange(80) + 0.5) / 80
    expected = FIELD((np.floor(centres * 4) + 0.5) / 4, bytes=True)
    np.testing.assert_array_equal(pixels[30], expected)


def test_drawn_field_has_its_first_row_below():
    grid = fields.grid(SQUARE, size=5)
    p = np.zeros(grid.shape)
    p[0] = 1
    pixels = drawn(p, grid, 2)
    np.testing.assert_array_equal(pixels[-1, 40], FIELD(0.75, bytes=True))
    np.testing.assert_array_equal(pixels[0, 40], FIELD(0.25, bytes=True))


def test_hidden_field_is_not_drawn():
    figure = Figure()
    canvas = FigureCanvasAgg(figure)
    grid = fields.grid(SQUARE, size=5)
    artist = figure.add_axes((0, 0, 1, 1)).add_artist(fields.FieldArtist(grid, field(grid)))
    artist.set_visible(False)
    canvas.draw()
    assert np.asarray(canvas.buffer_rgba())[5:-5, 5:-5].min() == 255


@pytest.mark.parametrize("shape", [(3, 35), (3, 35, 1), (3, 5, 7)])
def test_recordings_become_fields(shape):
    grid = fields.Grid(np.arange(7.0), np.arange(5.0))
    assert fields.recorded(grid, np.full(shape, 0.5)).shape == (3, 5, 7)
    two = np.stack([np.full((3, 35), 0.2), np.full((3, 35), 0.8)], axis=-1)
    assert (fields.recorded(grid, two) == 0.8).all()


REFUSED = {
    "three columns": (
        lambda: fields.grid(np.zeros((900, 3))),
        r"X must have two columns to be drawn, got the shape \(900, 3\); choose two of them",
    ),
    "empty": (lambda: fields.grid(np.zeros((0, 2))), r"got the shape \(0, 2\)"),
    "nan": (lambda: fields.grid([[0, 1], [np.nan, 2]]), r"X holds \[nan  2.\] in row 1"),
    "size": (lambda: fields.grid(SQUARE, size=1.5), "size must be a whole number .* got 1.5"),
    "margin": (lambda: fields.grid(SQUARE, margin=-1), "margin must be 0 or more, got -1"),
    "no pair": (lambda: fields.labelled(SQUARE[0, 0]), r"train must be the pair \(X, y\), got"),
    "lengths": (lambda: fields.labelled((SQUARE, [0])), "one label per point, got 2 and 1"),
    "labels": (
        lambda: fields.labelled((SQUARE, [0, 2])),
        "labels must be 0 or 1 .* got 2 in row 1 of train; compare one class",
    ),
    "predict": (
        lambda: fields.probability(lambda X: np.zeros((len(X), 3)), SQUARE),
        r"predict must return one probability for each of 2 points, got the shape \(2, 3\)",
    ),
    "logits": (
        lambda: fields.probability(lambda X: 9 * X[:, 0], SQUARE),
        "probabilities must lie between 0 and 1, got -9 to 9; end the network with a sigmoid",
    ),
    "diverged": (
        lambda: fields.probability(lambda X: np.full(len(X), np.nan), SQUARE),
        "probabilities must lie between 0 and 1, got nan to nan",
    ),
    "frames": (
        lambda: fields.recorded(fields.grid(SQUARE, size=4), np.zeros((2, 7))),
        r"each of the grid's 12 points, got the shape \(2, 7\); record predictions at grid.points",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
