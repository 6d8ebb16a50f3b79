"""Recording: what was asked of a model at that moment, whatever library made the model."""

import copy
import pickle

import numpy as np
import pytest
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression, SGDClassifier
from sklearn.metrics import accuracy_score, log_loss, mean_squared_error
from sklearn.neural_network import MLPClassifier
from sklearn.tree import DecisionTreeClassifier

from utils import animation, datasets, keras_baseline
from utils.callbacks import Callback
from utils.drawing.film import picture
from utils.drawing.marks.grid import grid
from utils.layers import Dense
from utils.models import Sequential
from utils.optimizers import SGD

TRAIN, HELD_OUT = datasets.split(*datasets.moons(60, noise=0.2, seed=0))
GRID = grid(TRAIN[0], size=12)
X, Y = np.linspace(-1, 1, 30), np.linspace(-1, 1, 30) ** 2
THREE = TRAIN[0], np.digitize(TRAIN[0][:, 0], [0, 1])


def network(*last, inputs=2, loss="binary_crossentropy"):
    model = Sequential([Dense(8, "tanh"), *(last or [Dense(1, "sigmoid")])], inputs, seed=1)
    model.compile(SGD(0.5), loss)
    return model


def watched(**settings):
    return animation.watch(TRAIN, HELD_OUT, grid=GRID, **settings)


def sloping(points):
    """P(class 1) that rises from left to right."""
    return 1 / (1 + np.exp(-3 * points[:, 0]))


class Fields(Callback):
    """The field and the first weights after each epoch, by another way."""

    def __init__(self):
        self.seen, self.weights = [], []

    def on_epoch_end(self, epoch, logs=None):
        self.seen.append(self.model.predict(GRID.points)[:, 0].copy())
        self.weights.append(self.model.get_weights()[0].copy())


@pytest.mark.parametrize(("every", "steps"), [(1, [0, 1, 2, 3, 4, 5]), (2, [0, 2, 4])])
def test_anything_of_our_network_while_it_trains(every, steps):
    model, other = network(), Fields()
    start = model.get_weights()[0].copy()
    seen = animation.record(
        W=lambda m: m.get_weights()[0],
        field=lambda m: m.predict(GRID.points),
        size=lambda m: np.abs(m.theta).max(),
        every=every,
    )
    model.fit(*TRAIN, epochs=5, callbacks=[seen, other], verbose=0)
    assert seen.steps == steps and len(seen) == len(steps)
    np.testing.assert_array_equal(seen.W, [[start, *other.weights][k] for k in steps])
    np.testing.assert_array_equal(seen.field[-1, :, 0], other.seen[steps[-1] - 1])
    assert seen.size.shape == (len(steps),)


def test_what_was_recorded_is_a_copy():
    weights = np.zeros((2, 3))
    seen = animation.record(W=lambda m: weights, both=lambda m: [weights, weights])
    seen("a model")
    weights += 7
    assert not seen.W.any() and not seen.both.any() and seen.both.shape == (1, 2, 2, 3)
    seen.W[:] = 5
    assert not seen.W.any()


@pytest.mark.parametrize("way", [copy.copy, copy.deepcopy, lambda s: pickle.loads(pickle.dumps(s))])
def test_a_recording_is_copied_with_what_it_holds(way):
    seen = animation.record(W=np.sum)
    seen([1, 2, 3])
    assert way(seen).W == [6] and way(seen).steps == [1]


def test_a_loop_of_your_own_counts_or_says_the_step():
    seen = animation.record(W=lambda m: m)
    for number in (5.0, 7.0):
        seen(number)
    seen.record(9.0, 40)
    assert seen.steps == [1, 2, 40] and seen.W.tolist() == [5, 7, 9]
    first = animation.record(W=lambda m: m)
    first.record(1), first.record(2)
    assert first.steps == [0, 1]


@pytest.mark.parametrize("make", [lambda: animation.record(W=lambda m: m.theta), watched])
def test_recording_changes_no_training_and_a_second_one_begins_anew(make):
    alone, model, seen = network(), network(), make()
    alone.fit(*TRAIN, epochs=3, verbose=0)
    model.fit(*TRAIN, epochs=3, callbacks=[seen], verbose=0)
    np.testing.assert_array_equal(alone.theta, model.theta)
    model.fit(*TRAIN, epochs=2, callbacks=[seen], verbose=0)
    assert seen.steps == [0, 1, 2] and len(next(iter(seen.kept.values()))) == 3


