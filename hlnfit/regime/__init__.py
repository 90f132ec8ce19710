"""The regime of a sample: which approximations hold, in how many dimensions, and which models follow.

``regime_of`` needs the conductance alone; whatever else is known (density, mass, thickness, temperature,
L_phi, ...) adds to what it can say, and what is missing is listed.
"""

from __future__ import annotations

from hlnfit.regime.allowance import Allowance, allowances
from hlnfit.regime.fluctuations import correlation_field, ucf_film_rms, ucf_wire_rms
from hlnfit.regime.regime import Regime, regime_of
from hlnfit.regime.rows import RegimeRow

__all__ = [
    "Allowance",
    "Regime",
    "RegimeRow",
    "allowances",
    "correlation_field",
    "regime_of",
    "ucf_film_rms",
    "ucf_wire_rms",
]
