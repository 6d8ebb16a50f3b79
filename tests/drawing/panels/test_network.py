"""Networks: units, joints and words are those of the model; what is dropped is crossed out."""

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgba

from tests import drawn
from utils import layers, models
from utils.drawing.film.film import Film
from utils.drawing.film.picture import render
from utils.drawing.panels.curves import Curves
from utils.drawing.panels.network import MOST, Network, _column, kept_units
from utils.drawing.panels.panel import Panel
from utils.drawing.scene import Scene
from utils.drawing.style.page import style
from utils.drawing.style.palette import DIVERGING, FAINT, PAPER, VALUES, WEIGHTS

SIZES, NAMES = [2, 3, 4, 1], ["relu", "tanh", "sigmoid"]
MASKS = {
    1: [[1, 0, 1], [1, 1, 1], [0, 0, 1]],
    2: [[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0]],
}
WIDE = np.random.default_rng(5).random((3, 40)) > 0.5


def shown(*given, k=0):
    """The units of a network, in a scene at moment k."""
    panel = Network(*given)
    Scene([panel]).draw(k)
    return panel.marks[0]


def small(k=0):
    return shown(SIZES, NAMES, MASKS, k=k)


def wide(k=0):
    return shown([2, 9, 40, 1], ["relu"] * 3, {0: [[True, False]] * 3, 2: WIDE}, k=k)


def by_column(made):
    """Places of the units of each column, from the top down."""
    counts = [len(units) for _, units in made.columns]
    return np.split(made.places, np.cumsum(counts)[:-1])


def joined(made):
    """{joint: colour}."""
    ends = np.round(made.joints.get_segments(), 3).reshape(-1, 4)
    colours = map(to_hex, made.joints.get_colors())
    return dict(zip(map(tuple, ends.tolist()), colours, strict=True))


def crossed(made):
    """Middles of the crosses."""
    ends = np.array(made.crosses.get_segments()).reshape(-1, 4, 2)
    return {tuple(place) for place in ends.mean(axis=1).round(3)}


def test_every_unit_drawn_is_joined_to_every_one_before():
    made = shown([2, 8, 1], ["relu", "sigmoid"])
    expected = {
        tuple(np.round([*a, *b], 3).tolist())
        for left, right in pairwise(by_column(made))
        for a in left
        for b in right
    }
    assert set(joined(made)) == expected and len(expected) == 16 + 8


def test_units_are_all_drawn_or_fewer_with_dots():
    made = shown([2, MOST, MOST + 1, 1], ["relu", "relu", "sigmoid"])
    assert [len(column) for column in by_column(made)] == [2, MOST, 4, 1]
    (dots,) = made.units.axes.lines
    gap = by_column(made)[2][1:3, 1]
    assert gap[1] < dots.get_ydata().min() and dots.get_ydata().max() < gap[0]


@pytest.mark.parametrize("kept", [None, {1: np.ones((2, 40))}])
@pytest.mark.parametrize("ratio", [None, 1])
def test_units_stand_apart_between_the_words_above_and_below(kept, ratio):
    panel = Network([2, 40, 1], ["relu", "sigmoid"], kept)
    Scene([[panel, Panel(limits=(0, 1, 0, 1), ratio=ratio)] if ratio else panel], width=900)
    made = panel.marks[0]
    words = [text.get_window_extent() for text in made.units.axes.texts if text.get_text()]
    words = [(box.y0 - panel.box[1], box.y1 - panel.box[1]) for box in words]
    y = made.places[:, 1]
    below = max(high for low, high in words if high < y.min())
    above = min(low for low, high in words if low > y.max())
    radius = made.units.get_sizes()[0] ** 0.5 * 100 / 72 / 2
    assert y.min() - radius > below and y.max() + radius < above
    assert 6 < radius < np.diff(sorted(by_column(made)[1][:, 1])).min() / 2


