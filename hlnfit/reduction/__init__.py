"""Reduction: from sweeps of resistance to curves of conductance, each step logged in the result."""

from __future__ import annotations

from hlnfit.reduction.pipeline import reduce

__all__ = ["reduce"]
