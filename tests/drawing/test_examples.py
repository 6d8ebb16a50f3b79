"""The six figures of `utils.animation`'s docstring: the text that stands there runs and is true."""

import re

import numpy as np
import pytest
from sklearn.svm import SVC

from tests import drawn
from utils import animation, datasets
from utils.drawing.film import picture
from utils.drawing.marks.field import Classes
from utils.drawing.marks.grid import grid
from utils.layers import Dense
from utils.models import Sequential
from utils.optimizers import SGD, Adam

EXAMPLE = re.compile(r"^(\w[^\n]*):\n\n((?: {4}[^\n]*\n)+)", re.MULTILINE)
TEXTS = {title.split(",")[0]: text for title, text in EXAMPLE.findall(animation.__doc__)}
FOUR, THREE, MEANS, CURVE, MACHINE, ATTRACTOR = TEXTS

TRAIN, _ = datasets.split(*datasets.moons(200, noise=0.15, seed=0))
X, Y = datasets.moons(160, noise=0.2, seed=1)
ABSCISSA = np.sort(np.random.default_rng(0).uniform(-1.5, 1.5, (60, 1)), axis=0)


def network(rate=0.5, classes=2):
    """A small network for so many classes, or for numbers."""
    last = {None: Dense(1), 2: Dense(1, "sigmoid"), 3: Dense(3, "softmax")}[classes]
    model = Sequential([Dense(16, "tanh"), Dense(16, "tanh"), last], 2 if classes else 1, seed=0)
    losses = {None: "mean_squared_error", 2: "binary_crossentropy"}
    optimizer = SGD(rate) if classes else Adam(0.02)
    model.compile(optimizer, losses.get(classes, "sparse_categorical_crossentropy"))
    return model


def lorenz(start, times):
    """Lorenz's equations, by the method of Runge and Kutta."""

    def slope(u):
        x, y, z = u
        return np.array([10 * (y - x), x * (28 - z) - y, x * y - 8 / 3 * z])

    points = [start]
    for step in np.diff(times):
        u = points[-1]
        k1 = slope(u)
        k2 = slope(u + step / 2 * k1)
        k3 = slope(u + step / 2 * k2)
        points.append(u + step / 6 * (k1 + 2 * k2 + 2 * k3 + slope(u + step * k3)))
    return np.array(points)


GIVEN = {
    "np": np, "SVC": SVC, "network": network, "lorenz": lorenz, "train": TRAIN, "X": X, "y": Y,
    "grid": grid(X), "three": datasets.spiral(240, noise=0.03, turns=0.4, classes=3),
    "start": np.array([-8.0, 8.0, 27.0]), "times": np.linspace(0, 30, 3001),
}  # fmt: skip
OTHERS = {
    MEANS: {"X": datasets.blobs(240, noise=0.6, seed=3)[0]},
    CURVE: {"x": ABSCISSA, "y": np.sin(3 * ABSCISSA), "t": np.linspace(-1.6, 1.6, 200)[:, None]},
}


@pytest.fixture(scope="module")
def made():
    """{title: the names of an example after it ran}."""
    spaces = {}
    for title, text in TEXTS.items():
        spaces[title] = {**vars(animation), **GIVEN, **OTHERS.get(title, {})}
        exec(re.sub("^ {4}", "", text, flags=re.MULTILINE), spaces[title])
    return spaces


examples = pytest.mark.parametrize("title", TEXTS)


@examples
def test_an_example_has_eight_lines_at_most(title):
    lines = TEXTS[title].rstrip().split("\n")
    assert len(lines) <= 8 and max(map(len, lines)) <= 100
    assert lines[-1].startswith("    scene = ")


@examples
def test_it_is_a_film_with_words_that_can_be_read(title, made):
    scene = made[title]["scene"]
    with picture.style():
        film = animation.Film(scene)  # refuses what changes without being told to move
        frames = [film.frame(k).copy() for k in (0, scene.frames // 2, scene.frames - 1)]
    assert all((one != other).any() for one, other in zip(frames, frames[1:]))
    for k in (0, scene.frames - 1):
        scene.draw(k)
        with picture.style():
            picture.render(scene.figure)
        assert drawn.too_small(scene.figure) == [] and drawn.collisions(scene.figure) == []
        assert scene.facts(k).startswith(scene.title) and len(scene.facts(k)) <= 480


def test_four_trainings_stand_in_two_rows_above_their_losses(made):
    scene, seen = made[FOUR]["scene"], made[FOUR]["seen"]
    assert [len(row) for row in scene.rows] == [2, 2, 1] and scene.frames == 41
    for panel, watched in zip(scene.panels, seen.values()):
        np.testing.assert_array_equal(panel.marks[0].fields.reshape(41, -1), watched.field)
    last = [watched.losses["train"][-1] for watched in seen.values()]
    assert np.argmin(last) == 2 and last[3] > last[0]  # as the title says
    names = [panel.name for panel in scene.panels[:4]]
    assert names == list(scene.panels[4].lines) == [f"rate {rate}" for rate in (0.01, 0.1, 1, 10)]


def test_three_classes_are_learned(made):
    scene, seen = made[THREE]["scene"], made[THREE]["seen"]
    assert isinstance(scene.panels[0].marks[0], Classes) and seen.accuracies["train"][-1] > 0.95
    assert scene.steps[-1] == 60 and scene.frames == 31


def test_k_means_ends_where_scikit_learn_ends(made):
    from sklearn.cluster import KMeans

    points = made[MEANS]["X"]
    there = KMeans(3, init=points[:3], n_init=1, max_iter=7).fit(points)
    np.testing.assert_allclose(made[MEANS]["centres"][-1], there.cluster_centers_, rtol=1e-9)
    mark = made[MEANS]["panel"].marks[0]
    made[MEANS]["scene"].draw(6)
    for k, artist in enumerate(mark.filled):
        np.testing.assert_array_equal(artist.get_offsets(), points[there.labels_ == k])


def test_the_curve_bends_to_its_points(made):
    curve, t = made[CURVE]["seen"].curve, made[CURVE]["t"][:, 0]
    inside = np.abs(t) < 1.4
    errors = np.abs(curve - np.sin(3 * t))[:, inside].max(axis=1)
    assert errors[-1] < 0.3 < errors[0] and len(curve) == 41


def test_only_the_points_that_were_seen_are_there(made):
    scene, (_, points) = made[MACHINE]["scene"], made[MACHINE]["panel"].marks
    for k, count in enumerate((5, 10, 20, 40, 80, 160)):
        scene.draw(k)
        shown = np.vstack([artist.get_offsets().data for artist in points.filled])
        assert {tuple(point) for point in shown} == {tuple(point) for point in X[:count]}


def test_two_points_part_as_the_curve_beside_them_says(made):
    scene, space = made[ATTRACTOR]["scene"], made[ATTRACTOR]
    gap, times = space["gap"]["distance"], GIVEN["times"]
    assert gap[0] == pytest.approx(np.sqrt(3) * 1e-6) and gap[times > 20].min() > 0.1
    assert gap[times < 5].max() < 0.01
    i = scene.picks[30]
    assert scene.facts(30).endswith(f"distance {gap[i]:.3g}.")
    assert len(scene.rows[0]) == 2 and scene.frames == 60