def test_losses_and_accuracies_are_those_of_scikit_learn():
    model, seen = network(), watched()
    model.fit(*TRAIN, epochs=3, callbacks=[seen], verbose=0)
    for name, (points, y) in {"train": TRAIN, "held out": HELD_OUT}.items():
        p = model.predict(points)[:, 0]
        assert seen.losses[name][-1] == pytest.approx(log_loss(y, p), rel=1e-12)
        assert seen.accuracies[name][-1] == accuracy_score(y, p > 0.5)
        assert len(seen.losses[name]) == len(seen.accuracies[name]) == 4
    np.testing.assert_array_equal(seen.field[-1], model.predict(GRID.points)[:, 0])


@pytest.mark.parametrize("names", [np.arange(3), np.array(["c", "a", "b"])])
def test_three_classes_are_watched(names):
    labels = names[THREE[1]]
    model, seen = LogisticRegression(), animation.watch((THREE[0], labels), grid=GRID)
    seen(model.fit(THREE[0], labels))
    np.testing.assert_array_equal(seen.field[0], model.predict_proba(GRID.points))
    p = model.predict_proba(THREE[0])
    assert seen.losses["train"] == [pytest.approx(log_loss(labels, p), rel=1e-12)]
    assert seen.accuracies["train"] == [accuracy_score(labels, model.predict(THREE[0]))]
    assert seen.scene("Three").facts(0).startswith("Three: ")


def test_three_classes_of_our_network():
    model = network(Dense(3, "softmax"), loss="sparse_categorical_crossentropy")
    seen = animation.watch(THREE, grid=GRID)
    model.fit(*THREE, epochs=2, callbacks=[seen], verbose=0)
    np.testing.assert_array_equal(seen.field[-1], model.predict(GRID.points))
    words = picture.words(seen.scene("Three").figure)
    assert {"class 0", "class 1", "class 2", "boundary"} <= set(words)


@pytest.mark.keras
def test_a_keras_model_records_the_same(keras):
    looks = {"W": lambda m: m.get_weights()[0]}
    looks |= {"field": lambda m: m.predict(GRID.points, verbose=0)}
    ours, theirs, asked = watched(), watched(), animation.record(**looks)
    model = network()
    twin = keras_baseline.like(model)
    model.fit(*TRAIN, epochs=3, shuffle=False, callbacks=[ours], verbose=0)
    settings = {"shuffle": False, "validation_data": HELD_OUT, "verbose": 0}
    twin.fit(*TRAIN, epochs=3, callbacks=[theirs, asked], **settings)
    assert theirs.steps == ours.steps == asked.steps == [0, 1, 2, 3]
    np.testing.assert_allclose(theirs.field, ours.field, rtol=1e-10)
    np.testing.assert_allclose(theirs.losses["held out"], ours.losses["held out"], rtol=1e-10)
    np.testing.assert_allclose(asked.field[..., 0], ours.field, rtol=1e-10)
    np.testing.assert_array_equal(asked.W[-1], twin.get_weights()[0])
    assert (asked.W[0] != asked.W[-1]).any()


@pytest.mark.filterwarnings("ignore:Stochastic Optimizer:sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("way", ["partial_fit", "warm_start"])
def test_scikit_learn_in_a_loop(way):
    seen, asked = watched(every=2), animation.record(W=lambda m: m.coefs_[0], every=2)
    settings = {"max_iter": 1, "warm_start": way == "warm_start", "random_state": 0}
    model = MLPClassifier((8,), learning_rate_init=0.05, **settings)
    for _ in range(6):
        if way == "partial_fit":
            model.partial_fit(*TRAIN, classes=[0, 1])
        else:
            model.fit(*TRAIN)
        seen(model)
        asked(model)
    assert seen.steps == asked.steps == [2, 4, 6]
    np.testing.assert_array_equal(seen.field[-1], model.predict_proba(GRID.points)[:, 1])
    assert np.abs(seen.field[0] - seen.field[-1]).max() > 0.01
    np.testing.assert_array_equal(asked.W[-1], model.coefs_[0])
    assert (asked.W[0] != asked.W[-1]).any()


def test_a_function_is_a_model_too():
    seen = watched()
    seen(sloping)
    wanted = np.tile(1 / (1 + np.exp(-3 * GRID.x)), len(GRID.y))
    np.testing.assert_allclose(seen.field, [wanted])


def test_pytorch_in_a_loop():
    torch = pytest.importorskip("torch")
    net = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.Dropout(0.5), torch.nn.Sigmoid())
    with torch.no_grad():
        net[0].weight[:], net[0].bias[:] = torch.tensor([[1.0, -2.0]]), 0.5
    seen, asked = watched(), animation.record(W=lambda m: m[0].weight, b=lambda m: list(m[0].bias))
    seen(net), asked(net)
    z = GRID.points @ [1, -2] + 0.5
    np.testing.assert_allclose(seen.field[0], 1 / (1 + np.exp(-z)), rtol=1e-5)
    with torch.no_grad():
        net[0].weight[:] = 0
    asked(net)
    np.testing.assert_array_equal(asked.W, [[[1, -2]], [[0, 0]]])
    assert net.training and asked.b.tolist() == [[0.5], [0.5]]


