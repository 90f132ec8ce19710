"""The Cooperon in a perpendicular field, in Landau levels of charge 2e."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from hlnfit.errors import ConfigError
from hlnfit.simulation.checked_fields import FloatArray, checked_fields
from hlnfit.simulation.cooperons.conserved_blocks import conserved_blocks
from hlnfit.simulation.cooperons.parity_chains import parity_chains
from hlnfit.simulation.cooperons.rates import Rates
from hlnfit.simulation.cooperons.tilted_chain import tilted_chain
from hlnfit.simulation.cooperons.zero_field import zero_field_value

MAX_LEVELS = 2**26
# Below this fraction of B_phi the correction is a cubic in B^2 to better than 1e-11 G0.
_LOW_FIELD = 0.05


def cooperon(
    B: ArrayLike,
    B_phi: ArrayLike,
    B_R: ArrayLike = 0.0,
    B_D: ArrayLike = 0.0,
    B_3: ArrayLike = 0.0,
    B_Zx: ArrayLike = 0.0,
    B_Zz: ArrayLike = 0.0,
    *,
    tol: float = 1e-9,
) -> FloatArray:
    r"""Return the interference correction sigma(B) / G0 of a film with Rashba and Dresselhaus coupling.

    .. math:: \sigma/G_0 = -\tfrac12 \sum_n [\mathrm{tr}_T M^{-1} - (M^{-1})_{SS}]

    with the Cooperon of a diffusing pair in an SU(2) vector potential, in units of B [1]_ [2]_::

        M = a^dag a + 1/2 + b_phi + (b_R + b_D + b_3)(2 - S_z^2) - 2 sqrt(b_R b_D) {S_x, S_y}
            + sqrt(b_R) (-i a S_- + i a^dag S_+) + sqrt(b_D) (a S_+ + a^dag S_-)

    on the triplets, n + 1/2 + b_phi on the singlet, and i b_Z.T between them. The sum ends at the
    transport field; its -ln B_tr is dropped here and in `cooperon_zero_field`. The number of levels is
    doubled, and extrapolated, until the result is stable to ``tol``.

    Parameters
    ----------
    B : array_like
        Perpendicular field (T). The result is even in B; at B = 0 it is `cooperon_zero_field`.
    B_phi, B_R, B_D, B_3 : array_like
        Characteristic fields hbar / (4 e L^2) (T) of dephasing, Rashba (Q_R = 2 m alpha / hbar^2 is 1 / L),
        linear and cubic Dresselhaus coupling.
    B_Zx, B_Zz : array_like
        Zeeman fields g mu_B B / (4 e D) (T) along the cubic axis [100] and along the normal.
    tol : float
        Absolute error allowed, in units of G0.

    Returns
    -------
    ndarray
        sigma / G0, of the common shape of ``B`` and the rates.

    Raises
    ------
    ConfigError
        Where a rate is negative or not finite, B_phi is zero, or ``tol`` cannot be reached.

    References
    ----------
    .. [1] F. G. Pikus and G. E. Pikus, Phys. Rev. B 51, 16928 (1995).
    .. [2] W. Knap et al., Phys. Rev. B 53, 3912 (1996).
    """
    given = checked_fields(B=B, B_phi=B_phi, B_R=B_R, B_D=B_D, B_3=B_3, B_Zx=B_Zx, B_Zz=B_Zz)
    shape = given["B"].shape
    rows = np.stack([array.ravel() for array in given.values()], axis=1)
    out = np.empty(len(rows))
    limits: dict[Rates, FloatArray] = {}
    for i, row in enumerate(rows):
        field, rates = abs(float(row[0])), Rates(*row[1:].tolist())
        if field >= _LOW_FIELD * rates.B_phi:
            out[i] = _landau_sum(field, rates, tol)
            continue
        if rates not in limits:
            limits[rates] = _low_field_series(rates, tol)
        out[i] = np.polynomial.polynomial.polyval((field / rates.B_phi) ** 2, limits[rates])
    return out.reshape(shape)[()]


def _low_field_series(rates: Rates, tol: float) -> FloatArray:
    """Return the coefficients of 1, z, z^2, z^3 in z = (B / B_phi)^2.

    The number of levels that a Landau sum needs grows as 1/B; the coefficients come from three fields at
    which it is still cheap, and from zero field.
    """
    limit = zero_field_value(rates, tol)
    nodes = _LOW_FIELD * np.array([1.0, 2.0, 3.0])
    rise = np.array([_landau_sum(node * rates.B_phi, rates, tol) - limit for node in nodes.tolist()])
    z = nodes**2
    return np.concatenate(([limit], np.linalg.solve(np.stack([z, z**2, z**3], axis=1), rise)))


def _landau_sum(B: float, rates: Rates, tol: float) -> float:
    """Return sigma / G0 at one positive field, by the cheapest of the three kernels."""
    b = Rates(*(rate / B for rate in rates))
    # The kernels return twice the conductivity.
    if b.B_Zx != 0.0:
        trace, error, levels = tilted_chain(
            b.B_phi, b.B_R, b.B_D, b.B_3, b.B_Zx, b.B_Zz, 2.0 * tol, MAX_LEVELS
        )
    elif b.B_R == 0.0 or b.B_D == 0.0:
        trace, error, levels = conserved_blocks(b.B_phi, b.B_R + b.B_D, b.B_3, b.B_Zz, 2.0 * tol, MAX_LEVELS)
    else:
        trace, error, levels = parity_chains(b.B_phi, b.B_R, b.B_D, b.B_3, b.B_Zz, 2.0 * tol, MAX_LEVELS)
    # Not written as error > ...: NaN must not pass.
    if not error <= 2.0 * tol:
        raise ConfigError(
            f"the Landau sum at B = {B:g} T has an error of {0.5 * error:.1g} G0 after {levels} levels",
            expected=f"an error below tol = {tol:g}",
            advice="Ask for a larger field or a larger tol, or use rates below 1e6 times the field.",
        )
    return float(-0.5 * trace + np.log(B))
