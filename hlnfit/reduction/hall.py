"""The Hall resistance: its slope, the density and mobility that follow, and whether it is one band's.

Contacts that are not exactly opposite mix R_xx into R_xy. That part is even in the field and has the
cusp of weak localization in it; so the slope is that of the odd part, formed by interpolation about the
zero of the field.

References
----------
.. [1] N. W. Ashcroft and N. D. Mermin, Solid State Physics (1976), equation 1.21, and chapter 13,
   problem 4, for two bands.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.constants import E
from hlnfit.errors import FitError
from hlnfit.reduction.noise import point_scatter
from hlnfit.reduction.pairing import Sums, joined, odd_sums, single_points
from hlnfit.sweep import Sweep

FloatArray = NDArray[np.float64]
MIN_POINTS = 8
SIGNIFICANT = 4.0
"""The cubic part counts above this many standard errors,"""
VISIBLE = 0.02
"""and where it changes the Hall resistance at the highest field by more than this fraction."""


@dataclass(frozen=True, slots=True)
class Hall:
    """What R_xy(B) of one sweep says.

    Attributes
    ----------
    slope, slope_error : float, ohm/T
        dR_xy/dB at B = 0, the sheet Hall coefficient. Where the Hall resistance is not linear, that of a
        cubic fit.
    cubic, cubic_error : float, ohm/T^3
        Coefficient of B^3; ``cubic`` is zero where it is not significant.
    nonlinearity, nonlinearity_error : float
        Cubic over linear part at ``B_max``, also where it is not significant.
    nonlinear : bool
        True where it is significant and visible: two bands, or a magnetic part.
    offset : float, ohm
        Even part at B = 0: how much of R_xx is mixed in.
    B_max : float, T
        Highest field that was used, from the centre.
    chi2_red : float
        Of the fit; errors are widened by its root where it is above 1.
    two_sided : bool
        False: only one sign of B was measured, and R_xx that is mixed in is part of the slope.
    log : tuple of str
    """

    slope: float
    slope_error: float
    cubic: float
    cubic_error: float
    nonlinearity: float
    nonlinearity_error: float
    nonlinear: bool
    offset: float
    B_max: float
    n_points: int
    chi2_red: float
    two_sided: bool
    centre: float = 0.0
    log: tuple[str, ...] = ()

    @property
    def density(self) -> float:
        """Sheet density 1 / (e |slope|) in 1/m^2 [1]_; of the carriers only where they are of one kind."""
        return 1.0 / (E * abs(self.slope)) if self.slope != 0.0 else math.inf

    @property
    def density_error(self) -> float:
        """Standard error of the density in 1/m^2, to first order."""
        return self.density * self.slope_error / abs(self.slope) if self.slope != 0.0 else math.inf

    @property
    def determined(self) -> bool:
        """True where the slope is three standard errors from zero, so that there is a density."""
        return abs(self.slope) > 3.0 * self.slope_error

    @property
    def sign(self) -> int:
        """Sign of the slope, +1 or -1.

        +1 means holes if R_xy = V_xy / I with the contacts in the order of the textbook; exchanged leads
        turn it.
        """
        return 1 if self.slope >= 0.0 else -1

    def mobility(self, R_sheet: float, R_sheet_error: float = 0.0) -> tuple[float, float]:
        """Return the Hall mobility |slope| / R_sheet and its error in m^2/(V s).

        Parameters
        ----------
        R_sheet, R_sheet_error : float, ohm
        """
        value = abs(self.slope) / R_sheet
        relative = math.hypot(
            self.slope_error / abs(self.slope) if self.slope else math.inf, R_sheet_error / R_sheet
        )
        return value, value * relative

    def hall_coefficient(self, thickness: float) -> tuple[float, float]:
        """Return the Hall coefficient of the bulk, slope times thickness (m), and its error in m^3/C."""
        return self.slope * thickness, self.slope_error * thickness

    def resistance(self, B: ArrayLike) -> FloatArray:
        """Return the fitted odd Hall resistance in ohms at the instrument's field in tesla."""
        x = np.asarray(B, np.float64) - self.centre
        return np.asarray(self.slope * x + self.cubic * x**3, dtype=np.float64)


