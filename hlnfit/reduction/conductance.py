"""From measured resistance to conductance, without moving the odd part into the even one.

Contacts that are not exactly opposite mix the Hall resistance into R_xx. In 1/R an odd part r of the
resistance appears again as r^2, which is even and looks like a background. So 1/R is taken of the even
resistance, and the odd part is carried along to first order only:

    sigma = N [1 / (R - r) - r / R_0^2],

with N the number of squares. An error of r enters only in second order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def odd_resistance(B: FloatArray, R: FloatArray) -> FloatArray:
    """Return the odd cubic part of R(B) in ohms (n,), from an even-odd regression; zero if one-sided.

    The even part is left free as the mean of R(B) and R(-B), so that a cusp does not disturb it.
    """
    reach = min(-float(B.min()), float(B.max()))
    if reach <= 0.0 or B.size < 10:
        return np.zeros_like(B)
    order = np.argsort(B, kind="stable")
    x = np.linspace(0.0, reach, max(20, B.size // 2))[1:]
    odd = 0.5 * (np.interp(x, B[order], R[order]) - np.interp(-x, B[order], R[order]))
    columns = np.stack([x / reach, (x / reach) ** 3], axis=1)
    coefficients, *_ = np.linalg.lstsq(columns, odd, rcond=None)
    u = B / reach
    out: FloatArray = coefficients[0] * u + coefficients[1] * u**3
    return out


def conductance(B: FloatArray, R: FloatArray, squares: float) -> tuple[FloatArray, FloatArray]:
    """Return the conductance (n,) in siemens and its derivative by R (n,) in S/ohm.

    Parameters
    ----------
    B, R : arrays, (n,)
        Field in T and measured resistance in ohms, all of one sign.
    squares : float
        Measured resistance over sheet resistance; 1 for a whole wire.
    """
    odd = odd_resistance(B, R)
    even = R - odd
    if np.any(even * np.median(even) <= 0.0):
        # The odd part is as large as R itself: the expansion means nothing, 1/R is all there is.
        return squares / R, -squares / R**2
    near = np.argsort(np.abs(B), kind="stable")[: max(3, B.size // 20)]
    reference = float(np.median(even[near]))
    return squares * (1.0 / even - odd / reference**2), -squares / even**2
