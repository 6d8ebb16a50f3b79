"""Numbers as they are written: few digits, a true minus sign, never -0."""

import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.examples import examples
from utils.drawing.style import numbers

POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")

# a number: plain, rounded to three digits, steady, scientific
WRITTEN = [
    (0, "0", "0", "0.00", "0"),
    (-0.0, "0", "0", "0.00", "0"),
    (1, "1", "1", "1.00", "1"),
    (-0.25, "−0.25", "−0.25", "−0.250", "−0.25"),
    (0.05, "0.05", "0.05", "0.0500", "0.05"),
    (2900, "2,900", "2,900", "2.9·10³", "2.9·10³"),
    (1234567, "1,234,567", "1,230,000", "1.2·10⁶", "1.2·10⁶"),
    (0.087123, "0.087123", "0.0871", "0.0871", "0.087"),
    (0.001, "0.001", "0.001", "0.00100", "10⁻³"),
    (1e-5, "10⁻⁵", "10⁻⁵", "10⁻⁵", "10⁻⁵"),
    (-3e-6, "−3·10⁻⁶", "−3·10⁻⁶", "−3·10⁻⁶", "−3·10⁻⁶"),
    (-1e12, "−10¹²", "−10¹²", "−10¹²", "−10¹²"),
    (12345678901, "1.23456789·10¹⁰", "1.23·10¹⁰", "1.2·10¹⁰", "1.2·10¹⁰"),
    # Rounding leads to the next power of ten.
    (9999999999.9, "10¹⁰", "10¹⁰", "10¹⁰", "10¹⁰"),
    (999.7, "999.7", "1,000", "10³", "10³"),
    (0.00099999, "0.00099999", "0.001", "10⁻³", "10⁻³"),
    (9.9999e-6, "9.9999·10⁻⁶", "10⁻⁵", "10⁻⁵", "10⁻⁵"),
    (np.float32(-0.0), "0", "0", "0.00", "0"),
    (np.inf, "inf", "inf", "inf", "inf"),
    (-np.inf, "−inf", "−inf", "−inf", "−inf"),
]
WAYS = numbers.plain, numbers.rounded, numbers.steady, numbers.scientific


@pytest.mark.parametrize("case", WRITTEN, ids=lambda case: repr(case[0]))
def test_written(case):
    value, *told = case
    assert [way(value) for way in WAYS] == told


def read(text):
    """The number that a reader sees."""
    lead, exponent = re.fullmatch("(.*?)(?:10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?", text).groups(default="⁰")
    lead = {"": "1", "−": "-1"}.get(lead, lead.rstrip("·").replace("−", "-").replace(",", ""))
    return float(lead) * 10.0 ** int(exponent.translate(POWERS))


@pytest.mark.parametrize(("way", "error"), list(zip(WAYS, (1e-9, 6e-3, 0.06, 0.06))))
@examples(200)
@given(st.floats(-1e300, 1e300).filter(lambda value: value == 0 or abs(value) > 1e-290))
@example(-0.0)
def test_a_reader_gets_the_number_back(way, error, value):
    """To so many digits; no "e", no hyphen, no -0, and no ten before a power of ten."""
    text = way(value)
    assert not set("e-") & set(text) and not text.startswith(("10·", "−10·"))
    assert abs(read(text) - value) <= error * abs(value)
    assert not (text.startswith("−") and read(text) == 0)


@examples(200)
@given(st.floats(-999, 999, width=16))
def test_a_steady_number_keeps_its_digits(value):
    """Three of them, so that what stands beside a moving number does not jump."""
    digits = numbers.steady(value).lstrip("−0.").replace(".", "")
    assert len(digits) == 3 or value == 0 or abs(value) < 1e-3


ALIKE = [
    ([1, 10, 1000], ["1", "10", "1,000"]),
    ([0.1, 1e-2], ["0.1", "0.01"]),
    ([0.1, 1e-4], ["10⁻¹", "10⁻⁴"]),
    ([0.5, 1, 1e5], ["5·10⁻¹", "10⁰", "10⁵"]),
    ([9.99e-4, 9.996e-5], ["9.99·10⁻⁴", "10⁻⁴"]),
    ([], []),
]


@pytest.mark.parametrize(("values", "words"), ALIKE)
def test_alike(values, words):
    assert numbers.alike(values) == words


@examples(200)
@given(st.lists(st.floats(1e-12, 1e12), min_size=2))
def test_numbers_beside_each_other_are_written_in_one_way(values):
    """Not 0.1 beside 10⁻²."""
    powers = ["10" in text and text[-1] in "⁰¹²³⁴⁵⁶⁷⁸⁹" for text in numbers.alike(values)]
    assert all(powers) or not any(powers)


DECIMALS = [([1, 2, 30], 0), ([0.5, 1], 1), ([0.25, 1], 2), ([1 / 3], 2), ([0.1 + 0.2], 1)]


@pytest.mark.parametrize(("values", "count"), DECIMALS)
def test_decimals(values, count):
    assert numbers.decimals(values) == count
