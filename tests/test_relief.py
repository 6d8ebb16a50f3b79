"""Relief: what is seen, and where, against a walk towards the viewer with the formula itself."""

import numpy as np
import pytest

from utils import relief
from utils.layout import panel, sheet
from utils.picture import render, style
from utils.relief import BASE, LATTICE, RISE, Camera

AXIS = np.linspace(-1, 1, 201)
RED, GREEN, WALL_X, WALL_Y, SKY = 0xFF0000FF, 0xFF00FF00, 0xFF202020, 0xFF404040, 0xFFFFFFFF


def hills(x, y):
    return np.exp(-8 * ((x + 0.3) ** 2 + (y + 0.4) ** 2)) + 0.6 * np.exp(-6 * (x - 0.4) ** 2) * (
        y + 1
    )


def artist(f=hills, colours=None, size=(300, 260)):
    """A relief of f on its axes, one pixel of the figure around it."""
    figure = sheet(size[1] + 20, "")
    axes = panel(figure, 10, 10, *size, xlim=(0, size[0]), ylim=(0, size[1]))
    axes.axis("off")
    colours = np.full((LATTICE, LATTICE), RED) if colours is None else colours
    made = relief.ReliefArtist(f(*np.meshgrid(AXIS, AXIS)), colours, [WALL_X, WALL_Y], SKY)
    axes.add_artist(made)
    return made


@pytest.mark.parametrize("azimuth", [-130, -30, 0, 45, 200])
def test_ground_undoes_project(azimuth, rng):
    camera = Camera(azimuth, 40)
    x, y = rng.uniform(-1, 1, (2, 9))
    across, up, away = camera.project(x, y, 0.5)
    np.testing.assert_allclose(camera.ground(across, away), [x, y], atol=1e-12)
    np.testing.assert_allclose(across**2 + away**2, x**2 + y**2)


def test_what_is_higher_and_what_is_farther_stand_higher_in_the_picture():
    camera = Camera(0, 30)
    (_, low, _), (_, high, _) = camera.project(0, 0, 0), camera.project(0, 0, 1)
    (_, near, _), (_, far, _) = camera.project(0, -1, 0), camera.project(0, 1, 0)
    assert high - low == pytest.approx(np.cos(np.pi / 6))
    assert far - near == pytest.approx(2 * np.sin(np.pi / 6))


def hidden_by_formula(camera, lift, x, y):
    """Whether the surface stands higher in the picture anywhere between a point and the viewer."""
    across, up, away = camera.project(x, y, lift(hills(x, y)))
    steps = away - np.arange(0.01, 3, 0.002)
    nearer = camera.ground(across, steps)
    on = (np.abs(nearer[0]) < 1) & (np.abs(nearer[1]) < 1)
    ups = camera.project(*nearer, lift(hills(*nearer)))[1]
    return (np.where(on, ups, -np.inf) - up).max()


@pytest.mark.parametrize("azimuth", [-50, 20, 130])
def test_hills_hide_what_is_behind_them(azimuth, rng):
    made, camera = artist(), Camera(azimuth, 25)
    made.look(camera)
    x, y = rng.uniform(-0.98, 0.98, (2, 400))
    _, seen = made.place(x, y, made.lift(hills(x, y)))
    above = np.array([hidden_by_formula(camera, made.lift, *point) for point in zip(x, y)])
    clear = (above < 0) | (above > 0.05)  # not just hidden
    assert 20 < (above[clear] > 0).sum() < clear.sum() - 200
    np.testing.assert_array_equal(seen[clear], above[clear] < 0)


def test_a_point_is_drawn_where_it_is_placed():
    """One green spot on a red hill: its pixels are where place says, and nowhere else."""
    spot = np.full((LATTICE, LATTICE), RED)
    x, y = 0.3, -0.5
    row, column = (int((v + 1) / 2 * LATTICE) for v in (y, x))
    spot[row - 12 : row + 12, column - 12 : column + 12] = GREEN
    with style():
        made = artist(colours=spot)
        made.look(Camera(-30, 40))
        (place,), (seen,) = made.place([x], [y], made.lift(hills(x, np.array([y]))))
        pixels = render(made.axes.figure)
    up, across = np.argwhere((pixels[..., 1] == 255) & (pixels[..., 0] == 0)).T
    assert seen and len(up) > 20
    assert np.mean(across) == pytest.approx(10 + place[0], abs=1)
    assert len(pixels) - np.mean(up) == pytest.approx(10 + place[1], abs=1.5)


def shown(made, azimuth, elevation=35):
    made.look(Camera(azimuth, elevation))
    return np.ascontiguousarray(made._picture).view("<u4")[..., 0]


def test_two_sides_of_the_block_are_seen():
    """From a corner both walls; straight from the front only the one along x, in its size."""
    colours = shown(artist(), -45)
    assert {RED, WALL_X, WALL_Y, SKY} <= set(np.unique(colours).tolist())
    flat = artist(lambda x, y: 0 * x)
    front = shown(flat, 0)
    unit, _ = flat._scale(300, 260)
    assert WALL_X not in front
    rows = (front[:, 150] == WALL_Y).sum()
    assert rows == pytest.approx(BASE * np.cos(np.deg2rad(35)) * unit, abs=1.5)
    assert (front[:, 150] == RED).sum() == pytest.approx(2 * np.sin(np.deg2rad(35)) * unit, abs=1.5)
    assert (front == WALL_Y).any(axis=0).sum() == pytest.approx(2 * unit, abs=2)


@pytest.mark.parametrize("azimuth", range(0, 360, 45))
@pytest.mark.parametrize("elevation", [20, 60])
def test_the_block_fits_its_axes_from_every_side(azimuth, elevation):
    colours = shown(artist(), azimuth, elevation)
    edge = np.concatenate([colours[0], colours[-1], colours[:, 0], colours[:, -1]])
    assert (edge == SKY).mean() > 0.9
    assert (colours != SKY).mean() > 0.2


def test_heights_are_lifted_to_one_scale():
    made = artist(lambda x, y: 5 + 3 * x)
    np.testing.assert_allclose(made.lift([2, 5, 8]), [0, RISE / 2, RISE])


def test_mean_of_packed_colours(rng):
    a, b = rng.integers(0, 256, (2, 50, 4), dtype=np.uint8)
    packed = relief._mean(*(each.view("<u4")[:, 0] for each in (a, b)))
    means = packed[:, np.newaxis].view(np.uint8)
    np.testing.assert_array_equal(means, (a.astype(int) + b) // 2)


def test_texture_has_a_colour_for_each_band():
    x, _ = np.meshgrid(AXIS, AXIS)
    colours = [[0, 0, 0], [100, 0, 0], [200, 0, 0]]
    flat = relief.texture(x, np.array([-1.0, 0.0, 0.5, 1.0]), colours, 100, shades=0)
    red = flat[50][:, np.newaxis].view(np.uint8)[:, 0]
    assert (red[:48] == 0).all() and (red[52:73] == 100).all() and (red[77:98] == 200).all()
    assert red[49] > 0.4 * 250 - 1  # the pale line along the level 0


def test_light_comes_from_the_upper_left():
    x, y = np.meshgrid(AXIS, AXIS)
    cone = -np.hypot(x, y)
    lit = relief.texture(cone, np.array([-2.0, -1.0, 0.0]), [[200, 200, 200]] * 2, 100)
    red = lit[..., np.newaxis].view(np.uint8)[..., 0]
    assert red[70, 30] > red[30, 70]
