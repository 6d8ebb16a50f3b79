"""An update: its formulas are the model's arithmetic, its shapes the model's, its order right."""

import re

import numpy as np
import pytest

from utils import layers, losses, models, optimizers
from utils.drawing.graphs.notation import GAP
from utils.drawing.graphs.update import Update

ARTICLE = [2, 25, 50, 50, 25, 1], ["relu"] * 4 + ["sigmoid"]


def network(sizes, names, loss=None, optimizer="sgd", **settings):
    dense = [layers.Dense(u, g, **settings) for u, g in zip(sizes[1:], names, strict=True)]
    model = models.Sequential(dense, input_shape=sizes[0], seed=3)
    if loss:
        model.compile(optimizers.SGD(0.25) if optimizer == "sgd" else optimizer, loss)
    return model


MODELS = {
    "article": lambda: network(*ARTICLE, "binary_crossentropy"),
    "classes": lambda: network([4, 5, 3], ["tanh", "softmax"], "sparse_categorical_crossentropy"),
    "shares": lambda: network([4, 5, 3], ["relu", "softmax"], "categorical_crossentropy"),
    "three answers": lambda: network([4, 3], ["sigmoid"], "binary_crossentropy"),
    "regression": lambda: network([3, 6, 4, 2], ["tanh", "linear", "linear"], "mse"),
    "no bias": lambda: network([3, 4, 1], ["tanh", "sigmoid"], "mse", use_bias=False),
    "bent twice": lambda: network([3, 4, 2], ["softmax", "softmax"], "mse"),
    "logits": lambda: network([3, 1], ["tanh"], losses.BinaryCrossentropy(from_logits=True)),
    "penalty": lambda: network([2, 1], ["sigmoid"], "mse", kernel_regularizer="l2"),
    "six": lambda: network(
        [784, 1000, 1000, 300, 64, 32, 10],
        ["relu", "leaky_relu", "relu", "tanh", "relu", "softmax"],
        "sparse_categorical_crossentropy", "adam",
    ),
    "nine": lambda: network([3, *[16] * 8, 1], ["relu"] * 8 + ["linear"], "mse", "rmsprop"),
    "one layer, not compiled": lambda: network([2, 1], ["sigmoid"]),
}  # fmt: skip
PLAIN = [
    name
    for name in MODELS
    if name not in ("bent twice", "penalty", "nine", "six", "one layer, not compiled")
]
every = pytest.mark.parametrize("name", MODELS)

QUANTITY = re.compile(r"(d?[A-Zb])\^\{\[(\d)\](\\top)?\}")


def data(model, rng):
    """A batch of 7 examples that fits a compiled model."""
    x, units = rng.standard_normal((7, *model.input_shape)), model.output_shape[0]
    if getattr(model.loss, "classes", False):
        return x, rng.integers(units, size=7)
    if getattr(model.loss, "link", "") == "softmax":
        return x, np.eye(units)[rng.integers(units, size=7)]
    return x, rng.integers(2, size=(7, units)).astype(float)


def python(formula):
    """One side of a drawn formula as Python over the dictionary v of arrays."""
    code = formula.replace(r"X^{\top}", "v['A0'].T").replace(r"\hat{Y}", "P")
    code = QUANTITY.sub(lambda m: f"v['{m[1]}{m[2]}']" + (".T" if m[3] else ""), code)
    code = re.sub(r"\bX\b", "v['A0']", code)
    code = re.sub(r"\\mathrm\{(\w+)\}\^\\prime", r"g['\1'].derivative", code)
    code = re.sub(r"\\mathrm\{onehot\}\(Y\)", "np.eye(P.shape[1])[Y]", code)
    code = re.sub(r"\\mathrm\{(\w+)\}", r"g['\1']", code)
    code = re.sub(r"\((\d)\\,n\)", r"(\1 * n)", code)
    code = re.sub(r"\\sum_i\\, (.*)_i", r"\1.sum(axis=0)", code)
    code = code.replace(r"\,/\,", "/").replace(r"\odot", "*").replace(r"\alpha\,", "0.25 * ")
    return code.replace(r"\,", " @ ").replace(r"\_", "_")


