"""The curve in a few coordinates, where only the data change from refit to refit.

With the field offset held, all curves that the model can give on these points lie in a space of some two
dozen dimensions; a refit there costs the same for any number of points. The basis is that of the whitened
functions, so that correlated noise costs nothing more.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.family import f2_table, join, nodes
from hlnfit.fitting.engine.plan import Plan
from hlnfit.fitting.engine.shared_grid import EVERY, RANK_CUT
from hlnfit.fitting.problem import Problem

FloatArray = NDArray[np.float64]


class Coordinates(NamedTuple):
    """A basis and what stands in it.

    Attributes
    ----------
    first : float
        Smallest ln b of the table (T).
    table : array, (n_nodes, 2 room)
        Coordinates of f2 over ln b, then of its derivative; ``room`` is the rank in whole registers.
    static : array, (n_static, room)
        Columns without modes.
    """

    first: float
    table: FloatArray
    static: FloatArray


def coordinates_of(
    problem: Problem, plan: Plan, x: FloatArray, static: FloatArray
) -> tuple[Coordinates, FloatArray]:
    """Return the coordinates and the orthonormal basis (rank, n) of whitened, weighted curves.

    Parameters
    ----------
    x : array, (n,), T
        Fields without offset, in the order of the problem.
    static : array, (n_static, n)
        Weighted and whitened, in the order of the whitened points.
    """
    size = np.ascontiguousarray(np.abs(x))
    span = float(size.max())
    log_b = nodes(float(size[size > 0.0].min()) / span) + np.log(span)
    value, slope = np.empty((log_b.size, size.size)), np.empty((log_b.size, size.size))
    f2_table(size, log_b, value, slope)
    value, slope = _white(problem, value / problem.error), _white(problem, slope / problem.error)
    first = _orthonormal(static, 1e-12)
    rest = value[::EVERY]
    for _ in range(2):
        rest = rest - (rest @ first.T) @ first
    basis = np.concatenate([first, _orthonormal(rest, RANK_CUT)])
    table = join(value @ basis.T, slope @ basis.T)
    onto_static = np.zeros((static.shape[0], table.shape[1] // 2))
    onto_static[:, : basis.shape[0]] = static @ basis.T
    return Coordinates(float(log_b[0]), table, onto_static), basis


def _white(problem: Problem, rows: FloatArray) -> FloatArray:
    return rows if problem.noise is None else np.ascontiguousarray(problem.noise.whiten(rows.T).T)


def _orthonormal(rows: FloatArray, cut: float) -> FloatArray:
    """Return orthonormal rows (rank, n) that span the given ones, each counted with the same length."""
    if rows.shape[0] == 0:
        return rows
    norm = np.linalg.norm(rows, axis=1)
    u, s, _ = np.linalg.svd((rows / np.where(norm > 0.0, norm, 1.0)[:, None]).T, full_matrices=False)
    out: FloatArray = np.ascontiguousarray(u[:, s > cut * s[0]].T)
    return out
