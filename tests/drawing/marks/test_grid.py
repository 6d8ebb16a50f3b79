"""The grid: a plane whose boundary is known, x + y = 0, is read and crossed where it is."""

import numpy as np
import pytest

from tests.drawing.known import SQUARE, slope
from utils.drawing.marks import grid as planes


def field(grid):
    return slope(grid.points).reshape(grid.shape)


def test_grid_surrounds_the_points_with_equal_units():
    grid = planes.grid(SQUARE, margin=0.25, size=9)
    assert grid.extent == (-2.0, 2.0, -1.5, 1.5)
    assert grid.shape == (7, 9)
    assert np.ptp(np.diff(grid.x)) < 1e-12
    assert np.diff(grid.x)[0] == pytest.approx(np.diff(grid.y)[0])


def test_grid_of_unlike_units_keeps_both_ranges():
    grid = planes.grid([[0, 0], [1, 1000]], margin=0, size=5)
    assert grid.extent == (0.0, 1.0, 0.0, 1000.0)


def test_grid_of_one_point_has_a_width():
    left, right, bottom, top = planes.grid([[3.0, 3.0]]).extent
    assert right - left > 1 and top - bottom > 0.9


def test_points_are_in_the_order_of_the_field():
    grid = planes.grid(SQUARE, size=4)
    first = grid.points.reshape(*grid.shape, 2)
    np.testing.assert_array_equal(first[2, 3], (grid.x[3], grid.y[2]))


def test_interpolation_is_exact_for_a_plane_and_clips_outside():
    grid = planes.grid(SQUARE, margin=0.25, size=9)
    flat = (grid.points @ [2.0, 3.0] + 1).reshape(grid.shape)
    X = np.array([[0.1, 0.2], [-1.9, 1.4], [2.0, 1.5], [9.0, 9.0]])
    np.testing.assert_allclose(planes.at(grid, flat, X), [1.8, 1.4, 9.5, 9.5])


def test_the_nearest_point_is_the_nearest_by_distance():
    grid = planes.grid(SQUARE, size=7)
    X = np.random.default_rng(0).uniform(-2, 2, (200, 2))
    distances = np.linalg.norm(X[:, np.newaxis] - grid.points, axis=2)
    np.testing.assert_array_equal(planes.nearest(grid, X), distances.argmin(axis=1))


@pytest.mark.parametrize("x", [-1.0, 0.0, 0.3])
def test_crossing_of_a_known_boundary(x):
    grid = planes.grid(SQUARE, size=101)
    np.testing.assert_allclose(planes.crossings(grid, field(grid), x), [-x], atol=1e-3)


def test_crossings_are_all_of_them_from_below():
    grid = planes.grid(SQUARE, margin=0.25, size=201)
    ring = (np.hypot(*grid.points.T) < 1).astype(float).reshape(grid.shape)
    np.testing.assert_allclose(planes.crossings(grid, ring, 0.0), [-1, 1], atol=0.02)
    assert planes.crossings(grid, ring, 1.8).size == 0


def test_boundary_line_lies_on_x_plus_y_0():
    grid = planes.grid(SQUARE, size=101)
    (line,) = planes.boundary(grid, field(grid))
    np.testing.assert_allclose(line.sum(axis=1), 0, atol=1e-3)
    assert len(line) > 100


def test_the_level_of_a_boundary_is_chosen():
    grid = planes.grid(SQUARE, size=101)
    (line,) = planes.boundary(grid, grid.points[:, 0].reshape(grid.shape), 0.25)
    np.testing.assert_allclose(line[:, 0], 0.25, atol=1e-12)


def test_edges_lie_half_way_between_points_of_unlike_regions():
    grid = planes.Grid(np.arange(4.0), np.arange(3.0))
    regions = np.array([[7, 7, 2, 2], [7, 7, 2, 2], [5, 7, 7, 7]])
    wanted = {
        ((1.5, -0.5), (1.5, 1.5)), ((1.5, 1.5), (3.5, 1.5)),
        ((0.5, 1.5), (0.5, 2.5)), ((-0.5, 1.5), (0.5, 1.5)),
    }  # fmt: skip
    assert {tuple(map(tuple, edge)) for edge in planes.edges(grid, regions)} == wanted
    assert planes.edges(grid, 0 * regions) == []


def test_a_stretched_plane_is_read_at_the_centres_of_pixels():
    ramp = np.add.outer(10 * np.arange(3.0), np.arange(4.0))
    up, across = (np.arange(8) + 0.5) / 8 * 2, (np.arange(6) + 0.5) / 6 * 3
    wanted = np.add.outer(10 * up, across)
    np.testing.assert_allclose(planes.stretched(ramp, 8, 6), wanted, rtol=1e-6)


REFUSED = {
    "three columns": (
        lambda: planes.grid(np.zeros((900, 3))),
        r"X must have two columns to be drawn, got the shape \(900, 3\); choose two of them",
    ),
    "empty": (lambda: planes.grid(np.zeros((0, 2))), r"got the shape \(0, 2\)"),
    "nan": (lambda: planes.grid([[0, 1], [np.nan, 2]]), r"X holds \[nan  2.\] in row 1"),
    "masked": (lambda: planes.grid(np.ma.masked_less(SQUARE, SQUARE.max())), "X is a masked array"),
    "size": (lambda: planes.grid(SQUARE, size=1.5), "size must be a whole number .* got 1.5"),
    "margin": (lambda: planes.grid(SQUARE, margin=-1), "margin must be 0 or more, got -1"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
