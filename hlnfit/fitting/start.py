"""Where a fit begins: no guess, but every combination of fields on a logarithmic grid.

For mode tables the chi-square of a combination follows from the Gram matrix of one column a field, so
that thousands of combinations cost no more than a few evaluations of the model. Everything scales with
the fields measured: the unit of B does not matter.
"""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.problem import Problem
from hlnfit.fitting.solve import Optimum, linearize, minimize
from hlnfit.models.modes import ModeTable, evaluate_modes

FloatArray = NDArray[np.float64]
_ONE = ModeTable(("b",), (1.0,), ((1.0,),))


def offset_by_symmetry(problem: Problem, group: int) -> float:
    """Return the field about which the data of one group are most even, in tesla.

    The odd part about a trial centre, less its projection on x and x^3 (Hall admixture), is smallest
    where the centre is right. No model is needed.
    """
    lower, upper = problem.box
    name = problem.offset_names[group]
    if name in problem.fixed:
        return float(problem.fixed[name])
    at = problem.nonlinear.index(name)
    mask = problem.group == group
    B, y = problem.B[mask], problem.y[mask]
    if not (B.size >= 8 and B.min() < 0.0 < B.max()):
        return 0.0
    order = np.argsort(B, kind="stable")
    B, y = B[order], y[order]
    reach = min(-B[0], B[-1])

    def oddness(centre: float) -> float:
        x = np.linspace(0.0, reach - abs(centre), max(20, min(B.size, 400)))[1:]
        # Half of the weight sits in the inner tenth, where the cusp is.
        x = np.concatenate([x, 0.1 * x])
        odd = 0.5 * (np.interp(centre + x, B, y) - np.interp(centre - x, B, y))
        columns = np.stack([x / reach, (x / reach) ** 3], axis=1)[:, : max(len(problem.odd), 1)]
        coefficients, *_ = np.linalg.lstsq(columns, odd, rcond=None)
        rest = odd - columns @ coefficients
        return float(rest @ rest) / x.size

    lo, hi = max(lower[at], -0.5 * reach), min(upper[at], 0.5 * reach)
    for _ in range(3):
        trial = np.linspace(lo, hi, 33)
        best = int(np.argmin([oddness(c) for c in trial]))
        lo, hi = trial[max(best - 1, 0)], trial[min(best + 1, trial.size - 1)]
    return float(0.5 * (lo + hi))


def _rate_grid(problem: Problem, x: FloatArray, n: int) -> FloatArray:
    size = np.abs(x[x != 0.0])
    span = float(size.max())
    return np.geomspace(max(0.02 * float(np.quantile(size, 0.02)), 1e-5 * span), 30.0 * span, n)


