"""Diagrams: compositions of real numbers; every word readable, none on another, in every frame."""

import numpy as np
import pytest

from tests import drawn
from tests.drawing.graphs.test_chain import FAN, GRAPHS, RELU, UNIT
from tests.drawing.graphs.test_update import MODELS
from utils import diagrams, layers, models
from utils.drawing.film import picture
from utils.drawing.film.save import save
from utils.drawing.panels.board import KNOWN, MADE, READ, WAITING

MINUS = "\N{MINUS SIGN}"
SIZES, NAMES = [2, 25, 50, 50, 25, 1], ["relu"] * 4 + ["sigmoid"]
OTHER = [3, 8, 300, 4], ["tanh", "leaky_relu", "softmax"]
MASKS = {
    1: [[1, 0, 1], [1, 1, 1], [0, 0, 1]],
    2: [[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0]],
}
SMALL = [2, 3, 4, 1], MASKS, ["relu", "tanh", "sigmoid"]
WIDE = [2, 9, 40, 1], {0: [[True, False]] * 3, 2: np.ones((3, 40)) * (np.arange(40) % 2)}


def model():
    dense = [layers.Dense(units, name) for units, name in zip(SIZES[1:], NAMES, strict=True)]
    return models.Sequential([*dense[:2], layers.Dropout(0.5), *dense[2:]], input_shape=(2,))


PICTURES = {
    "network": lambda: diagrams.network(model(), title="The network"),
    "network, sizes": lambda: diagrams.network(*OTHER),
    "network, 1 unit": lambda: diagrams.network([1, 1], ["linear"]),
    "network, six": lambda: diagrams.network(MODELS["six"]()),
    "matrix_sizes": lambda: diagrams.matrix_sizes(model(), 900),
    "matrix_sizes, batch": lambda: diagrams.matrix_sizes(SIZES, 36, NAMES),
    "matrix_sizes, sizes": lambda: diagrams.matrix_sizes(OTHER[0], 60000, OTHER[1]),
    "matrix_sizes, one example": lambda: diagrams.matrix_sizes([2, 3], 1, ["relu"]),
    "matrix_sizes, six": lambda: diagrams.matrix_sizes(MODELS["six"](), 60000),
}
SCENES = {
    **{f"blueprint, {name}": lambda make=make: diagrams.blueprint(make())
       for name, make in MODELS.items()},
    **{f"computation_graph, {name}": lambda nodes=nodes: diagrams.computation_graph(nodes)
       for name, nodes in GRAPHS.items()},
    "dropout": lambda: diagrams.dropout(*SMALL),
    "dropout, wide": lambda: diagrams.dropout(*WIDE, ["relu"] * 3, title=""),
}  # fmt: skip
pictures = pytest.mark.parametrize("name", PICTURES)


@pictures
def test_words_of_a_picture_are_readable_and_apart(name, figures):
    PICTURES[name]()
    assert drawn.too_small(figures[0]) == [] and drawn.collisions(figures[0]) == []


