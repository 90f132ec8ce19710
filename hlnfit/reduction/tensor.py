"""From resistivities to conductivities: the tensor is inverted, with errors.

Conventions: both off-diagonal elements are those of the same sign as in one Drude band,
rho_xx = 1 / sigma_0 and rho_xy = mu B / sigma_0, sigma_xy = +sigma_0 mu B / (1 + (mu B)^2). Then each
tensor is the other's inverse by the same formula,

    sigma_xx = rho_xx / (rho_xx^2 + rho_xy^2),    sigma_xy = rho_xy / (rho_xx^2 + rho_xy^2).

References
----------
.. [1] N. W. Ashcroft and N. D. Mermin, Solid State Physics (1976), chapter 1, problem 1.
.. [2] A. Houghton, J. R. Senna and S. C. Ying, Phys. Rev. B 25, 2196 (1982), for what 1/rho_xx and
   sigma_xx keep of the interaction correction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.errors import FitError
from hlnfit.reduction.hall import Hall, measure_hall
from hlnfit.reduction.symmetrize import odd_part, symmetrize_sweep
from hlnfit.sample import Geometry
from hlnfit.sweep import Sweep, readonly

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Tensor:
    """Diagonal and off-diagonal element with standard errors (None where none were given)."""

    xx: FloatArray
    xy: FloatArray
    xx_error: FloatArray | None = None
    xy_error: FloatArray | None = None


@dataclass(frozen=True, slots=True, eq=False)
class TensorCurve:
    """The conductivity tensor of a sweep on B >= 0.

    Attributes
    ----------
    B : array (m,), T
    sigma : Tensor, S
    rho : Tensor, ohm
        Even part of R_xx per square, odd part of R_xy.
    log : tuple of str
    """

    B: FloatArray
    sigma: Tensor
    rho: Tensor
    log: tuple[str, ...]


def invert(
    xx: ArrayLike, xy: ArrayLike, xx_error: ArrayLike | None = None, xy_error: ArrayLike | None = None
) -> Tensor:
    """Invert a tensor of resistivity to conductivity, or back [1]_.

    Parameters
    ----------
    xx, xy : arrays of one shape, ohm (or S)
    xx_error, xy_error : arrays, optional
        Independent standard errors; one that is missing counts as zero if the other is there.

    Returns
    -------
    Tensor
        In S (or ohm), errors to first order. NaN where both elements are zero.
    """
    a, b = np.broadcast_arrays(np.asarray(xx, np.float64), np.asarray(xy, np.float64))
    square = a * a + b * b
    with np.errstate(divide="ignore", invalid="ignore"):
        out_xx, out_xy = a / square, b / square
        if xx_error is None and xy_error is None:
            return Tensor(out_xx, out_xy)
        ea = np.broadcast_to(np.asarray(0.0 if xx_error is None else xx_error, np.float64), a.shape)
        eb = np.broadcast_to(np.asarray(0.0 if xy_error is None else xy_error, np.float64), a.shape)
        # d(a/s)/da = (b^2 - a^2)/s^2 = -d(b/s)/db, and both cross derivatives are -2ab/s^2.
        along, across = (b * b - a * a) / square**2, -2.0 * a * b / square**2
        return Tensor(out_xx, out_xy, np.hypot(along * ea, across * eb), np.hypot(across * ea, along * eb))


def drude_conductivity(B: ArrayLike, sigma0: ArrayLike, mobility: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return sigma_xx and sigma_xy of one Drude band in siemens.

    Parameters
    ----------
    B : array, T
    sigma0 : float, S
        Sheet conductance at B = 0.
    mobility : float, m^2/(V s)
        Signed like the slope of rho_xy.
    """
    turn = np.asarray(mobility, np.float64) * np.asarray(B, np.float64)
    xx = np.asarray(sigma0, np.float64) / (1.0 + turn * turn)
    return np.asarray(xx), np.asarray(xx * turn)


