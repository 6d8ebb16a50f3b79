"""How quantities of a network are written: for mathtext, and in plain letters."""

from typing import NamedTuple

GAP = "\N{HORIZONTAL ELLIPSIS}"


class Quantity(NamedTuple):
    """A symbol and a layer, such as ("dW", 2); in a text it is mathtext: dW^{[2]}.

    The inputs X are ("A", 0), "J" and "Y" are what they are in any layer. Layers that are not shown
    are one layer, GAP.
    """

    symbol: str
    layer: object

    def __str__(self):
        if self.layer == GAP:
            return r"\cdots"
        if self.symbol in ("J", "Y"):
            return self.symbol
        return "X" if self == ("A", 0) else f"{self.symbol}^{{[{self.layer}]}}"

    @property
    def T(self):
        """Its transpose, for mathtext."""
        return r"X^{\top}" if self == ("A", 0) else f"{self}".replace("]}", r"]\top}")

    @property
    def plain(self):
        """In plain letters: W[2]."""
        if self.layer == GAP:
            return f"{self.symbol} of the layers between"
        return f"{self}".translate(str.maketrans("", "", "^{}"))


def roman(name):
    """A name in upright letters, for mathtext."""
    return r"\mathrm{" + name.replace("_", r"\_").replace(" ", r"\ ") + "}"


def in_math(shape):
    """A shape for mathtext, where (25,) has no room after its comma."""
    return f"${shape.replace(',)', '{,})')}$" if shape else ""
