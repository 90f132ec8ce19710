"""Closed Brownian paths against the closed formulas of diffusive films."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from hlnfit import models, simulation
from hlnfit.constants import FIELD_TIMES_AREA, G0, length_from_field
from hlnfit.models.rows import LARGEST_FIELD
from hlnfit.simulation.blocks import averaged
from hlnfit.simulation.walks.closed_loops import extrapolated
from hlnfit.validation.agreement import Comparison, FloatArray
from hlnfit.validation.engines import Run, line

B_PHI = 2e-3
B = np.array([0.001, 0.003, 0.01, 0.03, 0.1, 0.3])
SPARE = 0.8
"""Engines stop at this part of the resolution."""


def _loops(run: Run, resolution: float, reference: FloatArray, **rates: float) -> Comparison:
    found = simulation.loops(B, B_PHI, precision=SPARE * resolution, **rates, **run.options)
    return Comparison(B, found.value, found.error, reference / G0, resolution=resolution)


@line(engine="loops", formula="hln_simple")
def spinless_loops(run: Run) -> Comparison:
    """Film without spin-orbit coupling: one localizing channel."""
    reference = models.get("hln_simple")(B, alpha=1.0, B_phi=B_PHI)
    return _loops(run, run.pick(2e-3, 8e-4), reference)


@line(engine="loops", formula="hln")
def elliott_yafet_loops(run: Run) -> Comparison:
    """Isotropic spin flips on impurities (Elliott-Yafet): three digamma functions."""
    B_so = 0.03
    # The loops know no shortest length: the elastic field is as good as infinite.
    reference = models.get("hln")(B, B_phi=B_PHI, B_so=B_so, B_e=LARGEST_FIELD)
    return _loops(run, run.pick(7e-3, 3e-3), reference, B_so=B_so)


@line(engine="loops", formula="hln_dp")
def cubic_loops(run: Run) -> Comparison:
    """Random kicks in the plane (cubic Dresselhaus): rates 1:1:2."""
    reference = models.get("hln_dp")(B, B_phi=B_PHI, B_so=0.02)
    return _loops(run, run.pick(7e-3, 3e-3), reference, B_3=0.02)


@line(engine="loops", formula="ilp")
def rashba_loops(run: Run) -> Comparison:
    """Precession along the path (Rashba): Iordanskii, Lyanda-Geller and Pikus."""
    reference = models.get("ilp")(B, B_phi=B_PHI, B_so=0.03, B_so1=0.03)
    return _loops(run, run.pick(5e-3, 2e-3), reference, B_R=0.03)


@line(engine="loops", formula="ilp")
def linear_and_cubic_loops(run: Run) -> Comparison:
    """Linear and cubic Dresselhaus coupling together."""
    reference = models.get("ilp")(B, B_phi=B_PHI, B_so=0.03, B_so1=0.02)
    return _loops(run, run.pick(7e-3, 3e-3), reference, B_D=0.02, B_3=0.01)


@line(engine="loops", formula="numerical Cooperon")
def rashba_dresselhaus_loops(run: Run) -> Comparison:
    """Rashba and Dresselhaus precession together: closed paths against Landau levels."""
    rates = {"B_R": 0.03, "B_D": 0.01}
    reference = simulation.cooperon(B, B_PHI, **rates) - simulation.cooperon_zero_field(B_PHI, **rates)
    return _loops(run, run.pick(5e-3, 2e-3), reference * G0, **rates)


@line(engine="loops", formula="hln_simple")
def spin_helix_loops(run: Run) -> Comparison:
    """Persistent spin helix, equal Rashba and Dresselhaus terms: localization as without spin."""
    reference = models.get("hln_simple")(B, alpha=1.0, B_phi=B_PHI)
    return _loops(run, run.pick(8e-3, 4e-3), reference, B_R=0.02, B_D=0.02)


@line(engine="loop areas", formula="film")
def film_loops(run: Run) -> Comparison:
    """Film between two and three dimensions: loops times the return across the film."""
    thickness = 1.5 * length_from_field(B_PHI)
    reference = models.get("film")(B, B_phi=B_PHI, thickness=thickness) / G0

    def across(square: FloatArray) -> FloatArray:
        # Return to the same height between two reflecting faces, averaged over heights, by images.
        images = np.arange(-40, 41)[:, None]
        bulk = np.sum(np.exp(-(images**2) * thickness**2 / square), axis=0) / np.sqrt(4.0 * np.pi * square)
        return np.asarray(thickness * bulk + 0.5)

    value, error = _weighted_areas(run, across)
    return Comparison(B, value, error, reference, resolution=run.pick(6e-3, 3e-3))


@line(engine="loop areas", formula="kawabata")
def bulk_loops(run: Run) -> Comparison:
    """Bulk in three dimensions, per coherence length of height."""
    height = length_from_field(B_PHI)
    reference = models.get("kawabata")(B, B_phi=B_PHI) * height / G0

    def across(square: FloatArray) -> FloatArray:
        return np.asarray(height / np.sqrt(4.0 * np.pi * square))

    value, error = _weighted_areas(run, across)
    return Comparison(B, value, error, reference, resolution=run.pick(6e-3, 3e-3))


def _weighted_areas(run: Run, across: Callable[[FloatArray], FloatArray]) -> tuple[FloatArray, FloatArray]:
    """Return Delta sigma / G0 and its error from loop areas, each duration weighted with ``across(D t)``."""
    areas = simulation.loop_areas(loops=run.pick(2**20, 2**22), **run.options)
    # 4 e D t / hbar in 1/T, on a grid fine enough for the phase of the largest loops.
    u = np.exp(np.linspace(np.log(1e-5 / B[-1]), np.log(34.0 / B_PHI), 3000))
    spacing = np.log(u[1] / u[0])
    weight = spacing * np.exp(-u * B_PHI) * across(u * FIELD_TIMES_AREA)
    kernel = np.empty((B.size, areas.areas.size))
    for i, field in enumerate(B.tolist()):
        kernel[i] = weight @ (2.0 * np.sin(0.25 * field * np.outer(u, areas.areas)) ** 2)
    estimate = averaged(
        [
            extrapolated(kernel @ fine / fine.sum(), kernel @ coarse / coarse.sum())
            for fine, coarse in zip(areas.fine, areas.coarse, strict=True)
        ]
    )
    return estimate.value, estimate.error
