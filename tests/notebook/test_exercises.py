"""Marking: what counts as right, and that no answer of any kind is more than "Not yet"."""

import numpy as np
import pytest

from utils.notebook.exercises import check, key


def verdict(capsys, *arguments, **settings):
    check(*arguments, **settings)
    return capsys.readouterr().out


# the right answer, its step, answers that are right too
RIGHT = {
    "number": (0.4, 0.01, [0.4, 2 / 5, np.float32(0.4), 0.405, 0.395, np.array(0.4)]),
    "count": (121, None, [121, 121.0, np.int64(121)]),
    "text": ("a straight line", None, ["A straight line.", " a  straight line"]),
    "shapes": (((6, 4), (32, 4)), None, [[[6, 4], [32, 4]], ((6, 4), [32, 4])]),
    "ragged": (((6,), (32, 4)), None, [[(6,), (32, 4)]]),
    "array": ([[0.5, -1.25]], 1e-4, [np.array([[0.5, -1.25]]), np.array([[0.5 + 1e-12, -1.25]])]),
}
WRONG = {
    "number": [0.43, 0.37, -0.4],
    "count": [120, 122, "121 weights"],
    "text": ["an N", "straight", ""],
    "shapes": [(6, 4, 32, 4), ((4, 6), (32, 4)), ((6, 4),)],
    "ragged": [((6,), (32,))],
    "array": [np.array([0.5, -1.25]), np.array([[0.5, -1.26]])],
}
ODD = [
    None, "", "15", (1, 2), [], {}, {1: 2}, set(), b"x", 1j, np.nan, np.inf, True, object(), type,
    np.ones(3), np.zeros((2, 0)), np.array("x"), np.array([None]), print, range(3), "\N{SNOWMAN}",
]  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_right_answers(name, capsys):
    right, step, also = RIGHT[name]
    for answer in also:
        assert verdict(capsys, lambda x=answer: x, "+", key(right, step), step) == "Right.\n"


@pytest.mark.parametrize("name", RIGHT)
def test_wrong_and_odd_answers(name, capsys):
    right, step, _ = RIGHT[name]
    for answer in (*WRONG[name], *ODD):
        assert verdict(capsys, lambda x=answer: x, "+", key(right, step), step) == "Not yet: +\n"


def test_the_key_does_not_tell_the_answer():
    for right, step, _ in RIGHT.values():
        assert len(key(right, step)) == 12 and int(key(right, step), 16)


@pytest.mark.parametrize(
    ("answer", "right"),
    [(lambda: True, 1), (lambda: np.bool_(True), 1), (lambda: None, 0), (lambda: np.ones(2), 0),
     (lambda: 1 / 0, 0), (lambda: eval("not_defined"), 0), (lambda: [] + 1, 0)],
)  # fmt: skip
def test_a_check_without_a_key_asks_for_the_truth(answer, right, capsys):
    assert verdict(capsys, answer, "?") == ("Right.\n" if right else "Not yet: ?\n")


def test_a_reader_can_still_interrupt():
    def stopped():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(stopped, "?")
