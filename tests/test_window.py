"""Windows: a picture and an animation are shown by a script, in a real window."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest
from matplotlib import backends
from PIL import Image

from utils import plots
from utils.drawing.film import picture

ROOT = Path(__file__).parents[1]
# What a reader's script does; the window is photographed and closed after a while.
SCRIPT = """
import sys
import numpy as np
from matplotlib import pyplot
from tests.drawing import scenes
from utils import animation, plots

def watched(seconds, path, wait=pyplot.show):
    figure = pyplot.gcf()
    timer = figure.canvas.new_timer(interval=int(1000 * seconds))
    def close():
        figure.savefig(path)
        pyplot.close(figure)
    timer.add_callback(close)
    timer.start()
    wait()

pyplot.show = lambda: watched(0.5, sys.argv[1])
shown = plots.curves(np.arange(5), {"line": np.arange(5)}, "x", "y", "In a window")
shown.save(sys.argv[2])
shown.show()
pyplot.show = lambda: watched(1.5, sys.argv[3])
scene = scenes.boundary()
turned = []
draw = scene.draw
scene.draw = lambda k: (turned.append(k), draw(k))
animation.show(scene, fps=20, hold=0.1)
print(sorted(set(turned)))
"""


@pytest.fixture
def screen():
    """Environment variables of a screen: the one there is, or one in memory."""
    pytest.importorskip("tkinter")
    if os.environ.get("DISPLAY"):
        yield {"MPLBACKEND": "TkAgg"}
        return
    if not shutil.which("Xvfb"):
        pytest.skip("there is no screen here, and no Xvfb to make one")
    with tempfile.TemporaryFile("w+") as number:
        command = ["Xvfb", "-displayfd", str(number.fileno()), "-nolisten", "tcp"]
        server = subprocess.Popen(command, pass_fds=[number.fileno()], stderr=subprocess.DEVNULL)
        try:
            yield {"MPLBACKEND": "TkAgg", "DISPLAY": f":{_written(number)}"}
        finally:
            server.terminate()
            server.wait()


def _written(file, tries=100):
    """The number that the screen's server writes when it is ready."""
    for _ in range(tries):
        file.seek(0)
        said = file.read().strip()
        if said:
            return said
        time.sleep(0.1)
    raise TimeoutError("Xvfb did not start")


def test_a_script_opens_windows(screen, tmp_path):
    paths = [str(tmp_path / name) for name in ("window.png", "picture.png", "animation.png")]
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT, *paths],
        cwd=ROOT,
        env={**os.environ, **screen},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    window, saved = (np.asarray(Image.open(path).convert("RGB"), int) for path in paths[:2])
    height, width = window.shape[:2]  # the window's border may take a pixel
    assert saved.shape[0] - height in (0, 1) and saved.shape[1] - width in (0, 1)
    assert np.abs(window - saved[-height:, :width]).mean() < 1
    assert run.stdout.strip() == "[0, 1, 2, 3]"
    assert Path(paths[2]).stat().st_size > 10_000


def test_without_a_screen_a_sentence_says_what_to_do(monkeypatch):
    from matplotlib import pyplot

    monkeypatch.setattr(pyplot, "get_backend", lambda: "agg")
    shown = plots.curves(np.arange(5), {"line": np.arange(5)}, "x", "y")
    with pytest.raises(RuntimeError, match="no window can be opened here, .* is agg: save the pic"):
        shown.show()
    assert isinstance(shown, picture.Picture)


def test_backends_without_windows_are_those_of_matplotlib():
    """Matplotlib 3.8, the browser's, cannot be asked."""
    listed = backends.backend_registry.list_builtin(backends.BackendFilter.NON_INTERACTIVE)
    assert set(picture.WINDOWLESS) == set(listed)
