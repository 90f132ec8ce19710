"""Wires: flights between two walls against the formulas of long wires."""

from __future__ import annotations

import math

import numpy as np

from hlnfit import models, simulation
from hlnfit.constants import FIELD_TIMES_AREA, G0, field_from_length
from hlnfit.models.wire_pure import DIFFUSE, SPECULAR
from hlnfit.simulation.walks.open_walks import Walls
from hlnfit.validation.agreement import Comparison
from hlnfit.validation.engines import Run, line
from hlnfit.validation.lines_diffusive import SPARE

B_TR = 1.0
PATH = math.sqrt(2.0 * FIELD_TIMES_AREA / B_TR)


@line(engine="flights in a strip", formula="wire_wl", quantity="Delta sigma / G0 of a square")
def dirty_wire_flights(run: Run) -> Comparison:
    """Wire wider than its mean free path and narrower than L_phi."""
    width, L_phi = run.pick((5.0 * PATH, 40.0 * PATH), (10.0 * PATH, 60.0 * PATH))
    B_phi = field_from_length(L_phi)
    # L_B = sqrt(3) hbar / (e B W) from L_phi to a third of it.
    B = math.sqrt(3.0) * 4.0 * FIELD_TIMES_AREA / (width * L_phi) * np.array([1.0, 3.0])
    length = 1e3 * L_phi
    reference = models.get("wire_wl")(B, B_phi=B_phi, width=width, length=length) * length / width / G0
    relative = run.pick(0.04, 0.02)
    found = simulation.flights(
        B,
        B_phi,
        B_TR,
        geometry=simulation.Wire(width),
        precision=SPARE * relative * reference,
        **run.options,
    )
    return Comparison(
        B,
        found.value,
        found.error,
        reference,
        resolution=relative * reference,
        allowance=run.pick(0.1, 0.05) * reference,
        reason="a strip of one mean free path along each wall gathers less flux: l/W in 1/L_B^2",
    )


def _pure(run: Run, walls: Walls, C1: float) -> Comparison:
    ratio = 0.01
    relative = run.pick(0.04, 0.015)
    found = simulation.flux_cancellation(ratio, walls=walls, precision=SPARE * relative, **run.options)
    return Comparison(
        ratio,
        found.C1,
        found.C1_error,
        C1,
        resolution=relative * C1,
        allowance=0.02 * C1,
        reason="the formula is the limit W/l = 0, and is published to two digits",
    )


@line(engine="flux_cancellation", formula="wire_pure_specular", x_label="W / l", quantity="C1")
def pure_wire_mirrors(run: Run) -> Comparison:
    """Wire narrower than its mean free path, mirror walls: tau_B = C1 l_m^4 / (W^3 v)."""
    return _pure(run, "specular", SPECULAR[0])


@line(engine="flux_cancellation", formula="wire_pure_diffuse", x_label="W / l", quantity="C1")
def pure_wire_rough_walls(run: Run) -> Comparison:
    """Wire narrower than its mean free path, rough walls: tau_B = C1 l_m^4 / (W^3 v)."""
    return _pure(run, "diffuse", DIFFUSE[0])
