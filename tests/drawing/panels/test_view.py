"""Views: the camera's projection, how it eases from place to place, and what it moves."""

import numpy as np
import pytest

from utils.drawing.panels.view import Camera, Solid, View
from utils.drawing.scene import Scene


class Spot(Solid):
    """A solid mark that writes down from where it is seen."""

    def make(self, axes):
        self.seen = []
        self.turned = axes.plot([0], [0])

    def look(self, camera):
        self.seen.append(camera)


def view(turn, moments=21):
    made = View(Spot(), turn=turn, elevation=30)
    return made, Scene([made], steps=np.arange(moments))


@pytest.mark.parametrize("azimuth", [-130, -30, 0, 45, 200])
def test_ground_undoes_project(azimuth, rng):
    camera = Camera(azimuth, 40)
    x, y = rng.uniform(-1, 1, (2, 9))
    across, up, away = camera.project(x, y, 0.5)
    np.testing.assert_allclose(camera.ground(across, away), [x, y], atol=1e-12)
    np.testing.assert_allclose(across**2 + away**2, x**2 + y**2)


def test_what_is_higher_and_what_is_farther_stand_higher_in_the_picture():
    camera = Camera(0, 30)
    (_, low, _), (_, high, _) = camera.project(0, 0, 0), camera.project(0, 0, 1)
    (_, near, _), (_, far, _) = camera.project(0, -1, 0), camera.project(0, 1, 0)
    assert high - low == pytest.approx(np.cos(np.pi / 6))
    assert far - near == pytest.approx(2 * np.sin(np.pi / 6))


def test_the_camera_eases():
    made, scene = view((10, 50))
    turns = [made.camera(i).azimuth for i in range(scene.count)]
    steps = np.diff(turns)
    assert turns[0] == 10 and turns[-1] == 50 and (steps > 0).all()
    assert steps[0] < steps[10] / 3 and steps[-1] < steps[10] / 3


def test_a_camera_that_stands_looks_once_and_moves_nothing():
    made, scene = view((20, 20))
    scene.draw(7)
    assert made.marks[0].seen == [Camera(20, 30)] and made.moving == []


def test_a_camera_that_turns_looks_at_each_moment_and_moves_what_it_sees():
    made, scene = view((20, 40))
    (spot,) = made.marks
    scene.draw(20)
    assert spot.seen[-1] == Camera(40, 30) and made.moving == spot.turned
    scene.draw(0)
    assert spot.seen[-1] == Camera(20, 30)


def test_marks_know_the_cameras_before_they_are_made():
    assert view((20, 20))[0].marks[0].cameras == [Camera(20, 30)]
    azimuths = [camera.azimuth for camera in view((50, 10))[0].marks[0].cameras]
    assert azimuths[0] == 50 and azimuths[-1] == 10 and np.ptp(np.diff(azimuths)) < 1e-9


def test_a_unit_is_a_pixel():
    made, _ = view((0, 0))
    left, bottom, width, height = made.box
    assert made.axes.get_xlim() == (0, width) and made.axes.get_ylim() == (0, height)


def test_one_moment_is_seen_from_the_start():
    made, _ = view((20, 40), moments=1)
    assert made.camera(0) == Camera(20, 30)
