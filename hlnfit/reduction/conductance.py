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

from hlnfit.reduction.symmetry import centre_of_symmetry

FloatArray = NDArray[np.float64]
LARGEST_OFFSET = 0.1
"""Field in tesla within which the centre of a sweep is looked for."""


def odd_resistance(B: FloatArray, R: FloatArray) -> FloatArray:
    """Return the part of R(B) in ohms (n,) that is odd and cubic about the centre; zero if one-sided.

    The even part is left free as the mean of both sides, so that a cusp does not disturb it. The centre
    is where the data are most even: about B = 0 instead, an offset of the magnet would turn part of the
    Hall resistance into a constant, of different size in each direction.
    """
    if B.size < 10 or not B.min() < 0.0 < B.max():
        return np.zeros_like(B)
    centre = centre_of_symmetry(B, R, -LARGEST_OFFSET, LARGEST_OFFSET)
    reach = min(centre - float(B.min()), float(B.max()) - centre)
    order = np.argsort(B, kind="stable")
    x = np.linspace(0.0, reach, max(20, B.size // 2))[1:]
    odd = 0.5 * (np.interp(centre + x, B[order], R[order]) - np.interp(centre - x, B[order], R[order]))
    columns = np.stack([x / reach, (x / reach) ** 3], axis=1)
    coefficients, *_ = np.linalg.lstsq(columns, odd, rcond=None)
    u = (B - centre) / reach
    out: FloatArray = coefficients[0] * u + coefficients[1] * u**3
    return out


def conductance(B: FloatArray, R: FloatArray, squares: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the conductance in siemens, its derivative by R in S/ohm, and the odd part of R in ohms.

    Parameters
    ----------
    B, R : arrays, (n,)
        Field in T and measured resistance in ohms, all of one sign.
    squares : float
        Measured resistance over sheet resistance; 1 for a whole wire.

    Returns
    -------
    sigma, slope, odd : arrays, (n,)
        ``odd`` is zero where it is as large as R itself: the expansion then means nothing, and sigma is
        squares / R.
    """
    odd = odd_resistance(B, R)
    even = R - odd
    if np.any(even * np.median(even) <= 0.0):
        odd, even = np.zeros_like(R), R
    near = np.argsort(np.abs(B), kind="stable")[: max(3, B.size // 20)]
    reference = float(np.median(even[near]))
    return squares * (1.0 / even - odd / reference**2), -squares / even**2, odd
