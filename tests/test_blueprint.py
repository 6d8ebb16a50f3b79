"""The blueprint: its formulas are the model's arithmetic, its shapes the model's, its way clear."""

import itertools
import re
from types import SimpleNamespace

import numpy as np
import pytest

from tests import drawn
from utils import animation, diagrams, layers, models, optimizers, picture
from utils.blueprint import lit, states
from utils.board import KNOWN, MADE, READ, WAITING
from utils.notation import GAP
from utils.passes import Passes
from utils.plan import Plan

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
    passes = Passes(model)
    g = {layer.activation.name: layer.activation for layer in model.layers}
    v = {"A0": x}
    for number, layer in enumerate(model.layers, start=1):
        v[f"W{number}"] = layer.params["kernel"].copy()
        v[f"b{number}"] = layer.params.get("bias", np.zeros(1)).copy()
    scope = {"v": v, "g": g, "np": np, "n": len(x), "Y": y}
    for stage in passes.stages[1:-1]:
        if r"\partial" in stage.formula:
            v[f"dA{passes.last}"] = model.loss.gradient(y, scope["P"])
        elif not stage.words.startswith("The loss"):
            for equation, name in zip(stage.formula.split(",   "), stage.makes, strict=True):
                right = equation.strip("$").rpartition(" = ")[2]
                v["{}{}".format(*name)] = eval(python(right), scope)
                scope["P"] = v.get(f"A{passes.last}")
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
    update = Passes(model).stages[-1].formula
    assert (
        update == r"$W^{[l]} \leftarrow W^{[l]} - \alpha\,dW^{[l]},\ \ \mathrm{the\ same\ for}\ b$"
    )
    moved = before[0] - 0.25 * v["dW1"]
    np.testing.assert_allclose(moved, model.get_weights()[0], rtol=1e-12)


@pytest.mark.parametrize("name", PLAIN)
def test_shapes_are_those_of_the_arrays(name, rng):
    model = MODELS[name]()
    x, y = data(model, rng)
    v = follow(model, x, y)
    passes = Passes(model)
    for made in {made for stage in passes.stages for made in stage.makes} - {("J", passes.last)}:
        array = y if made[0] == "Y" else v["{}{}".format(*made)]
        assert passes.shape(made) == str(array.shape).replace("(7", "(n")


@every
def test_nothing_is_read_before_it_is_there(name):
    passes = Passes(MODELS[name]())
    for k, stage in enumerate(passes.stages):
        known = states(passes, k - 1) if k else states(passes, 0)
        assert all(known[read] != WAITING for read in stage.reads), stage
    assert WAITING not in states(passes, len(passes.stages) - 1).values()


def test_what_the_states_of_a_stage_are():
    passes = Passes(MODELS["article"]())
    found = states(passes, 3)
    assert passes.stages[3].words == "Forward, layer 2: the sums"
    assert found["Z", 2] == MADE
    assert {name for name, state in found.items() if state == READ} == {
        ("A", 1),
        ("W", 2),
        ("b", 2),
    }
    assert found["Z", 1] == found["W", 5] == found["A", 0] == KNOWN
    assert found["A", 2] == found["dZ", 1] == WAITING


def test_the_order_is_forward_loss_backward_update():
    words = [stage.words for stage in Passes(MODELS["article"]()).stages]
    assert len(words) == 1 + 2 * 5 + 1 + 3 * 5 - 1 + 1
    numbers = [int(word[-1]) for w in words for word in re.findall(r"layer \d", w)]
    assert numbers[:10] == sorted(numbers[:10]) and numbers[10:] == sorted(numbers[10:])[::-1]
    assert [w.split()[0].rstrip(":,") for w in words] == [
        "A", *["Forward"] * 10, "The", *["Backward"] * 14, "Update",
    ]  # fmt: skip


