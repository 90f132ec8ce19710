"""From the slope K_ee of the interaction correction to the Fermi-liquid constant F0, and back.

K_ee = 1 + (4 n_v^2 - 1)[1 - ln(1 + F0)/F0] grows from minus infinity at F0 = -1 through 1 at F0 = 0 to
4 n_v^2. A Zeeman energy h = g mu_B B/(k_B T) takes 2 n_v^2 of the 4 n_v^2 - 1 triplets away,

    delta sigma_ee = G0 [K_ee ln T - zeta (1 - K_ee) g2(h)],  zeta = 2 n_v^2/(4 n_v^2 - 1),

which for one valley is -(G0/2) F-tilde g2(h).

References
----------
.. [1] B. L. Altshuler and A. G. Aronov, in Electron-Electron Interactions in Disordered Systems
   (North-Holland, 1985); G. Zala, B. N. Narozhny and I. L. Aleiner, Phys. Rev. B 64, 214204 (2001), for F0.
.. [2] P. A. Lee and T. V. Ramakrishnan, Phys. Rev. B 26, 4009 (1982), for g2.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.constants import K_B, MU_B
from hlnfit.fitting.result import ParameterValue
from hlnfit.models.eei import slope_2d, triplet
from hlnfit.special import g2

FloatArray = NDArray[np.float64]
NAN = math.nan
_LOWEST = -1.0 + 1e-12


def largest_slope(n_v: int) -> float:
    """Return the largest K_ee there is, that of F0 at infinity: 4 n_v^2."""
    return 4.0 * n_v**2


def split_share(n_v: int) -> float:
    """Return zeta, the part of 1 - K_ee that a large Zeeman energy takes away: 2/3 for one valley."""
    return 2.0 * n_v**2 / (4.0 * n_v**2 - 1.0)


def zeeman_part(B: ArrayLike, T: ArrayLike, g_factor: float, n_v: int) -> FloatArray:
    """Return zeta g2(g mu_B |B|/(k_B T)) for fields in T and temperatures in K."""
    h = g_factor * MU_B * np.abs(np.asarray(B, dtype=np.float64)) / (K_B * np.asarray(T, dtype=np.float64))
    return np.asarray(split_share(n_v) * g2(h))


def F0_of_slope(K_ee: float, n_v: int = 1) -> float:
    """Return the Fermi-liquid constant F0^sigma > -1 of a slope; NaN where no constant gives it."""
    from scipy.optimize import brentq

    if not math.isfinite(K_ee) or K_ee >= largest_slope(n_v):
        return NAN
    top = 1.0
    while slope_2d(top, n_v) < K_ee:
        top *= 4.0
        if top > 1e12:
            return NAN
    if slope_2d(_LOWEST, n_v) > K_ee:
        return NAN
    return float(brentq(lambda F0: slope_2d(F0, n_v) - K_ee, _LOWEST, top, xtol=1e-14))


def F0_value(name: str, K_ee: ParameterValue, n_v: int) -> ParameterValue:
    """Return F0 with limits from those of K_ee; determined where K_ee is 3 errors below its largest value."""
    value = F0_of_slope(K_ee.value, n_v)
    if not (K_ee.determined and math.isfinite(value) and K_ee.value + 3.0 * K_ee.err < largest_slope(n_v)):
        return ParameterValue(name, "", NAN, NAN, NAN, NAN, False)
    by_F0 = (4.0 * n_v**2 - 1.0) * triplet(value)[1]
    lo, hi = F0_of_slope(K_ee.lo, n_v), F0_of_slope(K_ee.hi, n_v)
    return ParameterValue(name, "", value, K_ee.err / by_F0, lo, hi, True)