def follow(model, x, y):
    """Every quantity of an update as the blueprint's formulas say, from the model's start."""
    update = Update(model)
    g = {layer.activation.name: layer.activation for layer in model.layers}
    v = {"A0": x}
    for number, layer in enumerate(model.layers, start=1):
        v[f"W{number}"] = layer.params["kernel"].copy()
        v[f"b{number}"] = layer.params.get("bias", np.zeros(1)).copy()
    scope = {"v": v, "g": g, "np": np, "n": len(x), "Y": y}
    for step in update.steps[1:-2]:
        if r"\partial \hat" in step.formula:
            v[f"dA{update.last}"] = model.loss.gradient(y, scope["P"])
        elif step.makes and not step.words.startswith("The loss"):
            for equation, name in zip(step.formula.split(",   "), step.makes, strict=True):
                right = equation.strip("$").rpartition(" = ")[2]
                v["{}{}".format(*name)] = eval(python(right), scope)
                scope["P"] = v.get(f"A{update.last}")
    return v


@pytest.mark.parametrize("name", PLAIN)
def test_the_formulas_are_the_arithmetic_of_the_model(name, rng):
    model = MODELS[name]()
    x, y = data(model, rng)
    v = follow(model, x, y)
    before = [w.copy() for w in model.get_weights()]
    model.train_on_batch(x, y)
    for number, layer in enumerate(model.layers, start=1):
        np.testing.assert_allclose(v[f"Z{number}"], layer.z, rtol=1e-12)
        np.testing.assert_allclose(v[f"dW{number}"], layer.grads["kernel"], rtol=1e-9, atol=1e-14)
        if "bias" in layer.grads:
            np.testing.assert_allclose(v[f"db{number}"], layer.grads["bias"], rtol=1e-9, atol=1e-14)
    rule = Update(model).steps[-2].formula
    assert rule == r"$W^{[l]} \leftarrow W^{[l]} - \alpha\,dW^{[l]},\ \ \mathrm{the\ same\ for}\ b$"
    moved = before[0] - 0.25 * v["dW1"]
    np.testing.assert_allclose(moved, model.get_weights()[0], rtol=1e-12)


@pytest.mark.parametrize("name", PLAIN)
def test_shapes_are_those_of_the_arrays(name, rng):
    model = MODELS[name]()
    x, y = data(model, rng)
    v = follow(model, x, y)
    update = Update(model)
    for made in {made for step in update.steps for made in step.makes} - {("J", update.last)}:
        array = y if made[0] == "Y" else v["{}{}".format(*made)]
        assert update.shape(made) == str(array.shape).replace("(7", "(n")


@every
def test_nothing_is_read_before_it_is_there(name):
    update = Update(MODELS[name]())
    known = set(update.learned())
    for step in update.steps:
        assert set(step.reads) <= known, step
        known |= set(step.makes)


def test_the_order_is_forward_loss_backward_update():
    words = [step.words for step in Update(MODELS["article"]()).steps]
    assert len(words) == 1 + 2 * 5 + 1 + 1 + 3 * 5 - 1 + 1 + 1
    numbers = [int(word[-1]) for w in words for word in re.findall(r"layer \d", w)]
    assert numbers[:10] == sorted(numbers[:10]) and numbers[10:] == sorted(numbers[10:])[::-1]
    assert [w.split()[0].rstrip(":,") for w in words] == [
        "A", *["Forward"] * 10, "The", "Now", *["Backward"] * 14, "Update", "Forward",
    ]  # fmt: skip


def test_formulas_of_the_article():
    formulas = [step.formula for step in Update(MODELS["article"]()).steps]
    for formula in (
        r"$Z^{[1]} = X\,W^{[1]} + b^{[1]}$",
        r"$A^{[2]} = \mathrm{relu}(Z^{[2]})$",
        r"$\hat{Y} = A^{[5]} = \mathrm{sigmoid}(Z^{[5]})$",
        r"$J = \mathrm{binary\ crossentropy}(\hat{Y}, Y)$",
        r"$dW^{[l]} = \partial J/\partial W^{[l]}$, and so on for every $d$",
        r"$dZ^{[5]} = (\hat{Y} - Y) \,/\, n$",
        r"$dW^{[2]} = A^{[1]\top}\,dZ^{[2]}$,   $db^{[2]} = \sum_i\, dZ^{[2]}_i$",
        r"$dA^{[4]} = dZ^{[5]}\,W^{[5]\top}$",
        r"$dZ^{[1]} = dA^{[1]} \odot \mathrm{relu}^\prime(Z^{[1]})$",
        r"$dW^{[1]} = X^{\top}\,dZ^{[1]}$,   $db^{[1]} = \sum_i\, dZ^{[1]}_i$",
    ):
        assert formula in formulas


