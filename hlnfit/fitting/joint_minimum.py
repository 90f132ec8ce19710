"""What a joint minimum says: of the shared parameters, of each curve, and of B_phi between the curves."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.joint import Joint, SharedProblem
from hlnfit.fitting.joint_walk import SharedWalk
from hlnfit.fitting.problem import Prior
from hlnfit.fitting.profile import Profile, profile_along

FloatArray = NDArray[np.float64]
FLAT = 1e-14
"""Part of the largest eigenvalue (of equations scaled to a unit diagonal) below which a direction is flat."""
LOOSE = 1e-6
"""A parameter that takes part in such a direction by more than this is not determined."""


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
    # Near the joint minimum the others' chi-square is (s - centre)' H (s - centre), with the slope there
    # that balances this curve's.
    rest = matrices.sum(axis=0) - matrices
    values, vectors = np.linalg.eigh(rest)
    values = np.maximum(values, 0.0)
    whiten = np.sqrt(values)[:, :, None] * np.swapaxes(vectors, 1, 2)
    shift = np.einsum("kij,kj->ki", np.linalg.pinv(rest, hermitian=True), gradients.sum(axis=0) - gradients)
    return [Prior(together.names, joint.shared + d, w) for d, w in zip(shift, whiten, strict=True)]


def covariances(together: SharedProblem, joint: Joint) -> list[FloatArray]:
    """Return the covariance (n_free, n_free) of each curve's parameters, those of the others counted in.

    In the order of each problem, rates in their logarithm. Directions that the data do not determine get
    infinite variance.
    """
    room = together.n_own
    normal = joint.normal.copy()
    if together.names:
        matrices, _, _ = together.information(joint)
        normal[:, room:, room:] += matrices.sum(axis=0) - matrices
    size = np.sqrt(np.einsum("kii->ki", normal))
    dead = ~(size > 0.0)
    size = np.where(dead, 1.0, size)
    values, vectors = np.linalg.eigh(normal / (size[:, :, None] * size[:, None, :]))
    flat = values <= FLAT * values[:, -1:]
    inverse = np.where(flat, 0.0, 1.0 / np.where(flat, 1.0, values))
    matrix = np.einsum("kia,ka,kja->kij", vectors, inverse, vectors) / (size[:, :, None] * size[:, None, :])
    loose = np.any((np.abs(vectors) > LOOSE) & flat[:, None, :], axis=2) | dead
    k, i = np.nonzero(loose)
    matrix[k, i, i] = np.inf
    out = []
    for one, place in zip(matrix, together.place, strict=True):
        out.append(one[place[:, None], place])
    return out


def covariance_of_B_phi(
    together: SharedProblem, joint: Joint, own: Sequence[FloatArray], index: Sequence[int], n_curves: int
) -> FloatArray:
    """Return the covariance (n, n) of B_phi over the series in T^2; NaN for curves outside the fit.

    ``own`` are the covariances of the curves' parameters.
    """
    out = np.full((n_curves, n_curves), np.nan)
    shared = shared_covariance(together, joint)
    _, _, follow = together.information(joint)
    n = len(together.problems)
    rows, variance, B_phi = np.zeros((n, len(together.names))), np.zeros(n), np.zeros(n)
    for k, curve in enumerate(together.curves):
        if "B_phi" not in together.problems[k].nonlinear:
            return out
        at = curve.names.index("B_phi")
        B_phi[k] = math.exp(together.parameters(joint, k)[at])
        variance[k] = own[k][at, at]
        if "B_phi" in together.names:
            rows[k, together.names.index("B_phi")] = 1.0
        else:
            rows[k] = follow[k, together.own[k].index(at)]
    found = rows @ shared @ rows.T
    # What a curve has for itself adds to its own variance only.
    np.fill_diagonal(found, np.maximum(variance, np.diag(found)))
    out[np.ix_(list(index), list(index))] = np.outer(B_phi, B_phi) * found
    return out
