"""Spin flips at magnetic impurities above the Kondo temperature.

References
----------
.. [1] F. Pierre, A. B. Gougam, A. Anthore, H. Pothier, D. Esteve and N. O. Birge, Phys. Rev. B 68,
   085413 (2003), after Nagaoka and Suhl.
.. [2] C. Van Haesendonck, J. Vranken and Y. Bruynseraede, Phys. Rev. Lett. 58, 1968 (1987).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.constants import HBAR

FloatArray = NDArray[np.float64]


def nagaoka_suhl_rate(
    T: ArrayLike, T_K: float, impurities: float, density_of_states: float, spin: float = 0.5
) -> FloatArray:
    """Return the spin-flip rate of magnetic impurities in 1/s [1]_.

    1/tau_sf = n_imp / (pi hbar nu) pi^2 S (S + 1) / [pi^2 S (S + 1) + ln^2(T / T_K)].

    Parameters
    ----------
    T : array, K
        Above about the Kondo temperature; below it the impurities are screened and the formula, which
        is symmetric in ln T about T_K, says nothing.
    T_K : float, K
        Kondo temperature.
    impurities : float, 1/m^3
    density_of_states : float, 1/(J m^3)
        At the Fermi energy, both spins (both densities may be given per area instead).
    spin : float
        Of the impurity.

    Returns
    -------
    array, 1/s
        NaN below T_K. The singlet Cooperon decays with twice this rate as long as the impurity spins
        relax more slowly than the electrons lose their phase, and with this rate once they relax
        faster [2]_.
    """
    t = np.asarray(T, np.float64)
    strength = np.pi**2 * spin * (spin + 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = impurities / (np.pi * HBAR * density_of_states) * strength
        out = rate / (strength + np.log(t / T_K) ** 2)
    return np.asarray(np.where(t >= T_K, out, np.nan), dtype=np.float64)
