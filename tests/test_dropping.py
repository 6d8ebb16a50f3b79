"""Dropout: what is crossed out and what goes pale is what the masks say, unit by unit."""

import numpy as np
import pytest

from utils import diagrams, layers, models
from utils.diagrams import DropoutScene
from utils.networks import places
from utils.palette import PAPER, VALUES

SIZES, NAMES = [2, 3, 4, 1], ["relu", "tanh", "sigmoid"]
MASKS = {
    1: [[1, 0, 1], [1, 1, 1], [0, 0, 1]],
    2: [[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0]],
}
WIDE = np.random.default_rng(5).random((3, 40)) > 0.5


def scene(**settings):
    known = {"model": SIZES, "masks": MASKS, "activations": NAMES}
    return DropoutScene(**{**known, **settings})


def wide():
    masks = {0: [[True, False]] * 3, 2: WIDE}
    return scene(model=[2, 9, 40, 1], masks=masks, activations=["relu"] * 3, title="")


SCENES = {"small": scene, "wide": wide}
scenes = pytest.mark.parametrize("make", list(SCENES.values()), ids=list(SCENES))


def crossed(made):
    """Middles of the crosses, as rounded pixels."""
    ends = np.array(made.crosses.get_segments()).reshape(-1, 4, 2)
    return {tuple(place) for place in ends.mean(axis=1).round(3)}


def joined(lines):
    return {tuple(np.round(line, 3).ravel()) for line in lines.get_segments()}


@pytest.mark.parametrize("k", range(3))
def test_a_unit_is_crossed_where_its_mask_is_0_the_first_on_top(k):
    made = scene()
    made.draw(k)
    columns = [column[::-1] for column in places(made.dense)]
    off = {
        tuple(columns[layer][unit].round(3))
        for layer, kept in MASKS.items()
        for unit in np.flatnonzero(np.equal(kept[k], 0))
    }
    assert crossed(made) == off
    colours = picture_colours(made)
    assert {place for place, colour in colours.items() if colour == PAPER} == off
    assert set(colours.values()) <= {PAPER, VALUES}


def picture_colours(made):
    """{place of a unit: its colour}."""
    from matplotlib.colors import to_hex

    colours = [to_hex(colour) for colour in made.units.get_facecolors()]
    return {tuple(p): c for p, c in zip(made.places.round(3), colours, strict=True)}


@pytest.mark.parametrize("k", range(3))
def test_a_weight_is_pale_where_either_of_its_units_is_off(k):
    made = scene()
    made.draw(k)
    columns = [column[::-1] for column in places(made.dense)]
    on = [[1, 1], MASKS[1][k], MASKS[2][k], [1]]
    bright, pale = set(), set()
    for layer in range(3):
        for i, start in enumerate(columns[layer]):
            for j, end in enumerate(columns[layer + 1]):
                line = tuple(np.round([start, end], 3).ravel())
                (bright if on[layer][i] and on[layer + 1][j] else pale).add(line)
    assert joined(made.bright) == bright and joined(made.pale) == pale


@scenes
def test_in_a_prediction_every_unit_is_on(make):
    made = make()
    made.draw(made.frames - 1)
    assert made.frames == 4 and not crossed(made) and not joined(made.pale)
    assert made.note.get_text() == (
        "prediction: every unit on; the outputs were already divided by the share kept, 1 \u2212 p"
    )


def test_of_a_large_layer_the_first_and_the_last_units_are_drawn():
    made = wide()
    made.draw(0)
    x = places(made.dense)[2][0, 0]
    heights = sorted((y for across, y in map(tuple, made.places) if across == x), reverse=True)
    assert len(heights) == 10
    units = [*range(5), *range(35, 40)]
    off = {y for y, unit in zip(heights, units, strict=True) if not WIDE[0, unit]}
    np.testing.assert_allclose(
        sorted(y for across, y in crossed(made) if abs(across - x) < 1), sorted(off), atol=1e-3
    )


def test_words_and_facts_count_the_weights_between_units_that_are_on():
    made = scene()
    made.draw(0)
    assert [text.get_text() for text in made.counts.values()] == ["2 of 3 on", "2 of 4 on"]
    assert made.note.get_text() == (
        "update 1 of 3: 10 of 22 weights at work; outputs divided by 1 \u2212 p"
    )
    assert made.facts(2) == (
        "Dropout, update 3 of 3: 1 of 3 units on in layer 1, 2 of 4 units on in layer 2; "
        "6 of 22 weights at work."
    )
    assert made.facts(3) == "Dropout, prediction: every unit on, 22 of 22 weights at work."
    assert wide().facts(1).startswith("update 2 of 3: 1 of 2 units on in layer 0, ")


def test_masks_of_a_model_are_those_its_dropout_layers_drew():
    net = [layers.Dense(8, "relu"), layers.Dropout(0.5), layers.Dense(1, "sigmoid")]
    model = models.Sequential(net, input_shape=2, seed=1)
    model.compile("sgd", "binary_crossentropy")
    masks = []
    for k in range(4):
        model.train_on_batch(np.full((3, 2), k + 1.0), np.ones((3, 1)))
        masks.append(net[1].mask[0])
        zeros = net[1].a[0] == 0
        np.testing.assert_array_equal(zeros[net[0].a[0] != 0], masks[-1][net[0].a[0] != 0] == 0)
    made = DropoutScene(model, {1: masks})
    shares = [made.facts(k).split(": ")[1][0] for k in range(4)]
    assert shares == [str(np.count_nonzero(mask)) for mask in masks]


REFUSED = {
    "output": (
        lambda: scene(masks={3: [[1]]}),
        r"masks must name layers from 0, the input, to 2, .*, got \[3\]",
    ),
    "none": (lambda: scene(masks={}), "masks must name layers .*, got none"),
    "units": (
        lambda: scene(masks={1: [[1, 0]]}),
        r"masks\[1\] must have the shape \(1, 3\), one row for each update .*, got \(1, 2\)",
    ),
    "updates": (
        lambda: scene(masks={1: MASKS[1], 2: MASKS[2][:2]}),
        r"masks\[2\] must have the shape \(3, 4\), .*, got \(2, 4\)",
    ),
    "empty": (lambda: scene(masks={1: np.ones((0, 3))}), r"the shape \(updates, 3\), .*\(0, 3\)"),
    "names": (lambda: diagrams.DropoutScene(SIZES, MASKS), "needs 3 activation names"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
