"""The colours of the project: one meaning each, told apart by colour-blind readers and in grey."""

from typing import NamedTuple

from matplotlib import colormaps
from matplotlib.colors import LinearSegmentedColormap

PAPER = "#fbfbf9"
INK = "#22262b"
MUTED = "#5b626b"
GREY = "#8a9099"
FAINT = "#d5d9dd"

CLASS_0 = "#0072b2"
CLASS_1 = "#d55e00"
CLASSES = (CLASS_0, CLASS_1, "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
SIGNS = (*CLASSES, "#5b3fa3", "#7d6b00", "#a03a3a", INK)  # of ten classes drawn as their names
MARKERS = ("o", "^", "s", "D", "v", "P")

# P(class 1) from 0 to 1: blue, near white at 1/2, vermillion.
FIELD = LinearSegmentedColormap.from_list(
    "field", ["#80bce4", "#b3d5eb", "#faf8f4", "#f6cda9", "#eea66c"]
)

# Surfaces, from low to high: viridis under a thin veil, so that paths stand out from it.
VEILED = 0.24 + 0.76 * colormaps["viridis"](range(0, 256, 5))[:, :3]
SURFACE = LinearSegmentedColormap.from_list("surface", VEILED)
WALLS = ("#cdd1d5", "#b9bec4")

# The steps of a path on a surface, from the first to the last: few, so that films can hold them.
STEPS = LinearSegmentedColormap.from_list("steps", colormaps["inferno"](range(24, 241, 24)), N=10)

# Weights, from minus to plus the largest: teal, near white at 0, brown; equal steps of lightness.
DIVERGING = LinearSegmentedColormap.from_list(
    "diverging",
    [
        "#005561", "#39737c", "#6a9299", "#99b3b7", "#c7d4d5", "#f7f6f4",
        "#dfcfc0", "#c5a98f", "#aa845f", "#8d6132", "#6f4000",
    ],
)  # fmt: skip

# Images: dark where a number is large, as ink on paper.
GREYS = LinearSegmentedColormap.from_list("greys", [PAPER, "#9aa1a8", INK])

# Diagrams: what a network has learned, what flows through it, and what flows back.
WEIGHTS = "#e3c05a"
VALUES = "#7fbfb0"
GRADIENTS = "#b9a6e0"
GRADIENT_WORDS = "#5b3fa3"


class Look(NamedTuple):
    """How a curve is drawn, and the colour of its name."""

    line: dict
    name: str


LOOKS = (
    Look({"color": INK}, INK),
    Look({"color": "#009e73", "ls": (0, (6, 1.5))}, "#00795a"),
    Look({"color": "#b5489a", "ls": (0, (1.5, 1.2))}, "#a03a87"),
    Look({"color": "#bd8200", "ls": (0, (6, 1.5, 1.5, 1.5))}, "#8a5f00"),
)

# Two curves that should coincide: the first broad and pale, the second thin and dashed on top.
THIN = {"lw": 1.6, "ls": (0, (4, 2))}
TWINS = (Look({"color": "#ecc566", "lw": 6}, "#8a6500"), Look({"color": INK, **THIN}, INK))

# Train and held out, in a dark and in a pale tone.
TRAIN, TRAIN_PALE = "#00664d", "#a3d9c8"
HELD_OUT, HELD_OUT_PALE = "#c2418c", "#f3c3de"
PARTS = {"train": Look({"color": TRAIN}, TRAIN), "held out": Look({"color": HELD_OUT}, HELD_OUT)}

OPTIMIZERS = {
    "SGD": INK,
    "Momentum": "#821306",
    "Nesterov": "#d57a00",
    "Adagrad": "#84965a",
    "Adadelta": "#34657e",
    "RMSprop": "#22a090",
    "Adam": "#7a26ee",
    "AdamW": "#c56ddd",
    "Nadam": "#620088",
    "Lion": "#d23c2d",
    "Muon": "#2d1eb4",
    "Schedule-Free": "#785a4b",
}
