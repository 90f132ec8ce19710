"""Weak localization and electron-electron interaction of a film, told apart as in the laboratory.

Both change the conductance with the logarithm of the temperature. A field well above B_phi quenches the
one and leaves the other: the slope at B = 0 minus the slope in that field is localization, and what is left
is interaction. The Hall slope, which interaction changes and localization does not, and an in-plane field,
which has no orbital effect, say the same independently.
"""

from __future__ import annotations

from hlnfit.separation.result import Level, Separation
from hlnfit.separation.separate import separate

__all__ = ["Level", "Separation", "separate"]
