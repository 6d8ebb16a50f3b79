"""Plots: facts against data whose answer is known; every word large enough, none on another."""

import matplotlib
import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from tests import drawn
from tests.drawing.known import GRID, HELD_OUT, TRAIN, X, slope, thirds
from utils import activations, plots

RISE = np.linspace(0, 1, 50)
HISTORY = {"loss": list(0.7 - 0.6 * RISE), "val_loss": list(0.7 - 0.4 * RISE)}
SEEDS = np.array([[0.9, 0.92, 0.91], [0.88, 0.9, 0.95], [0.8, 0.8, 0.86], [0.5, 0.6, 0.55]])
LABELS = np.array([2, 0, 2, 0, 1])
MAP = plots.Grid(np.linspace(-2, 2, 81), np.linspace(-1, 3, 81))
BOWL = np.add.outer((MAP.y - 1) ** 2, MAP.x**2)


def rises(points):
    """P(class 1) over the plane, 0.5 on the line x1 = 0."""
    return 0.5 + 0.2 * points[:, 0]


def upwards(points):
    """P(class 1) over the plane, 0.5 on the line x2 = 0."""
    return 0.5 + 0.1 * points[:, 1]


def spiked(points):
    """Wrong at one held-out point, between the nodes of the grid."""
    near = np.abs(points - HELD_OUT[0][1]).max(axis=1) < 1e-9
    return np.where(near, 0.0, rises(points))


def descent(rate, start=(1.5, 2.0), updates=20):
    """Gradient descent on the bowl: each update takes the share 2 rate off the way to (0, 1)."""
    away = (1 - 2 * rate) ** np.arange(updates + 1)
    return np.array([0, 1]) + away[:, np.newaxis] * (np.array(start) - [0, 1])


TWO = {"across": rises, "up": upwards}
RATES = {f"rate {rate:g}": descent(rate) for rate in (0.01, 0.25, 0.9, 1.2)}
STARTS = {f"from ({x:g}, {y:g})": descent(0.1, (x, y)) for x, y in ((1, 2), (-1.8, 0), (1, -0.5))}
PICTURES = {
    "dataset": lambda: plots.dataset(TRAIN, HELD_OUT, title="Five points"),
    "dataset, train only": lambda: plots.dataset(TRAIN),
    "dataset, three classes": lambda: plots.dataset((X, LABELS), (X / 2, LABELS)),
    "boundary": lambda: plots.boundary(slope, TRAIN, HELD_OUT, "A straight boundary", GRID),
    "boundary, long title": lambda: plots.boundary(slope, TRAIN, title="A long title " * 9),
    "boundary, three classes": lambda: plots.boundary(thirds, (X, LABELS)),
    "boundaries": lambda: plots.boundaries(TWO, TRAIN, HELD_OUT, "Two", grid=GRID),
    "twelve boundaries": lambda: plots.boundaries(
        {f"epoch {k}": rises(GRID.points) for k in range(12)}, TRAIN, HELD_OUT, "Many", grid=GRID
    ),
    "boundaries in columns": lambda: plots.boundaries(
        {1: rises, "a long name of a network": upwards, 3: rises}, TRAIN, columns=2
    ),
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
    "sweep": lambda: plots.sweep(
        [0, 1e-3, 1e-2, 0.1], {"train": SEEDS, "held out": SEEDS - 0.1}, r"$\lambda$", "accuracy",
        "Decay", mark={"best": 1e-3},
    ),
    "plateau": lambda: plots.plateau(
        {"small": 0.7 - 1e-6 * RISE, "fair": 0.7 - 0.6 * RISE},
        {"small": [1e-8, 1e-5, 1e-2], "fair": [0.1, 0.1, 0.2]},
        "A start too small",
    ),
    "descents": lambda: plots.descents(MAP, BOWL, RATES, "Four rates", ("$a$", "$b$")),
    "seven descents": lambda: plots.descents(MAP, BOWL, {**RATES, **STARTS}, "Seven", columns=3),
    "descents together": lambda: plots.descents(
        MAP, BOWL, STARTS, "Three starts", together=True, value="cost"
    ),
    "activations": lambda: plots.activations([activations.sigmoid, activations.leaky_relu]),
}  # fmt: skip
pictures = pytest.mark.parametrize("name", PICTURES)


@pictures
def test_words_are_readable_and_do_not_touch(name, figures):
    PICTURES[name]()
    assert drawn.too_small(figures[0]) == [] and drawn.collisions(figures[0]) == []


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
    assert facts.endswith(".") and "\n" not in facts and ".." not in facts and len(facts) < 700


