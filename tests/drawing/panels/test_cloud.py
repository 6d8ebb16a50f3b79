"""Cloud: each point is the sign of its class, nearer ones on top and larger, and its facts."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba_array

from utils.drawing.film import picture
from utils.drawing.panels.cloud import Cloud
from utils.drawing.scene import Scene
from utils.drawing.style.palette import SIGNS

# Three classes that part, two points each; the first two of them stay near to each other.
ENDS = np.array([[0, 0, 0], [0, 0, 0.1], [0.3, 0, 0], [0.3, 0, 0.1], [1, 1, 1], [1, 1, 0.9]])
MOVING = np.array([0.5 + share * (ENDS - 0.5) for share in (0.0, 0.5, 1.0)])
LABELS = [4, 4, 9, 9, 0, 0]


def drawn_at(i, points=MOVING, labels=LABELS, **settings):
    """A cloud, drawn as moment i."""
    panel = Cloud(points, labels, **settings)
    Scene([panel], "Classes part").draw(i)
    return panel


def sizes(artist):
    return np.array([np.ptp(path.vertices[:, 1]) for path in artist.get_paths()])


def test_each_point_has_the_sign_and_the_colour_of_its_class():
    artist = drawn_at(2).signs.artist
    colours = artist.get_facecolors()
    shades = to_rgba_array(SIGNS[:3])  # of 0, 4 and 9 in this order
    found = [int(np.flatnonzero((shades == colour).all(axis=1))[0]) for colour in colours]
    assert sorted(found) == [0, 0, 1, 1, 2, 2]
    shapes = {kind: len(path.vertices) for kind, path in zip(found, artist.get_paths())}
    assert len(set(shapes.values())) == 3


def test_points_are_where_the_camera_sees_them():
    panel = drawn_at(2, turn=(25, 25))
    pixels, away = panel.signs.box.place(panel.signs.box.inside(ENDS))
    order = np.argsort(-away, kind="stable")
    np.testing.assert_allclose(panel.signs.artist.get_offsets(), pixels[order])


def test_nearer_signs_are_larger_and_lie_on_top():
    labels = [4] * 6
    panel = drawn_at(2, labels=labels, turn=(25, 25))
    assert (np.diff(sizes(panel.signs.artist)) >= 0).all()
    assert np.ptp(sizes(panel.signs.artist)) > 1


def test_the_box_is_that_of_all_moments():
    moving, last = Cloud(MOVING, LABELS), Cloud(MOVING[-1], LABELS)
    np.testing.assert_allclose(moving.signs.box.middle, last.signs.box.middle)
    assert moving.moments == 3 and last.moments is None


def test_a_cloud_that_stands_still_turns_beside_what_moves():
    still = Cloud(ENDS, LABELS, turn=(0, 60))
    scene = Scene([[still, Cloud(MOVING, LABELS)]], "Still and moving")
    first = still.signs.artist.get_offsets().copy()
    scene.draw(2)
    assert not np.allclose(still.signs.artist.get_offsets(), first)
    alone = Cloud(ENDS, LABELS, turn=(0, 60))
    Scene([[alone, Cloud(MOVING[0], LABELS)]], "Still and moving")
    np.testing.assert_allclose(alone.signs.artist.get_offsets(), first)


def test_facts_name_the_classes_that_are_nearest():
    panel = Cloud(MOVING, LABELS)
    assert panel.signs.facts(2) == ["6 points, 4 and 9 nearest"]
    swapped = Cloud(MOVING[-1], [4, 4, 0, 0, 9, 9])
    assert swapped.signs.facts(0) == ["6 points, 0 and 4 nearest"]
    assert Cloud(MOVING[-1], [1] * 6).signs.facts(0) == []


def test_ten_classes_have_ten_colours():
    assert len(set(SIGNS)) == len(SIGNS) == 10
    scene = Scene([Cloud(np.random.default_rng(0).random((30, 3)), np.arange(30) % 10)], "Ten")
    with picture.style():
        picture.render(scene.figure)
    assert len(np.unique(scene.panels[0].signs.artist.get_facecolors(), axis=0)) == 10


BAD = [
    ((ENDS[:, :2], LABELS), "must have the shape \\(n, 3\\), or \\(T, n, 3\\) for T moments, got"),
    ((np.where(ENDS > 0.9, np.nan, ENDS), LABELS), "did the training diverge"),
    ((ENDS, LABELS[:5]), "one for each of 6 points, got the shape \\(5,\\)"),
    ((np.zeros((11, 3)), range(11)), "at most 10 classes"),
    ((ENDS, ["cat"] * 6), "names of one or two letters, got cat"),
]


@pytest.mark.parametrize(("given", "sentence"), BAD)
def test_what_is_no_cloud_is_refused(given, sentence):
    with pytest.raises(ValueError, match=sentence):
        Cloud(*given)
