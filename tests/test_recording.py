"""Recording: the frames are what the model predicted at that moment, whatever made the model."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, log_loss
from sklearn.neural_network import MLPClassifier

from utils import animation, datasets, fields, keras_baseline
from utils.callbacks import Callback
from utils.layers import Dense
from utils.models import Sequential
from utils.optimizers import SGD

TRAIN, HELD_OUT = datasets.split(*datasets.moons(60, noise=0.2, seed=0))
GRID = fields.grid(TRAIN[0], size=12)


def network(*last):
    model = Sequential([Dense(8, "tanh"), *(last or [Dense(1, "sigmoid")])], 2, seed=1)
    model.compile(SGD(0.5), "binary_crossentropy")
    return model


def watched(**settings):
    return animation.watch(TRAIN, HELD_OUT, grid=GRID, **settings)


class Fields(Callback):
    """The field after each epoch, by another way."""

    def __init__(self):
        self.seen = []

    def on_epoch_end(self, epoch, logs=None):
        self.seen.append(self.model.predict(GRID.points).reshape(GRID.shape))


@pytest.mark.parametrize(("every", "steps"), [(1, [0, 1, 2, 3, 4, 5]), (2, [0, 2, 4])])
def test_our_network_while_it_trains(every, steps):
    model, seen, other = network(), watched(every=every), Fields()
    start = model.predict(GRID.points).reshape(GRID.shape)
    model.fit(*TRAIN, epochs=5, callbacks=[seen, other], verbose=0)
    assert seen.steps == steps
    np.testing.assert_allclose(seen.frames, [[start, *other.seen][k] for k in steps], rtol=1e-13)


def test_losses_and_accuracies_are_those_of_scikit_learn():
    model, seen = network(), watched()
    model.fit(*TRAIN, epochs=3, callbacks=[seen], verbose=0)
    for name, (X, y) in {"train": TRAIN, "held out": HELD_OUT}.items():
        p = model.predict(X)[:, 0]
        assert seen.losses[name][-1] == pytest.approx(log_loss(y, p), rel=1e-12)
        assert seen.accuracies[name][-1] == accuracy_score(y, p > 0.5)
        assert len(seen.losses[name]) == len(seen.accuracies[name]) == 4


def test_watching_changes_no_training():
    alone, seen = network(), network()
    alone.fit(*TRAIN, epochs=3, verbose=0)
    seen.fit(*TRAIN, epochs=3, callbacks=[watched()], verbose=0)
    np.testing.assert_array_equal(alone.theta, seen.theta)


def test_a_second_training_begins_anew():
    model, seen = network(), watched()
    for _ in range(2):
        model.fit(*TRAIN, epochs=2, callbacks=[seen], verbose=0)
    assert seen.steps == [0, 1, 2] and len(seen.frames) == len(seen.losses["train"]) == 3


@pytest.mark.keras
def test_a_keras_model_records_the_same(keras):
    ours, theirs = watched(), watched()
    model = network()
    twin = keras_baseline.like(model)
    model.fit(*TRAIN, epochs=3, shuffle=False, callbacks=[ours], verbose=0)
    settings = {"shuffle": False, "validation_data": HELD_OUT, "verbose": 0}
    twin.fit(*TRAIN, epochs=3, callbacks=[theirs], **settings)
    assert theirs.steps == ours.steps == [0, 1, 2, 3]
    np.testing.assert_allclose(theirs.frames, ours.frames, rtol=1e-10)
    np.testing.assert_allclose(theirs.losses["held out"], ours.losses["held out"], rtol=1e-10)


@pytest.mark.filterwarnings("ignore:Stochastic Optimizer:sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("way", ["partial_fit", "warm_start"])
def test_scikit_learn_in_a_loop(way):
    seen = watched(every=2)
    settings = {"max_iter": 1, "warm_start": way == "warm_start", "random_state": 0}
    model = MLPClassifier((8,), learning_rate_init=0.05, **settings)
    for _ in range(6):
        if way == "partial_fit":
            model.partial_fit(*TRAIN, classes=[0, 1])
        else:
            model.fit(*TRAIN)
        seen(model)
    assert seen.steps == [2, 4, 6]
    p = model.predict_proba(GRID.points)[:, 1]
    np.testing.assert_array_equal(seen.frames[-1].ravel(), p)
    assert np.abs(seen.frames[0] - seen.frames[-1]).max() > 0.01


def test_a_function_is_a_model_too():
    seen = watched()
    seen(lambda X: 1 / (1 + np.exp(-3 * X[:, 0])))
    wanted = np.tile(1 / (1 + np.exp(-3 * GRID.x)), (len(GRID.y), 1))
    np.testing.assert_allclose(seen.frames, [wanted])


def test_a_pytorch_module_in_a_loop():
    torch = pytest.importorskip("torch")
    net = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.Dropout(0.5), torch.nn.Sigmoid())
    with torch.no_grad():
        net[0].weight[:], net[0].bias[:] = torch.tensor([[1.0, -2.0]]), 0.5
    seen = watched()
    seen(net)
    z = GRID.points @ [1, -2] + 0.5
    np.testing.assert_allclose(seen.frames[0].ravel(), 1 / (1 + np.exp(-z)), rtol=1e-5)
    assert net.training


def test_the_scene_shows_what_was_recorded(tmp_path):
    model, seen = network(), watched()
    model.fit(*TRAIN, epochs=3, callbacks=[seen], verbose=0)
    scene = seen.scene("Mine")
    assert scene.frames == 4 and list(scene.steps) == [0, 1, 2, 3]
    share = 100 * seen.accuracies["held out"][3]
    assert scene.facts(3).startswith(f"Mine, epoch 3: {share:.1f} % of 6 held-out points on their")
    losses = f"loss train {seen.losses['train'][3]:.3g}, held out {seen.losses['held out'][3]:.3g}."
    assert scene.facts(3).endswith(losses)
    saved = animation.save(scene, tmp_path / "mine.gif")
    assert saved.frames == 4 and (tmp_path / "mine.gif").exists()


def test_without_held_out_points():
    seen = animation.watch(TRAIN, grid=GRID)
    seen(LogisticRegression().fit(*TRAIN))
    assert list(seen.losses) == ["train"]
    assert "54 train points" in seen.scene().facts(0)


REFUSED = {
    "nothing": (lambda: watched().scene(), ValueError, "nothing was recorded yet: train with"),
    "no model": (lambda: watched()("a model"), TypeError, "got 'a model'"),
    "logits": (
        lambda: watched()(network(Dense(1))),
        ValueError,
        "probabilities must lie between 0 and 1, got .* end the network with a sigmoid",
    ),
    "every": (lambda: watched(every=0), ValueError, "every must be a whole number of at least 1"),
    "labels": (
        lambda: animation.watch((TRAIN[0], TRAIN[1] + 1)),
        ValueError,
        "labels must be 0 or 1",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, kind, message = REFUSED[case]
    with pytest.raises(kind, match=message):
        call()
