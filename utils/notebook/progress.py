"""Progress bars: tqdm's, on stderr of a terminal or in a notebook's cell, and gone at their end."""

import io
import os
import sys

WIDTH = 80  # letters of a bar in a notebook


def bar(steps=None, name="", delay=0.5, **settings):
    """The same steps, with a tqdm bar while they are taken; no trace of it is left.

    steps: anything to loop over; None for a bar that is moved by `update()` and ended by `close()`.
    delay: seconds before the bar appears; settings: tqdm's others, such as total and unit. Without
    tqdm the steps come as they are. TQDM_DISABLE=1 in the environment turns bars off.
    """
    try:
        from tqdm import tqdm
    except ImportError:
        return steps
    settings.update(desc=name, delay=delay, leave=False)
    settings["disable"] = os.environ.get("TQDM_DISABLE", "0") not in ("", "0")
    if settings["disable"] or kernel() is None:
        return tqdm(steps, file=sys.stderr, **settings)
    return in_cell(tqdm)(steps, file=io.StringIO(), ncols=WIDTH, **settings)


def in_cell(tqdm):
    """A tqdm whose bar is an output of the running cell."""
    from IPython.display import clear_output, display

    class Bar(tqdm):
        """At its end the cell is cleared if it holds nothing else, and else the bar made empty."""

        handle = None

        def display(self, msg=None, pos=None):
            if msg == "":
                self._leave()
            elif self.handle is None:
                self.alone = Alone()
                self.handle = display(_text(msg or str(self)), raw=True, display_id=True)
                self.alone.ours += 1
            else:
                self._show(msg or str(self))
            return True

        def _show(self, text):
            self.handle.update(_text(text), raw=True)
            self.alone.ours += 1

        def _leave(self):
            if self.handle is not None:
                if self.alone:
                    clear_output()
                else:
                    self._show("")
                self.handle = None

    return Bar


def _text(words):
    return {"text/plain": words}


class Alone:
    """Whether a cell has shown nothing but our own messages, `ours` in number.

    A kernel counts what it sends; `at_start` is the count when the cell began.
    """

    at_start = None

    def __init__(self):
        self.ours, self.before = 0, Alone.at_start

    def __bool__(self):
        return self.before is not None and sent() == self.before + self.ours


def sent():
    """How many messages the kernel has sent, printed text included; None where it does not say."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return getattr(getattr(kernel(), "session", None), "message_count", None)


def kernel():
    """The kernel that runs this code; None in a script and in a terminal."""
    return getattr(_shell(), "kernel", None)


def _shell():
    """IPython's shell, which JupyterLite's kernel has too, and names otherwise."""
    ipython = sys.modules.get("IPython")
    return ipython and ipython.get_ipython()


def _count_from_here(info=None):
    Alone.at_start = sent()


if kernel() is not None:
    _shell().events.register("pre_run_cell", _count_from_here)
