"""The 68 % band of a fitted curve, by linear propagation of the covariance of its parameters.

With J the derivative of the curve by the free parameters and C their covariance, the variance of the
curve at a point is (J C J^T) there. Directions in which the data determine nothing have no finite
variance; where the curve does not depend on them they add nothing, where it does the band is infinite.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.solve import covariance, linearize

if TYPE_CHECKING:
    from hlnfit.fitting import SweepFit

FloatArray = NDArray[np.float64]


def curve_jacobian(fit: SweepFit, B: FloatArray, group: NDArray[np.int64] | int = 0) -> FloatArray:
    """Return the derivative (n, n_free) of the fitted curve by the free parameters, in siemens.

    Parameters
    ----------
    B : array, (n,), T
        Field of the instrument.
    group : int array, (n,), or int
        Direction of each point, counted as in the problem of the fit.

    Notes
    -----
    Rates stand in their logarithm, as in ``fit.covariance``; the order is that of ``fit.problem.free``.
    """
    problem = fit.problem
    assert problem is not None
    n = B.size
    # One more point, of the last group: the number of groups is read from the largest.
    everywhere = replace(
        problem,
        B=np.append(B, 0.0),
        y=np.zeros(n + 1),
        error=np.ones(n + 1),
        group=np.append(np.broadcast_to(group, n), problem.n_groups - 1),
    )
    _, columns, pieces = everywhere.columns(problem.theta_of(fit.best))
    by_theta = np.zeros((n + 1, len(problem.nonlinear)))
    for k, derivative in pieces:
        by_theta += derivative if k < 0 else fit.best[problem.linear[k]] * derivative
    return np.concatenate([by_theta, columns], axis=1)[:n]


def half_width(
    fit: SweepFit,
    B: FloatArray,
    group: NDArray[np.int64] | int = 0,
    *,
    without: tuple[str, ...] = (),
) -> FloatArray:
    """Return the standard error (n,) of the fitted curve in siemens.

    Parameters
    ----------
    B, group
        As for :func:`curve_jacobian`.
    without : tuple of str
        Free parameters whose uncertainty is left out, such as the level of the curve.
    """
    problem = fit.problem
    assert problem is not None
    J = curve_jacobian(fit, B, group)
    left_out = np.array([name in without for name in problem.free], dtype=np.bool_)
    J[:, left_out] = 0.0
    C = fit.covariance
    if C is not None and C.shape == (J.shape[1], J.shape[1]) and np.all(np.isfinite(C)):
        out: FloatArray = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", J, C, J), 0.0))
        return out
    return _with_flat_directions(fit, J)


def chi2_unit(fit: SweepFit) -> float:
    """Return what one standard error squared is in the chi-square that the fit minimized.

    It is the factor between the covariance of the result and that of the curvature alone.
    """
    problem = fit.problem
    assert problem is not None
    if fit.covariance is not None:
        plain = np.diag(covariance(problem, linearize(problem, problem.theta_of(fit.best))))
        scaled = np.diag(fit.covariance)
        known = np.isfinite(plain) & np.isfinite(scaled) & (plain > 0.0)
        if known.any():
            return float(np.median(scaled[known] / plain[known]))
    return 1.0 if fit.misfit is None else fit.misfit.scale


def _with_flat_directions(fit: SweepFit, J: FloatArray) -> FloatArray:
    """Return the standard error where the covariance is infinite in some directions."""
    problem = fit.problem
    assert problem is not None
    data = linearize(problem, problem.theta_of(fit.best)).full
    norm = np.sqrt(np.einsum("ij,ij->j", data, data))
    norm[norm == 0.0] = 1.0
    _, s, vt = np.linalg.svd(data / norm, full_matrices=False)
    flat = s <= 1e-10 * s[0] if s.size else np.zeros(0, dtype=np.bool_)
    along = (J / norm) @ vt.T
    inverse = np.where(flat, 0.0, 1.0 / np.where(flat, 1.0, s))
    out = np.sqrt(chi2_unit(fit) * np.sum((along * inverse) ** 2, axis=1))
    size = np.sqrt(np.sum(along**2, axis=1))
    loose = np.any(np.abs(along[:, flat]) > 1e-6 * np.maximum(size, 1e-300)[:, None], axis=1)
    return np.where(loose, np.inf, out)
