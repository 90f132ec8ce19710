"""What the models of wires share: their dimensions, and the dephasing field of the flux through them.

The correction of a long wire is -(2 e^2/h) (1/L) sum_j w_j L_j with 1/L_j^2 = 1/L_phi^2 + 1/L_B^2 + ...; in
fields L_j = sqrt(hbar/(4e)) / sqrt(b_j), b_j = B_j + delta(B).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import FIELD_TIMES_AREA, G0, HBAR
from hlnfit.constants import E as CHARGE
from hlnfit.models.base import Parameter

FloatArray = NDArray[np.float64]

WIDTH = Parameter("width", "m", 1e-7, 1e-9, 1e-3, "length", "width of the wire", source="geometry.width")
LENGTH = Parameter("length", "m", 1e-5, 1e-8, 1.0, "length", "length of the wire", source="geometry.length")

UNIT = 2.0 * np.pi * G0 * float(np.sqrt(FIELD_TIMES_AREA))
"""(2 e^2/h) sqrt(hbar/(4e)) in S m sqrt(T)."""


def flux_field(B: FloatArray, width: float) -> tuple[FloatArray, FloatArray]:
    """Return the dephasing field e W^2 B^2/(12 hbar) of a dirty wire and its derivative by the width.

    It is the characteristic field of L_B = sqrt(3) hbar/(e B W).
    """
    unit = CHARGE / (12.0 * HBAR) * B * B
    return unit * width**2, 2.0 * unit * width


def drop(b: float, delta: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return b^(-1/2) - (b + delta)^(-1/2) and its derivatives by b and by delta, without cancellation."""
    total = b + delta
    low, high = np.sqrt(b), np.sqrt(total)
    value = delta / (low * high * (low + high))
    by_b = -0.5 * delta * (b + low * high + total) / ((low + high) * (low * high) ** 3)
    return value, by_b, 0.5 / (high * total)