def test_of_a_large_layer_the_first_and_the_last_units_are_drawn():
    heights, units = _column(40, 10)
    assert units.tolist() == [*range(5), *range(35, 40)]
    np.testing.assert_allclose(np.diff(heights), [-1] * 4 + [-2] + [-1] * 4)
    assert heights.sum() == pytest.approx(0)


def test_words_name_sizes_shapes_and_activations():
    made = shown([2, 300, 1], ["leaky_relu", "sigmoid"])
    words = [text.get_text() for text in made.units.axes.texts]
    for word in ("$n^{[1]} = 300$", "leaky_relu", "$W^{[2]}$", "(2, 300)", "input", r"$\hat{y}$"):
        assert word in words
    assert words.index("$x_{1}$") < words.index("$x_{2}$")


def model():
    dense = [layers.Dense(u, g) for u, g in zip(SIZES[1:], NAMES, strict=True)]
    return models.Sequential(dense, input_shape=2, seed=4)


def test_joints_of_a_model_have_the_colours_of_its_weights():
    net = model()
    made = shown(net)
    colours = joined(made)
    for layer, (left, right) in enumerate(pairwise(by_column(made))):
        w = net.layers[layer].params["kernel"]
        for i, a in enumerate(left):
            for j, b in enumerate(right):
                share = w[i, j] / np.abs(w).max()
                place = tuple(np.round([*a, *b], 3).tolist())
                assert colours[place] == to_hex(DIVERGING((share + 1) / 2))
    widths = made.joints.get_linewidths()
    assert (np.diff(widths) >= 0).all() and widths[-1] == 2.0
    assert [key.get_label() for key in made.keys] == ["weight far above 0", "weight far below 0"]
    assert [key.get_color() for key in made.keys] == [DIVERGING(1.0), DIVERGING(0.0)]


def test_weights_of_a_large_layer_are_those_of_the_units_drawn():
    net = models.Sequential([layers.Dense(40), layers.Dense(1)], input_shape=1, seed=2)
    net.layers[0].params["kernel"][0] = np.linspace(-1, 1, 40)
    made = shown(net)
    units = made.columns[1][1]
    found = dict(zip(map(tuple, made.ends.reshape(-1, 4)), made.colours, strict=True))
    for unit, place in zip(units, by_column(made)[1], strict=True):
        share = np.linspace(-1, 1, 40)[unit]
        assert found[*by_column(made)[0][0], *place] == pytest.approx(DIVERGING((share + 1) / 2))


def test_weights_that_are_all_0_are_drawn():
    net = models.Sequential([layers.Dense(2, kernel_initializer="zeros")], input_shape=1)
    assert set(joined(shown(net)).values()) == {to_hex(DIVERGING(0.5))}


def test_sizes_alone_have_joints_of_one_pale_colour():
    made = shown([2, 3, 1], ["relu", "sigmoid"])
    assert set(map(tuple, made.joints.get_colors())) == {to_rgba(WEIGHTS, 0.4)}
    assert list(made.keys) == [] and made.still


@pytest.mark.parametrize("k", range(3))
def test_a_unit_is_crossed_where_its_mask_is_0_the_first_on_top(k):
    made = small(k)
    columns = by_column(made)
    off = {
        tuple(columns[layer][unit].round(3))
        for layer, kept in MASKS.items()
        for unit in np.flatnonzero(np.equal(kept[k], 0))
    }
    assert crossed(made) == off
    faces = map(to_hex, made.units.get_facecolors())
    colours = {tuple(p): c for p, c in zip(made.places.round(3), faces, strict=True)}
    assert {place for place, colour in colours.items() if colour == PAPER} == off
    assert set(colours.values()) <= {PAPER, VALUES}
    assert columns[1][0, 1] > columns[1][1, 1]


@pytest.mark.parametrize("k", range(3))
def test_a_weight_is_pale_where_either_of_its_units_is_off(k):
    made = small(k)
    on, found = [[1, 1], MASKS[1][k], MASKS[2][k], [1]], joined(made)
    for layer, (left, right) in enumerate(pairwise(by_column(made))):
        for i, a in enumerate(left):
            for j, b in enumerate(right):
                works = on[layer][i] and on[layer + 1][j]
                place = tuple(np.round([*a, *b], 3).tolist())
                assert found.pop(place) == to_hex(WEIGHTS if works else FAINT)
    assert not found


