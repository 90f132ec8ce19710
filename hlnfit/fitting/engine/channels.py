"""Equal channels of a sum in the order of growing B_phi.

Channels of one model can change places without any change of the curve; over a map or a series they would.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.records import Found
from hlnfit.fitting.problem import Problem

IntArray = NDArray[np.int64]


def channels_of(problem: Problem) -> tuple[IntArray, IntArray] | None:
    """Return where the rates, and the amplitudes, of each channel stand: (n_channels, n) each.

    Among ``problem.nonlinear`` and ``problem.linear``. None where there is nothing to put in order: one
    channel, different models, or a channel of which something is held or shared.
    """
    channels = [t for t in problem.terms if t.model.kind == "field"]
    names = [n for t in channels for n in t.names]
    if len(channels) < 2 or len({t.model.name for t in channels}) != 1 or problem.as_nonlinear:
        return None
    if any(n in problem.fixed for n in names):
        return None
    rates = [[problem.nonlinear.index(n) for n in t.names if n in problem.nonlinear] for t in channels]
    factors = [[problem.linear.index(n) for n in t.names if n in problem.linear] for t in channels]
    return np.array(rates, dtype=np.int64), np.array(factors, dtype=np.int64)


def put_in_order(problem: Problem, order: IntArray, found: Found) -> None:
    """Permute the channels of each curve; ``order`` is where the coefficients stand in the problem."""
    known = channels_of(problem)
    if known is None:
        return
    rates, factors = known
    k = found.theta.shape[1]
    place = np.argsort(order)[factors] + k
    columns = np.concatenate([rates, place], axis=1)
    ranks = np.argsort(found.theta[:, rates[:, 0]], axis=1, kind="stable")
    n_free = found.covariance.shape[1]
    new = np.tile(np.arange(n_free), (found.theta.shape[0], 1))
    new[:, columns] = columns[ranks]
    curve = np.arange(new.shape[0])[:, None]
    found.theta[:] = found.theta[curve, new[:, :k]]
    found.bound[:] = found.bound[curve, new[:, :k]]
    found.coefficient[:] = found.coefficient[curve, new[:, k:] - k]
    found.covariance[:] = found.covariance[curve[:, :, None], new[:, :, None], new[:, None, :]]
    others = found.other_theta
    ranks = np.argsort(others[:, :, rates[:, 0]], axis=2, kind="stable")
    others[:, :, rates] = np.take_along_axis(others[:, :, rates], ranks[:, :, :, None], axis=2)
