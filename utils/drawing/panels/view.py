"""Views in three dimensions: where a camera stands, how it turns, and a panel that it looks at."""

from typing import NamedTuple

import numpy as np

from ..marks.mark import Mark
from .panel import Panel


class Camera(NamedTuple):
    """Where a parallel view comes from, in degrees: round what is seen, and above its ground."""

    azimuth: float
    elevation: float = 35

    def project(self, x, y, z):
        """(across, up, away) of points; away is how far behind the middle their ground lies."""
        turn, tilt = np.deg2rad(self.azimuth), np.deg2rad(self.elevation)
        across = x * np.cos(turn) + y * np.sin(turn)
        away = y * np.cos(turn) - x * np.sin(turn)
        return across, z * np.cos(tilt) + away * np.sin(tilt), away

    def ground(self, across, away):
        """(x, y) on the ground of what lies there in the picture."""
        turn = np.deg2rad(self.azimuth)
        x = across * np.cos(turn) - away * np.sin(turn)
        return x, across * np.sin(turn) + away * np.cos(turn)


class Solid(Mark):
    """A mark that a camera sees, on axes whose unit is a pixel.

    cameras: those that will see it. turned: its artists that `look` changes.
    """

    cameras = turned = ()

    def look(self, camera):
        """Place the artists as this camera sees them."""


class View(Panel):
    """Solid marks as a camera sees them.

    turn: degrees round them, from the first moment to the last, eased at both ends; where both are
    equal the camera stands still. elevation: degrees above the ground.
    """

    in_pixels = True

    def __init__(self, *marks, turn, elevation, **settings):
        super().__init__(*marks, axes=None, **settings)
        self.turn, self.elevation = turn, elevation
        self.turns = turn[0] != turn[1]
        azimuths = np.linspace(*turn, 24) if self.turns else turn[:1]
        for mark in marks:
            mark.cameras = [Camera(float(azimuth), elevation) for azimuth in azimuths]

    def camera(self, i):
        """Where moment i is seen from."""
        share = i / max(len(self.steps) - 1, 1)
        start, end = self.turn
        return Camera(start + share * share * (3 - 2 * share) * (end - start), self.elevation)

    def look(self, i):
        """See all marks as moment i does."""
        for mark in self.marks:
            mark.look(self.camera(i))

    def make(self, figure, box):
        super().make(figure, box)
        self.look(0)

    @property
    def moving(self):
        turned = [artist for mark in self.marks for artist in mark.turned if self.turns]
        return list(dict.fromkeys([*super().moving, *turned]))

    def draw(self, i):
        if self.turns:
            self.look(i)
        super().draw(i)
