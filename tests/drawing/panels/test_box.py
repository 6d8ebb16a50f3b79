"""The box: a parallel projection on one scale, walls behind everything, words that can be read."""

import numpy as np
import pytest

from tests.drawn import collisions
from utils.drawing.film import picture
from utils.drawing.panels.box import CORNERS, UPRIGHT, Box
from utils.drawing.panels.view import Camera
from utils.drawing.style.page import axes_at, blank, style

CUBE = CORNERS * 1.0


def box(azimuth=30, elevation=20, points=CUBE, others=(), size=(600, 440)):
    with style():
        axes = axes_at(blank(size[0] + 40, size[1] + 30), 20, 10, *size)
        axes.set(xlim=(0, size[0]), ylim=(0, size[1]))
        axes.axis("off")
        made = Box(points, ("$x$", "$y$", "$z$"))
        made.cameras = [Camera(azimuth, elevation), *others]
        made.make(axes)
        made.look(made.cameras[0])
    return made


def test_seen_from_the_ground_x_goes_across_and_z_up():
    made = box(0, 0)
    pixels, away = made.place(np.array([[0, 0, 0], [0.5, 0, 0], [0, 0, 0.5]]))
    across, up = pixels[1] - pixels[0], pixels[2] - pixels[0]
    assert across[1] == pytest.approx(0) and up[0] == pytest.approx(0)
    assert across[0] == pytest.approx(up[1]) and across[0] > 50
    behind = made.place(np.array([0, 1.0, 0]))[1]
    assert behind > away[0] == pytest.approx(away[1])


def test_from_above_what_is_higher_is_nearer():
    low, high = box(30, 90).place(np.array([[0.2, 0.1, -1], [0.2, 0.1, 1]]))[1]
    assert high == pytest.approx(low - 2)


def test_depth_and_pixels_are_a_rotation():
    """Lengths are kept: a point's two pixels and its depth are its place, turned."""
    made, points = box(33, 41), np.random.default_rng(0).normal(size=(20, 3))
    pixels, away = made.place(points)
    seen = np.column_stack([(pixels - made.centre) / made.scale, away])
    np.testing.assert_allclose((seen**2).sum(axis=1), (points**2).sum(axis=1))
    np.testing.assert_allclose(seen @ seen.T, points @ points.T, atol=1e-12)


@pytest.mark.parametrize("size", [(600, 440), (300, 220)])
def test_the_scale_fits_every_camera(size):
    cameras = [Camera(azimuth, 16) for azimuth in range(0, 90, 5)]
    made = box(0, 16, CUBE * [1, 2, 3], cameras, size)
    for camera in cameras:
        made.look(camera)
        pixels = made.place(CUBE * made.sides)[0]
        assert (pixels > (30, 20)).all() and (pixels <= np.array(size) - (20, 3.9)).all()
        picture.render(made.grid.figure)
        assert not collisions(made.grid.figure)


@pytest.mark.parametrize("azimuth", [20, 40, 65])
def test_a_box_that_stands_fills_its_axes(azimuth):
    """All but the room for words: to its sides or to its top, and most of both."""
    made = box(azimuth, 16)
    pixels = made.place(CUBE * made.sides)[0]
    share = np.ptp(pixels, axis=0) / (600, 440)
    assert share.max() > 0.82 and share.prod() > 0.66


@pytest.mark.parametrize("azimuth", [10, 100, 190, 280])
@pytest.mark.parametrize("elevation", [-20, 20])
def test_lines_are_drawn_on_walls_behind_everything(azimuth, elevation):
    """Every line's ends lie on two of the three walls whose corners are farthest away."""
    made = box(azimuth, elevation)
    corners = CUBE * made.sides
    away = made.place(corners)[1]
    for axis in range(3):
        on_wall = corners[:, axis] == made.far[axis] * made.sides[axis]
        assert away[on_wall].mean() > away[~on_wall].mean()
        lines = made._lines(axis)
        others = [other for other in range(3) if other != axis]
        on = np.isclose(lines, made.far * made.sides)[..., others]
        assert on.any(axis=-1).all() and on[:, 1].all()
        assert np.ptp(lines[..., others], axis=1) == pytest.approx(
            2 * made.sides[others] + 0 * lines[:, 0, others]
        )
        assert (np.ptp(lines[..., axis], axis=1) == 0).all()


