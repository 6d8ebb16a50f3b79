"""The colours of the project: one meaning each, safe for colour-blind readers and for grey print."""

from __future__ import annotations

from matplotlib.colors import LinearSegmentedColormap

PAPER = "#fbfbf9"
INK = "#22262b"
MUTED = "#5b626b"
GREY = "#8a9099"
FAINT = "#d9dcdf"

CLASS_0 = "#0072b2"
CLASS_1 = "#d55e00"
CLASSES = (CLASS_0, CLASS_1)
MARKERS = ("o", "^")

FIELD = LinearSegmentedColormap.from_list(
    "field", ["#a5cde6", "#d3e5ef", "#fbf8f3", "#f6dcc6", "#efba8f"]
)

WEIGHTS = "#c9a227"
VALUES = "#3d8b7d"

LOOKS = (
    {"color": INK},
    {"color": "#009e73", "ls": (0, (6, 1.5))},
    {"color": "#b5489a", "ls": (0, (1.5, 1.2))},
    {"color": "#c98a00", "ls": (0, (6, 1.5, 1.5, 1.5))},
)
TWINS = ({"color": "#e9b949", "lw": 6}, {"color": INK, "lw": 1.6, "ls": (0, (4, 2))})
PARTS = (("#a9d8cb", "#00664d"), ("#e6bcdb", "#8a2f74"))

OPTIMIZERS = {
    "SGD": INK,
    "Momentum": "#b5489a",
    "Nesterov": "#e69f00",
    "RMSprop": "#009e73",
    "Adam": "#5b4fc9",
}
