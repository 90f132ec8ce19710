"""How well a curve without any cusp describes the data: what a quantum correction has to beat."""

from __future__ import annotations

import numpy as np

from hlnfit.fitting.problem import Problem

RIDGE = 1e-13
"""For columns of unit length that may depend on each other; far below what data resolve."""


def without_cusp(problem: Problem) -> tuple[float, float]:
    """Return chi-square with the field models left out, and with a parabola in their place.

    Constants, odd terms and a background remain. A parabola is what the models become for B_phi -> infinity.
    """
    x = problem.B / max(float(problem.B.max()), -float(problem.B.min()), 1e-300)
    columns = [(problem.group == g).astype(np.float64) for g in range(problem.n_groups)]
    columns += [x ** (1 + 2 * k) for k in range(len(problem.odd))]
    if any(t.model.kind == "background" for t in problem.terms):
        columns.append(x * x)
        more = []
    else:
        more = [x * x]
    a = np.array([*columns, *more, problem.y])
    a /= problem.error
    if problem.noise is not None:
        a = problem.noise.whiten(np.ascontiguousarray(a.T)).T
    columns_of, y = a[:-1], a[-1]
    size = np.sqrt(np.einsum("ij,ij->i", columns_of, columns_of))
    size[size == 0.0] = 1.0
    columns_of = columns_of / size[:, None]
    normal = columns_of @ columns_of.T + RIDGE * np.eye(size.size)
    onto = columns_of @ y
    m = len(columns)
    coefficients = np.zeros((2, size.size))
    coefficients[0, :m] = np.linalg.solve(normal[:m, :m], onto[:m])
    coefficients[1] = np.linalg.solve(normal, onto) if more else coefficients[0]
    rest = y - coefficients @ columns_of
    flat, parabola = np.einsum("ij,ij->i", rest, rest).tolist()
    return flat, parabola
