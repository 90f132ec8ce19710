"""The Cooperon without perpendicular field: a two-dimensional momentum integral.

The reference of every magnetoconductance, sigma(0), and the whole of the in-plane magnetoconductance.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.integrate import quad_vec

from hlnfit.errors import ConfigError
from hlnfit.simulation.checked_fields import FloatArray, checked_fields
from hlnfit.simulation.cooperons.momentum_trace import momentum_trace
from hlnfit.simulation.cooperons.rates import Rates

_MOST_ANGLES = 2**12
_MOST_INTERVALS = 2000


def cooperon_zero_field(
    B_phi: ArrayLike,
    B_R: ArrayLike = 0.0,
    B_D: ArrayLike = 0.0,
    B_3: ArrayLike = 0.0,
    B_Zx: ArrayLike = 0.0,
    B_Zz: ArrayLike = 0.0,
    *,
    tol: float = 1e-9,
) -> FloatArray:
    r"""Return the interference correction sigma / G0 of a film without perpendicular magnetic field.

    .. math::

        \sigma/G_0 = -\tfrac12 \int_0^{B_{tr}} dX \, \langle \mathrm{tr}_T M^{-1} - (M^{-1})_{SS} \rangle

    over X = hbar q^2 / 4 e and the direction of q [1]_; M as in `cooperon`. The term -ln B_tr is dropped,
    exactly as in `cooperon`, so that differences of the two are magnetoconductances.

    Parameters
    ----------
    B_phi, B_R, B_D, B_3 : array_like
        Characteristic fields (T) of dephasing, Rashba, linear and cubic Dresselhaus coupling.
    B_Zx, B_Zz : array_like
        Zeeman fields g mu_B B / (4 e D) (T) along the cubic axis [100] and along the normal.
    tol : float
        Absolute error allowed, in units of G0.

    Returns
    -------
    ndarray
        sigma / G0, of the common shape of the parameters.

    Raises
    ------
    ConfigError
        Where a rate is negative or not finite, or B_phi is zero, or ``tol`` cannot be reached.

    References
    ----------
    .. [1] B. L. Altshuler, D. Khmel'nitzkii, A. I. Larkin and P. A. Lee, Phys. Rev. B 22, 5142 (1980);
       F. G. Pikus and G. E. Pikus, Phys. Rev. B 51, 16928 (1995).
    """
    given = checked_fields(B_phi=B_phi, B_R=B_R, B_D=B_D, B_3=B_3, B_Zx=B_Zx, B_Zz=B_Zz)
    rows = np.stack([given[name].ravel() for name in Rates._fields], axis=1)
    # A series over fields at fixed rates asks for the same number again and again.
    distinct, where = np.unique(rows, axis=0, return_inverse=True)
    values = np.array([zero_field_value(Rates(*row.tolist()), tol) for row in distinct])
    return values[where].reshape(given["B_phi"].shape)[()]


def cooperon_in_plane(
    B_phi: ArrayLike,
    B_R: ArrayLike = 0.0,
    B_D: ArrayLike = 0.0,
    B_3: ArrayLike = 0.0,
    B_Zx: ArrayLike = 0.0,
    *,
    tol: float = 1e-9,
) -> FloatArray:
    """Return sigma / G0 of a film in a field that lies in its plane and acts on the spins alone.

    The magnetoconductance is the difference to the value at ``B_Zx = 0``. Unlike the closed forms for
    additive spin-orbit rates it holds for linear Rashba and Dresselhaus coupling at any Zeeman field.
    Parameters, errors and source as in `cooperon_zero_field`; ``B_Zx`` (T) may be an array.
    """
    return cooperon_zero_field(B_phi, B_R, B_D, B_3, B_Zx, 0.0, tol=tol)


def zero_field_value(rates: Rates, tol: float) -> float:
    """Return `cooperon_zero_field` of one set of rates."""
    B_phi, B_R, B_D, B_3, B_Zx, B_Zz = rates
    scale = rates.scale
    isotropic = B_Zx == 0.0 and (B_R == 0.0 or B_D == 0.0)

    failure = ConfigError(
        f"the momentum integral does not reach {tol:g} G0 at B_phi = {B_phi:g} T, B_R = {B_R:g} T, "
        f"B_D = {B_D:g} T",
        advice="Allow a larger tol; nearly equal Rashba and Dresselhaus terms need B_phi / B_R > 1e-5.",
    )

    def radial(angles: FloatArray) -> float:
        """Integrate over X = exp(u) at these angles; the counter-term has the same tail, 2 / X."""
        out = np.empty_like(angles)

        def integrand(u: float) -> FloatArray:
            X = math.exp(u)
            momentum_trace(X, angles, B_phi, B_R, B_D, B_3, B_Zx, B_Zz, out)
            return X * (out - 2.0 / (X + scale))

        total, error = quad_vec(
            integrand,
            math.log(B_phi) - 34.0,
            math.log(scale) + 34.0,
            epsabs=0.2 * tol,
            epsrel=0.0,
            norm="max",
            limit=_MOST_INTERVALS,
            points=[math.log(B_phi), math.log(scale)],
        )
        if not error <= tol:
            raise failure
        return float(np.mean(total))

    # Trapezoidal rule in the angle: the trace has period pi, so convergence is exponential.
    count = 1 if isotropic else 16
    mean = radial(math.pi * np.arange(count) / count)
    while not isotropic:
        finer = radial(math.pi * (np.arange(count) + 0.5) / count)
        change = abs(finer - mean)
        mean = 0.5 * (mean + finer)
        count *= 2
        if change < 0.5 * tol:
            break
        if count > _MOST_ANGLES:
            raise failure
    return -0.5 * mean + math.log(scale)
