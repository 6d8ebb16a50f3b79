"""How numbers are written in a picture: few digits, a true minus sign, never -0."""

import numpy as np

MINUS = "\N{MINUS SIGN}"


def plain(value):
    """A number as people write it: 2,900 and 0.25, and 3·10⁻⁶ where one would count zeros."""
    if value == 0 or not np.isfinite(value) or 1e-4 <= abs(value) < 1e10 - 0.5:
        return f"{value:z,.10g}".replace("-", MINUS)
    return _powered(value, 10)


def _powered(value, digits):
    """A number of so many digits at most times a power of ten; a 1 before it is left out."""
    lead, exponent = f"{value:.{digits - 1}e}".split("e")
    lead = f"{float(lead):.10g}"
    lead = {"1": "", "-1": MINUS}.get(lead, f"{lead.replace('-', MINUS)}\N{MIDDLE DOT}")
    return lead + raised(int(exponent))


def rounded(value, digits=3):
    """A number with so many digits at most: 0.0871."""
    return plain(float(f"{value:.{digits}g}"))


def fixed(value):
    """A number with two decimals: a place on the plane."""
    return f"{value:z.2f}".replace("-", MINUS)


def steady(value):
    """Three digits, zeros at the end too, so that a number that moves keeps its width."""
    usual = value == 0 or 1e-3 <= abs(value) < 999.5
    return f"{value:z#.3g}".rstrip(".").replace("-", MINUS) if usual else scientific(value)


def scientific(value):
    """Two digits, and where the number is far from 1 a power of ten: 0.05, 3·10⁻⁵, 10⁻³."""
    if value == 0 or not np.isfinite(value):
        return plain(value)
    short = float(f"{value:.2g}")
    return plain(short) if 0.01 <= abs(short) < 1000 else _powered(short, 2)


def alike(values):
    """Numbers above 0 in one style: as they are, or all with powers of ten."""
    if min(values, default=1) >= 1e-3 and max(values, default=1) <= 1e4:
        return [plain(value) for value in values]
    return [_powered(value, 3) for value in values]


def raised(exponent):
    """Ten with an exponent: 10⁻³."""
    return f"10{str(exponent).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def decimals(values, most=2):
    """How many decimals tell these numbers exactly, at most two."""
    enough = (d for d in range(most) if np.allclose(np.round(values, d), values, atol=1e-9))
    return next(enough, most)