def test_what_works_lies_above_what_is_pale():
    colours = [to_hex(colour) for colour in small().joints.get_colors()]
    assert colours == sorted(colours, key=lambda colour: colour == to_hex(WEIGHTS))


def test_of_a_large_layer_the_masks_of_the_units_drawn_count():
    made = wide()
    column = by_column(made)[2]
    off = {tuple(column[at].round(3)) for at in range(10) if not WIDE[0, made.columns[2][1][at]]}
    assert {place for place in crossed(made) if place[0] == column[0, 0].round(3)} == off


def test_units_that_are_on_are_counted():
    panel = Network(SIZES, NAMES, MASKS)
    scene = Scene([panel], "Dropout", ["first", "second", "third"])
    made = panel.marks[0]
    assert [text.get_text() for text in made.counts.values()] == ["2 of 3 on", "2 of 4 on"]
    assert panel.at_work(0) == "10 of 22 weights at work"
    assert panel.at_work(2) == "6 of 22 weights at work"
    assert scene.facts(2) == (
        "Dropout, third: 1 of 3 units on in layer 1, 2 of 4 units on in layer 2."
    )


def test_all_that_changes_is_filmed():
    scene = Scene([Network(SIZES, NAMES, MASKS)])
    with style():
        film = Film(scene)
        for k in range(3):
            frame = film.frame(k).astype(int)
            scene.draw(k)
            assert np.abs(frame - render(scene.figure)).mean() < 0.1


def test_facts_name_the_layers():
    assert shown(SIZES, NAMES).facts(0) == ["2 inputs, layers of 3 relu, 4 tanh, 1 sigmoid units"]


def test_a_network_may_stand_beside_other_panels():
    nets = [Network([2, units, 1], ["tanh", "sigmoid"]) for units in (2, 8)]
    scene = Scene([[*nets], [Curves({"train": np.arange(4.0)})]], "Two networks")
    for k in range(4):
        scene.draw(k)
    assert drawn.too_small(scene.figure) == [] and drawn.collisions(scene.figure) == []
    heights = [np.ptp(net.marks[0].places[:, 1]) for net in nets]
    assert heights[0] < heights[1] < nets[1].box[3]
    lefts = [net.marks[0].places[:, 0].min() for net in nets]
    assert lefts[0] == lefts[1] and nets[0].box[0] < nets[1].box[0]


def test_a_network_with_many_words_takes_a_broader_page():
    scene = Scene([Network([3, *[16] * 10, 1], ["leaky_relu"] * 10 + ["linear"])])
    assert scene.figure.bbox.width > 1000 and drawn.collisions(scene.figure) == []


def test_networks_without_room_are_refused_in_one_sentence():
    row = [Network([2, 8, 8, 8, 1], ["relu"] * 4) for _ in range(3)]
    with pytest.raises(
        ValueError,
        match=r"a Network with these words needs \d+ x \d+ pixels, got .* or a broader page by wid",
    ):
        Scene([row])


REFUSED = {
    "output": ({3: [[1]]}, r"masks must name layers from 0, the input, to 2, .*, got \[3\]"),
    "none": ({}, "masks must name layers .*, got none"),
    "units": (
        {1: [[1, 0]]},
        r"the mask of layer 1 must have the shape \(1, 3\), one row for each .*, got \(1, 2\)",
    ),
    "updates": (
        {1: MASKS[1], 2: MASKS[2][:2]},
        r"the mask of layer 2 must have the shape \(3, 4\), .*, got \(2, 4\)",
    ),
    "empty": ({1: np.ones((0, 3))}, r"must have the shape \(moments, 3\), .*\(0, 3\)"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_masks_are_answered_in_one_sentence(case):
    masks, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        kept_units(masks, SIZES)
    with pytest.raises(ValueError, match=message):
        Network(SIZES, NAMES, masks)
