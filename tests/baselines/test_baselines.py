"""Key pictures against stored ones, pixel by pixel, with pytest-mpl; in the reference environment.

After a change that is meant: look at the new pictures, then
`python -m pytest tests/baselines --mpl-generate-path tests/baselines/pictures`.
"""

import pytest

from tests import test_diagrams, test_plots
from tests.drawing import scenes
from tests.drawing.compositions import COMPOSITIONS
from utils import animation
from utils.drawing.film import picture
from utils.drawing.style.page import style


class Pixels:
    """A picture as pytest-mpl takes it: something that can be saved."""

    def __init__(self, png):
        self.png = png

    def savefig(self, path, **_):
        with open(path, "wb") as file:
            file.write(self.png)


def frame(scene, k):
    """Frame k of a scene, as a film shows it."""
    with style():
        return Pixels(picture.encode(animation.Film(scene).frame(k), "", []))


PICTURES = {
    "dataset": test_plots.PICTURES["dataset"],
    "boundary": test_plots.PICTURES["boundary"],
    "curves": test_plots.PICTURES["curves"],
    "logarithmic": test_plots.PICTURES["log"],
    "learning_curves": test_plots.PICTURES["two learning_curves"],
    "spread": test_plots.PICTURES["spread"],
    "plateau": test_plots.PICTURES["plateau"],
    "activations": test_plots.PICTURES["activations"],
    "network": test_diagrams.PICTURES["network"],
    "matrix_sizes": test_diagrams.PICTURES["matrix_sizes"],
    "boundary_scene": lambda: frame(scenes.boundary(), 2),
    "pair_scene": lambda: frame(scenes.pair(), 1),
    "landscape": lambda: frame(COMPOSITIONS["surface and map"](), 3),
}


@pytest.fixture(autouse=True)
def compared(request):
    if not request.config.getoption("--mpl", default=None) and not request.config.getoption(
        "--mpl-generate-path", default=None
    ):
        pytest.skip("pictures are compared where --mpl is given")


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.mpl_image_compare(baseline_dir="pictures", tolerance=1)
def test_picture(name):
    shown = PICTURES[name]()
    return shown if isinstance(shown, Pixels) else Pixels(shown.png)
