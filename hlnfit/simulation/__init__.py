"""Engines that know microscopic parameters and no formula of the fits.

``cooperon`` sums Landau levels, ``loops`` walks closed paths, ``lattice`` transports electrons through a
disordered film, ``instrument`` writes the files that an instrument would have written.

Names are imported on first use. The folders are called ``cooperons``, ``walks`` and ``lattices`` so that
no module can hide the function of the same name.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "cooperon": "cooperons",
    "cooperon_in_plane": "cooperons",
    "cooperon_zero_field": "cooperons",
    "AreaDistribution": "walks",
    "DiffusionConstant": "walks",
    "Film": "walks",
    "FlightCurve": "walks",
    "FluxCancellation": "walks",
    "LoopCurve": "walks",
    "Slab": "walks",
    "Wire": "walks",
    "diffusion_constant": "walks",
    "flights": "walks",
    "flux_cancellation": "walks",
    "loop_areas": "walks",
    "loops": "walks",
    "return_densities": "walks",
    "Backscattering": "lattices",
    "Lattice": "lattices",
    "LatticeCurve": "lattices",
    "LocalizationLength": "lattices",
    "ScalingFunction": "lattices",
    "Scattering": "lattices",
    "backscattering": "lattices",
    "lattice": "lattices",
    "localization_length": "lattices",
    "sample_key": "lattices",
    "scaling_function": "lattices",
    "scatter": "lattices",
}


def __getattr__(name: str) -> Any:
    """Import the engine that owns ``name``."""
    if name == "instrument":
        return import_module(f"{__name__}.instrument")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return sorted([*_HOME, "instrument"])
