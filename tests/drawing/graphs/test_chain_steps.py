"""The chain rule step by step: every number once, after what it needs, and as a formula."""

import pytest

from tests.drawing.graphs.test_chain import FAN, GRAPHS, RELU, UNIT, every
from utils.drawing.graphs.chain import Chain, Node
from utils.drawing.graphs.chain_steps import SHARE, TOTAL, VALUE, bracketed, number, steps
from utils.drawing.style.page import text_width

MINUS = "\N{MINUS SIGN}"


@every
def test_every_number_is_told_once_and_after_what_it_needs(name):
    chain, known = Chain(GRAPHS[name]), []
    for step in steps(chain):
        for kind, what in step.tells:
            assert (kind, what) not in known
            if kind == VALUE:
                assert all((VALUE, source) in known for source in chain.nodes[what].inputs)
            if kind == SHARE:
                ways = chain.followers(what[1])
                assert all((SHARE, (what[1], to)) in known for to in ways)
                assert len(ways) < 2 or (TOTAL, what[1]) in known
        known += step.tells
    fans = [n for n in chain.names if len(chain.followers(n)) != 1]
    assert set(known) == {
        *((VALUE, n) for n in chain.names),
        *((SHARE, edge) for edge in chain.edges),
        *((TOTAL, n) for n in fans),
    }


def test_what_the_steps_say():
    told = steps(Chain(UNIT))
    assert len(told) == 1 + 4 + 1 + 7 + 1
    assert told[0].formula == rf"$x = 1.5,\ \ w = {MINUS}0.8,\ \ b = 0.4,\ \ y = 1$"
    assert (told[2].words, told[2].formula) == ("Forward: $z$", f"$z = u + b = {MINUS}0.8$")
    assert (told[2].makes, told[2].reads) == (("z",), ("u", "b"))
    assert told[5].words == "Backward, from $J$" and told[5].tells == ((TOTAL, "J"),)
    assert told[8].words == "Backward, to $z$ by way of $a$"
    assert told[8].formula == (
        r"$\partial J/\partial z = \partial J/\partial a \cdot \partial a/\partial z "
        rf"= {MINUS}1.38 \cdot 0.214 = {MINUS}0.295$"
    )
    assert (told[8].makes, told[8].reads) == (("z",), ("a",))
    assert told[8].tells == ((SHARE, ("z", "a")),)
    assert told[-1].formula.startswith(r"$\partial J/\partial w = ")
    added = [step for step in steps(Chain(FAN)) if step.words == "All ways to $x$ add up"]
    assert [step.formula for step in added] == [
        rf"$\partial J/\partial x = 1.5 + ({MINUS}3) + 3 = 1.5$"
    ]


def test_of_many_numbers_the_first_few_are_shown():
    given = [Node(f"w_{k}", value=1.0) for k in range(7)]
    end = Node("s", "w", tuple(node.name for node in given), lambda *w: sum(w))
    told = steps(Chain([*given, end]))
    assert told[0].formula.endswith(r"w_5 = 1,\ \ ...$") and "w_6" not in told[0].formula
    assert told[-1].formula.count("partial s") == 3 and told[-1].formula.endswith("...$")
    assert len(told[-1].facts) == 1 + 8


def test_a_graph_in_which_nothing_is_learned_ends_with_the_given_numbers():
    assert r"\partial J/\partial z" in steps(Chain(RELU))[-1].formula


def test_at_the_end_all_numbers_are_facts():
    assert steps(Chain(RELU))[-1].facts == (
        "dJ/dz = 1",
        f"z = {MINUS}0.5 with slope 1",
        f"y hat = relu(z) = 0 with slope {MINUS}0.5",
        f"J = e^y hat z = {MINUS}0.5 with slope 1",
    )


@pytest.mark.parametrize(
    "value, text",
    [
        (-0.0, "0"),
        (0.12345, "0.123"),
        (1234.5, "1{,}230"),
        (-2.0, "\N{MINUS SIGN}2"),
        (1e-5, "10^{\N{MINUS SIGN}5}"),
        (-3.204e12, "\N{MINUS SIGN}3.2\N{MIDDLE DOT}10^{12}"),
    ],
)
def test_numbers_have_three_digits(value, text):
    assert number(value) == text
    assert bracketed(value) == (f"({text})" if value < 0 else text)


def test_numbers_of_any_size_are_drawn_without_a_missing_letter(caplog):
    for value in (1.7e-7, 3e12, 1234.0):
        text_width(f"${number(value)}$", 15)
    assert caplog.messages == []
    told = steps(Chain([Node("x", value=1200.0), Node("y", "2 x", ("x",), lambda x: 2 * x)]))
    assert told[1].formula == "$y = 2 x = 2{,}400$"