def test_formulas_of_the_article():
    formulas = [stage.formula for stage in Passes(MODELS["article"]()).stages]
    for formula in (
        r"$Z^{[1]} = X\,W^{[1]} + b^{[1]}$",
        r"$A^{[2]} = \mathrm{relu}(Z^{[2]})$",
        r"$\hat{Y} = A^{[5]} = \mathrm{sigmoid}(Z^{[5]})$",
        r"$J = \mathrm{binary\ crossentropy}(\hat{Y}, Y)$",
        r"$dZ^{[5]} = (\hat{Y} - Y) \,/\, n$",
        r"$dW^{[2]} = A^{[1]\top}\,dZ^{[2]}$,   $db^{[2]} = \sum_i\, dZ^{[2]}_i$",
        r"$dA^{[4]} = dZ^{[5]}\,W^{[5]\top}$",
        r"$dZ^{[1]} = dA^{[1]} \odot \mathrm{relu}^\prime(Z^{[1]})$",
        r"$dW^{[1]} = X^{\top}\,dZ^{[1]}$,   $db^{[1]} = \sum_i\, dZ^{[1]}_i$",
    ):
        assert formula in formulas


SAID = {
    "penalty": (-2, r"+ R^\prime(W^{[1]})"),
    "bent twice": (-3, r"row\ by\ row"),
    "six": (-1, r"\leftarrow \mathrm{Adam}(W^{[l]}, dW^{[l]})"),
    "one layer, not compiled": (-1, r"\mathrm{optimizer}(W^{[l]}, dW^{[l]})"),
    "no bias": (1, r"$Z^{[1]} = X\,W^{[1]}$"),
}


@pytest.mark.parametrize("name", SAID)
def test_what_is_special_is_said(name):
    k, words = SAID[name]
    assert words in Passes(MODELS[name]()).stages[k].formula


@pytest.mark.parametrize(
    "settings", [{"momentum": 0.5}, {"weight_decay": 0.01}, {"clipnorm": 1.0}, {"clipvalue": 1.0}]
)
def test_descent_with_more_than_a_rate_is_not_called_plain(settings):
    model = network([2, 1], ["sigmoid"], "mse", optimizers.SGD(0.1, **settings))
    assert r"\mathrm{SGD}(W^{[l]}, dW^{[l]})" in Passes(model).stages[-1].formula


def test_many_layers_are_shortened_in_the_middle():
    passes = Passes(MODELS["nine"]())
    assert passes.columns == [1, 2, GAP, 8, 9]
    words = [stage.words for stage in passes.stages]
    assert words.count("Forward, layers 3 to 7 alike") == 1
    assert words.count("Backward, layers 3 to 7 alike") == 1
    assert r"$Z^{[8]} = A^{[7]}\,W^{[8]} + b^{[8]}$" in [s.formula for s in passes.stages]


def inside(cell, start, end):
    """Whether a straight piece of wire runs through a cell."""
    points = np.linspace(start, end, 101)
    x, y = points.T
    across = (x > cell.left + 1) & (x < cell.right - 1)
    return (across & (y > cell.low + 1) & (y < cell.top - 1)).any()


@every
def test_wires_run_between_cells_and_not_through_them(name):
    plan = Plan(Passes(MODELS[name]()))
    for wire in plan.wires.values():
        for piece in itertools.pairwise(wire.corners):
            assert not any(inside(cell, *piece) for cell in plan.cells.values())


@every
def test_cells_do_not_overlap(name):
    cells = Plan(Passes(MODELS[name]())).cells.values()
    for a, b in itertools.combinations(cells, 2):
        assert a.right < b.left or b.right < a.left or a.top < b.low or b.top < a.low


def test_every_stage_of_the_article_lights_a_wire():
    passes = Passes(MODELS["article"]())
    wires = Plan(passes).wires
    dark = [stage.words for stage in passes.stages if not lit(stage) & set(wires)]
    assert dark == ["A batch of n examples"]
    dashed = {pair for pair, wire in wires.items() if wire.dashed}
    memory = {(("A", at - 1), ("dW", at)) for at in range(1, 6)}
    assert dashed == memory | {(("Z", at), ("dZ", at)) for at in range(1, 5)}


