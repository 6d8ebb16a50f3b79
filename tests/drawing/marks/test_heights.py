"""Heights: bands of colour in their places, whole lines between them, and ways that climb."""

import numpy as np
import pytest

from tests.drawing import known
from utils.drawing.marks.grid import Grid
from utils.drawing.marks.heights import Heights
from utils.drawing.marks.ways import Ways
from utils.drawing.style.palette import STEPS, SURFACE

GRID = Grid(np.linspace(-2, 2, 81), np.linspace(-1, 3, 81))
X, Y = np.meshgrid(GRID.x, GRID.y)
BOWL = X**2 + (Y - 1) ** 2
WAY = np.column_stack([np.linspace(1.5, -0.5, 21), np.linspace(2, 1, 21)])


def test_bands_have_their_colours_in_their_places():
    """Heights that rise to the right and upwards, in four bands of equal height."""
    for heights, pick in ((X, lambda seen: seen[30]), (Y, lambda seen: seen[::-1, 40])):
        seen = pick(known.pixels(Heights(GRID, heights, bands=4), limits=GRID.extent))
        places = (np.arange(len(seen)) + 0.5) / len(seen)
        wanted = SURFACE((np.floor(places * 4) + 0.5) / 4, bytes=True)
        far = np.abs(places * 4 - np.round(places * 4)) > 0.15  # from a line
        np.testing.assert_array_equal(seen[far], wanted[far])


def test_pale_lines_lie_where_two_bands_meet():
    seen = known.pixels(Heights(GRID, X, bands=4), limits=GRID.extent)[30].astype(int).sum(axis=-1)
    for line in (20, 40, 60):
        assert seen[line - 1 : line + 1].max() > max(seen[line - 4], seen[line + 3]) + 30


def test_lines_are_whole_and_at_their_shares():
    lines = Heights(GRID, BOWL, bands=8).lines()
    gaps = np.isnan(lines).all(axis=1)
    assert not np.isnan(lines[~gaps]).any() and gaps[0] and gaps[-1]
    pieces = [piece[1:] for piece in np.split(lines, np.flatnonzero(gaps)) if len(piece) > 1]
    for x, y, share in np.vstack(pieces):
        assert x**2 + (y - 1) ** 2 == pytest.approx(8 * share, abs=2e-3)  # 8 at the corners
    rings = [piece for piece in pieces if piece[0, 2] <= 0.5]  # those that meet no edge
    assert len(rings) >= 3 and all((ring[0] == ring[-1]).all() for ring in rings[:3])
    assert {piece[0, 2] for piece in pieces} == {n / 8 for n in range(1, 8)}


@pytest.mark.parametrize("scale", [1e-12, 1, 1e12])
def test_heights_of_any_size_have_all_bands(scale):
    mark = Heights(GRID, 1e3 * scale + scale * X)
    assert set(np.unique(mark.band(mark.shares)).tolist()) == set(range(14))
    assert mark.ends == pytest.approx((998 * scale, 1002 * scale))


def test_flat_heights_are_one_band_without_lines():
    mark = Heights(GRID, 0 * X + 5)
    assert (mark.band(mark.shares) == 0).all() and np.isnan(mark.lines()).all()
    assert (known.pixels(mark, limits=GRID.extent)[5:-5, 5:-5, :3] == mark.shades[0, :3]).all()


def test_heights_fill_their_panel():
    mark = Heights(GRID, BOWL)
    assert mark.fills and mark.bounds() == (-2, 2, -1, 3) and mark.moments is None


def test_ways_say_where_and_how_high_they_are():
    climbs = Ways({"SGD": WAY}, heights=Heights(GRID, BOWL), value="cost")
    assert climbs.facts(0) == ["SGD at (1.50, 2.00), cost 3.25"]
    assert climbs.facts(20) == ["SGD at (−0.50, 1.00), cost 0.250"]


def test_tones_are_those_of_the_numbers_of_the_steps():
    climbs = Ways({"SGD": WAY}, by_step=True)
    climbs.steps = np.arange(21)
    np.testing.assert_array_equal(climbs.tones([0, 5, 20]), STEPS([0.0, 0.25, 1.0]))
    climbs.steps = 100 + np.arange(21) ** 2
    np.testing.assert_array_equal(climbs.tones([0, 10, 20]), STEPS([0.0, 0.25, 1.0]))
    known.on_axes(climbs, GRID.extent)
    climbs.draw(10)
    np.testing.assert_array_equal(climbs.coloured[0].get_colors()[-1], STEPS(0.25))


@pytest.mark.parametrize("numbers", [np.array([3]), np.arange(1)])
def test_a_way_of_one_step_has_a_tone(numbers):
    climbs = Ways({"SGD": WAY[:1]}, by_step=True)
    climbs.steps = numbers
    np.testing.assert_array_equal(climbs.tones([0]), STEPS([0.0]))


@pytest.mark.parametrize(
    ("heights", "message"),
    [
        (
            BOWL[:9],
            r"must have the grid's shape \(81, 81\), one row for each y, got \(9, 81\); take",
        ),
        (BOWL * np.nan, "heights hold nan or infinity; clip them, or choose a smaller grid"),
        (BOWL - np.inf, "heights hold nan or infinity"),
    ],
)
def test_bad_input_is_answered_in_one_sentence(heights, message):
    with pytest.raises(ValueError, match=message):
        Heights(GRID, heights)


@pytest.mark.parametrize("bands", [0, -1, 3.5])
def test_a_number_of_bands_is_a_whole_one(bands):
    with pytest.raises(ValueError, match="bands must be a whole number of at least 1, got"):
        Heights(GRID, BOWL, bands)
