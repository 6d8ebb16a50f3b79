"""The box: a parallel projection on one scale, walls behind everything, words that can be read."""

import numpy as np
import pytest

from tests.drawn import collisions
from utils import picture
from utils.box import CORNERS, Box
from utils.layout import sheet
from utils.relief import Camera

CUBE = CORNERS * 1.0


def box(azimuth=30, elevation=20, points=CUBE, others=()):
    with picture.style():
        camera = Camera(azimuth, elevation)
        figure = sheet(470, "A box", width=640)
        made = Box(figure, 0, points, [camera, *others], ("$x$", "$y$", "$z$"))
        made.look(camera)
    return made


def test_seen_from_the_ground_x_goes_across_and_z_up_on_one_scale():
    made = box(0, 0)
    pixels, away = made.place(made.inside(np.array([[0, 0, 0], [1, 0, 0], [0, 0, 1.0]])))
    across, up = pixels[1] - pixels[0], pixels[2] - pixels[0]
    assert across[1] == pytest.approx(0) and up[0] == pytest.approx(0)
    assert across[0] == pytest.approx(up[1]) and across[0] > 50
    behind = made.place(made.inside(np.array([0, 1.0, 0])))[1]
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


def test_the_scale_fits_every_camera():
    cameras = [Camera(azimuth, elevation) for azimuth in (0, 20, 45) for elevation in (0, 30)]
    made = box(points=CUBE * [1, 2, 3], others=cameras)
    for camera in cameras:
        made.look(camera)
        pixels = made.place(CUBE * made.sides)[0]
        assert (pixels > (40, 30)).all() and (pixels < (600, 470)).all()


@pytest.mark.parametrize("azimuth", [10, 100, 190, 280])
@pytest.mark.parametrize("elevation", [-20, 20])
def test_the_walls_are_behind_everything(azimuth, elevation):
    made = box(azimuth, elevation)
    corners = CUBE * made.sides
    away = made.place(corners)[1]
    for axis in range(3):
        on_wall = corners[:, axis] == made.far[axis] * made.sides[axis]
        assert away[on_wall].mean() > away[~on_wall].mean()
        wanted = made.place(corners[on_wall])[0]
        drawn = made.walls.get_paths()[axis].vertices
        assert {tuple(p.round(6)) for p in drawn} == {tuple(p.round(6)) for p in wanted}


def test_grid_lines_run_on_the_far_walls_at_their_numbers():
    made = box()
    lines = iter(made.grid.get_segments())
    for axis in range(3):
        for tick in made.ticks[axis]:
            point = made.far * made.sides
            point[axis] = made.inside(np.full(3, tick))[axis]
            np.testing.assert_allclose(next(lines)[1], made.place(point)[0])
    assert not list(lines)


@pytest.mark.parametrize("azimuth", [20, 45, 110, -60, 200])
def test_numbers_and_names_do_not_touch_and_stand_outside(azimuth):
    made = box(azimuth)
    picture.render(made.axes.figure)
    assert not collisions(made.axes.figure)
    pixels = made.place(CUBE * made.sides)[0]
    for name in made.names:
        x, y = name.get_position()
        assert not (pixels[:, 0].min() < x < pixels[:, 0].max() and y > pixels[:, 1].mean())


def test_a_short_side_is_stretched_to_half():
    made = box(points=CUBE * [1, 1, 0.01])
    assert list(made.sides) == [1, 1, 0.5]
    assert made.inside(np.array([1, 1, 0.01])) == pytest.approx([1 / 1.04, 1 / 1.04, 0.5 / 1.04])


def test_points_without_extent_have_a_box():
    assert list(box(points=np.ones((3, 3))).sides) == [1, 1, 1]