SAID = {
    "penalty": (-3, r"+ R^\prime(W^{[1]})"),
    "bent twice": (-4, r"row\ by\ row"),
    "six": (-2, r"\leftarrow \mathrm{Adam}(W^{[l]}, dW^{[l]})"),
    "one layer, not compiled": (-2, r"\mathrm{optimizer}(W^{[l]}, dW^{[l]})"),
    "no bias": (1, r"$Z^{[1]} = X\,W^{[1]}$"),
    "regression": (6, r"$\hat{Y} = A^{[3]} = Z^{[3]}$"),
    "three answers": (5, r"$dZ^{[1]} = (\hat{Y} - Y) \,/\, (3\,n)$"),
}


@pytest.mark.parametrize("name", SAID)
def test_what_is_special_is_said(name):
    k, words = SAID[name]
    assert words in Update(MODELS[name]()).steps[k].formula


LOSSES = {
    losses.MeanSquaredError: r"\mathrm{mean\ squared\ error}",
    losses.SparseCategoricalCrossentropy: r"\mathrm{sparse\ categorical\ crossentropy}",
    losses.KLDivergence: r"\mathrm{kl\ divergence}",
}


@pytest.mark.parametrize("kind", LOSSES)
def test_losses_are_named_in_words(kind):
    steps = Update(network([2, 2], ["softmax"], kind())).steps
    assert steps[3].formula == rf"$J = {LOSSES[kind]}(\hat{{Y}}, Y)$"


@pytest.mark.parametrize(
    "settings", [{"momentum": 0.5}, {"weight_decay": 0.01}, {"clipnorm": 1.0}, {"clipvalue": 1.0}]
)
def test_descent_with_more_than_a_rate_is_not_called_plain(settings):
    model = network([2, 1], ["sigmoid"], "mse", optimizers.SGD(0.1, **settings))
    assert r"\mathrm{SGD}(W^{[l]}, dW^{[l]})" in Update(model).steps[-2].formula


def test_many_layers_are_shortened_in_the_middle():
    update = Update(MODELS["nine"]())
    assert update.columns == [1, 2, GAP, 8, 9]
    words = [step.words for step in update.steps]
    assert words.count("Forward, layers 3 to 7 alike") == 1
    assert words.count("Backward, layers 3 to 7 alike") == 1
    assert r"$Z^{[8]} = A^{[7]}\,W^{[8]} + b^{[8]}$" in [s.formula for s in update.steps]


def test_facts_name_what_is_made_and_read_with_shapes():
    steps = Update(MODELS["article"]()).steps
    assert steps[0].facts == ("makes X (n, 2), Y (n, 1)",)
    assert steps[14].facts == ("makes dW[5] (25, 1), db[5] (1,) from A[4] (n, 25), dZ[5] (n, 1)",)
    assert steps[27].facts == ("makes W[1] (2, 25) to b[5] (1,) from dW[1] (2, 25) to db[5] (1,)",)
    assert Update(MODELS["nine"]()).steps[5].facts == (
        "makes A of the layers between from A[2] (n, 16), W of the layers between",
    )


def test_the_last_step_tells_all_shapes():
    assert Update(MODELS["no bias"]()).steps[-1].facts == (
        "each gradient has the shape of its quantity",
        "W[1] (3, 4), Z[1] (n, 4), A[1] (n, 4)",
        "W[2] (4, 1), Z[2] (n, 1), A[2] (n, 1)",
    )


def stack(*given):
    return models.Sequential(list(given), input_shape=3)


REFUSED = {
    "dropout": (
        lambda: stack(layers.Dense(2), layers.Dropout(0.5), layers.Dense(1)),
        r"draws Dense layers only, but layer 2 is Dropout\(0.5\); leave it out",
    ),
    "sizes": (lambda: [2, 3, 1], r"drawn from a model, such as .* got \[2, 3, 1\]"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    make, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        Update(make())