def measure_hall(
    B: ArrayLike,
    R_xy: ArrayLike,
    error: ArrayLike | None = None,
    *,
    centre: float = 0.0,
    B_max: float | None = None,
) -> Hall:
    """Measure the slope of the Hall resistance.

    Parameters
    ----------
    B : array (n,), T
        In any order; up and down sweeps may follow each other.
    R_xy : array (n,), ohm
        Points that are not finite are left out.
    error : array (n,), ohm, optional
        Standard errors; None takes them from the scatter of neighbouring points.
    centre : float, T
        Field offset of the magnet.
    B_max : float, T, optional
        Highest distance from the centre that is used.

    Returns
    -------
    Hall

    Raises
    ------
    FitError
        Fewer than eight points, or no range of field.

    Notes
    -----
    Each folded point is a sum of measured ones, and so is the slope: its error follows from theirs
    exactly, correlations between folded points included.
    """
    b, r = np.asarray(B, np.float64), np.asarray(R_xy, np.float64)
    if b.ndim != 1 or r.shape != b.shape:
        raise FitError(f"B has shape {b.shape} and R_xy has shape {r.shape}", expected="arrays of one length")
    keep = np.isfinite(b) & np.isfinite(r)
    if B_max is not None:
        keep &= np.abs(b - centre) <= B_max
    if keep.sum() < MIN_POINTS or not np.ptp(b[keep]) > 0.0:
        raise FitError(
            f"the Hall resistance has {int(keep.sum())} usable points",
            expected=f"at least {MIN_POINTS} at different fields",
            advice="Check the Hall column (--hall-column) and its range of fields.",
        )
    b, r = b[keep], r[keep]
    if error is None:
        scatter = point_scatter(b, r)
        # Computed numbers without scatter: rounding is all that is known.
        least = 1e-9 * float(np.max(np.abs(r))) or 1.0
        sigma = np.full(b.size, scatter if scatter > 0.0 else least)
    else:
        sigma = np.array(np.broadcast_to(np.asarray(error, np.float64), keep.shape)[keep])
        if not np.all(sigma > 0.0):
            raise FitError("an error of the Hall resistance is not positive", expected="ohms above zero")
    b, (r,), joint = joined(b, [r], sigma)
    assert joint is not None
    x = b - centre
    two_sided = int(np.sum(x < 0.0)) >= 2 and int(np.sum(x > 0.0)) >= 2
    sums = odd_sums(b, centre) if two_sided else single_points(x)
    return _regress(sums, r, joint, x, two_sided, centre)


