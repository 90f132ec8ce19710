"""From a rate to the field it is fitted as, and back: B_phi = hbar / (4 e D tau_phi)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.constants import FIELD_TIMES_AREA

FloatArray = NDArray[np.float64]


def B_phi_from_rate(rate: ArrayLike, D: ArrayLike) -> FloatArray:
    """Return the field hbar rate / (4 e D) in tesla of a dephasing rate.

    Parameters
    ----------
    rate : array, 1/s
        1 / tau_phi.
    D : array, m^2/s
        Diffusion constant; broadcast against ``rate``.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        out = FIELD_TIMES_AREA * np.asarray(rate, np.float64) / np.asarray(D, np.float64)
    return np.asarray(out, dtype=np.float64)


def rate_from_B_phi(B_phi: ArrayLike, D: ArrayLike) -> FloatArray:
    """Return the dephasing rate 4 e D B_phi / hbar in 1/s of a field in tesla."""
    out = np.asarray(B_phi, np.float64) * np.asarray(D, np.float64) / FIELD_TIMES_AREA
    return np.asarray(out, dtype=np.float64)
