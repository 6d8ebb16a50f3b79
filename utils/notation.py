"""How quantities of a network are written: for mathtext, and in plain letters.

A quantity is a pair of a symbol and a layer, such as ("dW", 2); the inputs X are ("A", 0). Layers
that are not shown are one layer, GAP.
"""

from __future__ import annotations

GAP = "\N{HORIZONTAL ELLIPSIS}"


def spoken(loss):
    """The name of a loss in words: BinaryCrossentropy is "binary crossentropy"."""
    name = type(loss).__name__
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()


def roman(name):
    """A name in upright letters, for mathtext."""
    return r"\mathrm{" + name.replace("_", r"\_").replace(" ", r"\ ") + "}"


def math(name):
    """A quantity for mathtext: W^{[2]}, X, and the dots of the layers not shown."""
    symbol, column = name
    if column == GAP:
        return r"\cdots"
    if symbol in ("J", "Y"):
        return symbol
    return "X" if name == ("A", 0) else f"{symbol}^{{[{column}]}}"


def turned(name):
    """The transpose of a quantity, for mathtext."""
    return r"X^{\top}" if name == ("A", 0) else math(name).replace("]}", r"]\top}")


def plain(name):
    """A quantity in plain letters: W[2]."""
    symbol, column = name
    if column == GAP:
        return f"{symbol} of the layers between"
    if symbol in ("J", "Y"):
        return symbol
    return "X" if name == ("A", 0) else f"{symbol}[{column}]"


def in_math(shape):
    """A shape for mathtext, where (25,) has no room after its comma."""
    return f"${shape.replace(',)', '{,})')}$" if shape else ""