def test_no_figure_stays_open():
    from matplotlib import pyplot

    PICTURES["boundary"]()
    assert pyplot.get_fignums() == []


def test_every_name_of_the_face_is_there():
    assert set(plots.__all__) <= set(dir(plots))
    own = [n for n, each in vars(plots).items() if getattr(each, "__module__", "") == "utils.plots"]
    public = {name for name in own if not name.startswith("_")}
    assert public <= set(plots.__all__) and public <= set(" ".join(PICTURES).split())


def test_dataset_counts():
    assert PICTURES["dataset"]().facts == (
        "Five points: 5 training points (2 of class 0, 3 of class 1) and 5 held-out points; "
        "x1 from −1.00 to 1.00, x2 from −0.30 to 0.40."
    )
    assert "held" not in PICTURES["dataset, train only"]().facts
    words = plots.dataset((X, list("babaa")), title="Letters").words
    assert {"a", "b", "Letters"} <= set(words) and "class 0" not in words


def test_boundary_facts_of_a_known_line():
    assert PICTURES["boundary"]().facts == (
        "A straight boundary: 80.0 % of 5 held-out points classified correctly; "
        "P(class 1) from 0.00 to 1.00; the boundary crosses x1 = 0 at x2 = 0.00."
    )


def test_the_score_is_that_of_the_points_and_not_of_the_grid():
    said = "60.0 % of 5 held-out points"
    assert said in plots.boundary(spiked, TRAIN, HELD_OUT, grid=GRID).facts
    told = plots.boundaries({"spiked": spiked, "not": rises}, TRAIN, HELD_OUT).facts
    assert "spiked 60.0 %" in told and "not 80.0 %" in told


def test_boundary_that_is_not_there_is_missed():
    flat = plots.boundary(lambda points: np.full(len(points), 0.3), TRAIN)
    assert "P(class 1) from 0.30 to 0.30; the boundary misses x1 = 0." in flat.facts


def segments(axes):
    return [c for c in axes.collections if hasattr(c, "get_segments")]


def test_each_panel_has_its_boundary_its_points_and_its_words(figures):
    PICTURES["boundaries"]()
    across, up = figures[0].axes
    for axes, side in ((across, 0), (up, 1)):
        for lines in segments(axes):
            (line,) = lines.get_segments()
            np.testing.assert_allclose(line[:, side], 0, atol=1e-9)
        points = [len(c.get_offsets()) for c in axes.collections if c not in segments(axes)]
        assert points == [2, 3, 3, 2]
        assert axes.get_xlim() == across.get_xlim() and axes.get_ylim() == across.get_ylim()
    assert [text.get_text() for text in up.texts] == ["up", "40.0 %"]


def test_facts_of_known_fields():
    # x1 > 0 at points 1, 3, 4 and x2 > 0 at points 0, 2, 4; labels 0 1 0 0 1. The grid reaches
    # 1.24 up and 4/3 of that across.
    assert PICTURES["boundaries"]().facts == (
        "Two: share of 5 held-out points classified correctly; across 80.0 %; P(class 1) from 0.17 "
        "to 0.83; the boundary misses x1 = 0; up 40.0 %; P(class 1) from 0.38 to 0.62; the "
        "boundary crosses x1 = 0 at x2 = 0.00."
    )
    alone = plots.boundaries(TWO, TRAIN, grid=GRID)
    assert alone.facts.startswith("share of 5 training points classified correctly; across 100.0 %")
    assert "held out" not in alone.words and "held out" in PICTURES["boundaries"]().words


@pytest.mark.parametrize("shape", [GRID.shape, (-1,), (-1, 1)])
def test_a_field_is_as_good_as_its_function(shape):
    given = {name: predict(GRID.points).reshape(shape) for name, predict in TWO.items()}
    made = plots.boundaries(given, TRAIN, HELD_OUT, "Two", grid=GRID)
    assert made.png == PICTURES["boundaries"]().png


