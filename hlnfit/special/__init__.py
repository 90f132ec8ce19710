"""Cancellation-free special functions of quantum-interference theory, and the kernels of the fits."""

from __future__ import annotations

from hlnfit.special.cooperon_2d import f2, f2_prime

__all__ = ["f2", "f2_prime"]
