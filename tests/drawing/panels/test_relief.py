"""Relief: what is seen, and where, against a walk towards the viewer with the formula itself."""

import numpy as np
import pytest

from utils.drawing.film.picture import render
from utils.drawing.marks.grid import Grid
from utils.drawing.marks.heights import Heights
from utils.drawing.panels import relief
from utils.drawing.panels.relief import BASE, LATTICE, RISE, Relief
from utils.drawing.panels.view import Camera
from utils.drawing.style.page import axes_at, blank, style

AXIS = np.linspace(-1, 1, 201)
RED, GREEN, WALL_X, WALL_Y, SKY = 0xFF0000FF, 0xFF00FF00, 0xFF202020, 0xFF404040, 0xFFFFFFFF
ROUND = [Camera(azimuth, 35) for azimuth in range(0, 360, 15)]


def hills(x, y):
    return np.exp(-8 * ((x + 0.3) ** 2 + (y + 0.4) ** 2)) + 0.6 * np.exp(-6 * (x - 0.4) ** 2) * (
        y + 1
    )


def made(f=hills, cameras=ROUND, size=(300, 260), red=True):
    """A relief of f on axes with ten pixels of the figure around them, its top red."""
    with style():
        axes = axes_at(blank(size[0] + 20, size[1] + 20), 10, 10, *size)
        axes.set(xlim=(0, size[0]), ylim=(0, size[1]))
        axes.axis("off")
        mark = Relief(Heights(Grid(AXIS, AXIS), f(*np.meshgrid(AXIS, AXIS))), ("$x$", "$y$"))
        mark.cameras = cameras
        mark.make(axes)
    if red:
        mark.paints[:-3], mark.paints[-3:] = RED, (WALL_X, WALL_Y, SKY)
    mark.look(cameras[0])
    return mark


def share(mark, x, y):
    low, high = mark.ground.ends
    return (hills(x, y) - low) / (high - low)


def hidden_by_formula(mark, x, y):
    """How far the surface stands out above a point anywhere between it and the viewer."""
    camera = mark.camera
    _, up, away = camera.project(x, y, RISE * share(mark, x, y))
    steps = away - np.arange(0.01, 3, 0.002)
    across, _, _ = camera.project(x, y, 0)
    nearer = camera.ground(across, steps)
    on = (np.abs(nearer[0]) < 1) & (np.abs(nearer[1]) < 1)
    ups = camera.project(*nearer, RISE * share(mark, *nearer))[1]
    return (np.where(on, ups, -np.inf) - up).max()


@pytest.mark.parametrize("cameras", [1, 24], ids=["stands", "turns"])
@pytest.mark.parametrize("azimuth", [-50, 20, 130])
def test_hills_hide_what_is_behind_them(azimuth, cameras, rng):
    mark = made(cameras=[Camera(azimuth, 25)] * cameras)
    points = rng.uniform(-0.98, 0.98, (400, 2))
    _, seen = mark.place(points, share(mark, *points.T))
    above = np.array([hidden_by_formula(mark, *point) for point in points])
    clear = (above < 0) | (above > 0.05)  # not just hidden
    assert 20 < (above[clear] > 0).sum() < clear.sum() - 200
    np.testing.assert_array_equal(seen[clear], above[clear] < 0)


@pytest.mark.parametrize("cameras", [1, 24], ids=["stands", "turns"])
def test_a_point_is_drawn_where_it_is_placed(cameras):
    """One green spot on a red hill: its pixels are where place says, and nowhere else."""
    camera = Camera(-30, 40)
    mark = made(cameras=[camera] * cameras)
    x, y = 0.3, -0.5
    row, column = (int((v + 1) / 2 * mark.lattice) for v in (y, x))
    reach = mark.lattice * 12 // LATTICE
    square = mark.paints[:-3].reshape(mark.lattice, mark.lattice)
    square[row - reach : row + reach, column - reach : column + reach] = GREEN
    mark.lines.set_visible(False)
    mark.look(camera)
    (place,), (seen,) = mark.place(np.array([[x, y]]), share(mark, x, np.array([y])))
    with style():
        pixels = render(mark.lines.figure)
    up, across = np.argwhere((pixels[..., 1] == 255) & (pixels[..., 0] == 0)).T
    assert seen and len(up) > 20
    assert np.mean(across) == pytest.approx(10 + place[0], abs=1)
    assert len(pixels) - np.mean(up) == pytest.approx(10 + place[1], abs=1.5)


def shown(mark, azimuth, elevation=35):
    mark.look(Camera(azimuth, elevation))
    return np.ascontiguousarray(mark.picture.pixels).view("<u4")[..., 0]


def test_two_sides_of_the_block_are_seen():
    """From a corner both walls; straight from the front only the one along x, in its size."""
    colours = shown(made(), -45)
    assert {RED, WALL_X, WALL_Y, SKY} <= set(np.unique(colours).tolist())
    flat = made(lambda x, y: 0 * x)
    front = shown(flat, 0)
    unit, _ = flat._scale(300, 260)
    assert WALL_X not in front
    rows = (front[:, 150] == WALL_Y).sum()
    assert rows == pytest.approx(BASE * np.cos(np.deg2rad(35)) * unit, abs=1.5)
    assert (front[:, 150] == RED).sum() == pytest.approx(2 * np.sin(np.deg2rad(35)) * unit, abs=1.5)
    assert (front == WALL_Y).any(axis=0).sum() == pytest.approx(2 * unit, abs=2)


