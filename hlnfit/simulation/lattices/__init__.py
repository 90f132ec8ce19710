"""Tight-binding engine: conductance and localization length of disordered lattices in a field."""

from __future__ import annotations

from hlnfit.simulation.lattices.conductance import LatticeCurve, lattice
from hlnfit.simulation.lattices.landauer import Scattering, scatter
from hlnfit.simulation.lattices.localization import (
    LocalizationLength,
    ScalingFunction,
    localization_length,
    scaling_function,
)
from hlnfit.simulation.lattices.model import Lattice
from hlnfit.simulation.lattices.reflection import Backscattering, backscattering
from hlnfit.simulation.lattices.site_disorder import sample_key

__all__ = [
    "Backscattering",
    "Lattice",
    "LatticeCurve",
    "LocalizationLength",
    "ScalingFunction",
    "Scattering",
    "backscattering",
    "lattice",
    "localization_length",
    "sample_key",
    "scaling_function",
    "scatter",
]
