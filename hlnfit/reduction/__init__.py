"""Reduction: from sweeps of resistance to curves of conductance, each step logged in the result."""

from __future__ import annotations

from hlnfit.reduction.gate_average import average_curves, average_sweeps
from hlnfit.reduction.hall import Hall, hall_of_sweep, measure_hall
from hlnfit.reduction.pipeline import reduce
from hlnfit.reduction.symmetrize import symmetrize_curve, symmetrize_sweep
from hlnfit.reduction.tensor import tensor_of_sweep

__all__ = [
    "Hall",
    "average_curves",
    "average_sweeps",
    "hall_of_sweep",
    "measure_hall",
    "reduce",
    "symmetrize_curve",
    "symmetrize_sweep",
    "tensor_of_sweep",
]
