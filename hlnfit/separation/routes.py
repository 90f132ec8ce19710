"""Which lines the measured numbers give, and the quantities that are common to them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import E
from hlnfit.sample import Sample
from hlnfit.separation.hall_slopes import zeeman_of_slope
from hlnfit.separation.lines import FittedLine, Line, fit_line
from hlnfit.separation.measured import Measured

FloatArray = NDArray[np.float64]
ELECTRON_G = 2.0
DECISIVE = 9.0
"""Difference of chi-square from which the data decide whether there is a Zeeman term."""


@dataclass(frozen=True, slots=True)
class Common:
    """What several lines need.

    Attributes
    ----------
    middle : float, K
        Geometric mean of the temperatures; logarithms are taken from there.
    sigma : float, S
        Mean conductance in the quenching field, where the Hall slope is measured; else that at B = 0.
    mobility : float or None, m^2/(V s)
    n_v : int
    """

    middle: float
    sigma: float
    mobility: float | None
    n_v: int


def common(found: Measured, sample: Sample) -> Common:
    """Return what several lines need."""
    at_zero = [found.zero.value] + ([] if found.levels is None else [found.levels.level])
    values = found.quenched.value if found.quenched.n else np.concatenate(at_zero)
    sigma = float(np.mean(values)) if values.size else math.nan
    T = np.concatenate([found.zero.T, found.quenched.T, *([found.levels.T] if found.levels else [])])
    middle = math.exp(float(np.mean(np.log(T)))) if T.size else math.nan
    mobility = None
    if found.hall.n:
        mobility = sigma * float(np.exp(np.mean(found.hall.value)))
    elif sample.density is not None:
        mobility = sigma / (sample.density * E)
    return Common(middle, sigma, mobility, sample.valley_degeneracy)


def lines_without_field(found: Measured, at: Common) -> dict[str, FittedLine]:
    """Return the lines that need no quenching: conductance at B = 0, and the magnetoconductance."""
    wanted = []
    if found.levels is not None:
        wanted = [found.line_localization(at.middle), found.line_ln_B(at.middle)] if found.levels.own else []
    return _fitted(found, [found.line_zero(at.middle), *wanted])


def lines_in_field(found: Measured, at: Common, g_factor: float) -> dict[str, FittedLine]:
    """Return the lines of the quenched conductance, as measured and corrected, and of the Hall slope."""
    mobility = 0.0 if at.mobility is None else at.mobility
    weight = 1.0 - (mobility * found.quenched.B) ** 2
    wanted = [
        found.line_quenched(at.middle, weight, g_factor, at.n_v, corrected=corrected)
        for corrected in (False, True)
    ]
    if found.hall.n and found.levels is not None:
        fits = found.levels.fits
        zeeman = [zeeman_of_slope(fits[k], g_factor, at.n_v) for k in found.hall.curve.tolist()]
        wanted.append(found.line_hall(at.middle, at.sigma, np.array(zeeman)))
    return _fitted(found, wanted)


def _fitted(found: Measured, wanted: list[Line]) -> dict[str, FittedLine]:
    """Fit the lines that have two temperatures."""
    out = {}
    for line in wanted:
        if line.y.size >= 2 and np.ptp(np.log(line.T)) > 1e-2 and line.y.size > len(np.unique(line.source)):
            out[line.name] = fit_line(line, found.covariance)
    return out


def choose_g(
    asked: float | None, found: Measured, at: Common, lines: Mapping[str, FittedLine]
) -> tuple[float, str]:
    """Return the g factor of the Zeeman term, and why: the user's, none, or that of an electron.

    Strong spin-orbit coupling, which makes alpha negative, leaves no triplets that a field could split.
    Otherwise an electron has g = 2, unless the conductance without a Zeeman term is a straight line in ln T
    with the slope that the magnetoconductance asks for, and with it is not.
    """
    if asked is not None:
        return asked, "given"
    localization = lines.get("localization")
    if localization is not None and localization.slope < 0.0:
        return 0.0, "none with antilocalization"
    misfits = [_misfit(found, at, lines, g) for g in (0.0, ELECTRON_G)]
    if misfits[1] - misfits[0] > DECISIVE:
        return 0.0, f"chi-square is {misfits[1] - misfits[0]:.3g} higher with g = 2"
    return ELECTRON_G, "that of a free electron; give another with g_factor"


def _misfit(found: Measured, at: Common, lines: Mapping[str, FittedLine], g_factor: float) -> float:
    """Return the chi-square of the quenched line, and of alpha p from slopes against magnetoconductance."""
    quenched = lines_in_field(found, at, g_factor).get("quenched")
    if quenched is None:
        return 0.0
    zero, localization = lines.get("zero"), lines.get("localization")
    if zero is None or localization is None:
        return quenched.chi2
    row = zero.estimator - quenched.estimator - localization.estimator
    distance = zero.slope - quenched.slope - localization.slope
    return quenched.chi2 + distance**2 / float(row @ found.covariance @ row)
