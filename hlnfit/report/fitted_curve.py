"""What a fit says at each measured point: the curve, its band, its terms and the residual."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hlnfit.report.band import half_width

if TYPE_CHECKING:
    from hlnfit.fitting import SweepFit

FloatArray = NDArray[np.float64]
_DENSITY = 7.5


@dataclass(frozen=True, eq=False)
class FittedCurve:
    """One sweep, point by point; arrays of the length of the curve, in T and S.

    Attributes
    ----------
    B, data, error : arrays
        Field of the instrument, conductance minus its reference, and the error it was fitted with.
    fit, band, residual : arrays
        The fitted curve, its standard error and data minus fit; NaN where nothing was fitted.
    terms : dict of name to array
        The terms of the fit; they add up to ``fit``.
    x : array
        Field without the offset of the magnet.
    correction : array
        Data without offset, level and odd terms: sigma(B) - sigma(0) as the model means it.
    model : array
        The fitted correction, background included.
    group : int array
    inside : bool array
        Points inside the window of the fit.
    """

    B: FloatArray
    data: FloatArray
    error: FloatArray
    fit: FloatArray
    band: FloatArray
    residual: FloatArray
    terms: dict[str, FloatArray]
    x: FloatArray
    correction: FloatArray
    model: FloatArray
    group: NDArray[np.int64]
    inside: NDArray[np.bool_]


def fitted_curve(fit: SweepFit) -> FittedCurve:
    """Return the fit of one sweep at its points, also of points outside the window."""
    curve = fit.curve
    n = len(curve)
    nothing = np.full(n, np.nan)
    if not fit.fitted or fit.problem is None:
        error = nothing if curve.error is None else curve.error
        return FittedCurve(
            curve.B, curve.dsigma, error, nothing, nothing, nothing, {}, curve.B,
            curve.dsigma - _level_at_zero(curve.B, curve.dsigma), nothing, curve.group,
            np.zeros(n, dtype=np.bool_),
        )  # fmt: skip
    problem = fit.problem
    inside = np.abs(curve.B) <= fit.B_max * (1.0 + 1e-12)
    # The fit counts the directions inside its window; one that lies outside keeps the numbers of the first.
    known = np.unique(curve.group[inside])
    group = np.searchsorted(known, curve.group)
    group = np.where(np.isin(curve.group, known), np.minimum(group, problem.n_groups - 1), 0)
    terms: dict[str, FloatArray] = {}
    x = curve.B.copy()
    for g in range(problem.n_groups):
        chosen = group == g
        if not chosen.any():
            continue
        for name, value in fit.evaluate(curve.B[chosen], g).items():
            terms.setdefault(name, np.zeros(n))[chosen] = value
        x[chosen] = curve.B[chosen] - fit.best[problem.offset_names[g]]
    total = np.sum(list(terms.values()), axis=0) if terms else nothing
    level = terms["dsigma0"] + terms["odd"]
    band = half_width(fit, curve.B, group)
    # Where the curve has none, the fit estimated one error for all points.
    error = curve.error if curve.error is not None else np.full(n, float(np.median(problem.error)))
    return FittedCurve(
        curve.B, curve.dsigma, error, total, band, curve.dsigma - total, terms, x,
        curve.dsigma - level, total - level, group, inside,
    )  # fmt: skip


def field_grid(low: float, high: float, n: int = 241) -> FloatArray:
    """Return fields from low to high (T), a thousand times denser at B = 0 than at the ends.

    A cusp is as narrow as B_phi, which may be a ten-thousandth of the range.
    """
    reach = max(abs(low), abs(high))
    x = reach * np.sinh(np.linspace(-_DENSITY, _DENSITY, n)) / np.sinh(_DENSITY)
    inside = x[(x > low) & (x < high)]
    return np.concatenate([[low], inside, [high]]) if low < high else inside


def smooth_model(fit: SweepFit, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the fitted correction and its standard error (n,) at fields x without offset, in siemens.

    The level, the odd terms and the offset of the curve, and their uncertainty, are left out.
    """
    problem = fit.problem
    assert problem is not None
    B = x + fit.best[problem.offset_names[0]]
    terms = fit.evaluate(B, 0)
    value = np.sum([v for name, v in terms.items() if name not in ("dsigma0", "odd")], axis=0)
    without = (*problem.level_names, *problem.offset_names, *problem.odd)
    return value, half_width(fit, B, 0, without=without)


def band_to_draw(model: FloatArray, width: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the edges (n,) of a band; NaN where it is wider than the whole curve is high and says nothing.

    A curve whose L_phi is not determined has such a band: its level at B = 0 is not known.
    """
    shown: FloatArray = np.where(width <= np.ptp(model), width, np.nan)
    return model - shown, model + shown


def _level_at_zero(B: FloatArray, y: FloatArray) -> float:
    """Return the median of the points nearest to B = 0."""
    if not B.size:
        return 0.0
    near = np.argsort(np.abs(B), kind="stable")[: max(1, B.size // 50)]
    return float(np.median(y[near]))
