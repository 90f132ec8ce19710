"""The Hartree constants of the interaction correction: F, F-tilde in d dimensions, and the Fermi-liquid F0.

F-tilde_d(F) = -(32/(d (d - 2))) [1 + d F/4 - (1 + F/2)^(d/2)]/F, all forms equal to F for small F, and
1 + F/2 = 1/(1 + F0). Written so that nothing cancels at small F.

Source: B. L. Altshuler and A. G. Aronov, in Electron-Electron Interactions in Disordered Systems
(North-Holland, 1985); A. M. Finkelstein, Sov. Phys. JETP 57, 97 (1983).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


def F_tilde_pair(F: ArrayLike, dimension: Literal[1, 2, 3] = 2) -> tuple[FloatArray, FloatArray]:
    """Return F-tilde and its derivative by F > -2, each shaped like ``F``; NaN at and below -2."""
    x = np.asarray(F, dtype=np.float64)
    u = 0.5 * np.where(x > -2.0, x, np.nan)
    root = np.sqrt(1.0 + u)
    if dimension == 1:
        value = 8.0 * u / (root + 1.0) ** 2
        slope = 4.0 / (root * (root + 1.0) ** 2)
    elif dimension == 3:
        value = (8.0 / 3.0) * u * (2.0 * root + 1.0) / (root + 1.0) ** 2
        slope = (4.0 / 3.0) * (root + 2.0) / (root + 1.0) ** 2
    elif dimension == 2:
        value, slope = _two_dimensions(u)
    else:
        raise ValueError(f"dimension is {dimension}, not 1, 2 or 3")
    return np.asarray(value), np.asarray(slope)


def _two_dimensions(u: FloatArray) -> tuple[FloatArray, FloatArray]:
    # 4 [(1 + u) ln(1 + u)/u - 1] = 4 sum_k (-1)^(k+1) u^k / (k (k + 1))
    small = np.abs(u) < 0.1
    v = np.where(small, u, 0.0)
    series = np.zeros_like(v)
    series_slope = np.zeros_like(v)
    for k in range(16, 0, -1):
        c = (1.0 if k % 2 else -1.0) / (k * (k + 1.0))
        series = (series + c) * v
        series_slope = series_slope * v + k * c
    w = np.where(small, 1.0, u)
    log = np.log1p(w)
    direct = (1.0 + w) * log / w - 1.0
    direct_slope = (w - log) / w**2
    return 4.0 * np.where(small, series, direct), 2.0 * np.where(small, series_slope, direct_slope)


def F_tilde(F: ArrayLike, dimension: Literal[1, 2, 3] = 2) -> FloatArray:
    """Return F-tilde of the screened-exchange constant F > -2 (array like ``F``; NaN at and below -2)."""
    return F_tilde_pair(F, dimension)[0][()]


def F_from_F0(F0: ArrayLike) -> FloatArray:
    """Return F = -2 F0/(1 + F0) of the Fermi-liquid constant F0^sigma > -1."""
    x = np.asarray(F0, dtype=np.float64)
    return np.asarray(-2.0 * x / (1.0 + x))[()]


def F0_from_F(F: ArrayLike) -> FloatArray:
    """Return F0^sigma = -(F/2)/(1 + F/2) of F > -2."""
    x = np.asarray(F, dtype=np.float64)
    return np.asarray(-0.5 * x / (1.0 + 0.5 * x))[()]
