"""The language of pictures: every text of a figure and of its facts passes through one function.

English is what the code says. `speak` names a catalogue, {English: other}, in which {} stands for a
number: {"epoch {} of {}": "época {} de {}"}. What it does not hold stays English.
"""

import re

NUMBER = re.compile(r"(?<![\w.])[−-]?\d[\d,]*(?:\.\d+)?(?![\w])")
WORD = re.compile(r"[A-Za-z]{2}")
FORMULA = re.compile(r"\$[^$]*\$")
_catalogue = {}


def speak(catalogue):
    """From now on figures are drawn in the language of this catalogue; {} is English."""
    _catalogue.clear()
    _catalogue.update(catalogue)


def told(text):
    """A text in the language of the pictures."""
    if not _catalogue or text in _catalogue:
        return _catalogue.get(text, text)
    numbers = iter(NUMBER.findall(text))
    pattern = _catalogue.get(NUMBER.sub("{}", text))
    return text if pattern is None else re.sub(r"\{\}", lambda _: next(numbers), pattern)


def worth_translating(text):
    """The pattern of a text that has a word in it, beside numbers and formulas; else nothing."""
    pattern = NUMBER.sub("{}", text)
    return pattern if WORD.search(FORMULA.sub("", pattern)) else ""