@pytest.mark.parametrize("elevation", [20, 60])
def test_the_block_fits_its_axes_from_every_side(elevation):
    mark = made(cameras=[camera._replace(elevation=elevation) for camera in ROUND])
    for azimuth in range(0, 360, 45):
        colours = shown(mark, azimuth, elevation)
        edge = np.concatenate([colours[0], colours[-1], colours[:, 0], colours[:, -1]])
        assert (edge == SKY).mean() > 0.9 and (colours != SKY).mean() > 0.2
        points = mark.ground.grid.points[::7]
        pixels, _ = mark.place(points, share(mark, *points.T))
        assert (pixels >= 0).all() and (pixels <= (300, 260)).all()
        for text in mark.words:
            assert 8 < text.get_position()[0] < 292 and 8 < text.get_position()[1] < 252


@pytest.mark.parametrize("size", [(300, 200), (300, 400)])
def test_a_block_that_stands_fills_its_axes(size):
    """From edge to edge in one direction, in the middle of the other."""
    cover = shown(made(cameras=[Camera(-45, 35)], size=size), -45) != SKY
    rows, columns = np.flatnonzero(cover.any(axis=1)), np.flatnonzero(cover.any(axis=0))
    spans = np.ptp(columns) / size[0], np.ptp(rows) / size[1]
    assert max(spans) > 0.96
    assert columns[0] + columns[-1] == pytest.approx(size[0], abs=4)
    assert rows[0] + rows[-1] == pytest.approx(size[1], abs=0.04 * size[1])


def test_a_block_that_stands_has_finer_edges():
    """Between the red top and the white sky: the share of white has more steps."""
    camera = Camera(-30, 35)
    steps = []
    for count in (1, 24):
        colours = shown(made(cameras=[camera] * count), *camera).ravel()[:, np.newaxis]
        red, green, blue, _ = colours.view(np.uint8).T
        steps.append(len(set(green[(red == 255) & (green == blue)].tolist())))
    assert steps[0] > 8 > steps[1]


def test_heights_are_lifted_to_one_scale():
    mark = made(lambda x, y: 5 + 3 * x)
    assert mark.ground.ends == (2, 8)
    places, _ = mark.place(np.zeros((3, 2)), np.array([0, 0.5, 1]))
    unit, _ = mark._scale(300, 260)
    wanted = RISE * np.cos(np.deg2rad(35)) * unit
    np.testing.assert_allclose(np.diff(places[:, 1]), wanted / 2)


def broken(line):
    """How often a line ends: its stretches without nan."""
    there = np.isfinite(line.get_xdata())
    return (np.diff(there.astype(int)) == 1).sum()


def test_lines_between_bands_are_whole():
    """From above every line is seen from end to end; on the map there are as many."""
    bowl = made(lambda x, y: x**2 + y**2, cameras=[Camera(-40, 80)], red=False)
    lines = bowl.ground.lines()
    count = (np.diff(np.isfinite(lines[:, 0]).astype(int)) == 1).sum()
    assert broken(bowl.lines) == count > 12
    x, y = bowl.lines.get_data()
    (middle,), _ = bowl.place(np.zeros((1, 2)), np.zeros(1))
    rings = np.hypot(*(lines[:, :2].T))
    drawn = np.isfinite(x)
    nearest = rings[drawn] < 0.4
    across = np.abs(x[drawn] - middle[0])[nearest].max()
    assert across == pytest.approx(rings[drawn][nearest].max() * bowl._scale(300, 260)[0], abs=1)


def test_lines_behind_a_hill_are_not_drawn():
    ridge = made(lambda x, y: np.exp(-8 * (y + 0.3) ** 2), cameras=[Camera(0, 12)], red=False)
    x, y = ridge.lines.get_data()
    lines = ridge.ground.lines()
    behind = np.isfinite(lines[:, 0]) & (lines[:, 1] > -0.25)
    before = np.isfinite(lines[:, 0]) & (lines[:, 1] < -0.35)
    assert behind.sum() > 500 and np.isnan(x[behind]).all() and np.isfinite(x[before]).all()


def test_names_of_the_sides_stand_at_the_two_nearest_edges():
    mark = made(cameras=[Camera(-45, 42)])
    first, second = (np.array(text.get_position()) for text in mark.words)
    assert first[0] > 150 > second[0] and max(first[1], second[1]) < 130


def test_mean_of_packed_colours(rng):
    a, b = rng.integers(0, 256, (2, 50, 4), dtype=np.uint8)
    packed = relief._mean(*(each.view("<u4")[:, 0] for each in (a, b)))
    means = packed[:, np.newaxis].view(np.uint8)
    np.testing.assert_array_equal(means, (a.astype(int) + b) // 2)


def painted(f, bands, shades):
    """The red part (100, 100) of the texture of f, whose bands have these colours."""
    ground = Heights(Grid(AXIS, AXIS), f(*np.meshgrid(AXIS, AXIS)), bands)
    ground.shades = np.array([[red, 0, 0, 255] for red in shades], np.uint8)
    return relief.texture(ground, 100)[..., np.newaxis].view(np.uint8)[..., 0]


def test_texture_has_a_colour_for_each_band():
    """A slope of 0.45 towards the right is lit by 1.0966, one step of 0.16 / 6 above the flat."""
    red = painted(lambda x, y: 1e-9 * x, 4, [0, 60, 120, 180])
    assert (red[:, :24] == 0).all() and (red[:, 26:49] == 61).all()
    assert (red[:, 51:74] == 123).all() and (red[:, 76:] == 184).all()


def test_level_ground_has_the_colour_of_its_band():
    assert (painted(lambda x, y: 0 * x, 1, [200]) == 200).all()


def test_light_comes_from_the_upper_left():
    red = painted(lambda x, y: -np.hypot(x, y), 1, [200])
    assert red[70, 30] > red[30, 70]
