"""Answers to bad input: a sentence that says what was wrong, what was expected, what to try."""

from __future__ import annotations

import difflib
import numbers
import warnings

import numpy as np


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
    found = lookup(value, table or {}, kind.__name__.lower())
    if not isinstance(found, kind):
        names = f" or one of {', '.join(sorted(table))}" if table else ""
        raise TypeError(
            f"expected {article(kind.__name__)}{names}, got {value!r}; "
            f"a class needs its brackets, for example {_bracketed(value)}."
        )
    return found


def _bracketed(value):
    return f"{value.__name__}()" if isinstance(value, type) else "SGD()"


def article(noun):
    return f"{'an' if noun[0] in 'AEIOUaeiou' else 'a'} {noun}"


def number(name, value, low=None, high=None, low_open=False, high_open=False):
    """Refuse what is not a finite number between `low` and `high`."""
    is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    too_low = is_number and low is not None and (value < low or (low_open and value == low))
    too_high = is_number and high is not None and (value > high or (high_open and value == high))
    if not is_number or not np.isfinite(value) or too_low or too_high:
        bounds = [
            f"{'above' if low_open else 'at least'} {low}" if low is not None else "",
            f"{'below' if high_open else 'at most'} {high}" if high is not None else "",
        ]
        wanted = " and ".join(filter(None, bounds)) or "neither nan nor infinite"
        raise ValueError(f"{name} must be a number, {wanted}, got {value!r}.")


def whole(name, value, low=1):
    """Refuse what is not a whole number of at least `low`."""
    if not isinstance(value, numbers.Integral) or isinstance(value, bool) or value < low:
        raise ValueError(f"{name} must be a whole number of at least {low}, got {value!r}.")


def flag(name, value):
    """Refuse what is neither True nor False."""
    if not isinstance(value, (bool, np.bool_)):
        raise ValueError(f"{name} must be True or False, got {value!r}.")


def float_type(dtype):
    """The NumPy dtype that "float64" or "float32" stands for; refuse any other."""
    try:
        name = np.dtype(dtype).name
    except TypeError:
        name = None
    if name not in ("float64", "float32"):
        raise ValueError(f"dtype must be float64 or float32, got {dtype!r}.")
    return np.dtype(name)


def axes(name, value):
    """Refuse what is neither a whole number nor a list of them, each different."""
    given = list(value) if isinstance(value, (list, tuple)) else [value]
    whole_numbers = all(isinstance(a, numbers.Integral) and not isinstance(a, bool) for a in given)
    if not given or not whole_numbers or len(set(given)) < len(given):
        raise ValueError(
            f"{name} must be a whole number or a list of different ones, such as 0 or [0, 1, 2], "
            f"got {value!r}."
        )


def inputs(x, input_shape, dtype):
    """`x` as an array (n, *input_shape) of finite numbers; DataFrames and lists are welcome.

    Raises ValueError when x is empty, has another shape, or holds text, nan or inf; warns when
    whole numbers reach 255, because unscaled pixels make training fail.
    """
    columns = list(getattr(x, "columns", []))
    wanted = "(n, " + ", ".join(map(str, input_shape)) + ")"
    try:
        raw = np.asarray(x)
    except ValueError:
        raise ValueError(
            f"x must have the shape {wanted}, got rows of different lengths; fill the short ones."
        ) from None
    if raw.size == 0:
        raise ValueError(f"x is empty: expected at least one example of shape {wanted}.")
    try:
        array = np.asarray(raw, dtype=None if raw.dtype.kind == "c" else dtype)
    except (TypeError, ValueError):
        array = None
    if array is None or array.dtype.kind == "c":
        raise ValueError(
            f"x must hold numbers, got {_text_column(raw, columns)}; turn categories into numbers "
            "first, for example with pandas.get_dummies."
        )
    if array.shape[1:] != tuple(input_shape):
        raise ValueError(
            f"x must have the shape {wanted}, got {array.shape}{_shape_hint(array, input_shape)}"
        )
    _finite("x", array, columns)
    if raw.dtype.kind in "iu" and 100 < raw.max() <= 255:
        warnings.warn(
            f"x holds whole numbers up to {raw.max()}: networks learn best from inputs near 1; "
            "divide by 255?",
            stacklevel=3,
        )
    return array


