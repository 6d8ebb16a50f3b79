"""Words of a picture: what is typeset between two $, and how it is read aloud."""

import re
from functools import cache

from .language import told

# As in Pandoc: a formula begins and ends without a space, and no digit follows its end.
FORMULA = re.compile(r"(?<![\\$])\$(?![\s$])((?:[^$\\]|\\.)*?)(?<![\s\\])\$(?!\d)")


def shown(text):
    """A text for Matplotlib, told in the language of the pictures."""
    return _typeset(told(text))


@cache
def _typeset(text):
    """Formulas as they are, every other $ as itself."""
    parts, at = [], 0
    for found in FORMULA.finditer(text):
        if is_formula(found.group()):
            parts += [_literal(text[at : found.start()]), found.group()]
            at = found.end()
    return "".join([*parts, _literal(text[at:])])


def _literal(text):
    return re.sub(r"(?<!\\)\$", r"\\$", text)


def is_formula(text):
    """Whether Matplotlib can typeset what stands between two $."""
    from matplotlib.mathtext import MathTextParser

    try:
        MathTextParser("path").parse(text)
    except ValueError:
        return False
    return True


def spoken(text):
    r"""Mathtext in plain letters: \hat{y} is "y hat"."""
    text = text.replace(r"\partial ", "d").replace(r"\cdot", "times").replace(r"\ \ ", " ")
    text = text.replace(r"\mathrm", "")
    text = re.sub(r"\\(\w+)\s*\{([^}]*)\}", r"\2 \1", text)
    return re.sub(r"[\\{}$]", "", text).strip()


def sentence(title, clauses, where=""):
    """A title, where we are, and clauses, as one sentence of facts."""
    start = ", ".join(told(part) for part in (title, where) if part)
    clauses = "; ".join(told(clause) for clause in clauses if clause)
    return f"{': '.join(part for part in (start, clauses) if part)}."