def test_a_tree_is_asked_on_a_finer_grid_and_what_came_before_is_carried_over():
    seen = animation.watch(TRAIN)
    seen(sloping)
    coarse = seen.grid
    tree = DecisionTreeClassifier(max_depth=1).fit(*TRAIN)
    seen(tree)
    fine = len(seen.grid.x)
    assert fine >= 4 * len(coarse.x) and seen.field.shape == (2, len(seen.grid.points))
    np.testing.assert_array_equal(seen.field[1], tree.predict_proba(seen.grid.points)[:, 1])
    half = (coarse.x[1] - coarse.x[0]) / 2
    slope = 3 / 4  # the steepest of `sloping`
    np.testing.assert_allclose(seen.field[0], sloping(seen.grid.points), atol=1.01 * half * slope)
    (line,) = seen.scene().panels[0].marks[0].boundary(1)
    step = seen.grid.x[1] - seen.grid.x[0]
    x = line[0, tree.tree_.feature[0]]
    assert abs(x - tree.tree_.threshold[0]) <= step / 2


def test_a_chosen_grid_is_kept():
    seen = watched()
    seen(GradientBoostingClassifier(n_estimators=2).fit(*TRAIN))
    assert seen.grid is GRID and seen.field.shape == (1, len(GRID.points))


@pytest.mark.parametrize("shape", [(30,), (30, 1)])
def test_a_regression_is_watched(shape):
    held_out = X[::3] + 0.01, Y[::3] + 0.1
    seen = animation.watch((X.reshape(shape), Y.reshape(shape)), held_out, every=2)
    model = network(Dense(1), inputs=1, loss="mean_squared_error")
    model.fit(X[:, np.newaxis], Y[:, np.newaxis], epochs=4, callbacks=[seen], verbose=0)
    assert seen.steps == [0, 2, 4] and seen.curve.shape == (3, len(seen.x))
    assert seen.x[0] < -1 and seen.x[-1] > 1
    np.testing.assert_array_equal(seen.curve[-1], model.predict(seen.x[:, np.newaxis])[:, 0])
    for name, (x, y) in {"train": (X, Y), "held out": held_out}.items():
        error = mean_squared_error(y, model.predict(x[:, np.newaxis])[:, 0])
        assert seen.losses[name][-1] == pytest.approx(error, rel=1e-12)
    scene = seen.scene("A parabola", axes=("$t$", "$h$"))
    assert scene.facts(2).startswith("A parabola, epoch 4: ")
    ends = [f"{name} {losses[-1]:.3g}" for name, losses in seen.losses.items()]
    assert scene.facts(2).endswith(f"loss {', '.join(ends)}.")
    line = scene.panels[0].marks[1].moving[0]
    scene.draw(1)
    np.testing.assert_array_equal(line.get_ydata(), seen.curve[1])
    assert {"$t$", "$h$", "loss"} <= set(picture.words(scene.figure))


def test_a_regression_that_was_seen_once_is_a_still_picture():
    seen = animation.watch((X, Y))
    seen(LinearRegression().fit(X[:, np.newaxis], Y))
    scene = seen.scene("Once")
    assert scene.frames == 1 and len(scene.panels) == 1
    np.testing.assert_allclose(seen.curve[0], Y.mean(), atol=1e-12)


def test_the_scene_shows_what_was_recorded(tmp_path):
    model, seen = network(), watched()
    model.fit(*TRAIN, epochs=3, callbacks=[seen], verbose=0)
    scene = seen.scene("Mine")
    assert scene.frames == 4 and list(scene.steps) == [0, 1, 2, 3]
    share = 100 * seen.accuracies["held out"][3]
    start = f"Mine, epoch 3: {share:.1f} % of 6 held-out points classified correctly; P(class 1)"
    assert scene.facts(3).startswith(start)
    losses = f"loss train {seen.losses['train'][3]:.3g}, held out {seen.losses['held out'][3]:.3g}."
    assert scene.facts(3).endswith(losses)
    np.testing.assert_array_equal(scene.panels[0].marks[0].fields.reshape(4, -1), seen.field)
    saved = animation.save(scene, tmp_path / "mine.gif")
    assert saved.frames == 4 and (tmp_path / "mine.gif").exists()


