"""Comparison of models on the same data: information criteria, F-tests, and what can be said of them."""

from __future__ import annotations

from hlnfit.fitting.comparison.compare import compare_models
from hlnfit.fitting.comparison.result import Candidate, Comparison

__all__ = ["Candidate", "Comparison", "compare_models"]
