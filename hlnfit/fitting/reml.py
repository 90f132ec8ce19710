"""How correlated is the noise? The restricted likelihood of the residuals.

The restricted likelihood leaves out what the fit itself took from the noise, so that variances are not
too small for few points. Source: H. D. Patterson and R. Thompson, Biometrika 58, 545 (1971).
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.correlated import Covariance, order_and_gaps, whiten_in_place

FloatArray = NDArray[np.float64]
CORRELATED = 9.2
"""Twice the gain in log likelihood beyond which noise counts as correlated (1 % for two parameters)."""
N_LENGTHS = 9


@dataclass(frozen=True, slots=True)
class NoiseModel:
    """What the residuals say of the noise.

    Attributes
    ----------
    gain : float
        Twice the gain in restricted log likelihood over white noise.
    correlation_field : float, T
        B_c of the correlated part.
    share : float
        Part of the variance that is correlated.
    effective_points : float
        Number of independent points that carry as much information on a constant.
    covariance : Covariance
    """

    gain: float
    correlation_field: float
    share: float
    effective_points: float
    covariance: Covariance

    @property
    def significant(self) -> bool:
        """True where white noise is rejected."""
        return self.gain > CORRELATED


def estimate_noise(
    residual: FloatArray,
    jacobian: FloatArray,
    B: FloatArray,
    group: NDArray[np.int64],
    *,
    known_white: bool,
) -> NoiseModel:
    """Return the most likely noise for weighted residuals (n,) of a fit with this jacobian (n, p).

    Parameters
    ----------
    known_white : bool
        True where the errors of the points are given: the white part then has variance 1, and only a
        correlated part may be added to it.
    """
    basis = _basis(jacobian)
    best: tuple[float, float, float, float, bool, bool] | None = None
    white = _profile_white(residual, basis, known_white)
    choices = (True, False) if np.unique(group).size > 1 else (True,)
    for shared in choices:
        order, gap = order_and_gaps(B, group, shared=shared)
        columns = np.concatenate([basis, residual[:, None]], axis=1)[order]
        steps = gap[np.isfinite(gap)]
        shortest = (
            max(
                float(
                    np.median(
                        steps[steps > 0.0],
                    )
                ),
                1e-300,
            )
            if (steps > 0.0).any()
            else 1.0
        )
        longest = max(float(np.ptp(B)), 4.0 * shortest)
        for trial, rough in itertools.product(np.geomspace(shortest, longest, N_LENGTHS), (False, True)):
            found = _best_ratio(columns, gap, float(trial), rough, known_white)
            if best is None or found[0] < best[0]:
                best = (*found, float(trial), shared, rough)
    assert best is not None
    value, white_variance, correlated, length, shared, rough = best
    order, gap = order_and_gaps(B, group, shared=shared)
    covariance = Covariance(order, gap, white_variance, correlated, length, rough)
    ones = covariance.whiten(np.ones((residual.size, 1)))[:, 0]
    total = white_variance + correlated
    return NoiseModel(
        gain=max(white - value, 0.0),
        correlation_field=length,
        share=correlated / total if total > 0.0 else 0.0,
        effective_points=float(ones @ ones) * total,
        covariance=covariance,
    )


def _basis(jacobian: FloatArray) -> FloatArray:
    """Return an orthonormal basis of the columns that the fit moves."""
    norm = np.linalg.norm(jacobian, axis=0)
    scaled = jacobian[:, norm > 0.0] / norm[norm > 0.0]
    u, s, _ = np.linalg.svd(scaled, full_matrices=False)
    out: FloatArray = u[:, s > 1e-10 * s[0]] if s.size else u
    return out


def _restricted(columns: FloatArray, log_determinant: float) -> tuple[float, float]:
    """Return (ln det V + ln det J'V^-1 J, restricted sum of squares) of whitened columns."""
    J, r = columns[:, :-1], columns[:, -1]
    q, upper = np.linalg.qr(J)
    rest = r - q @ (q.T @ r)
    diagonal = np.abs(np.diag(upper))
    return log_determinant + 2.0 * float(np.sum(np.log(diagonal))), float(rest @ rest)


def _profile_white(residual: FloatArray, basis: FloatArray, known_white: bool) -> float:
    rest = residual - basis @ (basis.T @ residual)
    n = residual.size - basis.shape[1]
    square = float(rest @ rest)
    return square if known_white else n * math.log(square / n) + n


def _best_ratio(
    columns: FloatArray, gap: FloatArray, length: float, rough: bool, known_white: bool
) -> tuple[float, float, float]:
    """Return (-2 ln L, white variance, correlated variance) at the best ratio for one length."""
    n = columns.shape[0] - (columns.shape[1] - 1)

    def at(log_ratio: float) -> tuple[float, float, float]:
        ratio = math.exp(log_ratio)
        work = columns.copy()
        log_determinant = float(whiten_in_place(gap, 1.0, ratio, length, rough, work))
        determinants, square = _restricted(work, log_determinant)
        if known_white:
            return determinants + square, 1.0, ratio
        scale = square / n
        return determinants + n * math.log(scale) + n, scale, scale * ratio

    grid = np.linspace(math.log(1e-3), math.log(1e4), 9)
    values = [at(float(g))[0] for g in grid]
    k = int(np.argmin(values))
    low, high = grid[max(k - 1, 0)], grid[min(k + 1, grid.size - 1)]
    golden = 0.5 * (math.sqrt(5.0) - 1.0)
    for _ in range(8):
        a, b = high - golden * (high - low), low + golden * (high - low)
        if at(float(a))[0] < at(float(b))[0]:
            high = b
        else:
            low = a
    return at(float(0.5 * (low + high)))
