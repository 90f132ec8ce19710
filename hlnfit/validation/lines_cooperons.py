"""The Cooperon in Landau levels against the models: no chance in it, the standard error is its tolerance."""

from __future__ import annotations

import numpy as np

from hlnfit import models, simulation
from hlnfit.constants import G0
from hlnfit.validation.agreement import Comparison
from hlnfit.validation.engines import Run, line

B_PHI = 2e-3
B = np.array([0.0005, 0.002, 0.01, 0.05, 0.2, 1.0])
TOLERANCE = 1e-9
RESOLUTION = 1e-8
_TABLE = "the model sums to this accuracy of G0"


def _change(**rates: float) -> np.ndarray:
    return np.asarray(
        simulation.cooperon(B, B_PHI, **rates, tol=TOLERANCE)
        - simulation.cooperon_zero_field(B_PHI, **rates, tol=TOLERANCE)
    )


@line(engine="cooperon", formula="ilp")
def rashba_cooperon(run: Run) -> Comparison:
    """Rashba coupling: Landau levels against the closed form."""
    reference = models.get("ilp")(B, B_phi=B_PHI, B_so=0.05, B_so1=0.05) / G0
    return Comparison(
        B, _change(B_R=0.05), TOLERANCE, reference, resolution=RESOLUTION, allowance=1e-8, reason=_TABLE
    )


@line(engine="cooperon", formula="rashba_dresselhaus")
def rashba_dresselhaus_cooperon(run: Run) -> Comparison:
    """Rashba, linear and cubic Dresselhaus coupling: two independent solutions of the Cooperon."""
    rates = {"B_R": 0.03, "B_D": 0.01, "B_3": 0.004}
    reference = models.get("rashba_dresselhaus")(B, B_phi=B_PHI, **rates) / G0
    return Comparison(
        B, _change(**rates), TOLERANCE, reference, resolution=RESOLUTION, allowance=2e-7, reason=_TABLE
    )


@line(engine="cooperon", formula="hln_simple")
def spin_helix_cooperon(run: Run) -> Comparison:
    """Persistent spin helix: the spin drops out of the Cooperon."""
    reference = models.get("hln_simple")(B, alpha=1.0, B_phi=B_PHI) / G0
    return Comparison(B, _change(B_R=0.02, B_D=0.02), TOLERANCE, reference, resolution=RESOLUTION)


@line(engine="cooperon", formula="rashba_zeeman")
def rashba_zeeman_cooperon(run: Run) -> Comparison:
    """Rashba coupling and Zeeman splitting in a perpendicular field."""
    zeta = 0.2
    reference = (
        models.get("rashba_zeeman")(B, B_phi=B_PHI, B_R=0.05, B_D=1e-9, B_3=0.004, zeta=zeta, tilt=0.0) / G0
    )
    value = simulation.cooperon(
        B, B_PHI, 0.05, 1e-9, 0.004, 0.0, zeta * B, tol=TOLERANCE
    ) - simulation.cooperon_zero_field(B_PHI, 0.05, 1e-9, 0.004, tol=TOLERANCE)
    return Comparison(B, value, TOLERANCE, reference, resolution=RESOLUTION, allowance=1e-6, reason=_TABLE)
