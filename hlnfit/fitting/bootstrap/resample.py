"""Data as they might have been measured: the fitted curve plus residuals drawn anew.

``residual`` draws single residuals of the fit, which is right for independent errors of any distribution.
``block`` draws stretches of neighbouring residuals, so that what neighbours have in common stays.
``parametric`` draws normal errors of the size, and the correlation, that were estimated.

Sources: B. Efron, Ann. Statist. 7, 1 (1979), for residuals; C. F. J. Wu, Ann. Statist. 14, 1261 (1986), for
their leverage; H. R. Kunsch, Ann. Statist. 17, 1217 (1989), for moving blocks.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.bootstrap import Kind
from hlnfit.fitting.correlated import Covariance, along_field
from hlnfit.fitting.reml import NoiseModel

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
LENGTHS = 6.0
"""Blocks are this many correlation fields long."""


@dataclass(frozen=True, eq=False)
class Resampler:
    """Draws weighted residuals (each divided by the error of its point).

    Attributes
    ----------
    kind : {"residual", "block", "parametric"}
    residual : array, (n,)
        What is drawn from: centred, and as large as the noise itself, not as what the fit left of it.
    order : int array, (n,)
        Points by field, in the order in which neighbours correlate.
    segments : tuple of (start, stop)
        Stretches of ``order`` that are independent of each other.
    block : int
        Points a block; 1 unless ``kind`` is block.
    noise : Covariance or None
        For parametric draws; None for white noise.
    scale : float
        Standard deviation of parametric white draws.
    """

    kind: Kind
    residual: FloatArray
    order: IntArray
    segments: tuple[tuple[int, int], ...]
    block: int
    noise: Covariance | None
    scale: float

    def draw(self, rng: np.random.Generator, n: int) -> FloatArray:
        """Return n draws (n, n_points) in the order of the points."""
        size = self.residual.size
        if self.kind == "parametric":
            white = rng.normal(size=(n, size))
            return self.scale * white if self.noise is None else self.noise.color(white.T).T
        if self.kind == "residual":
            return self.residual[rng.integers(0, size, size=(n, size), dtype=np.uint32)]
        sorted_residual = self.residual[self.order]
        out = np.empty((n, size))
        for start, stop in self.segments:
            length = stop - start
            block = min(self.block, length)
            first = rng.integers(0, length, size=(n, -(-length // block)), dtype=np.uint32)
            # Blocks run on from the end to the beginning, so that every residual is drawn equally often.
            place = (first[:, :, None] + np.arange(block, dtype=np.uint32)) % length
            out[:, self.order[start:stop]] = sorted_residual[start + place.reshape(n, -1)[:, :length]]
        return out


def resampler(
    kind: str,
    residual: FloatArray,
    leverage: FloatArray,
    B: FloatArray,
    group: IntArray,
    noise: NoiseModel | None,
    scale: float,
) -> Resampler:
    """Return what draws residuals for a fit.

    Parameters
    ----------
    kind : {"auto", "residual", "block", "parametric"}
        ``auto`` is block where the noise is correlated, residual otherwise.
    residual : array, (n,)
        (data - fit) / error at the optimum.
    leverage : array, (n,)
        Part of each point's noise that the fit follows.
    B : array, (n,), T
    group : int array, (n,)
    noise : NoiseModel or None
        What the residuals say of correlated noise.
    scale : float
        Variance of a weighted residual.
    """
    correlated = noise is not None and not noise.white
    if kind == "auto":
        kind = "block" if correlated else "residual"
    if noise is None:
        order, gap = along_field(B, group, shared=False)
    else:
        order, gap = noise.covariance.order, noise.covariance.gap
    starts = [*np.flatnonzero(np.isinf(gap)).tolist(), order.size]
    segments = tuple(itertools.pairwise(starts))
    rest = residual / np.sqrt(np.maximum(1.0 - leverage, 0.1)) if not correlated else residual
    rest = rest - rest.mean()
    if noise is not None and correlated:
        # The fit follows slow noise further than the leverage of white noise tells.
        total = noise.covariance.white + noise.covariance.correlated
        power = float(np.mean(rest**2))
        rest = rest * math.sqrt(max(total / power, 1.0)) if power > 0.0 else rest
    return Resampler(
        kind,  # type: ignore[arg-type]  # one of KINDS
        rest,
        order,
        segments,
        block_length(gap, noise) if kind == "block" else 1,
        noise.covariance if noise is not None and correlated else None,
        math.sqrt(scale),
    )


def block_length(gap: FloatArray, noise: NoiseModel | None) -> int:
    """Return the points of a block: several correlation fields, never more than a quarter of the curve."""
    n = int(gap.size)
    least = math.ceil(float(np.cbrt(n)))
    if noise is None:
        return least
    steps = gap[np.isfinite(gap)]
    step = float(np.mean(steps)) if steps.size else 1.0
    wanted: int = math.ceil(LENGTHS * noise.covariance.length / max(step, 1e-300))
    return min(max(wanted, least), max(n // 4, 1))