def drude_resistivity(B: ArrayLike, sigma0: ArrayLike, mobility: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return rho_xx, which does not depend on B, and rho_xy of one Drude band in ohms."""
    xx = 1.0 / np.asarray(sigma0, np.float64) + 0.0 * np.asarray(B, np.float64)
    return np.asarray(xx), np.asarray(xx * np.asarray(mobility, np.float64) * np.asarray(B, np.float64))


def conductivity_xx(
    B: FloatArray, R_xx: FloatArray, R_xy: FloatArray, squares: float, *, centre: float = 0.0
) -> tuple[FloatArray, FloatArray, FloatArray, tuple[str, ...]]:
    """Return sigma_xx in siemens at every measured field, its derivative by R_xx, and the odd part of R_xx.

    The counterpart of :func:`~hlnfit.reduction.conductance.conductance` for data of which the tensor is
    to be inverted: R_xx without its odd part and R_xy without its even part enter, and the odd part of
    R_xx is carried along to first order, so that the odd terms of a fit take it up.

    Parameters
    ----------
    B : array (n,), T
    R_xx, R_xy : arrays (n,), ohm
        Measured resistances.
    squares : float
        Measured R_xx over sheet resistance; R_xy is that of the sheet in any geometry.
    centre : float, T
        Field offset of the magnet.

    Returns
    -------
    sigma, slope, odd : arrays (n,)
        In S, S/ohm and ohm. ``odd`` is zero where it is as large as R_xx itself.
    log : tuple of str

    Raises
    ------
    FitError
        R_xy was measured at fewer than eight fields.
    """
    known = np.isfinite(R_xy)
    hall = measure_hall(B[known], R_xy[known], centre=centre)
    rho_xy = _hall_resistance(B, R_xy, hall)
    odd = _odd_admixture(B, R_xx, centre)
    even = R_xx - odd
    if np.any(even * np.median(even) <= 0.0):
        # As large as R_xx itself: to first order means nothing then.
        odd, even = np.zeros_like(R_xx), R_xx
    rho = even / squares
    inverted = invert(rho, rho_xy)
    near = np.argsort(np.abs(B - centre), kind="stable")[: max(3, B.size // 20)]
    reference = float(np.median(rho[near]))
    sigma = inverted.xx - (odd / squares) / reference**2
    slope = (rho_xy**2 - rho**2) / (rho**2 + rho_xy**2) ** 2 / squares
    steepest = float(np.max(np.abs(rho_xy)) / reference)
    note = f"sigma_xx from the inverted tensor; rho_xy reaches {steepest:.3g} of rho_xx."
    return sigma, slope, odd, (*hall.log, note)


def _odd_admixture(B: FloatArray, R_xx: FloatArray, centre: float) -> FloatArray:
    """Return the part of R_xx that is odd (linear, or cubic where that shows) about the centre."""
    found = measure_hall(B, R_xx, centre=centre)
    return found.resistance(B) if found.two_sided else np.zeros_like(R_xx)


def _hall_resistance(B: FloatArray, R_xy: FloatArray, hall: Hall) -> FloatArray:
    """Return the odd Hall resistance at every field: measured where both sides are, else the fit."""
    known = np.isfinite(R_xy)
    out = np.full(B.size, np.nan)
    if hall.two_sided:
        out[known] = odd_part(B[known], R_xy[known], hall.centre)
    return np.where(np.isfinite(out), out, hall.resistance(B))


def tensor_of_sweep(sweep: Sweep, geometry: Geometry, *, centre: float = 0.0) -> TensorCurve:
    """Return the conductivity tensor of a sweep on B >= 0, from the even R_xx and the odd R_xy.

    Parameters
    ----------
    sweep : Sweep
        With R_xy.
    geometry : Geometry
        Per square; a whole wire has no tensor.
    centre : float, T

    Raises
    ------
    FitError
        The sweep has no R_xy, is one-sided, or the geometry is that of a wire.
    """
    if sweep.R_xy is None:
        raise FitError(
            "the sweep has no Hall resistance",
            file=sweep.source.file or None,
            expected="R_xy in the same run (--hall-column) or in another file (--hall-file)",
        )
    if not geometry.per_square:
        raise FitError("a wire has no conductivity tensor", expected="hall-bar, van-der-pauw or square")
    folded = symmetrize_sweep(sweep, centre)
    assert folded.R_xy is not None
    squares = geometry.squares.value
    error = (
        folded.R_xx_std / squares if folded.R_xx_std is not None and folded.std_kind == "measured" else None
    )
    rho = Tensor(readonly(folded.R_xx / squares), folded.R_xy, error)
    sigma = invert(rho.xx, rho.xy, rho.xx_error)
    log = (*folded.log, f"Tensor inverted with {squares:.6g} squares between the voltage probes.")
    return TensorCurve(folded.B, sigma, rho, log)
