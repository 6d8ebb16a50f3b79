"""Runs: the curves of one training, or of two that may coincide."""

import numpy as np
from matplotlib.lines import Line2D

from .film.picture import Picture
from .panels.curves import Curves, counted, trend
from .scene import Scene
from .style import palette
from .style.palette import FAINT, INK, THIN, Look

PARTS = {
    "train": (palette.TRAIN_PALE, palette.TRAIN),
    "held out": (palette.HELD_OUT_PALE, palette.HELD_OUT),
}


def learning_curves(histories, quantity="loss", title="", log=False, xlabel="epoch"):
    """Does the loss fall, on training and on held-out data, and do two trainings agree?

    histories: {"NumPy": history, "Keras": history}, one or two of them; a History or its dict with
    the key `quantity` and, where held-out data was watched, `val_` + quantity.
    """
    if not 1 <= len(histories) <= 2:
        raise ValueError(
            f"histories must hold 1 or 2 trainings to be told apart, got {len(histories)}; draw "
            "them in several pictures."
        )
    runs = {name: _history(name, run, quantity) for name, run in histories.items()}
    lines, looks = {}, {}
    for at, run in enumerate(runs.values()):
        for part, xy in counted(run).items():
            pale, dark = PARTS[part]
            broad, thin = {"color": pale, "lw": 6}, {"color": dark, **THIN}
            line = {"color": dark} if len(runs) == 1 else thin if at else broad
            name = "_" * (part in lines) + part
            lines[name], looks[name] = xy, Look(line, dark)
    panel = Curves(lines, None, quantity, xlabel, grows=False, log=log, looks=looks)
    panel.extra_keys = _run_keys(runs)
    scene = Scene([[panel]], title)
    return Picture(scene.figure, f"{title + ': ' if title else ''}{_run_facts(quantity, runs)}.")


def _history(name, run, quantity):
    values = getattr(run, "history", run)
    if quantity not in values:
        raise ValueError(
            f"the history of {name} holds no {quantity!r}, only {', '.join(values)}; choose one."
        )
    parts = {"train": values[quantity], "held out": values.get(f"val_{quantity}")}
    return {part: y for part, y in parts.items() if y is not None}


def _run_keys(runs):
    looks = {"color": FAINT, "lw": 6, "solid_capstyle": "butt"}, {"color": INK, **THIN}
    keys = [Line2D([], [], label=name, **look) for name, look in zip(runs, looks, strict=False)]
    return keys if len(runs) > 1 else []


def _run_facts(quantity, runs):
    """Ends of all curves by training, and how many digits two trainings share."""
    facts = []
    for name, run in runs.items():
        told = [trend(part, x, np.asarray(y)) for part, (x, y) in counted(run).items()]
        facts.append(f"{quantity} of {name}: {', '.join(told)}")
    return "; ".join([*facts, *([_agreement(*runs.values())] if len(runs) == 2 else [])])


def _agreement(first, second):
    """How many digits two dicts of curves share, at most 6: beyond that rounding decides."""
    shared = [part for part in first if part in second]
    if any(len(first[part]) != len(second[part]) for part in shared):
        return "the two are of different length"
    gap = max(_gap(np.asarray(first[part]), np.asarray(second[part])) for part in shared)
    digits = int(-np.log10(np.clip(gap, 1e-6, 1)))
    return f"the two agree to {digits} digits" if digits > 0 else "the two differ"


def _gap(first, second):
    """The largest relative difference of two curves; 1 where only one of them diverged."""
    good = np.isfinite(first)
    if (good != np.isfinite(second)).any():
        return 1.0
    first, second = first[good], second[good]
    scale = np.maximum(np.abs(first), np.finfo(float).tiny)
    return np.max(np.abs(second - first) / scale)
