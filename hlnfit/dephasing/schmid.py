"""Electron-electron scattering in three dimensions.

References
----------
.. [1] A. Schmid, Z. Phys. 271, 251 (1974).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.constants import HBAR, K_B

FloatArray = NDArray[np.float64]


def schmid_rate_3d(T: ArrayLike, E_F: ArrayLike, k_F_l: ArrayLike) -> FloatArray:
    """Return the electron-electron rate of a bulk disordered metal in 1/s [1]_.

    1/tau = (pi / 8) (k_B T)^2 / (hbar E_F)
    + (sqrt(3) / 2) (k_B T)^(3/2) / (hbar sqrt(E_F) (k_F l)^(3/2)).

    Parameters
    ----------
    T : array, K
    E_F : array, J
    k_F_l : array
        Fermi wave vector times mean free path, above 1.

    Returns
    -------
    array, 1/s
        NaN where k_F l is not above 1 or T is negative.
    """
    t, fermi, k_l = (np.asarray(v, np.float64) for v in (T, E_F, k_F_l))
    with np.errstate(invalid="ignore", divide="ignore"):
        thermal = K_B * t
        clean = np.pi / 8.0 * thermal**2 / (HBAR * fermi)
        dirty = np.sqrt(3.0) / 2.0 * thermal**1.5 / (HBAR * np.sqrt(fermi) * k_l**1.5)
        return np.asarray(np.where((k_l > 1.0) & (t >= 0.0), clean + dirty, np.nan), dtype=np.float64)