def test_a_model_is_as_good_as_its_function_whatever_its_classes_and_its_table():
    table = pd.DataFrame(X, columns=["width", "height"])
    names = np.where(TRAIN[1], "cat", "dog")  # class 0 is the cat
    model = LogisticRegression().fit(table, names)
    given = plots.boundary(lambda points: 1 - slope(points), (X, 1 - TRAIN[1]), grid=GRID)
    assert "100.0 % of 5 training points" in given.facts
    made = plots.boundary(model, (table, names), grid=GRID)
    assert "100.0 % of 5 training points" in made.facts and {"cat", "dog"} <= set(made.words)
    left = plots.boundaries({"m": model}, (table, names), grid=plots.grid(X, size=9)).facts
    assert left == plots.boundaries(
        {"m": lambda points: model.predict_proba(pd.DataFrame(points, columns=table.columns))},
        (table, names), grid=plots.grid(X, size=9),
    ).facts  # fmt: skip


def test_a_tree_has_its_border_at_its_threshold(figures):
    tree = DecisionTreeClassifier(max_depth=1).fit(X[:, :1] @ [[1, 0]], TRAIN[1])
    plots.boundary(tree, TRAIN)
    plots.boundaries({"tree": tree, "line": slope}, TRAIN)
    for figure in figures:
        (line,) = segments(figure.axes[0])[0].get_segments()
        step = (figure.axes[0].get_xlim()[1] - figure.axes[0].get_xlim()[0]) / 399
        np.testing.assert_allclose(line[:, 0], tree.tree_.threshold[0], atol=step / 2)


def test_a_tree_beside_a_field_that_was_given_stays_on_its_grid():
    tree, plane = DecisionTreeClassifier().fit(*TRAIN), plots.grid(X)
    assert plots.boundaries({"tree": tree, "given": slope(plane.points)}, TRAIN).facts


def test_words_name_curves_axes_and_title():
    words = PICTURES["curves"]().words
    assert {"one", "two", "three", "time", "height", "Rise"} <= set(words)
    words = PICTURES["sweep"]().words
    assert {"train", "held out", r"$\lambda$", "accuracy", "Decay", "best 10⁻³"} <= set(words)
    assert "Median of 3 seeds; the band is their range." in words


def test_curves_facts():
    facts = plots.curves([0, 500, 1000], {"loss": [0.7, 0.3, np.inf]}, "k", "J", "Fall").facts
    assert facts == "Fall: loss 0.7 at 0, 0.3 at 500, then inf."


def test_learning_curves_take_a_history_object_or_its_dict():
    class History:
        history = HISTORY

    shown = plots.learning_curves({"NumPy": History()}, title="Learning")
    assert shown.png == PICTURES["learning_curves"]().png
    assert shown.facts == (
        "Learning: loss of NumPy: train 0.7 at 1, 0.1 at 50, held out 0.7 at 1, 0.3 at 50."
    )


AGREEMENT = {
    "the same": (lambda y: y, "the two agree to 6 digits"),
    "a rounding": (lambda y: y * (1 + 1e-13), "the two agree to 6 digits"),
    "3 digits": (lambda y: y * (1 + 2e-4), "the two agree to 3 digits"),
    "another": (lambda y: 1.5 * y, "the two differ"),
    "far": (lambda y: 1e9 * y, "the two differ"),
    "shorter": (lambda y: y[:-1], "the two are of different length"),
    "diverged": (lambda y: np.where(RISE > 0.5, np.nan, y), "the two differ"),
}


@pytest.mark.parametrize("case", AGREEMENT)
def test_learning_curves_say_how_far_two_runs_agree(case):
    change, said = AGREEMENT[case]
    other = {key: list(change(np.array(values))) for key, values in HISTORY.items()}
    facts = plots.learning_curves({"NumPy": HISTORY, "Keras": other}).facts
    assert facts.endswith(f"; {said}.")


def test_two_runs_that_diverge_together_agree():
    lost = {"loss": [1.0, 2.0, np.nan, np.inf]}
    facts = plots.learning_curves({"NumPy": lost, "Keras": lost}).facts
    assert facts.endswith("train 1 at 1, 2 at 2, then nan; the two agree to 6 digits.")


def test_learning_curves_of_another_quantity():
    shown = plots.learning_curves({"NumPy": {"accuracy": [0.5, 1.0]}}, "accuracy")
    assert shown.facts == "accuracy of NumPy: train 0.5 at 1, 1 at 2."
    assert "accuracy" in shown.words and "held out" not in shown.words


def test_learning_curves_name_a_part_that_only_the_second_run_has():
    shown = plots.learning_curves({"NumPy": {"loss": HISTORY["loss"]}, "Keras": HISTORY})
    assert [shown.words.count(part) for part in ("train", "held out")] == [1, 1]
    assert {"NumPy", "Keras"} <= set(shown.words)


