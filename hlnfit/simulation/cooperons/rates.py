"""The rates of a Cooperon, as characteristic fields."""

from __future__ import annotations

import math
from typing import NamedTuple


class Rates(NamedTuple):
    """One set of rates, each as a characteristic field (T)."""

    B_phi: float
    B_R: float
    B_D: float
    B_3: float
    B_Zx: float
    B_Zz: float

    @property
    def scale(self) -> float:
        """Sum of all rates (T): above it every mode has the same weight."""
        return self.B_phi + self.B_R + self.B_D + self.B_3 + math.hypot(self.B_Zx, self.B_Zz)
