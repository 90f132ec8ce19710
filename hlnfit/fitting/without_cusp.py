"""How well a curve without any cusp describes the data: what a quantum correction has to beat."""

from __future__ import annotations

import numpy as np

from hlnfit.fitting.engine.compiled import Rows, kernel
from hlnfit.fitting.engine.orthonormal import DEPENDENT, add_row, dot, orthonormalize
from hlnfit.fitting.problem import Problem


def without_cusp(problem: Problem) -> tuple[float, float]:
    """Return chi-square with the field models left out, and with a parabola in their place.

    Constants, odd terms and a background remain. A parabola is what the models become for B_phi -> infinity.
    """
    x = problem.B / max(float(problem.B.max()), -float(problem.B.min()), 1e-300)
    n_odd, background = len(problem.odd), any(t.model.kind == "background" for t in problem.terms)
    # The constants, x, x^3, and x^2 as the last one: the background, or what replaces the models.
    m = problem.n_groups + n_odd
    rows = np.empty((m + 2, x.size))
    for g in range(problem.n_groups):
        rows[g] = problem.group == g
    square = np.multiply(x, x, out=rows[m])
    for k, below in enumerate((1.0, square)[:n_odd]):
        np.multiply(x, below, out=rows[problem.n_groups + k])
    rows[-1] = problem.y
    rows /= problem.error
    if problem.noise is not None:
        rows = np.ascontiguousarray(problem.noise.whiten(rows.T).T)
    _project_out(rows, 0, m, np.empty((m + 1, m + 1)))
    flat = float(rows[-1] @ rows[-1])
    _project_out(rows, m, m + 1, np.empty((m + 1, m + 1)))
    parabola = float(rows[-1] @ rows[-1])
    return (parabola if background else flat), parabola


@kernel
def _project_out(rows: Rows, first: int, last: int, sheet: Rows) -> None:
    """Take rows first ... last - 1 out of the last one, all of those before them being orthonormal."""
    orthonormalize(rows, 0, first, last, sheet, 0, DEPENDENT)
    y = rows.shape[0] - 1
    for _ in range(2):
        for k in range(first, last):
            add_row(rows, y, -dot(rows, k, rows, y), rows, k)
