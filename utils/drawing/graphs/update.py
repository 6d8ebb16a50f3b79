"""What one update of a network does, step by step: forward, loss, backward, update."""

import re

from .cells import Step
from .dense import dense_layers, is_dense
from .notation import GAP, Quantity, roman

ALL_SHOWN = 6


class Update:
    """One update of a Sequential of Dense layers: its `steps`, in the order they are computed.

    `columns` holds the numbers of the layers that are shown, the first 1; GAP stands for others.
    """

    def __init__(self, model):
        _check(model)
        self.layers = dict(enumerate(dense_layers(model), start=1))
        self.last, self.loss, self.optimizer = len(self.layers), model.loss, model.optimizer
        self.columns = list(self.layers)
        if self.last > ALL_SHOWN:
            self.columns = [1, 2, GAP, self.last - 1, self.last]
        # A loss that takes the sums Z of the last layer leaves the plain error as its dZ.
        link = getattr(self.loss, "link", None)
        self.fused = link == self.layers[self.last].activation
        steps = [*self._forward(), self._loss(), *self._backward(), *self._update()]
        self.steps = [step if step.facts else self._with_facts(step) for step in steps]

    @property
    def optimizer_name(self):
        return type(self.optimizer).__name__ if self.optimizer else "optimizer"

    def before(self, column, symbol="A"):
        """The outputs of the column to the left; the inputs, ("A", 0), for the first."""
        at = self.columns.index(column)
        return Quantity(symbol, self.columns[at - 1] if at else 0)

    def learned(self, *columns, mark=""):
        """The parameters of these columns, ("W", 1) and ("b", 1), or of all; their gradients with
        the mark "d"."""
        quantities = [Quantity(mark + s, c) for c in columns or self.columns for s in "Wb"]
        return tuple(q for q in quantities if q.symbol[-1] == "W" or self._bias(q.layer))

    def _bias(self, column):
        return column != GAP and self.layers[column].bias

    def shape(self, name):
        """The shape of a quantity in words, such as "(n, 25)"; "" where it has none to tell."""
        symbol, column = name
        if symbol == "J" or column == GAP:
            return ""
        layer = self.layers[self.last if symbol == "Y" else max(column, 1)]
        if symbol[-1] == "W":
            return f"({layer.inputs}, {layer.units})"
        if symbol[-1] == "b":
            return f"({layer.units},)"
        if symbol == "Y" and getattr(self.loss, "classes", False):
            return "(n,)"
        return f"(n, {layer.units if column else layer.inputs})"

    def _listed(self, names):
        """Quantities and their shapes in plain letters."""
        shown = [f"{name.plain} {self.shape(name)}".strip() for name in names]
        return ", ".join(shown) if len(shown) < 5 else f"{shown[0]} to {shown[-1]}"

    def _with_facts(self, step):
        if not step.makes:
            return step
        source = f" from {self._listed(step.reads)}" if step.reads else ""
        return step._replace(facts=(f"makes {self._listed(step.makes)}{source}",))

    def _ends(self, *symbols):
        """Quantities at the end of the network."""
        return tuple(Quantity(symbol, self.last) for symbol in symbols)

    def _forward(self):
        batch = Quantity("A", 0), *self._ends("Y")
        yield Step("A batch of n examples", "$X$ and their labels $Y$", batch)
        for column in self.columns:
            if column == GAP:
                plus = " + b^{[l]}" if self.layers[3].bias else ""
                rule = rf"$A^{{[l]}} = g(A^{{[l-1]}}\,W^{{[l]}}{plus})$"
                reads = (self.before(GAP), Quantity("W", GAP))
                yield Step(f"Forward, {self._hidden()}", rule, (Quantity("A", GAP),), reads)
            else:
                yield from self._layer(column)

    def _hidden(self):
        return f"layers 3 to {self.last - 2} alike"

    def _layer(self, column):
        """Forward: the sums of a layer, then its outputs."""
        z, a, w, b = (Quantity(symbol, column) for symbol in "ZAWb")
        plus = f" + {b}" if self._bias(column) else ""
        rule = rf"${z} = {Quantity('A', column - 1)}\,{w}{plus}$"
        reads = (self.before(column), *self.learned(column))
        yield Step(f"Forward, layer {column}: the sums", rule, (z,), reads)
        name = self.layers[column].activation
        out = rf"\hat{{Y}} = {a}" if column == self.last else a
        rule = f"${out} = {z if name == 'linear' else f'{roman(name)}({z})'}$"
        yield Step(f"Forward, layer {column}: {_activation(name)}", rule, (a,), (z,))

    def _loss(self):
        name = roman(_words(type(self.loss).__name__) if self.loss else "loss")
        rule = rf"$J = {name}(\hat{{Y}}, Y)$"
        return Step("The loss: how wrong?", rule, self._ends("J"), self._ends("A", "Y"))

    def _backward(self):
        rule = r"$dW^{[l]} = \partial J/\partial W^{[l]}$, and so on for every $d$"
        yield Step("Now backward: the slope of $J$ along each quantity", rule, (), self._ends("J"))
        if not self.fused:
            (made,) = self._ends("dA")
            rule = rf"${made} = \partial J/\partial \hat{{Y}}$"
            yield Step("Backward: the outputs", rule, (made,), self._ends("J", "A", "Y"))
        for column in reversed(self.columns):
            if column == GAP:
                dw, da, w = (Quantity(symbol, GAP) for symbol in ("dW", "dA", "W"))
                rule = r"$dZ^{[l]},\; dW^{[l]},\; dA^{[l-1]}$"
                makes, reads = (dw, self.before(GAP, "dA")), (da, self.before(GAP), w)
                yield Step(f"Backward, {self._hidden()}", rule, makes, reads)
            else:
                yield from self._back(column)

    def _back(self, column):
        """Backward: the sums of a layer, its weights, and its inputs, which the first has not."""
        w, dw, db, dz = (Quantity(symbol, column) for symbol in ("W", "dW", "db", "dZ"))
        what, right, reads = self._error(column)
        yield Step(f"Backward, layer {column}: {what}", f"${dz} = {right}$", (dz,), reads)
        more = rf" + R^\prime({w})" if self.layers[column].penalised else ""
        rule = rf"${dw} = {Quantity('A', column - 1).T}\,{dz}{more}$"
        rule += rf",   ${db} = \sum_i\, {dz}_i$" if self._bias(column) else ""
        makes, reads = self.learned(column, mark="d"), (self.before(column), dz)
        yield Step(f"Backward, layer {column}: the weights", rule, makes, reads)
        if column != 1:
            rule = rf"${Quantity('dA', column - 1)} = {dz}\,{w.T}$"
            makes = (self.before(column, "dA"),)
            yield Step(f"Backward, layer {column}: the inputs", rule, makes, (dz, w))

    def _error(self, column):
        """What dZ is called, what it is, and what it reads: the labels at the end, else dA."""
        da, z, name = Quantity("dA", column), Quantity("Z", column), self.layers[column].activation
        if column == self.last and self.fused:
            units = self.layers[column].units
            labels = r"\mathrm{onehot}(Y)" if getattr(self.loss, "classes", False) else "Y"
            # How many numbers the loss is a mean of.
            count = "n" if self.loss.summed or units == 1 else rf"({units}\,n)"
            right = rf"(\hat{{Y}} - {labels}) \,/\, {count}"
            return "the error", right, self._ends("J", "A", "Y")
        if name == "linear":
            return _activation(name), da, (da,)
        if "softmax" in name:  # every output depends on every sum: a matrix for each example
            right = rf"{da}\,{roman(name)}^\prime({z})\ \mathrm{{row\ by\ row}}"
            return _activation(name), right, (da, z)
        return _activation(name), rf"{da} \odot {roman(name)}^\prime({z})", (da, z)

    def _update(self):
        """The update, and all of it at a glance."""
        step = rf"{roman(self.optimizer_name)}(W^{{[l]}}, dW^{{[l]}})"
        if _plain_descent(self.optimizer):
            step = r"W^{[l]} - \alpha\,dW^{[l]}"
        rule = rf"$W^{{[l]}} \leftarrow {step},\ \ \mathrm{{the\ same\ for}}\ b$"
        yield Step("Update: every layer", rule, self.learned(), self.learned(mark="d"))
        words = "Forward above, backward below: what is dashed waited in memory"
        rule = r"$dW^{[l]}$ has the shape of $W^{[l]}$, $dZ^{[l]}$ that of $Z^{[l]}$"
        every = [(*self.learned(n), Quantity("Z", n), Quantity("A", n)) for n in self.layers]
        shapes = map(self._listed, every)
        yield Step(words, rule, facts=("each gradient has the shape of its quantity", *shapes))


def _check(model):
    """Refuse what is no model, and layers that are not Dense."""
    if not hasattr(model, "layers"):
        raise ValueError(
            "the blueprint is drawn from a model, such as Sequential([Dense(1)], input_shape=2), "
            f"got {model!r}."
        )
    for number, layer in enumerate(model.layers, start=1):
        if not is_dense(layer):
            raise ValueError(
                f"the blueprint draws Dense layers only, but layer {number} is {layer!r}; leave "
                "it out here, or draw the sizes alone with diagrams.network(model)."
            )


def _activation(name):
    return "no activation" if name == "linear" else "the activation"


def _words(name):
    """The name of a class in words: BinaryCrossentropy is "binary crossentropy"."""
    return re.sub("(?<!^)(?=[A-Z][a-z])", " ", name).lower()


def _plain_descent(optimizer):
    settings = ("momentum", "weight_decay", "clipnorm", "clipvalue")
    set_ = [getattr(optimizer, name, None) for name in settings]
    return type(optimizer).__name__ == "SGD" and not any(set_)
