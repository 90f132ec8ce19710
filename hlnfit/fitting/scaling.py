"""Do the curves of several temperatures fall on one function of B/T or B/R, as no localization would?

A paramagnet depends on B/T alone, classical magnetoresistance on B/R0 (Kohler's rule), and the relative
change of the resistance has one height at all temperatures. Falling together is no proof by itself: where
B_phi is proportional to T, as for dephasing by electron-electron collisions in two dimensions, weak
localization depends on B/T alone, too. What differs is the curve on which they fall: f2, with an amplitude
in e^2/h, or another law. So one law with two numbers for the whole series is held against weak localization
with as few: B_phi from a power of T, from a constant and T, or free, with one amplitude or free ones.

Where no sweep has a cusp, only the coefficient of a parabola is left to compare: it falls as 1/T^2 or 1/R0^2.

Sources: M. Kohler, Ann. Phys. (Leipzig) 424, 211 (1938); R. P. Khosla and J. R. Fischer, Phys. Rev. B 2, 4084
(1970). Evidence is the difference of BIC, with the scale of R. E. Kass and A. E. Raftery, J. Am. Stat. Assoc.
90, 773 (1995), section 3.2.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.even_parts import FEWEST, SPREAD, EvenParts, even_parts, spread_enough
from hlnfit.fitting.laws import LAWS, THREE_DIMENSIONS, Law
from hlnfit.fitting.result import SweepFit
from hlnfit.fitting.series_interference import one_channel, three_terms

FloatArray = NDArray[np.float64]
Variable = Literal["B/T", "B/R"]
DESCRIBES: Final = 1.5
"""Reduced chi-square up to which one law describes the series,"""
NEARLY: Final = 0.01
"""or the part of the height of the curves (rms) by which it may miss them."""
POWERS: Final = np.linspace(0.0, 3.0, 31)
"""Of the variable, for the width of a law."""


@dataclass(frozen=True, slots=True)
class Scaling:
    """One law for all temperatures.

    Attributes
    ----------
    variable : {"B/T", "B/R"}
    law : str
    evidence : float
        Difference of BIC between the likeliest form of weak localization and the law; NaN where only
        parabolas were compared.
    exponent, exponent_err : float
        Of T (or R) in the width of the law, where it is left free.
    width : float, T
        Of the law at the lowest temperature; NaN for parabolas.
    chi2_red : float
    temperatures : tuple of (lowest, highest), K
    n : int
        Curves.
    """

    variable: Variable
    law: str
    evidence: float
    exponent: float
    exponent_err: float
    width: float
    chi2_red: float
    temperatures: tuple[float, float]
    n: int


def scaling_of(fits: Sequence[SweepFit]) -> Scaling | None:
    """Return the law on which the curves of a series over temperature fall; None where none is ahead."""
    found = [f for f in fits if f.fitted and math.isfinite(f.temperature) and f.temperature > 0.0]
    if not spread_enough(np.array([f.temperature for f in found])):
        return None
    data = even_parts(found)
    if data is None:
        return None
    parabolas = _parabolas(data) if all(_has_no_cusp(f) for f in found) else None
    return parabolas or _one_law(data)


def _has_no_cusp(f: SweepFit) -> bool:
    return any(d.code == "L_phi_not_determined" and "delta_chi2_parabola" in d.evidence for d in f.flags)


def _one_law(data: EvenParts) -> Scaling | None:
    N, n = data.y.size, data.n
    cost = math.log(N)
    t, r = data.T / data.T.min(), data.sigma.max() / data.sigma
    top = float(data.B.max())
    widths = np.geomspace(1e-4 * top, 30.0 * top, 90)
    variables: tuple[tuple[Variable, FloatArray], ...] = (("B/T", t), ("B/R", r))
    chi2, width, variable, base, words, law = _nearest(data, widths, variables)
    reduced = chi2 / max(N - n - 2, 1)
    height = float(np.ptp(data.centred(data.fall)))
    missed = math.sqrt(max(reduced - 1.0, 0.0) / float(np.mean(data.weight)))
    if reduced > DESCRIBES and missed > NEARLY * height:
        return None
    unit = max(1.0, reduced)
    own = min(c / unit + p * cost for c, p in one_channel(data, widths, t))
    evidence = own - (chi2 / unit + 2.0 * cost)
    if evidence > 0.0:
        own = min(own, *(c / unit + p * cost for c, p in three_terms(data, widths[::2], t)))
        evidence = own - (chi2 / unit + 2.0 * cost)
    # With another power the law may do better still: then neither variable is that of the curves.
    near = width * np.geomspace(0.4, 2.5, 41)
    along = np.array([_chi2_of_law(data, law, near, base**q).min() for q in POWERS])
    exponent, error = _minimum(POWERS, along / unit)
    if evidence <= 0.0 or along.min() / unit + cost < chi2 / unit - 2.0:
        return None
    if variable == "B/R" and float(r.max()) < SPREAD:
        exponent = error = math.nan
    return Scaling(
        variable,
        words,
        evidence,
        exponent,
        error,
        width,
        reduced,
        (float(data.T.min()), float(data.T.max())),
        n,
    )


def _nearest(
    data: EvenParts, widths: FloatArray, variables: tuple[tuple[Variable, FloatArray], ...]
) -> tuple[float, float, Variable, FloatArray, str, Law]:
    """Return chi-square and width of the law that is nearest to all curves, its variable, and itself."""
    found: list[tuple[float, float, Variable, FloatArray, str, Law]] = []
    for variable, scale in variables:
        for words, law in LAWS:
            if words != THREE_DIMENSIONS:
                coarse = _chi2_of_law(data, law, widths, scale)
                k = int(np.argmin(coarse))
                found.append((float(coarse[k]), float(widths[k]), variable, scale, words, law))
    _, width, variable, scale, words, law = min(found, key=lambda one: one[0])
    near = width * np.geomspace(0.8, 1.25, 41)
    fine = _chi2_of_law(data, law, near, scale)
    return float(fine.min()), float(near[int(np.argmin(fine))]), variable, scale, words, law


def _chi2_of_law(data: EvenParts, law: Law, widths: FloatArray, scale: FloatArray) -> FloatArray:
    """Return chi-square (K,) of a law of one relative height, for each width at the lowest temperature."""
    size = data.B / scale[data.curve]
    columns = data.sigma[data.curve][:, None] * law(size[:, None] / widths[None, :])
    return data.chi2(columns, data.fall)


def _parabolas(data: EvenParts) -> Scaling | None:
    """Compare the coefficients of B^2 of curves without a cusp."""
    square = data.centred(data.B**2)
    w = data.weight
    norm = np.bincount(data.curve, w * square**2)
    c = np.bincount(data.curve, w * square * data.centred(data.fall)) / norm / data.sigma
    error = 1.0 / np.sqrt(norm) / data.sigma
    clear = np.abs(c) > 3.0 * error
    if clear.sum() < FEWEST or np.unique(np.sign(c[clear])).size > 1:
        return None
    t, r = data.T / data.T.min(), data.sigma.max() / data.sigma

    def misses(scale: FloatArray) -> float:
        v = scale**-2.0
        height = float(np.sum(c * v / error**2) / np.sum((v / error) ** 2))
        return float(np.sum(((c - height * v) / error) ** 2))

    variables: tuple[tuple[Variable, FloatArray], ...] = (("B/T", t), ("B/R", r))
    variable, scale = min(variables, key=lambda one: misses(one[1]))
    chi2 = misses(scale)
    along = np.array([misses(scale**q) for q in POWERS])
    if chi2 / max(data.n - 1, 1) > 2.0 * DESCRIBES:
        return None
    exponent, err = _minimum(POWERS, along)
    if variable == "B/T" and misses(t**0.0) - chi2 < 9.0:
        return None
    if variable == "B/R" and float(r.max()) < SPREAD:
        exponent = err = math.nan
    law = "a parabola"
    ends = (float(data.T.min()), float(data.T.max()))
    return Scaling(variable, law, math.nan, exponent, err, math.nan, chi2 / max(data.n - 1, 1), ends, data.n)


def _minimum(x: FloatArray, chi2: FloatArray) -> tuple[float, float]:
    """Return where chi-square on an even grid is least, and where it has risen by one."""
    k = min(max(int(np.argmin(chi2)), 1), x.size - 2)
    h = float(x[1] - x[0])
    slope, bend = (chi2[k + 1] - chi2[k - 1]) / (2.0 * h), (chi2[k + 1] - 2.0 * chi2[k] + chi2[k - 1]) / h**2
    if not bend > 0.0:
        return float(x[k]), math.inf
    return float(x[k] - slope / bend), math.sqrt(2.0 / float(bend))
