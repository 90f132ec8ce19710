"""Closed walks of straight flights against the theory beyond the diffusion approximation."""

from __future__ import annotations

import numpy as np

from hlnfit import models, simulation
from hlnfit.constants import G0
from hlnfit.special.ballistic import ballistic_parts
from hlnfit.validation.agreement import Comparison
from hlnfit.validation.engines import Run, line
from hlnfit.validation.lines_diffusive import SPARE

B_TR = 1.0
BETA = 0.05
B = np.array([0.03, 0.1, 0.3, 1.0, 3.0, 10.0])


@line(engine="flights", formula="1 / (k - 2)", x_label="flights k", quantity="2 pi l^2 n_k")
def return_after_flights(run: Run) -> Comparison:
    """Density of return after k flights, which is exactly 1 / [2 pi l^2 (k - 2)]."""
    most = 10
    k = np.arange(3, most + 1)
    relative = run.pick(0.008, 0.003)
    # The engine stops when every error is below ``precision`` / k.
    found = simulation.return_densities(most, precision=SPARE * relative, **run.options)
    reference = 1.0 / (k - 2)
    return Comparison(k, found.value, found.error, reference, resolution=relative * reference)


@line(engine="flights", formula="ballistic, first term", quantity="Delta sigma_a / G0")
def ballistic_backscattering(run: Run) -> Comparison:
    """Coherent backscattering alone, from far below to far above the transport field."""
    resolution = run.pick(6e-3, 2.5e-3)
    found = simulation.flights(B, BETA, B_TR, precision=SPARE * resolution, **run.options)
    reference = ballistic_parts(B / B_TR, BETA)[0].value
    return Comparison(B, found.backscattering, found.backscattering_error, reference, resolution=resolution)


@line(engine="flights", formula="ballistic")
def ballistic_flights(run: Run) -> Comparison:
    """Backscattering and return into all other directions."""
    resolution = run.pick(6e-3, 2.5e-3)
    found = simulation.flights(B, BETA, B_TR, precision=SPARE * resolution, **run.options)
    reference = models.get("ballistic")(B, B_phi=BETA, B_tr=B_TR) / G0
    return Comparison(B, found.value, found.error, reference, resolution=resolution)


def _golub(run: Run, theta: float) -> Comparison:
    resolution = run.pick(6e-3, 2.5e-3)
    B_R = 0.5 * B_TR * theta**2
    found = simulation.flights(B, BETA, B_TR, B_R=B_R, precision=SPARE * resolution, **run.options)
    reference = models.get("golub")(B, B_phi=BETA, B_tr=B_TR, theta=theta) / G0
    return Comparison(
        B,
        found.value,
        found.error,
        reference,
        resolution=resolution,
        allowance=1e-5,
        reason="the model interpolates in the field to this accuracy of G0",
    )


@line(engine="flights", formula="golub")
def golub_flights_quarter_turn(run: Run) -> Comparison:
    """Rashba rotation by pi/4 between collisions."""
    return _golub(run, 0.25 * np.pi)


@line(engine="flights", formula="golub")
def golub_flights_half_turn(run: Run) -> Comparison:
    """Rashba rotation by pi between collisions."""
    return _golub(run, np.pi)
