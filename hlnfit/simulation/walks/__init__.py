"""Monte Carlo engines: closed Brownian paths, closed walks of flights, and what open walks tell."""

from __future__ import annotations

from hlnfit.simulation.walks.area_distribution import AreaDistribution, loop_areas
from hlnfit.simulation.walks.closed_flights import (
    Film,
    FlightCurve,
    Slab,
    Wire,
    flights,
    return_densities,
)
from hlnfit.simulation.walks.closed_loops import LoopCurve, loops
from hlnfit.simulation.walks.open_walks import (
    DiffusionConstant,
    FluxCancellation,
    diffusion_constant,
    flux_cancellation,
)

__all__ = [
    "AreaDistribution",
    "DiffusionConstant",
    "Film",
    "FlightCurve",
    "FluxCancellation",
    "LoopCurve",
    "Slab",
    "Wire",
    "diffusion_constant",
    "flights",
    "flux_cancellation",
    "loop_areas",
    "loops",
    "return_densities",
]