def _combinations(problem: Problem, offsets: FloatArray, n_best: int) -> list[FloatArray]:
    """Return the best local minima of chi-square over a grid of the rate parameters (mode tables)."""
    x = problem.B - offsets[problem.group]
    fine = _rate_grid(problem, x, 97)
    base = np.array(
        [problem.fixed.get(n, offsets[problem.offset_names.index(n)] if n in problem.offset_names else 1.0)
         for n in problem.nonlinear]
    )  # fmt: skip
    theta0 = np.where(problem.is_log, 0.0, base)
    weight = 1.0 / problem.error
    columns_fixed = problem.columns(theta0)[1]
    table_terms = [t for t in problem.terms if t.model.table is not None]
    amplitudes = {t.names[t.amplitude] for t in table_terms if t.amplitude is not None}
    static = [k for k, n in enumerate(problem.linear) if n not in amplitudes]
    nuisance = columns_fixed[:, static]
    q = (
        np.linalg.qr(nuisance / np.maximum(np.linalg.norm(nuisance, axis=0), 1e-300))[0]
        if static
        else (np.zeros((x.size, 0)))
    )
    shapes = np.stack([evaluate_modes(_ONE, x, np.array([b]))[0] for b in fine], axis=1) * weight[:, None]
    shapes -= q @ (q.T @ shapes)
    data = problem.y * weight
    data = data - q @ (q.T @ data)
    gram, project = shapes.T @ shapes, shapes.T @ data

    rates = [n for n, log in zip(problem.nonlinear, problem.is_log, strict=True) if log]
    per_axis = {1: 97, 2: 49, 3: 25}.get(len(rates), 9)
    axis = np.geomspace(fine[0], fine[-1], per_axis)
    mesh = np.stack(np.meshgrid(*[axis] * len(rates), indexing="ij"), axis=-1).reshape(-1, len(rates))
    log_fine = np.log(fine)
    # One amplitude at most is eliminated here; the refinement frees them all.
    vector_g = np.zeros((mesh.shape[0], fine.size))
    free_vectors = []
    for term in table_terms:
        table = term.model.table
        assert table is not None
        p = np.ones((mesh.shape[0], len(table.parameters)))
        for k, name in enumerate(n for n in term.names if term.parameter(n).kind == "rate"):
            p[:, k] = mesh[:, rates.index(name)] if name in rates else problem.fixed[name]
        vector = np.zeros((mesh.shape[0], fine.size))
        for w, row in zip(table.weights, table.rates, strict=True):
            with np.errstate(divide="ignore"):
                position = np.interp(np.log(p @ row), log_fine, np.arange(fine.size))
            left = np.minimum(position.astype(np.int64), fine.size - 2)
            part = position - left
            np.add.at(vector, (np.arange(mesh.shape[0]), left), w * (1.0 - part))
            np.add.at(vector, (np.arange(mesh.shape[0]), left + 1), w * part)
        amplitude = None if term.amplitude is None else term.names[term.amplitude]
        if amplitude is not None and amplitude not in problem.fixed:
            free_vectors.append(vector)
        else:
            vector_g += vector * (1.0 if amplitude is None else problem.fixed[amplitude])
    rest = project[None, :] - vector_g @ gram
    chi2 = float(data @ data) - 2.0 * vector_g @ project + np.einsum("ij,ij->i", vector_g @ gram, vector_g)
    if len(free_vectors) == 1:
        v = free_vectors[0]
        length = np.einsum("ij,ij->i", v @ gram, v)
        overlap = np.einsum("ij,ij->i", rest, v)
        chi2 = chi2 - np.where(length > 0.0, overlap**2 / np.maximum(length, 1e-300), 0.0)
    elif free_vectors:
        n_free = len(free_vectors)
        a = np.array([[np.einsum("ij,ij->i", u @ gram, v) for v in free_vectors] for u in free_vectors])
        b = np.array([np.einsum("ij,ij->i", rest, v) for v in free_vectors])
        a = np.moveaxis(a, -1, 0) + 1e-12 * np.trace(a)[:, None, None] * np.eye(n_free) / n_free
        solved = np.linalg.solve(a, b.T[..., None])[..., 0]
        chi2 = chi2 - np.einsum("ij,ji->i", solved, b)
    shape = (per_axis,) * len(rates)
    grid = chi2.reshape(shape)
    is_minimum = np.ones(shape, dtype=bool)
    for dim in range(len(shape)):
        for direction in (1, -1):
            neighbour = np.roll(grid, direction, axis=dim)
            edge = [slice(None)] * len(shape)
            edge[dim] = slice(0, 1) if direction == 1 else slice(-1, None)
            neighbour[tuple(edge)] = np.inf
            is_minimum &= grid <= neighbour
    candidates = np.flatnonzero(is_minimum.ravel())
    candidates = candidates[np.argsort(chi2[candidates], kind="stable")][:n_best]
    out = []
    for index in candidates:
        theta = theta0.copy()
        theta[problem.is_log] = np.log(mesh[index])
        out.append(theta)
    return out


def _coarse(problem: Problem, offsets: FloatArray, n_best: int) -> list[FloatArray]:
    """Return the best points of a coarse grid over all nonlinear parameters (formulas)."""
    x = problem.B - offsets[problem.group]
    axes = []
    for name, log in zip(problem.nonlinear, problem.is_log, strict=True):
        if name in problem.offset_names:
            axes.append(np.array([offsets[problem.offset_names.index(name)]]))
        elif log:
            axes.append(np.log(_rate_grid(problem, x, 9)))
        else:
            row = next(t.parameter(name) for t in problem.terms if name in t.names)
            low, high = np.clip([row.default / 3.0, row.default * 3.0], row.lower, row.upper)
            axes.append(np.unique([min(low, high), row.default, max(low, high)]))
    while np.prod([a.size for a in axes]) > 1500 and max(a.size for a in axes) > 3:
        axes = [a[:: 2 if a.size > 4 else 1] for a in axes]
    scored = []
    for combination in itertools.product(*axes):
        state = linearize(problem, np.clip(np.array(combination), *problem.box))
        if np.isfinite(state.chi2):
            scored.append((state.chi2, combination))
    scored.sort(key=lambda s: s[0])
    return [np.array(c) for _, c in scored[:n_best]]


def starts(problem: Problem, n_best: int = 4) -> list[FloatArray]:
    """Return up to ``n_best`` theta to refine, best first."""
    if not problem.nonlinear:
        return [np.zeros(0)]
    offsets = np.array([offset_by_symmetry(problem, g) for g in range(problem.n_groups)])
    rates = [n for n, log in zip(problem.nonlinear, problem.is_log, strict=True) if log]
    others = [n for n in problem.nonlinear if n not in rates and n not in problem.offset_names]
    if (
        rates
        and not others
        and all(t.model.table is not None or t.model.kind == "background" for t in problem.terms)
    ):
        return _combinations(problem, offsets, n_best)
    return _coarse(problem, offsets, n_best)


def best_fit(problem: Problem, *, n_best: int = 4, extra: tuple[FloatArray, ...] = ()) -> Optimum:
    """Return the lowest minimum reached from the starts (and from ``extra`` ones)."""
    found = [minimize(problem, theta) for theta in (*starts(problem, n_best), *extra)]
    return min(found, key=lambda o: o.chi2)
