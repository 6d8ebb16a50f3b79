"""Answers to bad input: a sentence that says what was wrong, what was expected, what to try.

First settings, then numbers: every public call turns what it is given into arrays of floats here,
once, by position; arrays, lists, tables and Series are welcome. What stands behind a call, the
training loop above all, takes its arrays as they are. utils/datasets.py asks more of examples.
"""

import difflib
import numbers

import numpy as np

CATEGORIES = "turn categories into numbers first, for example with pandas.get_dummies"
LABELS = "turn class names into numbers first, for example with LabelEncoder"


def lookup(name, table, kind):
    """The entry of `table` called `name`; what is not a string passes through unchanged.

    Raises ValueError with the nearest known name when there is no such entry.
    """
    if not isinstance(name, str):
        return name
    if name in table:
        return table[name]
    near = difflib.get_close_matches(name, table, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise ValueError(f"unknown {kind} {name!r}; {hint}Known: {', '.join(sorted(table))}.")


def instance(value, kind, table=None):
    """An object of class `kind`, or the entry of `table` that a string names."""
    found = lookup(value, table, kind.__name__.lower()) if table else value
    if not isinstance(found, kind):
        names = f" or one of {', '.join(sorted(table))}" if table else ""
        article = "an" if kind.__name__[0] in "AEIOU" else "a"
        bracketed = f"{value.__name__}()" if isinstance(value, type) else "SGD()"
        raise TypeError(
            f"expected {article} {kind.__name__}{names}, got {value!r:.60}; "
            f"a class needs its brackets, for example {bracketed}."
        )
    return found


def number(name, value, low=None, high=None, low_open=False, high_open=False):
    """Refuse what is not a finite number between `low` and `high`."""
    is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    too_low = is_number and low is not None and (value < low or (low_open and value == low))
    too_high = is_number and high is not None and (value > high or (high_open and value == high))
    if not is_number or not np.isfinite(_float(value)) or too_low or too_high:
        bounds = [
            f"{'above' if low_open else 'at least'} {low}" if low is not None else "",
            f"{'below' if high_open else 'at most'} {high}" if high is not None else "",
        ]
        wanted = " and ".join(filter(None, bounds)) or "neither nan nor infinite"
        raise ValueError(f"{name} must be a number, {wanted}, got {value!r:.60}.")


def whole(name, value, low=1):
    """Refuse what is not a whole number of at least `low`."""
    if not isinstance(value, numbers.Integral) or isinstance(value, bool) or value < low:
        raise ValueError(f"{name} must be a whole number of at least {low}, got {value!r:.60}.")
    if value >= 2**63:
        raise ValueError(f"{name} must be a whole number below 2**63, got {value!r:.60}.")


def flag(name, value):
    """Refuse what is neither True nor False."""
    if not isinstance(value, (bool, np.bool_)):
        raise ValueError(f"{name} must be True or False, got {value!r:.60}.")


def float_type(dtype):
    """The NumPy dtype that "float64" or "float32" stands for; refuse any other."""
    try:
        name = np.dtype(dtype).name
    except TypeError:
        name = None
    if name not in ("float64", "float32"):
        raise ValueError(f"dtype must be float64 or float32, got {dtype!r}.")
    return np.dtype(name)


def read(name, value):
    """`value` as an array by position, whatever it holds.

    Raises ValueError for what np.asarray forgets or wraps up: numbers that a mask hides, a sparse
    matrix, rows of different lengths.
    """
    unmasked(name, value)
    if hasattr(value, "toarray"):
        raise ValueError(f"{name} is a sparse matrix; make it dense with {name}.toarray().")
    try:
        return np.asarray(value)
    except ValueError:
        raise ValueError(
            f"{name} must be a table, got rows of different lengths; fill the short ones."
        ) from None


def unmasked(name, value):
    """Refuse an array of which a mask hides something, and a list of such arrays."""
    if isinstance(value, (list, tuple)):
        for each in value:
            unmasked(name, each)
    elif isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        raise ValueError(
            f"{name} is a masked array, and the numbers that its mask hides would count like all "
            f"others; fill them, {name}.filled(...), or leave their rows out."
        )


def array(name, value, dtype=None, advice=CATEGORIES, gaps=False):
    """`value` as an array of finite floats, at least one; refuse anything else.

    Of type `dtype`; without one float32 stays and all else becomes float64. `advice` is what to do
    with text. gaps: what is missing may stay, as nan, or empty.
    """
    raw, columns = read(name, value), columns_of(value)
    if raw.size == 0 and not gaps:
        raise ValueError(f"{name} is empty: expected at least one number.")
    given = floats(name, raw, columns, dtype, advice)
    return given if gaps else finite(name, given, raw, columns)


def floats(name, raw, columns, dtype, advice):
    """Floats, nan where a number is missing; refuse what is no number."""
    given = raw
    if raw.dtype.kind not in "biuf":
        given = np.array([_float(thing) for thing in raw.ravel()], object).reshape(raw.shape)
        strange = np.argwhere(np.equal(given, None))
        if len(strange):
            what, advice = _stranger(raw[tuple(strange[0])], advice)
            where = place_of(strange[0], columns)
            raise ValueError(f"{name} must hold numbers, got {what}{where}; {advice}.")
    if dtype is None:
        dtype = raw.dtype if raw.dtype == np.float32 else np.float64
    with np.errstate(over="ignore"):
        return np.asarray(given, dtype)


def finite(name, given, raw, columns):
    """Refuse floats that are missing or not finite, and say where the first one stands."""
    bad = () if np.isfinite(given).all() else np.argwhere(~np.isfinite(given))
    if len(bad):
        what, first = given[tuple(bad[0])], raw[tuple(bad[0])]
        remedy = "drop these rows or fill them, for example with the column's median"
        if np.isinf(what) and abs(first) != np.inf:
            what, remedy = first, f"that does not fit into {given.dtype}: scale the numbers"
        raise ValueError(
            f"{name} holds {what!s:.40}{place_of(bad[0], columns)} ({len(bad)} such values in all)"
            f"; {remedy}."
        )
    return given


def missing(thing):
    """Whether it is None, pandas.NA or pandas.NaT."""
    return type(thing).__name__ in ("NoneType", "NAType", "NaTType")


def _float(thing):
    """A number as a float, a missing one as nan; None for what is no number."""
    if missing(thing):
        return np.nan
    if np.iscomplexobj(thing) or isinstance(thing, np.timedelta64):
        return None
    try:
        return float(thing) if isinstance(thing, (numbers.Number, np.bool_)) else None
    except OverflowError:
        return np.inf


def _stranger(thing, advice):
    """What stands where a number should, and what to do with it."""
    if isinstance(thing, (str, bytes)):
        return f"the text {str(thing)!r}", advice
    if isinstance(thing, (np.datetime64, np.timedelta64)) or hasattr(thing, "strftime"):
        count = "count days from a first one, for example (x - first) / numpy.timedelta64(1, 'D')"
        return f"the date {thing}", count
    return f"{thing!r:.60}", "give an array, a list or a table of real numbers"


def columns_of(value):
    return list(getattr(value, "columns", []))


def place_of(place, columns=()):
    """Where a number stands, in words: its row, and its column in a table."""
    words = f" in row {place[0]}" if len(place) else ""
    if len(place) == 2:
        words += f", column {columns[place[1]] if columns else int(place[1])!r}"
    return words


def class_numbers(y, shape):
    """Class numbers y for outputs of `shape`, (n, ..., units), as whole numbers (n, ...)."""
    *wanted, units = shape
    if bare(y.shape) != bare(wanted):
        raise ValueError(
            f"y must hold one class number {'per example' if len(wanted) == 1 else 'a place'}, "
            f"shape {tuple(wanted)}, got {y.shape}; for one-hot rows use CategoricalCrossentropy."
        )
    wrong = np.argwhere((y != np.floor(y)) | (y < 0) | (y >= units))
    if len(wrong):
        names = f"{', '.join(map(str, range(units - 1)))} or {units - 1}" if units > 1 else "0"
        raise ValueError(
            f"labels must be {names if units <= 12 else f'0 to {units - 1}'} for {units} output "
            f"units, got {y[tuple(wrong[0])]:g}{place_of(wrong[0][:1])}. Did you forget "
            f"LabelEncoder, or the network's last Dense({int(y.max()) + 1})?"
        )
    return y.reshape(wanted).astype(np.intp)


def pair(y, p):
    """Targets and outputs as arrays of floats of one shape and one type.

    Both become float64, or float32 where all floats among them are.
    """
    whole = read("y", y).dtype.kind in "biu"
    p = array("p", p)
    y = array("y", y, p.dtype if whole else None, LABELS)
    if y.shape != p.shape:
        raise ValueError(
            f"y and p must have equal shapes, got {y.shape} and {p.shape}; one column is "
            "y.reshape(-1, 1), and class numbers go with what is called sparse."
        )
    dtype = np.result_type(y, p)
    return y.astype(dtype, copy=False), p.astype(dtype, copy=False)


def bare(shape):
    """A shape without axes of length 1 at its end, but for the examples'."""
    while len(shape) > 1 and shape[-1] == 1:
        shape = shape[:-1]
    return tuple(shape)


def weights(values, n, dtype):
    """How much each of n examples counts, (n,): finite numbers of at least 0."""
    given = array("sample_weight", values, dtype)
    if given.shape not in ((n,), (n, 1)):
        raise ValueError(
            f"sample_weight must hold one number per example, shape ({n},), got {given.shape}."
        )
    if given.min() < 0:
        raise ValueError(f"weights must be at least 0, got {given.min():g}.")
    return given.reshape(n)
