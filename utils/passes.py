"""What one update of a network does, stage by stage: forward, loss, backward, update."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .notation import GAP, math, roman, spoken, turned

ALL_SHOWN = 6


class Unit(NamedTuple):
    """One dense layer: the shape of its kernel, its activation, whether it has a bias."""

    inputs: int
    units: int
    activation: str
    bias: bool
    penalised: bool


class Stage(NamedTuple):
    """One thing that happens: in words, as a formula, what it makes and what it reads.

    Quantities are pairs of a symbol and a layer, as in utils/notation.py.
    """

    words: str
    formula: str
    makes: tuple
    reads: tuple


class Passes:
    """One update of a Sequential of Dense layers: its `stages`, in the order they are computed.

    `columns` holds the numbers of the layers that are shown, the first 1; GAP stands for others.
    """

    def __init__(self, model):
        self.layers = dict(enumerate(_units(model), start=1))
        self.last = len(self.layers)
        self.loss, self.optimizer = model.loss, model.optimizer
        self.columns = list(self.layers)
        if self.last > ALL_SHOWN:
            self.columns = [1, 2, GAP, self.last - 1, self.last]
        self.fused = self._fused()
        self.stages = [self._start(), *self._forward(), self._loss(), *self._backward()]
        self.stages.append(self._update())

    def _fused(self):
        """Whether the loss takes the sums Z of the last layer, so that dZ is the plain error."""
        link = getattr(self.loss, "link", None)
        return link == self.layers[self.last].activation and not self.loss.from_logits

    @property
    def optimizer_name(self):
        return type(self.optimizer).__name__ if self.optimizer else "optimizer"

    def before(self, column):
        """The column to the left; 0, the inputs, for the first."""
        at = self.columns.index(column)
        return self.columns[at - 1] if at else 0

    def learned(self, column, mark=""):
        """The parameters of a layer, ("W", 1) and ("b", 1); their gradients with the mark "d"."""
        names = ("W", "b") if column != GAP and self.layers[column].bias else ("W",)
        return tuple((mark + name, column) for name in names)

    def shape(self, name):
        """The shape of a quantity in words, such as "(n, 25)"; "" where it has none to tell."""
        symbol, column = name
        if symbol == "J" or column == GAP:
            return ""
        layer = self.layers[self.last if symbol == "Y" else max(column, 1)]
        if symbol in ("W", "dW"):
            return f"({layer.inputs}, {layer.units})"
        if symbol in ("b", "db"):
            return f"({layer.units},)"
        if symbol == "Y" and getattr(self.loss, "classes", False):
            return "(n,)"
        return f"(n, {layer.units if column else layer.inputs})"

    def _start(self):
        names = (("A", 0), ("Y", self.last))
        return Stage("A batch of n examples", r"$X$ and their labels $Y$", names, ())

    def _forward(self):
        for column in self.columns:
            if column == GAP:
                yield self._forward_gap()
            else:
                yield self._sums(column)
                yield self._bend(column)

    def _forward_gap(self):
        plus = " + b^{[l]}" if self.layers[3].bias else ""
        rule = rf"$A^{{[l]}} = g(A^{{[l-1]}}\,W^{{[l]}}{plus})$"
        reads = (("A", self.before(GAP)), ("W", GAP))
        return Stage(f"Forward, {self._hidden()}", rule, (("A", GAP),), reads)

    def _hidden(self):
        return f"layers 3 to {self.last - 2} alike"

    def _sums(self, column):
        z, w, b = (math((symbol, column)) for symbol in "ZWb")
        plus = f" + {b}" if self.layers[column].bias else ""
        rule = rf"${z} = {math(('A', column - 1))}\,{w}{plus}$"
        reads = (("A", self.before(column)), *self.learned(column))
        return Stage(f"Forward, layer {column}: the sums", rule, (("Z", column),), reads)

    def _bend(self, column):
        z, a = ("Z", column), ("A", column)
        name = self.layers[column].activation
        out = rf"\hat{{Y}} = {math(a)}" if column == self.last else math(a)
        bent = math(z) if name == "linear" else f"{roman(name)}({math(z)})"
        words = f"Forward, layer {column}: {'no bend' if name == 'linear' else 'the bend'}"
        return Stage(words, f"${out} = {bent}$", (a,), (z,))

    def _loss(self):
        name = roman(spoken(self.loss) if self.loss else "loss")
        rule = rf"$J = {name}(\hat{{Y}}, Y)$"
        return Stage("The loss: how wrong?", rule, (("J", self.last),), self._ends("A", "Y"))

    def _ends(self, *symbols):
        """Quantities at the end of the network, as pairs."""
        return tuple((symbol, self.last) for symbol in symbols)

    def _backward(self):
        if not self.fused:
            yield self._outputs()
        for column in reversed(self.columns):
            if column == GAP:
                yield self._backward_gap()
                continue
            yield self._errors(column)
            yield self._slopes(column)
            if column != 1:
                yield self._inputs(column)

    def _outputs(self):
        made = self._ends("dA")
        rule = rf"${math(made[0])} = \partial J \,/\, \partial \hat{{Y}}$"
        return Stage("Backward: the outputs", rule, made, self._ends("J", "A", "Y"))

    def _inputs(self, column):
        dz, w = ("dZ", column), ("W", column)
        rule = rf"${math(('dA', column - 1))} = {math(dz)}\,{turned(w)}$"
        words = f"Backward, layer {column}: the inputs"
        return Stage(words, rule, (("dA", self.before(column)),), (dz, w))

    def _backward_gap(self):
        before = self.before(GAP)
        makes, reads = (("dW", GAP), ("dA", before)), (("dA", GAP), ("A", before), ("W", GAP))
        rule = r"$dZ^{[l]},\; dW^{[l]},\; dA^{[l-1]}$"
        return Stage(f"Backward, {self._hidden()}", rule, makes, reads)

    def _errors(self, column):
        """dZ, out of the labels at the end, else out of dA and the activation's slope."""
        dz, da, z = ((symbol, column) for symbol in ("dZ", "dA", "Z"))
        name, words = self.layers[column].activation, f"Backward, layer {column}: the bend"
        reads, right = (da, z), rf"{math(da)} \odot {roman(name)}^\prime({math(z)})"
        if column == self.last and self.fused:
            words = f"Backward, layer {column}: the error"
            reads, right = self._ends("J", "A", "Y"), self._error()
        elif name == "linear":
            words, reads, right = f"Backward, layer {column}: no bend", (da,), math(da)
        elif "softmax" in name:  # every output depends on every sum: a matrix for each example
            right = rf"{math(da)}\,{roman(name)}^\prime({math(z)})\ \mathrm{{row\ by\ row}}"
        return Stage(words, f"${math(dz)} = {right}$", (dz,), reads)

    def _error(self):
        """The error of the outputs over how many numbers the loss is a mean of."""
        units = self.layers[self.last].units
        labels = r"\mathrm{onehot}(Y)" if getattr(self.loss, "classes", False) else "Y"
        count = "n" if self.loss.summed or units == 1 else rf"({units}\,n)"
        return rf"(\hat{{Y}} - {labels}) \,/\, {count}"

    def _slopes(self, column):
        """dW and db of a layer, from its inputs and its dZ."""
        before, dz = ("A", self.before(column)), ("dZ", column)
        more = rf" + R^\prime({math(('W', column))})" if self.layers[column].penalised else ""
        inputs = turned(("A", column - 1))
        rule = rf"${math(('dW', column))} = {inputs}\,{math(dz)}{more}$"
        if self.layers[column].bias:
            rule += rf",   ${math(('db', column))} = \sum_i\, {math(dz)}_i$"
        words = f"Backward, layer {column}: the weights"
        return Stage(words, rule, self.learned(column, "d"), (before, dz))

    def _update(self):
        weights, slopes = [
            tuple(name for column in self.columns for name in self.learned(column, mark))
            for mark in ("", "d")
        ]
        step = rf"{roman(self.optimizer_name)}(W^{{[l]}}, dW^{{[l]}})"
        if _plain_descent(self.optimizer):
            step = r"W^{[l]} - \alpha\,dW^{[l]}"
        rule = rf"$W^{{[l]}} \leftarrow {step},\ \ \mathrm{{the\ same\ for}}\ b$"
        return Stage("Update: every layer", rule, weights, slopes)


def _units(model):
    """What the drawing needs of each layer; refuses layers that are not Dense."""
    if not hasattr(model, "layers"):
        raise ValueError(
            "the blueprint is drawn from a model, such as Sequential([Dense(1)], input_shape=2), "
            f"got {model!r}."
        )
    found = []
    for number, layer in enumerate(model.layers, start=1):
        params = getattr(layer, "params", {})
        if np.ndim(params.get("kernel")) != 2 or not {*params} <= {"kernel", "bias"}:
            raise ValueError(
                f"the blueprint draws Dense layers only, but layer {number} is {layer!r}; leave "
                "it out here, or draw the sizes alone with diagrams.network(model)."
            )
        penalised = any(name == "kernel" for name, _ in layer.regularizers)
        bend = layer.activation.name
        found.append(Unit(*params["kernel"].shape, bend, "bias" in params, penalised))
    return found


def _plain_descent(optimizer):
    settings = ("momentum", "weight_decay", "clipnorm", "clipvalue")
    set_ = [getattr(optimizer, name, None) for name in settings]
    return type(optimizer).__name__ == "SGD" and not any(set_)
