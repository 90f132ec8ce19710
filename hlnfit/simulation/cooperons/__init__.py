"""Deterministic engine: the Cooperon with spin-orbit and Zeeman coupling, summed level by level."""

from __future__ import annotations

from hlnfit.simulation.cooperons.perpendicular import cooperon
from hlnfit.simulation.cooperons.zero_field import cooperon_in_plane, cooperon_zero_field

__all__ = ["cooperon", "cooperon_in_plane", "cooperon_zero_field"]