def _regress(
    sums: Sums, r: FloatArray, sigma: FloatArray, x: FloatArray, two_sided: bool, centre: float
) -> Hall:
    reach = float(np.max(np.abs(sums.at)))
    odd, odd_sigma = sums.of(r), sums.sigma(sigma)
    u = sums.at / reach
    constant = [] if two_sided else [np.ones_like(u)]

    def solve(*powers: int) -> tuple[FloatArray, FloatArray, float]:
        A = np.stack([*constant, *(u**k for k in powers)], axis=1) / odd_sigma[:, None]
        inverse = np.linalg.pinv(A)
        c = inverse @ (odd / odd_sigma)
        dof = max(u.size - A.shape[1], 1)
        chi2_red = float(np.sum((odd / odd_sigma - A @ c) ** 2)) / dof
        # From the measured points to the coefficients in one matrix.
        whole = sums.on_points(inverse / odd_sigma[None, :], r.size)
        covariance = (whole * sigma**2) @ whole.T * max(1.0, chi2_red)
        return c, np.asarray(np.sqrt(np.diag(covariance))), chi2_red

    c, e, chi2_red = solve(1, 3) if u.size > 4 else solve(1)
    slope, cubic = (c[-2], c[-1]) if u.size > 4 else (c[-1], 0.0)
    slope_error, cubic_error = (e[-2], e[-1]) if u.size > 4 else (e[-1], math.inf)
    ratio = cubic / slope if slope != 0.0 else math.inf
    ratio_error = (
        abs(ratio) * math.hypot(cubic_error / cubic, slope_error / slope) if cubic and slope else (math.inf)
    )
    significant = abs(cubic) > SIGNIFICANT * cubic_error
    nonlinear = bool(significant and abs(ratio) > VISIBLE)
    if not nonlinear:
        c, e, chi2_red = solve(1)
        slope, slope_error, cubic = c[-1], e[-1], 0.0
    near = np.argsort(np.abs(x), kind="stable")[:3]
    offset = float(np.median(r[near])) if two_sided else float(c[0])
    slope, slope_error = float(slope) / reach, float(slope_error) / reach
    out = Hall(
        slope=slope,
        slope_error=slope_error,
        cubic=float(cubic) / reach**3,
        cubic_error=float(cubic_error) / reach**3,
        nonlinearity=float(ratio),
        nonlinearity_error=float(ratio_error),
        nonlinear=nonlinear,
        offset=offset,
        B_max=reach,
        n_points=int(r.size),
        chi2_red=chi2_red,
        two_sided=two_sided,
        centre=centre,
    )
    return _with_log(out)


def _with_log(h: Hall) -> Hall:
    lines = [
        f"Hall slope {h.slope:.5g} +- {h.slope_error:.2g} ohm/T from the "
        + ("odd part of " if h.two_sided else "one-sided ")
        + f"{h.n_points} points up to {h.B_max:.4g} T"
        + (f": sheet density {h.density:.4g} +- {h.density_error:.2g} m^-2." if h.determined else "."),
    ]
    if not h.two_sided:
        lines.append("Only one sign of the field: R_xx that is mixed into R_xy is part of the slope.")
    if not h.determined:
        lines.append("The slope is less than three errors from zero: no density follows.")
    if h.nonlinear:
        lines.append(
            f"The Hall resistance is not linear: its cubic part is {100.0 * h.nonlinearity:.3g} % of the "
            f"linear one at {h.B_max:.4g} T. With two bands 1/(e slope) is the density of neither."
        )
    return replace(h, log=tuple(lines))


def hall_of_sweep(sweep: Sweep, *, centre: float = 0.0, B_max: float | None = None) -> Hall | None:
    """Measure the Hall slope of a sweep; None where it has no R_xy, or too few points of it.

    Parameters
    ----------
    sweep : Sweep
    centre, B_max : float, T
        As in :func:`measure_hall`.
    """
    if sweep.R_xy is None:
        return None
    usable = np.isfinite(sweep.B) & np.isfinite(sweep.R_xy)
    if usable.sum() < MIN_POINTS or not np.ptp(sweep.B[usable]) > 0.0:
        return None
    return measure_hall(sweep.B, sweep.R_xy, centre=centre, B_max=B_max)


def mean_slope(halls: Sequence[Hall]) -> tuple[float, float]:
    """Return the weighted mean of several Hall slopes and its error in ohm/T.

    The error is widened where the slopes differ by more than their errors.

    Raises
    ------
    FitError
        There is none.
    """
    if not halls:
        raise FitError("there is no Hall slope to take the mean of", expected="at least one sweep with R_xy")
    slope = np.array([h.slope for h in halls])
    weight = 1.0 / np.array([h.slope_error for h in halls]) ** 2
    mean = float(np.sum(weight * slope) / np.sum(weight))
    chi2_red = float(np.sum(weight * (slope - mean) ** 2)) / max(slope.size - 1, 1)
    return mean, math.sqrt(max(1.0, chi2_red) / float(np.sum(weight)))
