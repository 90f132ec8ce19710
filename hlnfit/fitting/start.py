"""Where a fit begins: no guess, but every combination of fields on a logarithmic grid.

For mode tables the chi-square of a combination follows from the Gram matrix of one column a field, so
that thousands of combinations cost no more than a few evaluations of the model. Everything scales with
the fields measured: the unit of B does not matter.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.solve import Optimum, linearize, minimize
from hlnfit.fitting.terms import Term
from hlnfit.reduction.symmetry import centre_of_symmetry
from hlnfit.special.field_grid import FieldGrid

FloatArray = NDArray[np.float64]
N_FINE = 129
ROUNDS = 10
Modes = tuple[FloatArray, NDArray[np.int64]]
PER_AXIS = {1: 97, 2: 49, 3: 25}


def starts(problem: Problem, n_best: int) -> list[FloatArray]:
    """Return up to ``n_best`` theta to refine, best first."""
    if not problem.nonlinear:
        return [np.zeros(0)]
    offsets = np.array([_offset(problem, g) for g in range(problem.n_groups)])
    rates = [n for n, log in zip(problem.nonlinear, problem.is_log, strict=True) if log]
    if _has_gram_matrix(problem):
        return _on_gram_matrix(problem, offsets, rates, n_best) if rates else [offsets_only(problem, offsets)]
    return _on_coarse_grid(problem, offsets, n_best)


def _has_gram_matrix(problem: Problem) -> bool:
    """Return True where everything nonlinear is a rate of a mode table, or an offset."""
    others = [
        n
        for n, log in zip(problem.nonlinear, problem.is_log, strict=True)
        if not log and n not in problem.offset_names
    ]
    tables = all(t.model.table is not None or t.model.kind == "background" for t in problem.terms)
    return tables and not others


def minima(
    problem: Problem, *, n_starts: int = 12, keep: int = 3, extra: tuple[FloatArray, ...] = ()
) -> list[Optimum]:
    """Return the minima reached from the best starts (and from ``extra`` ones), lowest first.

    Starts from the Gram matrix stand at their minima already, lowest first: the first ``keep`` are
    refined. Those of a coarse grid go a few steps before the ``keep`` best go on.
    """
    thetas = [*starts(problem, n_starts), *extra]
    if len(thetas) > keep and not _has_gram_matrix(problem):
        begun = sorted((minimize(problem, t, max_iterations=8) for t in thetas), key=lambda o: o.chi2)
        thetas = [o.state.theta for o in begun]
    thetas = [*thetas[:keep], *extra]
    found = sorted((minimize(problem, t) for t in thetas), key=lambda o: o.chi2)
    return [_in_order(problem, o) for o in found]


def _in_order(problem: Problem, found: Optimum) -> Optimum:
    """Return the same minimum with equal channels of a sum in the order of growing B_phi.

    Channels of one model can change places without any change of the curve; in a series they would.
    """
    channels = [t for t in problem.terms if t.model.kind == "field"]
    if len({t.model.name for t in channels}) != 1 or len(channels) < 2 or problem.as_nonlinear:
        return found
    first = channels[0]
    own = [k for k in range(len(first.names)) if k != first.amplitude]
    if any(n in problem.fixed for t in channels for n in t.names):
        return found
    rows = np.array([[problem.nonlinear.index(t.names[k]) for k in own] for t in channels])
    theta = found.state.theta.copy()
    order = np.argsort(theta[rows[:, 0]], kind="stable")
    if (order == np.arange(order.size)).all():
        return found
    theta[rows] = theta[rows[order]]
    return minimize(problem, theta)


def best_fit(
    problem: Problem, *, n_starts: int = 12, keep: int = 2, extra: tuple[FloatArray, ...] = ()
) -> Optimum:
    """Return the lowest minimum reached."""
    return minima(problem, n_starts=n_starts, keep=keep, extra=extra)[0]


def offsets_only(problem: Problem, offsets: FloatArray) -> FloatArray:
    """Return theta of a problem whose only nonlinear parameters are offsets."""
    return np.array([offsets[problem.offset_names.index(n)] for n in problem.nonlinear])


def _offset(problem: Problem, group: int) -> float:
    name = problem.offset_names[group]
    if name in problem.fixed:
        return float(problem.fixed[name])
    at = problem.nonlinear.index(name)
    mask = problem.group == group
    low, high = float(problem.box[0][at]), float(problem.box[1][at])
    return centre_of_symmetry(problem.B[mask], problem.y[mask], low, high)


def _fields(x: FloatArray, n: int) -> FloatArray:
    """Return n logarithmic fields from far below the smallest to far above the largest field measured."""
    size = np.abs(x[x != 0.0])
    span = float(size.max())
    return np.geomspace(max(0.02 * float(np.quantile(size, 0.02)), 1e-5 * span), 30.0 * span, n)


def _on_gram_matrix(problem: Problem, offsets: FloatArray, rates: list[str], n_best: int) -> list[FloatArray]:
    """Return the best local minima of chi-square over a grid of the rate parameters."""
    x = problem.B - offsets[problem.group]
    theta0 = np.array(
        [0.0 if n in rates else offsets[problem.offset_names.index(n)] for n in problem.nonlinear]
    )
    fine = _fields(x, N_FINE)
    terms = [t for t in problem.terms if t.model.table is not None]
    gram, project, power = _gram(problem, terms, theta0, x, fine)
    axis = np.geomspace(fine[0], fine[-1], PER_AXIS.get(len(rates), 9))
    mesh = np.stack(np.meshgrid(*[axis] * len(rates), indexing="ij"), axis=-1).reshape(-1, len(rates))

    def chi2_at(points: FloatArray) -> FloatArray:
        """Return chi-square less that of the data for rate parameters (n, n_rates)."""
        held: list[Modes] = []
        freed: list[list[Modes]] = []
        for term in terms:
            modes = _modes_on_grid(problem, term, rates, points, np.log(fine))
            amplitude = None if term.amplitude is None else term.names[term.amplitude]
            if amplitude is None or amplitude in problem.fixed:
                factor = 1.0 if amplitude is None else problem.fixed[amplitude]
                held += [(factor * w, at) for w, at in modes]
            else:
                freed.append(modes)
        return _chi2_on_grid(gram, project, held, freed, points.shape[0])

    best = _local_minima(chi2_at(mesh), (axis.size,) * len(rates))[:n_best]
    out = []
    points, values = _zoom(chi2_at, mesh[best], axis[1] / axis[0])
    # The mesh ends at its own resolution; beyond this a point is in another valley, far up.
    near = values + power <= 4.0 * (values[0] + power) + 50.0
    for point in points[near]:
        theta = theta0.copy()
        theta[problem.is_log] = np.log(point)
        out.append(theta)
    return out


def _zoom(
    chi2_at: Callable[[FloatArray], FloatArray], points: FloatArray, ratio: float
) -> tuple[FloatArray, FloatArray]:
    """Return the points (n, n_rates) moved downhill on ever finer meshes, lowest first, and chi-square.

    All of them move at once; a round costs one look at the Gram matrix.
    """
    n, m = points.shape
    moves = np.array(list(itertools.product((-1.0, 0.0, 1.0), repeat=m)))
    step = 0.5 * np.log(ratio)
    logs = np.log(points)
    chi2 = np.full(n, np.inf)
    for _ in range(ROUNDS):
        trial = logs[:, None, :] + step * moves[None, :, :]
        found = chi2_at(np.exp(trial).reshape(-1, m)).reshape(n, -1)
        best = np.argmin(found, axis=1)
        logs = trial[np.arange(n), best]
        chi2 = found[np.arange(n), best]
        # A point that moved may have further to go at the same step.
        step *= np.where((moves[best] != 0.0).any(), 0.75, 0.5)
    order = np.argsort(chi2, kind="stable")
    return np.exp(logs[order]), chi2[order]


def _gram(
    problem: Problem, terms: list[Term], theta0: FloatArray, x: FloatArray, fine: FloatArray
) -> tuple[FloatArray, FloatArray, float]:
    """Return the Gram matrix of f2(b/|x|) over the fine fields, its product with the data, and their square.

    What enters linearly (constants, odd terms, backgrounds) is projected out of both first.
    """
    amplitudes = {t.names[t.amplitude] for t in terms if t.amplitude is not None}
    static = [k for k, n in enumerate(problem.linear) if n not in amplitudes]
    nuisance = problem.columns(theta0)[1][:, static]
    norm = np.linalg.norm(nuisance, axis=0)
    q = np.linalg.qr(nuisance / np.where(norm > 0.0, norm, 1.0))[0]
    weight = 1.0 / problem.error
    grid = FieldGrid.of(x)
    shapes = G0 * grid.unsort(grid.f2(fine)[0]).T
    shapes *= weight[:, None]
    shapes -= q @ (q.T @ shapes)
    data = problem.y * weight
    rest = data - q @ (q.T @ data)
    return shapes.T @ shapes, shapes.T @ rest, float(rest @ rest)


def _modes_on_grid(
    problem: Problem, term: Term, rates: list[str], mesh: FloatArray, log_fine: FloatArray
) -> list[Modes]:
    """Return (weight, index of the nearest fine field) of each mode at each point of the mesh."""
    table = term.model.table
    assert table is not None
    p = np.ones((mesh.shape[0], len(table.parameters)))
    names = [n for n in term.names if term.parameter(n).kind == "rate"]
    for k, name in enumerate(names):
        p[:, k] = mesh[:, rates.index(name)] if name in rates else problem.fixed[name]
    step = log_fine[1] - log_fine[0]
    out = []
    for w, row in zip(table.weights, table.rates, strict=True):
        field = np.maximum(p @ row, np.exp(log_fine[0]))
        at = np.rint((np.log(field) - log_fine[0]) / step).astype(np.int64)
        out.append((np.full(mesh.shape[0], w), np.minimum(at, log_fine.size - 1)))
    return out


def _chi2_on_grid(
    gram: FloatArray,
    project: FloatArray,
    held: list[Modes],
    freed: list[list[Modes]],
    n: int,
) -> FloatArray:
    """Return chi-square less that of the data (n,), free amplitudes eliminated."""

    def inner(first: list[Modes], second: list[Modes]) -> FloatArray:
        total = np.zeros(n)
        for (w, i), (v, j) in itertools.product(first, second):
            total += w * v * gram[i, j]
        return total

    def onto_data(modes: list[Modes]) -> FloatArray:
        total = np.zeros(n)
        for w, i in modes:
            total += w * project[i]
        return total

    chi2 = inner(held, held) - 2.0 * onto_data(held)
    if not freed:
        return chi2
    m = len(freed)
    a = np.empty((n, m, m))
    b = np.empty((n, m))
    for i in range(m):
        b[:, i] = onto_data(freed[i]) - inner(held, freed[i])
        for j in range(m):
            a[:, i, j] = inner(freed[i], freed[j])
    ridge = 1e-12 * np.trace(a, axis1=1, axis2=2) + 1e-300
    a += ridge[:, None, None] * np.eye(m)
    solved = np.linalg.solve(a, b[:, :, None])[:, :, 0]
    out: FloatArray = chi2 - np.einsum("ij,ij->i", solved, b)
    return out


def _local_minima(chi2: FloatArray, shape: tuple[int, ...]) -> NDArray[np.int64]:
    """Return the flat indices of the local minima on the grid, lowest first."""
    grid = chi2.reshape(shape)
    lowest = np.ones(shape, dtype=bool)
    for dim in range(len(shape)):
        padded = np.pad(
            grid, [(1, 1) if d == dim else (0, 0) for d in range(len(shape))], constant_values=np.inf
        )
        lowest &= grid <= np.take(padded, range(shape[dim]), axis=dim)
        lowest &= grid <= np.take(padded, range(2, shape[dim] + 2), axis=dim)
    found = np.flatnonzero(lowest.ravel())
    out: NDArray[np.int64] = found[np.argsort(chi2[found], kind="stable")]
    return out


def _on_coarse_grid(problem: Problem, offsets: FloatArray, n_best: int) -> list[FloatArray]:
    """Return the best points of a coarse grid over all nonlinear parameters (formulas)."""
    x = problem.B - offsets[problem.group]
    axes = []
    for name, log in zip(problem.nonlinear, problem.is_log, strict=True):
        if name in problem.offset_names:
            axes.append(np.array([offsets[problem.offset_names.index(name)]]))
        elif log:
            axes.append(np.log(_fields(x, 9)))
        else:
            row = next(t.parameter(name) for t in problem.terms if name in t.names)
            axes.append(np.unique(np.clip(row.default * np.array([0.3, 1.0, 3.0]), row.lower, row.upper)))
    while np.prod([a.size for a in axes]) > 1500 and max(a.size for a in axes) > 4:
        axes = [a[::2] if a.size > 4 else a for a in axes]
    scored = []
    for combination in itertools.product(*axes):
        state = linearize(problem, np.clip(np.array(combination), *problem.box))
        if np.isfinite(state.chi2):
            scored.append((state.chi2, combination))
    scored.sort(key=lambda s: s[0])
    return [np.array(c) for _, c in scored[:n_best]]
