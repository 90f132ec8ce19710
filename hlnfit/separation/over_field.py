"""d sigma/d ln T at each field: it falls from alpha p + K_ee to K_ee as the field quenches localization."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0
from hlnfit.fitting.result import SweepFit
from hlnfit.separation.plateau import conductance_at, reach_of

FloatArray = NDArray[np.float64]
N_FIELDS = 18
HALF_WIDTH = 0.2
"""Half of the band around each field, relative to it."""


@dataclass(frozen=True, eq=False)
class SlopesOverField:
    """Slope of the measured conductance against ln T at several fields.

    Attributes
    ----------
    B : array (n,), T
    slope, error : arrays (n,), G0
    expected : array (n,), G0
        What K_ee and the fitted localization give together for the same temperatures.
    """

    B: FloatArray
    slope: FloatArray
    error: FloatArray
    expected: FloatArray

    def as_dict(self) -> dict[str, Any]:
        """Return plain values in SI."""
        return {
            "B_T": self.B.tolist(),
            "slope_G0": self.slope.tolist(),
            "slope_err_G0": self.error.tolist(),
            "expected_G0": self.expected.tolist(),
        }


def slopes_over_field(
    fits: Sequence[SweepFit], T: FloatArray, expected: Callable[[float], FloatArray], least: float
) -> SlopesOverField | None:
    """Return the slopes at fields spread logarithmically; None where none can be formed.

    Parameters
    ----------
    fits : sequence of SweepFit
    T : array (n,), K
    expected : callable(B) -> array (n,), S
        Correction to the conductance that is expected at field B, up to a constant.
    least : float, T
        Smallest field.
    """
    top = min(reach_of(f) for f in fits) / (1.0 + HALF_WIDTH)
    if not 0.0 < least < top:
        return None
    ln_T = np.log(T)
    rows = []
    for B in np.geomspace(least, top, N_FIELDS):
        found = [conductance_at(f, B * (1.0 - HALF_WIDTH), B * (1.0 + HALF_WIDTH)) for f in fits]
        known = [k for k, p in enumerate(found) if p is not None and p.error > 0.0]
        if len(known) < 2 or len(set(T[known])) < 2:
            continue
        value, error = np.array([(p.value, p.error) for p in found if p is not None and p.error > 0.0]).T
        weight = 1.0 / error**2
        x = ln_T[known] - np.average(ln_T[known], weights=weight)
        norm = float(np.sum(weight * x * x)) * G0
        slopes = [float(np.sum(weight * x * y)) / norm for y in (value, expected(float(B))[known])]
        rows.append((float(B), slopes[0], 1.0 / math.sqrt(norm * G0), slopes[1]))
    return SlopesOverField(*np.array(rows).T) if rows else None
