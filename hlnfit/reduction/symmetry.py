"""The field about which data are most even: where the magnet's zero is, without any model.

The odd part about a trial centre, less its projection on x and x^3 (Hall admixture), is smallest where
the centre is right.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
SHOWN = 0.4
"""Part of the odd rest about B = 0 below which a centre elsewhere is believed. Interpolation between
steps averages the noise: that alone halves the rest."""


def centre_of_symmetry(B: FloatArray, y: FloatArray, low: float, high: float) -> float:
    """Return the centre in tesla within [low, high]; 0 where the data do not show one.

    One-sided data have none, nor has a curve without a cusp: a parabola and a straight line are a
    displaced parabola.

    Parameters
    ----------
    B, y : arrays, (n,)
        In any order.
    """
    if not (B.size >= 8 and B.min() < 0.0 < B.max()):
        return 0.0
    order = np.argsort(B, kind="stable")
    B, y = B[order], y[order]
    reach = min(-float(B[0]), float(B[-1]))
    # About a centre further out the curve would be compared without its cusp.
    low, high = max(low, -0.25 * reach), min(high, 0.25 * reach)
    n = max(20, min(B.size, 200))
    for _ in range(4):
        trial = np.linspace(low, high, 17)
        best = int(np.argmin(_oddness(B, y, trial, reach, n)))
        low, high = trial[max(best - 1, 0)], trial[min(best + 1, trial.size - 1)]
    found = float(0.5 * (low + high))
    here, zero = _oddness(B, y, np.array([found, 0.0]), reach, n)
    return found if here < SHOWN * zero else 0.0


def _oddness(B: FloatArray, y: FloatArray, centres: FloatArray, reach: float, n: int) -> FloatArray:
    """Return the odd rest (m,) about each of the centres, all of them at once."""
    part = np.linspace(0.0, 1.0, n)[1:]
    # Half of the weight sits in the inner tenth, where the cusp is.
    part = np.concatenate([part, 0.1 * part])
    x = (reach - np.abs(centres))[:, None] * part[None, :]
    c = centres[:, None]
    odd = np.interp((c + x).ravel(), B, y).reshape(x.shape) - np.interp((c - x).ravel(), B, y).reshape(
        x.shape
    )
    u = x / reach
    w = u**3
    uu, uw, ww = (np.einsum("ij,ij->i", p, q) for p, q in ((u, u), (u, w), (w, w)))
    uo, wo, oo = (np.einsum("ij,ij->i", p, odd) for p in (u, w, odd))
    # What is left of the odd part beside its projection on u and w.
    a, b = (uo * ww - wo * uw), (wo * uu - uo * uw)
    rest = oo - (a * uo + b * wo) / (uu * ww - uw * uw)
    out: FloatArray = np.maximum(rest, 0.0)
    return out
