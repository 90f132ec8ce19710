"""How well a curve without any cusp describes the data: what a quantum correction has to beat."""

from __future__ import annotations

import numpy as np

from hlnfit.fitting.problem import Problem


def without_cusp(problem: Problem) -> tuple[float, float]:
    """Return chi-square with the field models left out, and with a parabola in their place.

    Constants, odd terms and a background remain. A parabola is what the models become for B_phi -> infinity.
    """
    x = problem.B / max(float(np.max(np.abs(problem.B))), 1e-300)
    columns = [(problem.group == g).astype(np.float64) for g in range(problem.n_groups)]
    columns += [x ** (1 + 2 * k) for k in range(len(problem.odd))]
    if any(t.model.kind == "background" for t in problem.terms):
        columns.append(x**2)
        more = []
    else:
        more = [x**2]
    a = np.stack([*columns, *more, problem.y], axis=1) / problem.error[:, None]
    if problem.noise is not None:
        a = problem.noise.whiten(a)
    # The last column of a triangular factor: what each column takes of the data that those before it left.
    triangle = np.asarray(np.linalg.qr(a, mode="r"))
    taken = triangle[len(columns) :, -1] ** 2
    return float(taken.sum()), float(taken[-1])
