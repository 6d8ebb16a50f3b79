"""Exercises that mark themselves: any answer gets "Right" or "Not yet" and a hint, never a trace.

A check knows an answer by its key, a digest, so that reading the check gives nothing away.
"""

import hashlib

NEAR = (0, -1, 1)  # steps by which a single number may lie beside the right one
LETTERS = 12  # of a key


def check(answer, hint, key=None, step=None):
    """Print whether an answer is right, and if it is not, the hint.

    answer: a function without arguments that gives the answer, `lambda: answer_1`; with a `key` any
    number, text, sequence or array, without one whether it is right. key: what `key(right, step)`
    gave for the right answer. step: in what numbers are counted; a single number may lie one step
    beside the right one. Whatever goes wrong in the answer is not yet right.
    """
    try:
        given = answer()
        right = bool(given) if key is None else opens(given, key, step)
    except Exception:
        right = False
    print("Right." if right else f"Not yet: {hint}")


def opens(given, key, step=None):
    """Whether a key belongs to an answer."""
    plain = canonical(given, step)
    beside = [plain] if step is None or not isinstance(plain, int) else [plain + k for k in NEAR]
    return key in [digest(each) for each in beside]


def key(right, step=None):
    """The key of a right answer, for the author of a check."""
    return digest(canonical(right, step))


def canonical(answer, step=None):
    """An answer in one form: letters small, sequences as tuples, numbers counted in steps."""
    if isinstance(answer, str):
        return " ".join(answer.lower().strip(" .").split())
    if isinstance(answer, (list, tuple)) or getattr(answer, "ndim", 0):
        return tuple(canonical(each, step) for each in answer)
    number = float(answer)
    return int(round(number / step)) if step else number


def digest(plain):
    return hashlib.sha256(repr(plain).encode()).hexdigest()[:LETTERS]