@pytest.mark.parametrize("name", SCENES)
def test_words_of_a_scene_are_readable_and_apart(name):
    scene = SCENES[name]()
    picture.render(scene.figure)
    for k in sorted({0, scene.frames // 2, scene.frames - 1}):
        scene.draw(k)
        assert drawn.too_small(scene.figure) == [] and drawn.collisions(scene.figure) == []


@pytest.mark.parametrize("name", [name for name in SCENES if not name.startswith("dropout")])
def test_every_formula_stands_above_the_cells_and_their_words(name):
    scene = SCENES[name]()
    board, cells = scene.panels[0], scene.panels[0].marks[0]
    with picture.style():
        words = max(text.get_window_extent().y1 for text in cells.texts)
        top = board.box[1] + max(cell.top for cell in cells.plan.cells.values())
        for k in range(scene.frames):
            scene.draw(k)
            box = cells.formula.get_window_extent()
            assert box.y0 > max(words, top) and box.y1 < sum(board.box[1::2]) + 4
            assert board.box[0] - 0.5 < box.x0 and box.x1 < board.box[0] + board.box[2] + 0.5


@pictures
def test_same_bytes_twice(name):
    assert PICTURES[name]().png == PICTURES[name]().png


def test_network_facts_are_those_of_the_model():
    weights = sum(np.prod(array.shape) for array in model().get_weights())
    assert PICTURES["network"]().facts == (
        f"The network: {weights:,} weights and biases; 2 inputs, layers of 25 relu, 50 relu, "
        "50 relu, 25 relu, 1 sigmoid units."
    )


def test_a_layer_without_bias_has_fewer_numbers_to_learn():
    net = models.Sequential([layers.Dense(4, use_bias=False)], input_shape=3)
    assert "12 weights and biases" in diagrams.network(net).facts


def test_a_list_of_sizes_draws_the_same_network():
    named, sized = PICTURES["network"](), diagrams.network(SIZES, NAMES)
    assert sized.facts == named.facts and set(sized.words) < set(named.words)
    assert diagrams.matrix_sizes(SIZES, 900, NAMES).png == PICTURES["matrix_sizes"]().png


def test_network_names_shapes_and_activations():
    words = PICTURES["network"]().words
    for word in ("$n^{[1]} = 25$", "(25, 50)", "$W^{[5]}$", "relu", "sigmoid", "$x_{2}$", "input"):
        assert word in words
    assert words.count("relu") == 4


def test_matrix_sizes_says_how_lengths_grow():
    found = diagrams.matrix_sizes([2, 3, 1], 5, ["relu", "sigmoid"], "Shapes")
    assert found.facts == (
        "Shapes: A row is an example, a column a unit: a dark row of A times a dark column of W, "
        "plus the dark number of b, makes the dark cell of Z; twice as large is drawn 2 times as "
        "long; layer 1: (5, 2) \N{MULTIPLICATION SIGN} (2, 3) + (3,) = (5, 3); "
        "layer 2: (5, 3) \N{MULTIPLICATION SIGN} (3, 1) + (1,) = (5, 1)."
    )


def test_all_shapes_of_the_article_are_told():
    assert PICTURES["matrix_sizes, batch"]().facts.count("layer ") == 5


def test_a_blueprint_says_what_happens_step_by_step():
    scene = diagrams.blueprint(MODELS["article"](), title="An update")
    assert scene.frames == 29
    assert scene.facts(0) == "An update, step 1: A batch of n examples; makes X (n, 2), Y (n, 1)."
    assert scene.facts(14) == (
        "An update, step 15: Backward, layer 5: the weights; makes dW[5] (25, 1), db[5] (1,) "
        "from A[4] (n, 25), dZ[5] (n, 1)."
    )
    assert "W[4] (50, 25), b[4] (25,), Z[4] (n, 25), A[4] (n, 25)" in scene.facts(28)


def states(scene, k):
    """{cell: state} at frame k."""
    return scene.panels[0].marks[0].states[k]


def test_what_the_states_of_a_blueprint_are():
    found = states(diagrams.blueprint(MODELS["article"]()), 3)
    assert found["Z", 2] == MADE
    assert {name for name, state in found.items() if state == READ} == {
        ("A", 1),
        ("W", 2),
        ("b", 2),
    }
    assert found["Z", 1] == found["W", 5] == found["A", 0] == KNOWN
    assert found["A", 2] == found["dZ", 1] == WAITING


@pytest.mark.parametrize("name", MODELS)
def test_at_the_end_of_a_blueprint_all_is_known(name):
    scene = diagrams.blueprint(MODELS[name]())
    assert set(states(scene, scene.frames - 1).values()) == {KNOWN}


def test_the_states_of_a_computation_graph():
    scene = diagrams.computation_graph(UNIT)
    assert states(scene, 2) == {
        "x": KNOWN, "w": KNOWN, "b": READ, "y": KNOWN, "u": READ, "z": MADE,
        "a": WAITING, "J": WAITING,
    }  # fmt: skip
    back = states(scene, 8)
    assert (back["z"], back["a"], back["J"]) == (MADE, READ, KNOWN)


def test_values_light_up_first_then_slopes():
    scene = diagrams.computation_graph(UNIT)
    cells, counts = scene.panels[0].marks[0], []
    for k in range(scene.frames):
        scene.draw(k)
        shown = [label.of for label, text in zip(cells.plan.labels, cells.texts, strict=True)
                 if label.of and text.get_text()]  # fmt: skip
        kinds = [kind for kind, _ in shown]
        counts.append((kinds.count("value"), kinds.count("share") + kinds.count("total")))
    assert counts == [
        *((values, 0) for values in (4, 5, 6, 7, 8)),
        *((8, slopes) for slopes in (1, 2, 3, 4, 5, 6, 7, 8, 8)),
    ]


def test_a_computation_graph_says_each_step_and_at_the_end_all_numbers():
    scene = diagrams.computation_graph(UNIT, title="A unit")
    assert scene.facts(2) == f"A unit, step 3: Forward: z; z = u + b = {MINUS}0.8."
    assert scene.facts(8) == (
        "A unit, step 9: Backward, to z by way of a; dJ/dz = dJ/da times da/dz = "
        f"{MINUS}1.38 times 0.214 = {MINUS}0.295."
    )
    assert diagrams.computation_graph(RELU, title="A bend").picture().facts == (
        "A bend, step 9: One backward pass gives every slope: values above the edges, "
        f"slopes below; dJ/dz = 1; z = {MINUS}0.5 with slope 1; "
        f"y hat = relu(z) = 0 with slope {MINUS}0.5; "
        f"J = e^y hat z = {MINUS}0.5 with slope 1."
    )


def test_the_way_back_shines_from_the_end():
    scene = diagrams.computation_graph(FAN)
    cells = scene.panels[0].marks[0]
    scene.draw(6)
    lit = cells.lines.get_linewidths() > np.float64(2)
    assert [wire for wire, on in zip(cells.plan.wires, lit, strict=True) if on] == [("J", "s")]


def test_dropout_counts_the_weights_between_units_that_are_on():
    scene = diagrams.dropout(*SMALL)
    assert scene.frames == 4
    assert scene.facts(0) == (
        f"Dropout, update 1 of 3: 10 of 22 weights at work; outputs divided by 1 {MINUS} p; "
        "2 of 3 units on in layer 1, 2 of 4 units on in layer 2."
    )
    assert "6 of 22 weights at work" in scene.facts(2)
    wide = diagrams.dropout(*WIDE, ["relu"] * 3, title="", unit="batch")
    assert wide.facts(1).startswith("batch 2 of 3: 209 of 418 weights at work; ")


@pytest.mark.parametrize("name", ["dropout", "dropout, wide"])
def test_in_a_prediction_every_unit_is_on(name):
    scene = SCENES[name]()
    scene.draw(scene.frames - 1)
    units = scene.panels[0].marks[0]
    assert units.crosses.get_segments() == []
    assert len(set(map(tuple, units.joints.get_colors()))) == 1
    assert scene._noted[0].get_text() == (
        "prediction \N{MIDDLE DOT} every unit on; outputs were already divided by the share kept, "
        f"1 {MINUS} p"
    )


def test_masks_of_a_model_are_those_its_dropout_layers_drew():
    net = [layers.Dense(8, "relu"), layers.Dropout(0.5), layers.Dense(1, "sigmoid")]
    model = models.Sequential(net, input_shape=2, seed=1)
    model.compile("sgd", "binary_crossentropy")
    masks = []
    for k in range(4):
        model.train_on_batch(np.full((3, 2), k + 1.0), np.ones((3, 1)))
        masks.append(net[1].mask[0])
        zeros = net[1].a[0] == 0
        np.testing.assert_array_equal(zeros[net[0].a[0] != 0], masks[-1][net[0].a[0] != 0] == 0)
    scene = diagrams.dropout(model, {1: masks})
    shares = [scene.panels[0].facts(k)[0].split()[0] for k in range(5)]
    assert shares == [*(str(np.count_nonzero(mask)) for mask in masks), "8"]


def test_the_film_of_the_article_is_small_and_the_same_twice(tmp_path):
    for name in "ab":
        save(SCENES["blueprint, article"](), tmp_path / f"{name}.gif", fps=1, budget=500_000)
    assert (tmp_path / "a.gif").read_bytes() == (tmp_path / "b.gif").read_bytes()


REFUSED = {
    "no dense layer": (
        lambda: diagrams.network(models.Sequential([layers.Flatten()], input_shape=(2, 2))),
        "the model has no Dense layer to draw",
    ),
    "names": (
        lambda: diagrams.network([2, 3, 1], ["relu"]),
        "a network of 3 sizes needs 2 activation names, .* got 1",
    ),
    "n": (
        lambda: diagrams.matrix_sizes([2, 1], 0, ["relu"]),
        "n must be a whole number of examples, at least 1, got 0",
    ),
    "blueprint": (lambda: diagrams.blueprint([2, 3, 1]), "drawn from a model, such as"),
    "masks": (lambda: diagrams.dropout(SMALL[0], {3: [[1]]}, SMALL[2]), "masks must name layers"),
    "mask": (
        lambda: diagrams.dropout(SMALL[0], {1: MASKS[1], 2: MASKS[2][:2]}, SMALL[2]),
        r"the mask of layer 2 must have the shape \(3, 4\), .*, got \(2, 4\)",
    ),
    "names of dropout": (lambda: diagrams.dropout(*SMALL[:2]), "needs 3 activation names"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_answered_in_one_sentence(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        call()
