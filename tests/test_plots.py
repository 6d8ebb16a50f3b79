"""Plots: facts against data whose answer is known; every word large enough, none on another."""

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import same_color

from tests import drawn
from utils import activations, palette, plots

GRID = plots.grid([[-1.0, -1.0], [1.0, 1.0]], size=60)
X = np.array([[-1.0, 0.2], [1.0, -0.2], [-0.5, 0.3], [0.5, -0.3], [0.4, 0.4]])
TRAIN = X, np.array([0, 1, 0, 1, 1])
HELD_OUT = 0.5 * X, np.array([0, 1, 0, 0, 1])
RISE = np.linspace(0, 1, 50)
HISTORY = {"loss": list(0.7 - 0.6 * RISE), "val_loss": list(0.7 - 0.4 * RISE)}


def slope(points):
    """P(class 1), 0.5 on the line x + y = 0."""
    return 1 / (1 + np.exp(-4 * points.sum(axis=1)))


FUNCTIONS = {
    "sigmoid": (
        lambda z: 1 / (1 + np.exp(-z)),
        lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
    ),
    "leaky": (lambda z: np.where(z > 0, z, 0.01 * z), lambda z: np.where(z > 0, 1.0, 0.01)),
}

PICTURES = {
    "dataset": lambda: plots.dataset(TRAIN, HELD_OUT, title="Five points"),
    "dataset, train only": lambda: plots.dataset(TRAIN),
    "boundary": lambda: plots.boundary(slope, TRAIN, HELD_OUT, "A straight boundary", GRID),
    "boundary, long title": lambda: plots.boundary(slope, TRAIN, title="A long title " * 9),
    "curves": lambda: plots.curves(
        RISE, {"one": RISE, "two": RISE + 0.001, "three": RISE + 0.002}, "time", "height", "Rise"
    ),
    "twins": lambda: plots.curves(
        1000 * RISE, {"first": RISE, "second": RISE}, "$t$", "$h$", twins=True
    ),
    "log": lambda: plots.curves(RISE, {"decay": 10 ** (-6 * RISE)}, "$t$", "$h$", log=True),
    "short log": lambda: plots.curves(RISE, {"decay": 0.5 - 0.4 * RISE}, "$t$", "$h$", log=True),
    "learning_curves": lambda: plots.learning_curves({"NumPy": HISTORY}, title="Learning"),
    "two learning_curves": lambda: plots.learning_curves({"NumPy": HISTORY, "Keras": HISTORY}),
    "spread": lambda: plots.spread({"NumPy": [0.9, 0.9, 0.95], "Keras": [0.8, 0.9, 1]}, "accuracy"),
    "plateau": lambda: plots.plateau(
        {"small": 0.7 - 1e-6 * RISE, "fair": 0.7 - 0.6 * RISE},
        {"small": [1e-8, 1e-5, 1e-2], "fair": [0.1, 0.1, 0.2]},
        "A start too small",
    ),
    "activations": lambda: plots.activations(FUNCTIONS),
    "our activations": lambda: plots.activations(
        [activations.sigmoid, activations.tanh, activations.relu, activations.leaky_relu]
    ),
}
pictures = pytest.mark.parametrize("name", PICTURES)


@pictures
def test_every_word_is_readable_at_480_pixels(name, figures):
    PICTURES[name]()
    assert drawn.too_small(figures[0]) == []


@pictures
def test_no_word_lies_on_another_or_outside(name, figures):
    PICTURES[name]()
    assert drawn.collisions(figures[0]) == []


@pictures
def test_same_bytes_twice_and_no_setting_changes(name):
    before = dict(matplotlib.rcParams)
    first = PICTURES[name]()
    assert dict(matplotlib.rcParams) == before
    with matplotlib.rc_context({"font.size": 30, "axes.grid": True, "mathtext.fontset": "cm"}):
        assert PICTURES[name]().png == first.png


@pictures
def test_facts_are_one_line_that_ends(name):
    facts = PICTURES[name]().facts
    assert facts.endswith(".") and "\n" not in facts and len(facts) < 700


def test_no_figure_stays_open():
    from matplotlib import pyplot

    PICTURES["boundary"]()
    assert pyplot.get_fignums() == []