def test_grid_lines_run_on_the_far_walls_at_their_numbers_and_at_the_edges():
    made = box()
    lines = iter(made.grid.get_segments())
    for axis in range(3):
        ends = made.sides[axis] * np.array([-1, 1])
        spots = [made.inside(np.full(3, tick))[axis] for tick in made.ticks[axis]]
        for spot in [*spots, *ends]:
            point = made.far * made.sides
            point[axis] = spot
            np.testing.assert_allclose(next(lines)[1], made.place(point)[0])
    assert not list(lines)


@pytest.mark.parametrize("azimuth", [20, 45, 110, -60, 200])
def test_numbers_and_names_do_not_touch_and_stand_outside(azimuth):
    made = box(azimuth)
    picture.render(made.grid.figure)
    assert not collisions(made.grid.figure)
    pixels = made.place(CUBE * made.sides)[0]
    for name in made.words:
        x, y = name.get_position()
        assert not (pixels[:, 0].min() < x < pixels[:, 0].max() and y > pixels[:, 1].mean())


@pytest.mark.parametrize("azimuth", [30, 110, 200, -60])
def test_numbers_stand_beside_their_places(azimuth):
    """Outside the box, near their ticks, all of a side equally far from its edge."""
    made = box(azimuth, 20)
    for axis in range(3):
        gaps = []
        for tick, text in zip(made.ticks[axis], made.numbers[axis], strict=True):
            assert float(text.get_text().replace("\N{MINUS SIGN}", "-")) == tick
            edge = made._edge(axis)
            edge[axis] = made.inside(np.full(3, tick))[axis]
            gaps.append(text.get_position() - made.place(edge)[0])
        assert 12 < np.hypot(*gaps[0]) < 30
        assert gaps[0] @ (made.place(made._edge(axis))[0] - made.centre) > 0
        np.testing.assert_allclose(gaps, gaps[:1] * len(gaps), atol=1)


RANGES = [(1e12, 1, 1), (1, 1e12, 1), (1, 1, 1e12), (1e-12, 1e-12, 1e-12), (1e4, 1e5, 1e7)]


@pytest.mark.parametrize("ranges", RANGES)
@pytest.mark.parametrize("azimuth", [0, 20, 45, 90, 200])
def test_numbers_of_any_size_have_room(ranges, azimuth):
    made = box(azimuth, 16, CUBE * ranges, size=(440, 330))
    picture.render(made.grid.figure)
    assert not collisions(made.grid.figure)


def test_numbers_without_room_give_way_to_one():
    """Seen along x, its numbers would stand on one place."""
    shown = [[text.get_visible() for text in side] for side in box(0, 0).numbers]
    across, along, up = shown
    assert all(across) and all(up) and sum(along) == 1 < len(along)


def test_the_ground_has_one_scale_and_a_short_side_is_stretched_to_half():
    assert list(box(points=CUBE * [1, 0.8, 0.01]).sides[:2]) == [1, 0.8]
    made = box(points=CUBE * [1, 0.01, 1])
    assert list(made.sides[:2]) == [1, 0.5]
    assert made.inside(np.array([1, 0.01, 1]))[:2] == pytest.approx([1 / 1.04, 0.5 / 1.04])


@pytest.mark.parametrize(("size", "bound"), [((900, 200), 0), ((300, 600), 1)])
def test_the_height_is_stretched_within_bounds(size, bound):
    assert box(size=size).sides[2] == UPRIGHT[bound]
    assert UPRIGHT[0] < box(size=(500, 440)).sides[2] < UPRIGHT[1]


def test_points_without_extent_have_a_box():
    assert list(box(points=np.ones((3, 3))).sides[:2]) == [1, 1]
