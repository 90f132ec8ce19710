"""What a joint minimum says: of the shared parameters, of each curve, and of B_phi between the curves."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.joint import Joint, SharedProblem, SharedWalk
from hlnfit.fitting.problem import Prior
from hlnfit.fitting.profile import Profile, profile_along

FloatArray = NDArray[np.float64]


def shared_profiles(together: SharedProblem, joint: Joint) -> dict[str, Profile]:
    """Return the profile of each shared parameter over the whole series."""
    covariance = shared_covariance(together, joint)
    out = {}
    for i, name in enumerate(together.names):
        box = float(together.lower[i]), float(together.upper[i])
        error = math.sqrt(max(float(covariance[i, i]), 0.0))
        out[name] = profile_along(SharedWalk(together, joint, i), error, box)
    return out


def shared_covariance(together: SharedProblem, joint: Joint) -> FloatArray:
    """Return the covariance (m, m) of the shared parameters, rates in their logarithm."""
    out: FloatArray = np.linalg.pinv(together.information(joint)[0].sum(axis=0), hermitian=True)
    return out


def priors_of(together: SharedProblem, joint: Joint) -> list[Prior] | None:
    """Return for each curve what all the others say of the shared parameters."""
    if not together.names or len(together.problems) < 2:
        return None
    matrices, gradients, _ = together.information(joint)
    total_m, total_g = matrices.sum(axis=0), gradients.sum(axis=0)
    out = []
    for matrix, gradient in zip(matrices, gradients, strict=True):
        # Near the joint minimum the others' chi-square is (s - centre)' H (s - centre), with the slope
        # there that balances this curve's.
        rest = total_m - matrix
        values, vectors = np.linalg.eigh(rest)
        values = np.maximum(values, 0.0)
        whiten = np.sqrt(values)[:, None] * vectors.T
        shift = np.linalg.pinv(rest, hermitian=True) @ (total_g - gradient)
        out.append(Prior(together.names, joint.shared + shift, whiten))
    return out


def covariance_of_B_phi(
    together: SharedProblem, joint: Joint, index: Sequence[int], n_curves: int
) -> FloatArray:
    """Return the covariance (n, n) of B_phi over the series in T^2; NaN for curves outside the fit."""
    out = np.full((n_curves, n_curves), np.nan)
    shared = shared_covariance(together, joint)
    _, _, follow = together.information(joint)
    n = len(together.problems)
    rows, own_variance, B_phi = np.zeros((n, len(together.names))), np.zeros(n), np.zeros(n)
    for k, problem in enumerate(together.problems):
        if "B_phi" not in problem.nonlinear:
            return out
        at = problem.free.index("B_phi")
        B_phi[k] = math.exp(together.parameters(joint, k)[at])
        if "B_phi" in together.names:
            rows[k, together.names.index("B_phi")] = 1.0
            continue
        place = together.own[k].index(at)
        rows[k] = follow[k, place]
        used = len(together.own[k])
        own_variance[k] = _inverse(joint.normal[k, :used, :used])[place, place]
    found = np.outer(B_phi, B_phi) * (rows @ shared @ rows.T + np.diag(own_variance))
    out[np.ix_(list(index), list(index))] = found
    return out


def _inverse(normal: FloatArray) -> FloatArray:
    """Return the pseudo-inverse of normal equations whose units differ by many orders."""
    size = np.sqrt(np.diag(normal))
    size = np.where(size > 0.0, size, 1.0)
    out: FloatArray = np.linalg.pinv(normal / np.outer(size, size), hermitian=True) / np.outer(size, size)
    return out