def test_dataset_counts():
    assert PICTURES["dataset"]().facts == (
        "Five points: 5 train points (2 of class 0, 3 of class 1) and 5 held-out points; "
        "x1 from -1.00 to 1.00, x2 from -0.30 to 0.40."
    )
    assert "held" not in PICTURES["dataset, train only"]().facts


def test_dataset_draws_the_held_out_points_hollow(figures):
    PICTURES["dataset"]()
    drawn = figures[0].axes[0].collections
    assert [len(points.get_offsets()) for points in drawn] == [2, 3, 3, 2]
    faces = [tuple(points.get_facecolor()[0].round(2)) for points in drawn]
    assert faces[2] == faces[3] and len(set(faces)) == 3


def test_each_class_has_its_colour_and_its_marker(figures):
    PICTURES["dataset"]()
    drawn = figures[0].axes[0].collections
    colours = [
        *(points.get_facecolor()[0] for points in drawn[:2]),
        *(points.get_edgecolor()[0] for points in drawn[2:]),
    ]
    for colour, expected in zip(colours, palette.CLASSES * 2, strict=True):
        assert same_color(colour, expected)
    corners = [len(points.get_paths()[0].vertices) for points in drawn]
    assert corners[0] == corners[2] > 10 and corners[1] == corners[3] == 4
    keys = figures[0].legends[0].legend_handles
    assert [handle.get_marker() for handle in keys] == ["o", "^", "o"]
    assert [handle.get_color() for handle in keys][:2] == list(palette.CLASSES)


def test_boundary_facts_of_a_known_line():
    assert PICTURES["boundary"]().facts == (
        "A straight boundary: 80.0 % of 5 held-out points on their side; "
        "P(class 1) from 0.00 to 1.00; the boundary crosses x1 = 0 at x2 = 0.00."
    )


def test_boundary_scores_the_points_and_not_the_grid():
    def spiked(points):
        """Wrong at one held-out point, between the nodes of the grid."""
        near = np.abs(points - HELD_OUT[0][1]).max(axis=1) < 1e-9
        return np.where(near, 0.0, slope(points))

    assert "60.0 % of 5 held-out" in plots.boundary(spiked, TRAIN, HELD_OUT, grid=GRID).facts


def test_boundary_that_is_not_there_is_missed():
    flat = plots.boundary(lambda points: np.full(len(points), 0.3), TRAIN)
    assert "P(class 1) from 0.30 to 0.30; the boundary misses x1 = 0." in flat.facts


def test_boundary_is_drawn_where_it_is(figures):
    PICTURES["boundary"]()
    line = figures[0].axes[0].collections[0].get_segments()[0]
    np.testing.assert_allclose(line.sum(axis=1), 0, atol=0.01)


def test_both_twins_can_be_seen(figures):
    PICTURES["twins"]()
    under, over = figures[0].axes[0].lines
    assert under.get_linewidth() > 3 * over.get_linewidth()
    assert over.get_zorder() >= under.get_zorder()
    assert over.is_dashed() and under.get_color() != over.get_color()


def test_words_name_curves_axes_and_title():
    words = PICTURES["curves"]().words
    assert {"one", "two", "three", "time", "height", "Rise"} <= set(words)


def test_curves_facts():
    facts = plots.curves([0, 500, 1000], {"loss": [0.7, 0.3, np.inf]}, "k", "J", "Fall").facts
    assert facts == "Fall: loss 0.7 at 0, 0.3 at 500, then inf."


def test_learning_curves_take_a_history_object_or_its_dict():
    class History:
        history = HISTORY

    drawn = plots.learning_curves({"NumPy": History()}, title="Learning")
    assert drawn.png == PICTURES["learning_curves"]().png
    assert drawn.facts == (
        "Learning: loss of NumPy: train 0.7 at 1, 0.1 at 50, held out 0.7 at 1, 0.3 at 50."
    )


@pytest.mark.parametrize(
    "factor, said",
    [
        (1, "the two agree to 6 digits"),
        (1 + 1e-13, "the two agree to 6 digits"),
        (1 + 2e-4, "the two agree to 3 digits"),
        (1.5, "the two differ"),
    ],
)
def test_learning_curves_say_how_far_two_runs_agree(factor, said):
    other = {key: list(factor * np.array(values)) for key, values in HISTORY.items()}
    facts = plots.learning_curves({"NumPy": HISTORY, "Keras": other}).facts
    assert facts.endswith(f"; {said}.")