def targets(y, n, units, dtype, classes=False):
    """`y` as an array (n, units), or as (n,) class numbers 0 ... units - 1 when `classes` is true.

    A 1-D y of n labels becomes a column. Raises ValueError for text, nan, a wrong length or width,
    and for class numbers that no output unit stands for.
    """
    array = np.asarray(y)
    if array.dtype.kind == "O" and all(isinstance(v, numbers.Real) for v in array.ravel()):
        array = array.astype(dtype)
    if array.dtype.kind not in "biuf":
        raise ValueError(
            f"y must hold numbers, got {array.ravel()[:1].tolist()}; "
            "turn class names into numbers first, for example with LabelEncoder."
        )
    if array.ndim == 0 or len(array) != n:
        raise ValueError(
            f"x and y must have the same length, got {n} examples and "
            f"{len(array) if array.ndim else 'a single'} label{'s' if array.ndim else ''}."
        )
    _finite("y", array, list(getattr(y, "columns", [])))
    if classes:
        return class_numbers(array, n, units)
    if array.size != n * units or array.shape[-1] not in (units, n):
        hint = " or use SparseCategoricalCrossentropy" if array.ndim == 1 and units > 1 else ""
        raise ValueError(
            f"y must have the shape ({n}, {units}) for {units} output "
            f"unit{'s' * (units > 1)}, got {array.shape}; reshape y{hint}."
        )
    return array.reshape(n, units).astype(dtype)


def between_0_and_1(y, loss="a cross-entropy"):
    """Refuse targets that no probability can reach."""
    outside = np.argwhere((y < 0) | (y > 1))
    if len(outside):
        row = outside[0][0]
        raise ValueError(
            f"labels must lie between 0 and 1 for {loss}, got {y[tuple(outside[0])]:g} in "
            f"row {row}. For several classes use SparseCategoricalCrossentropy and one output "
            "unit per class."
        )


def two_classes(y):
    """Refuse targets other than 0 and 1, or -1 and 1."""
    if not (np.isin(y, (0, 1)).all() or np.isin(y, (-1, 1)).all()):
        found = np.unique(y)
        some = ", ".join(f"{label:g}" for label in found[:4])
        raise ValueError(
            f"labels must be 0 and 1, or -1 and 1, for the hinge loss, got {some}"
            f"{' ...' * (len(found) > 4)}. For other targets use Huber or MeanSquaredError."
        )


def class_numbers(y, n, units):
    if y.size != n:
        raise ValueError(
            f"y must hold one class number per example, shape ({n},), got {y.shape}; "
            "for one-hot rows use CategoricalCrossentropy."
        )
    y = y.reshape(n)
    wrong = np.flatnonzero((y != np.floor(y)) | (y < 0) | (y >= units))
    if len(wrong):
        row = wrong[0]
        names = ", ".join(map(str, range(units - 1)))
        names = f"{names} or {units - 1}" if names else "0"
        if units > 12:
            names = f"0 to {units - 1}"
        raise ValueError(
            f"labels must be {names} for {units} output units, got {y[row]:g} in row {row}. "
            f"Did you forget LabelEncoder, or the network's last Dense({int(y.max()) + 1})?"
        )
    return y.astype(np.intp)


def _finite(name, array, columns):
    finite = np.isfinite(array)
    if not finite.all():
        bad = np.argwhere(~finite)
        where = f"row {bad[0][0]}"
        if array.ndim == 2:
            column = bad[0][1]
            where += f", column {columns[column]!r}" if columns else f", column {column}"
        raise ValueError(
            f"{name} holds {array[tuple(bad[0])]} in {where} ({len(bad)} such values in all); "
            "drop these rows or fill them, for example with the column's median."
        )


def _shape_hint(array, input_shape):
    if array.ndim == len(input_shape) and array.shape == tuple(input_shape):
        return "; a single example needs a first axis: x[np.newaxis]."
    if array.ndim == 1 and tuple(input_shape) == (1,):
        return "; one column is x.reshape(-1, 1)."
    if array.ndim == 2 and len(input_shape) == 1 and array.shape[0] == input_shape[0]:
        return "; rows are examples here, so pass x.T."
    if array.ndim > 2 and len(input_shape) == 1 and np.prod(array.shape[1:]) == input_shape[0]:
        return "; flatten each example with x.reshape(len(x), -1) or begin with Flatten()."
    return "; give Sequential the input_shape of one example of your data."


def _text_column(raw, columns):
    if raw.dtype.kind == "O" and raw.ndim == 2:
        for j in range(raw.shape[1]):
            for value in raw[:, j]:
                if isinstance(value, str):
                    name = repr(columns[j]) if columns else str(j)
                    return f"the text {value!r} in column {name}"
    return f"values such as {raw.ravel()[:1].tolist()}"
