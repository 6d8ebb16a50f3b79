"""Trails: they keep to the surface, are dotted where it hides them, and coloured by their steps."""

import numpy as np
import pytest

from utils.drawing.marks.grid import Grid
from utils.drawing.panels.surface import Map, Surface
from utils.drawing.panels.trails import FAINT
from utils.drawing.scene import Scene
from utils.drawing.style.palette import OPTIMIZERS, STEPS

GRID = Grid(np.linspace(-2, 2, 81), np.linspace(-1, 3, 81))
X, Y = np.meshgrid(GRID.x, GRID.y)
BOWL = X**2 + (Y - 1) ** 2
SLOW = np.column_stack([np.linspace(1.5, 0.5, 21), np.full(21, 2.0)])
FAST = np.column_stack([np.linspace(1.5, -0.5, 21), np.linspace(2, 1, 21)])
NEAR = np.column_stack([np.linspace(-1.6, 1.6, 40), np.full(40, -0.8)])
EMERGING = np.column_stack([np.linspace(-1.6, 1.6, 40), np.linspace(-0.8, 2.8, 40)])


def surface(ways, steps=None, **settings):
    """A surface in a scene; returns its trails, drawn to the end."""
    made = Surface(GRID, BOWL, ways, **settings)
    Scene([made], steps=steps).draw(-1)
    return made.marks[1]


def low(way, **settings):
    """Trails seen from low down: the near rim of the bowl hides what is in front of it."""
    return surface({"SGD": way}, turn=(0, 0), elevation=15, **settings)


def drawn(line):
    """The points of a line that are drawn."""
    points = line.get_xydata()
    return points[np.isfinite(points).all(axis=1)]


def test_a_trail_keeps_to_the_surface():
    """Its end and its dot are where the relief places that point of the bowl."""
    trails = surface({"SGD": SLOW, "Momentum": FAST})
    rows = zip(trails.trails, trails.hidden, trails.ends, [(0.5, 2.0), (-0.5, 1.0)], strict=True)
    for line, hidden, dot, (x, y) in rows:
        share = (x**2 + (y - 1) ** 2) / 8  # 8 at the corners
        (wanted,), _ = trails.relief.place(np.array([[x, y]]), np.array([share]))
        np.testing.assert_allclose(np.ravel(dot.get_data()), wanted, atol=0.5)
        shown = np.vstack([drawn(line), drawn(hidden)])
        assert np.abs(shown - wanted).sum(axis=1).min() < 1


def test_between_two_points_a_trail_follows_the_ground():
    """One step across the bowl: it goes down to the bottom, not through the air."""
    trails = surface({"SGD": [(-1.5, 1), (1.5, 1)]}, elevation=60)
    (bottom,), _ = trails.relief.place(np.array([[0.0, 1.0]]), np.zeros(1))
    assert np.abs(drawn(trails.trails[0]) - bottom).sum(axis=1).min() < 3


def test_a_trail_is_as_long_as_its_moment():
    made = Surface(GRID, BOWL, {"SGD": SLOW})
    scene = Scene([made])
    lengths = []
    for k in (0, 10, 20):
        scene.draw(k)
        lengths.append(len(drawn(made.marks[1].trails[0])) + len(drawn(made.marks[1].hidden[0])))
    assert lengths[0] == 1 and lengths[1] == pytest.approx((lengths[2] + 1) / 2, abs=1)


def test_what_the_rim_hides_is_dotted():
    trails = low(EMERGING)
    (hidden,), (line,) = trails.hidden, trails.trails
    assert hidden.get_linestyle() == ":" and hidden.get_linewidth() < line.get_linewidth()
    assert min(len(drawn(hidden)), len(drawn(line))) > 0.2 * len(trails.points[0])
    assert len(drawn(hidden)) + len(drawn(line)) == len(trails.points[0])
    assert not len(drawn(low(NEAR).trails[0]))
    above = surface({"SGD": NEAR}, turn=(0, 0), elevation=85)
    assert not len(drawn(above.hidden[0]))


def test_a_hidden_dot_is_pale():
    made = Surface(GRID, BOWL, {"SGD": EMERGING}, turn=(0, 0), elevation=15)
    scene, dots = Scene([made]), made.marks[1]
    scene.draw(0)
    assert dots.ends[0].get_alpha() == dots.starts[0].get_alpha() == FAINT
    scene.draw(39)
    assert dots.ends[0].get_alpha() == 1 and dots.starts[0].get_alpha() == FAINT


def test_colours_are_the_optimizers():
    trails = surface({"SGD": SLOW, "Momentum": FAST})
    wanted = [OPTIMIZERS["SGD"], OPTIMIZERS["Momentum"]]
    assert [line.get_color() for line in trails.trails] == wanted
    assert [line.get_color() for line in trails.hidden] == wanted


def test_each_piece_has_the_colour_of_its_step():
    trails = surface({"SGD": FAST}, by_step=True)
    (line,) = trails.coloured
    colours = line.get_colors()
    np.testing.assert_array_equal(colours[[0, -1]], STEPS([0.0, 1.0]))
    assert len(line.get_segments()) == len(colours) == len(trails.points[0]) - 1
    for (x, _), colour in zip(trails.points[0][1:], colours, strict=True):
        step = (1.5 - x) / 2  # the way goes from x = 1.5 to -0.5
        assert tuple(colour) in [STEPS(np.clip(step + gap, 0, 1)) for gap in (-0.01, 0, 0.01)]


def test_uneven_steps_are_coloured_by_their_number_here_and_on_the_map():
    """Half way, at 10 of 20 points, it is step 100 of 400: a quarter."""
    panels = [kind(GRID, BOWL, {"SGD": FAST}, by_step=True) for kind in (Surface, Map)]
    Scene([panels], steps=np.arange(21) ** 2).draw(-1)
    there = np.searchsorted(panels[0].marks[1].ticks[0], 10)
    for panel, place in zip(panels, (there - 1, 9), strict=True):
        colour = tuple(panel.marks[1].coloured[0].get_colors()[place])
        assert colour in (STEPS(0.249), STEPS(0.251))


@pytest.mark.parametrize("steps", [100 + np.arange(21), np.linspace(0, 0.5, 21)])
def test_steps_may_begin_and_end_anywhere(steps):
    colours = surface({"SGD": FAST}, steps, by_step=True).coloured[0].get_colors()
    np.testing.assert_array_equal(colours[-1], STEPS(1.0))
    assert tuple(colours[0]) in {STEPS(0.0), STEPS(0.01)}


def test_what_is_not_reached_or_hidden_has_no_colour():
    made = Surface(GRID, BOWL, {"SGD": FAST}, by_step=True)
    Scene([made]).draw(0)
    assert not len(made.marks[1].coloured[0].get_segments())
    trails = low(EMERGING, by_step=True)
    seen = len(drawn(trails.trails[0]))
    assert seen < len(trails.points[0]) and len(trails.coloured[0].get_segments()) == seen - 1