def test_learning_curves_of_another_quantity():
    drawn = plots.learning_curves({"NumPy": {"accuracy": [0.5, 1.0]}}, "accuracy")
    assert drawn.facts == "accuracy of NumPy: train 0.5 at 1, 1 at 2."
    assert "accuracy" in drawn.words and "held out" not in drawn.words


def test_spread_facts_and_dots(figures):
    facts = plots.spread({"NumPy": [0.9, 0.95, 0.9, 0.85, 0.99]}, "accuracy", "Seeds").facts
    assert facts == "Seeds: NumPy median 0.9 of 5, 0.85 to 0.99."
    bar, middle, dots = figures[0].axes[0].lines
    assert len(set(zip(*dots.get_data()))) == 5
    np.testing.assert_allclose(bar.get_xdata(), [0.85, 0.99])
    np.testing.assert_allclose(middle.get_xdata(), [0.9, 0.9])


def test_plateau_facts():
    assert PICTURES["plateau"]().facts.endswith(
        "fair 0.7 at 1, 0.1 at 50, gradient by layer 0.1, 0.1, 0.2."
    )


def test_activations_say_where_they_saturate():
    # sigmoid'(z) = 0.05 / 4 at z = -+4.357; a leaky ReLU never saturates
    assert PICTURES["activations"]().facts == (
        "Activations and their derivatives: sigmoid has slopes from 0.0025 to 0.25 and saturates "
        "for z < -4.4 and z > 4.4; leaky has slopes from 0.01 to 1 and does not saturate."
    )


def test_activations_zoom_where_a_slope_is_too_small_to_see(figures):
    PICTURES["activations"]()
    zoomed = [bool(axes.child_axes) for axes in figures[0].axes]
    assert zoomed == [True, False, False, False]
    assert "0.01, not 0" in [text.get_text() for text in figures[0].axes[1].texts]


def test_our_relu_saturates_on_the_left_only():
    facts = plots.activations([activations.relu]).facts
    assert "relu has slopes from 0 to 1 and saturates for z < 0.0." in facts


REFUSED = {
    "three columns": (
        lambda: plots.dataset((np.zeros((900, 3)), np.zeros(900))),
        r"X must have two columns to be drawn, got the shape \(900, 3\)",
    ),
    "held-out labels": (
        lambda: plots.dataset(TRAIN, (X, [0, 1, 2, 1, 0])),
        "labels must be 0 or 1 to be drawn as two classes, got 2 in row 2 of held_out",
    ),
    "logits": (
        lambda: plots.boundary(lambda points: points[:, 0], TRAIN),
        "probabilities must lie between 0 and 1",
    ),
    "lengths": (
        lambda: plots.curves(RISE, {"loss": [1, 2]}, "k", "J"),
        r"the curve 'loss' needs one y for each x, got the shapes \(2,\) and \(50,\)",
    ),
    "log of 0": (
        lambda: plots.curves([1, 2], {"loss": [1, 0]}, "k", "J", log=True),
        "a logarithmic axis needs numbers above 0, got 0; use log=False",
    ),
    "many": (
        lambda: plots.curves(RISE, dict.fromkeys("abcde", RISE), "k", "J"),
        "lines must hold 1 to 4 entries to be told apart, got 5",
    ),
    "three twins": (
        lambda: plots.learning_curves(dict.fromkeys("abc", HISTORY)),
        "histories must hold 1 to 2 entries",
    ),
    "quantity": (
        lambda: plots.learning_curves({"NumPy": HISTORY}, "acuracy"),
        "the history of NumPy holds no 'acuracy', only loss, val_loss; choose one",
    ),
    "seeds": (
        lambda: plots.spread({"NumPy": [0.9, np.nan]}, "accuracy"),
        "'NumPy' needs one finite number for each seed",
    ),
    "names": (
        lambda: plots.plateau({"a": [1, 2]}, {"b": [1, 2]}),
        r"gradients must have the names of losses, \['a'\], got \['b'\]",
    ),
    "no activation": (lambda: plots.activations([]), "functions is empty; name at least one"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