def test_spread_sweep_and_plateau_facts():
    told = plots.spread({"NumPy": [0.9, 0.95, 0.9, 0.85, 0.99]}, "accuracy", "Seeds").facts
    assert told == "Seeds: NumPy median 0.9 of 5, 0.85 to 0.99."
    assert PICTURES["sweep"]().facts == (
        "Decay: Median of 3 seeds; the band is their range; train 0.91 at 0, 0.55 at 0.1, highest "
        "0.91 at 0, lowest 0.55 at 0.1, 3 seeds at most 0.1 apart; held out 0.81 at 0, 0.45 at "
        "0.1, highest 0.81 at 0, lowest 0.45 at 0.1, 3 seeds at most 0.1 apart; best 0.001."
    )
    assert PICTURES["plateau"]().facts == (
        "A start too small: small 0.7 at 1, 0.7 at 50; fair 0.7 at 1, 0.1 at 50; "
        "small 10⁻⁸ at 1, 0.01 at 3; fair 0.1 at 1, 0.2 at 3."
    )


def test_descents_end_where_they_do():
    # 0.98**20 = 0.6676, 0.5**20 = 9.5e-7, 0.8**20 = 0.01153 of (1.5, 1.0)
    told = PICTURES["descents"]().facts
    assert told.startswith("Four rates: rate 0.01 loss 1.45; from (1.50, 2.00) to (1.00, 1.67), 20")
    assert "to (0.00, 1.00), 20 updates" in told and "to (0.02, 1.01), 20 updates" in told
    assert told.endswith("(1.50, 2.00) leaves the map at update 1.")
    words = PICTURES["descents"]().words
    assert {*RATES, "leaves at update 1", "$a$", "$b$"} <= set(words)
    slow = plots.descents(MAP, BOWL, {"slow": RATES["rate 0.01"]}, values={"slow": 0.125})
    assert "loss 0.125" in slow.facts and any("0.125" in word for word in slow.words)
    assert {*STARTS, "1", "2", "3"} <= set(PICTURES["descents together"]().words)


REFUSED = {
    "three columns": (
        lambda: plots.dataset((np.zeros((900, 3)), np.zeros(900))),
        r"X must have two columns to be drawn, got the shape \(900, 3\)",
    ),
    "labels": (lambda: plots.dataset((X, [0, 1])), "one label per point, got 5 and 2"),
    "logits": (lambda: plots.boundary(lambda p: p[:, 0], TRAIN), "must lie between 0 and 1"),
    "hard labels": (
        lambda: plots.boundary(LogisticRegression().fit(*TRAIN).predict, TRAIN), "got labels such"
    ),
    "nothing": (lambda: plots.boundaries({}, TRAIN), "panels is empty; name at least one"),
    "another grid": (
        lambda: plots.boundaries({"mine": np.zeros(50)}, TRAIN, grid=GRID),
        r"each of the grid's 2700 points, .* got the shape \(50,\)",
    ),
    "columns": (
        lambda: plots.boundaries(TWO, TRAIN, columns=0), "columns must be a whole number .* got 0"
    ),
    "lengths": (
        lambda: plots.curves(RISE, {"loss": [1, 2]}, "k", "J"),
        r"the curve 'loss' needs one y for each x, got the shapes \(2,\) and \(50,\)",
    ),
    "three runs": (
        lambda: plots.learning_curves(dict.fromkeys("abc", HISTORY)),
        "histories must hold 1 or 2 trainings to be told apart, got 3; draw them in several",
    ),
    "no run": (lambda: plots.learning_curves({}), "histories must hold 1 or 2 .* got 0"),
    "quantity": (
        lambda: plots.learning_curves({"NumPy": HISTORY}, "acuracy"),
        "the history of NumPy holds no 'acuracy', only loss, val_loss; choose one",
    ),
    "names": (
        lambda: plots.plateau({"a": [1, 2]}, {"b": [1, 2]}),
        r"gradients must have the names of losses, \['a'\], got \['b'\]",
    ),
    "no path": (lambda: plots.descents(MAP, BOWL, {}), "paths is empty; name at least one"),
    "one start": (
        lambda: plots.descents(MAP, BOWL, RATES, together=True),
        "those of 'rate 0.01' and 'rate 0.25' lie on each other",
    ),
    "heights": (lambda: plots.descents(MAP, BOWL[:5], RATES), r"the grid's shape \(81, 81\)"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
