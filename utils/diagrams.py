"""Networks, their shapes, one update of them, and computation graphs, drawn from real numbers."""

import numpy as np

from .drawing.graphs.chain import Chain, Node
from .drawing.graphs.chain_plan import ChainPlan
from .drawing.graphs.chain_steps import steps
from .drawing.graphs.dense import dense_layers, sizes
from .drawing.graphs.update import Update
from .drawing.graphs.update_plan import UpdatePlan
from .drawing.panels.board import Board
from .drawing.panels.network import Network, kept_units
from .drawing.panels.products import Products
from .drawing.scene import Scene
from .drawing.style.palette import GRADIENT_WORDS, GRADIENTS, VALUES, WEIGHTS

__all__ = [
    "Chain",
    "Network",
    "Node",
    "blueprint",
    "computation_graph",
    "dropout",
    "matrix_sizes",
    "network",
    "steps",
]

SHARE = "1 \N{MINUS SIGN} p"


def network(model, activations=None, title="The network"):
    """Which units does a network have, and what joins them? A picture.

    model: a built model, drawn in the colours of its weights, or a list of sizes beside the names
    of the layers' activations.
    """
    count = sum(layer.count for layer in dense_layers(model, activations))
    said = f"{count:,} weights and biases"
    return Scene([Network(model, activations)], title, said=said).picture()


def matrix_sizes(model, n, activations=None, title="How the shapes fit together"):
    """Which shapes meet in each layer's product A W + b = Z, for n examples? A picture."""
    shown = Products(dense_layers(model, activations), n)
    return Scene([shown], title, said=shown.note).picture()


def blueprint(model, title="One update of the network"):
    """Which quantities does one update compute, in which order, of which shapes, out of what?

    A scene that lights up step by step; its last frame is the whole. model: a Sequential of Dense
    layers; where it is compiled, its loss and optimizer are named.
    """
    update = Update(model)
    colours = {"learned": WEIGHTS, "forward": VALUES, "gradients": GRADIENTS}
    board = Board(UpdatePlan(update), update.steps, colours, known=update.learned())
    return _told(board, update.steps, title)


def computation_graph(nodes, title="The chain rule"):
    """How does the chain rule find every slope? A scene: values from left to right, slopes back.

    nodes: a list of Node, each named after its inputs; the last is what the slopes are of.
    """
    chain = Chain(nodes)
    colours = {
        "learned": WEIGHTS,
        "given or computed": VALUES,
        f"slope of ${chain.last}$": GRADIENT_WORDS,
    }
    return _told(Board(ChainPlan(chain), steps(chain), colours), steps(chain), title)


def _told(board, steps, title):
    """A board and its steps, counted from 1."""
    numbers = np.arange(1, len(steps) + 1)
    return Scene([board], title, numbers, said=lambda i: steps[i].words)


def dropout(model, masks, activations=None, title="Dropout", unit="update"):
    """Which units work in an update with dropout, and which in a prediction?

    A scene in which each frame but the last is one update, as one example sees it: a crossed unit
    gives 0, so that its weights, pale, take no part. The last is a prediction, with every unit on.

    model: a built model, or a list of sizes beside the names of the layers' activations. masks:
    {layer: (T, units) of bool}, true where a unit is kept; layer 0 is the input, 1 the first Dense
    layer, as below the picture. unit: what a frame is called.
    """
    masks = kept_units(masks, sizes(dense_layers(model, activations)))
    kept = {n: np.vstack([mask, np.ones_like(mask[:1])]) for n, mask in masks.items()}
    shown = Network(model, activations, kept)
    count = shown.moments - 1
    where = [f"{unit} {k + 1} of {count}" for k in range(count)] + ["prediction"]

    def said(i):
        if i == count:
            return f"every unit on; outputs were already divided by the share kept, {SHARE}"
        return f"{shown.at_work(i)}; outputs divided by {SHARE}"

    return Scene([shown], title, where, said=said)
