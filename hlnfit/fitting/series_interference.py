"""How well weak localization describes all curves of a series together, with few parameters and with many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.even_parts import EvenParts
from hlnfit.special import f2

FloatArray = NDArray[np.float64]
POWERS: Final = np.linspace(0.0, 3.0, 31)
"""Of T, for B_phi."""
RISE: Final = np.linspace(0.1, 0.9, 9)
"""Part of B_phi that grows with T, beside one that is constant."""


def one_channel(data: EvenParts, widths: FloatArray, t: FloatArray) -> Iterator[tuple[float, int]]:
    """Yield chi-square and number of parameters of one channel, B_phi from a law of T or free.

    ``widths`` (K,) are the B_phi tried at the lowest temperature, ``t`` (n,) the temperatures over it.
    """
    for q in POWERS:
        B_phi = widths[None, :] * (t**q)[data.curve][:, None]
        yield float(data.chi2(f2(B_phi / data.B[:, None]), data.y).min()), 2 if q == 1.0 else 3
    for part in RISE:
        B_phi = widths[None, :] * (1.0 - part + part * t)[data.curve][:, None]
        yield float(data.chi2(f2(B_phi / data.B[:, None]), data.y).min()), 3
    c = data.centred(f2(widths[None, :] / data.B[:, None]))
    y, w = data.centred(data.y), data.weight
    rows = [data.curve == k for k in range(data.n)]
    total = np.array([float(w[m] @ y[m] ** 2) for m in rows])
    product = np.array([c[m].T @ (w[m] * y[m]) for m in rows])
    norm = np.array([np.einsum("i,ij,ij->j", w[m], c[m], c[m]) for m in rows])
    norm = np.maximum(norm, 1e-300)
    yield float(np.sum(total - (product**2 / norm).max(axis=1))), 2 * data.n
    # One amplitude for all: its best value lies between the smallest and the largest of the free ones.
    best = (product / norm)[np.arange(data.n), (product**2 / norm).argmax(axis=1)]
    shared = [
        float(np.sum(total + (a * a * norm - 2.0 * a * product).min(axis=1)))
        for a in np.linspace(best.min(), best.max(), 60)
    ]
    yield min(shared), data.n + 1


def three_terms(data: EvenParts, widths: FloatArray, t: FloatArray) -> Iterator[tuple[float, int]]:
    """Yield the same of three terms with one B_so and one amplitude; B_e far beyond the range."""
    B = data.B[:, None]
    B_so = widths[::2][None, :, None]
    y, w = data.centred(data.y), data.weight

    def curves(B_phi: FloatArray, at: FloatArray) -> FloatArray:
        """Return three terms (N, K) for pairs of B_so and B_phi (N, k) at these fields."""
        both = B_phi[:, None, :]
        value = 1.5 * f2((both + 4.0 / 3.0 * B_so) / at[:, :, None]) - 0.5 * f2(both / at[:, :, None])
        return np.asarray(value.reshape(at.shape[0], -1))

    for q in (0.0, 0.5, 1.0, 1.5, 2.0, 3.0):
        B_phi = widths[None, :] * (t**q)[data.curve][:, None]
        yield float(data.chi2(curves(B_phi, B), data.y).min()), 4
    free = curves(np.broadcast_to(widths, (data.y.size, widths.size)), B)
    c = data.centred(free)
    shape = (data.n, B_so.size, widths.size)
    rows = [data.curve == k for k in range(data.n)]
    product = np.array([c[m].T @ (w[m] * y[m]) for m in rows]).reshape(shape)
    norm = np.array([np.einsum("i,ij,ij->j", w[m], c[m], c[m]) for m in rows]).reshape(shape)
    total = float(w @ (y * y))
    gain = product**2 / np.maximum(norm, 1e-300)
    yield total - float(gain.max(axis=2).sum(axis=0).max()), 2 * data.n + 1