def test_a_scene_takes_settings():
    seen = watched()
    seen(sloping), seen(sloping)
    scene = seen.scene("Mine", losses=None, unit="round", bands=4)
    assert len(scene.panels) == 1 and "round 2" in scene.facts(1)
    assert scene.panels[0].marks[0].bands == 4


def test_without_held_out_points():
    seen = animation.watch(TRAIN, grid=GRID)
    seen(LogisticRegression().fit(*TRAIN))
    assert list(seen.losses) == ["train"]
    assert "54 training points" in seen.scene().facts(0)


def after(seen, *models):
    for model in models:
        seen(model)
    return seen


MIDWAY = {
    "classes": (lambda: watched(), sloping, len(GRID.points)),
    "a regression": (lambda: animation.watch((X, Y), (X, Y)), lambda x: x, 400),
}


@pytest.mark.parametrize("case", MIDWAY)
def test_a_model_that_fails_midway_leaves_nothing_behind(case):
    """It answers at the places of the field or the curve, and fails at the points."""
    make, model, places = MIDWAY[case]

    def failing(points):
        if len(points) != places:
            raise MemoryError
        return model(points)

    seen = make()
    seen(model)
    with pytest.raises(MemoryError):
        seen(failing)
    seen(model)
    kept = [*seen.kept.values(), *seen.losses.values(), *getattr(seen, "accuracies", {}).values()]
    assert len(kept) > 2 and {len(each) for each in kept} == {2} == {len(seen.steps)}


REFUSED = {
    "nothing": (lambda: watched().scene(), ValueError, "nothing was recorded yet: train with"),
    "no curve": (lambda: animation.watch((X, Y)).scene(), ValueError, "nothing was recorded yet"),
    "no model": (lambda: watched()("a model"), TypeError, "got 'a model'"),
    "logits": (
        lambda: watched()(network(Dense(1))), ValueError,
        "probabilities must lie between 0 and 1, got .* end the network with a sigmoid",
    ),
    "hard labels": (
        lambda: watched()(SGDClassifier().fit(*TRAIN)), ValueError, "pass predict_proba"
    ),
    "every": (lambda: watched(every=0), ValueError, "every must be a whole number of at least 1"),
    "every of anything": (lambda: animation.record(W=len, every=1.5), ValueError, "every must be"),
    "nothing asked": (lambda: animation.record(), ValueError, "functions of the model under names"),
    "a taken name": (
        lambda: animation.record(steps=len, clear=len), ValueError,
        r"under names of their own, got \['steps', 'clear'\]; for example record\(W=lambda",
    ),
    "another name": (
        lambda: animation.record(W=len, b=len).V, AttributeError,
        "'V' was not recorded, only W, b",
    ),
    "parts": (
        lambda: animation.record(W=lambda m: m.get_weights())(network()), ValueError,
        r"'W' has parts of the shapes \(2, 8\) and \(8,\) and \(8, 1\) and \(1,\), and no arr",
    ),
    "moments": (
        lambda: after(animation.record(W=np.ones), 2, 3).W, ValueError,
        r"'W' has moments of the shapes \(2,\) and \(3,\), and no array holds them",
    ),
    "no pair": (lambda: animation.watch(X), ValueError, r"train must be the pair \(X, y\), got nd"),
    "one class": (
        lambda: after(animation.watch((TRAIN[0], ["cat"] * 54)), sloping), ValueError,
        "the labels name one class only, and a boundary lies between two",
    ),
    "numbers": (
        lambda: animation.watch((TRAIN[0], TRAIN[0][:, 0])), ValueError, "at most 6 classes"
    ),
    "lengths": (
        lambda: animation.watch((X, Y[:9])), ValueError,
        "train must hold one finite number y for each finite x, got 30 and 9; drop other rows",
    ),
    "masked": (
        lambda: animation.watch((X, np.ma.masked_less(Y, Y.max()))),
        ValueError,
        "train is a masked array",
    ),
    "nan": (lambda: animation.watch((X, Y * np.nan)), ValueError, "one finite number y for each"),
    "two answers": (
        lambda: animation.watch((X, Y))(lambda x: np.hstack([x, x])), ValueError,
        r"answer each of 400 numbers x with one finite number, got the shape \(400, 2\)",
    ),
    "diverged": (
        lambda: animation.watch((X, Y))(lambda x: x * np.nan), ValueError,
        r"got the shape \(400, 1\) with nan; did the training diverge",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, kind, message = REFUSED[case]
    with pytest.raises(kind, match=message):
        call()