def test_gradients_stand_below_what_they_belong_to():
    cells = Plan(Passes(MODELS["article"]())).cells
    for (symbol, layer), cell in cells.items():
        if symbol[0] == "d":
            own = cells[symbol[1:], layer]
            assert (own.left, own.width, own.height) == (cell.left, cell.width, cell.height)
            assert own.low > cell.top


@every
def test_words_of_every_frame(name):
    scene = diagrams.BlueprintScene(MODELS[name]())
    picture.render(scene.figure)
    for k in range(scene.frames):
        scene.draw(k)
        assert drawn.too_small(scene.figure) == []
        assert drawn.collisions(scene.figure) == []
        with picture.style():
            words, formula = scene.words.get_window_extent(), scene.formula.get_window_extent()
        assert words.x1 + 15 < formula.x0


@every
def test_words_fit_into_their_cells(name):
    scene = diagrams.BlueprintScene(MODELS[name]())
    texts = iter(scene.board.words)
    for cell in scene.board.cells.values():
        for _ in cell.lines:
            with picture.style():
                box = next(texts).get_window_extent()
            assert cell.left <= box.x0 and box.x1 <= cell.right
            assert cell.low <= box.y0 and box.y1 <= cell.top + 2


def test_facts_name_what_is_made_and_read_with_shapes():
    scene = diagrams.BlueprintScene(MODELS["article"](), title="An update")
    assert scene.facts(0) == (
        "An update, step 1 of 27: A batch of n examples; makes X (n, 2), Y (n, 1)."
    )
    assert scene.facts(13) == (
        "An update, step 14 of 27: Backward, layer 5: the weights; makes dW[5] (25, 1), db[5] (1,) "
        "from A[4] (n, 25), dZ[5] (n, 1)."
    )
    assert scene.facts(26).endswith(
        "makes W[1] (2, 25) to b[5] (1,) from dW[1] (2, 25) to db[5] (1,)."
    )


def test_facts_of_the_picture():
    assert diagrams.blueprint(MODELS["no bias"](), "An update").facts == (
        "An update: W[1] (3, 4), Z[1] (n, 4), A[1] (n, 4); W[2] (4, 1), Z[2] (n, 1), A[2] (n, 1); "
        "each gradient has the shape of its quantity."
    )


def test_the_film_of_the_article_is_small_and_the_same_twice(tmp_path):
    for name in "ab":
        scene = diagrams.BlueprintScene(MODELS["article"]())
        animation.save(scene, tmp_path / f"{name}.gif", fps=1, budget=500_000)
    assert (tmp_path / "a.gif").read_bytes() == (tmp_path / "b.gif").read_bytes()


def stack(*given):
    return models.Sequential(list(given), input_shape=3)


def wide():
    """Six layers of a hundred thousand units, without the memory they need."""
    kernel, bend = np.broadcast_to(0.0, (100_000, 100_000)), SimpleNamespace(name="relu")
    layer = SimpleNamespace(params={"kernel": kernel}, activation=bend, regularizers=[])
    return SimpleNamespace(layers=[layer] * 6, loss=None, optimizer=None)


REFUSED = {
    "dropout": (
        lambda: stack(layers.Dense(2), layers.Dropout(0.5), layers.Dense(1)),
        r"draws Dense layers only, but layer 2 is Dropout\(0.5\); leave it out",
    ),
    "sizes": (lambda: [2, 3, 1], r"drawn from a model, such as .* got \[2, 3, 1\]"),
    "wide": (
        wide,
        r"dW\[6\] of shape \(100000, 100000\) does not fit into its cell; draw a model of fewer",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.parametrize("draw", [diagrams.blueprint, diagrams.BlueprintScene])
def test_bad_input_is_answered_in_one_sentence(case, draw):
    make, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        draw(make())
