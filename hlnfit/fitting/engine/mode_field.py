"""The field of a mode from the free rates, with its derivatives."""

from __future__ import annotations

import math

from hlnfit.fitting.engine.compiled import Rows, kernel
from hlnfit.fitting.engine.plan import BASE, FIRST_RATE, ONLY


@kernel
def log_field(modes: Rows, j: int, sheet: Rows, theta: int, share: int, n_rates: int) -> float:
    """Return ln b of mode j (T), and fill row share + j of the sheet with its derivatives by the rates."""
    only = int(modes[j, ONLY])
    if only >= 0:
        sheet[share + j, only] = 1.0
        return float(sheet[theta, only])
    b = modes[j, BASE]
    for k in range(n_rates):
        if modes[j, FIRST_RATE + k] != 0.0:
            sheet[share + j, k] = modes[j, FIRST_RATE + k] * math.exp(sheet[theta, k])
            b += sheet[share + j, k]
    inverse = 1.0 / b
    for k in range(n_rates):
        sheet[share + j, k] *= inverse
    return math.log(b)
