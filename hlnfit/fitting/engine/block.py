"""The fit of many curves, one after the other, without a word of Python in between.

Each curve is compressed to coordinates of the family, started from the lowest minima of a mesh, refined
in the coordinates, and finished on its own points. No curve sees another one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.centre import place_offsets
from hlnfit.fitting.engine.compiled import Places, Rows, Vector, at_first_call, kernel
from hlnfit.fitting.engine.covariance import covariance_into, covariance_room
from hlnfit.fitting.engine.descent import box, descend
from hlnfit.fitting.engine.direct import (
    DATA,
    FIELD,
    GROUP,
    INVERSE_ERROR,
    RESIDUAL,
    first_column,
    place,
    room_for,
)
from hlnfit.fitting.engine.family import to_coordinates
from hlnfit.fitting.engine.moments import compress
from hlnfit.fitting.engine.orthonormal import dot
from hlnfit.fitting.engine.plan import Plan
from hlnfit.fitting.engine.records import Data, Found, Setting
from hlnfit.fitting.engine.reduced import Z, first_of_jacobian
from hlnfit.fitting.engine.residuals import height_of_modes, mean_square
from hlnfit.fitting.engine.scan import chi2_on_mesh, quadratic_forms
from hlnfit.fitting.engine.shared_finish import residual_on_points, state_from_coordinates
from hlnfit.fitting.engine.sheet import COEFFICIENT, LOWER, THETA, UPPER, new_sheet
from hlnfit.fitting.engine.starts import MOST_STEPS, N_STARTS, best_of_starts, without_modes
from hlnfit.fitting.engine.trio import ROOM

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

TOLERANCE = 1e-6
"""Distance to the minimum in standard errors that the last, unchecked step removes."""


@kernel
def _copy(B: Rows, weight: Rows, y: Rows, group: Places, row: int, points: Rows) -> None:
    """Fill the points of a curve in the order of their fields."""
    b, w = min(row, B.shape[0] - 1), min(row, weight.shape[0] - 1)
    for i in range(points.shape[1]):
        points[FIELD, i] = B[b, i]
        points[DATA, i] = y[row, i]
        points[INVERSE_ERROR, i] = weight[w, i]
        points[GROUP, i] = group[i]


@kernel
def _copy_by_size(B: Rows, weight: Rows, y: Rows, row: int, centre: float, points: Rows) -> None:
    """Fill the points of a curve in the order of their distance from ``centre``; of group 0."""
    b, w = min(row, B.shape[0] - 1), min(row, weight.shape[0] - 1)
    n = points.shape[1]
    right = 0
    while right < n and B[b, right] < centre:
        right += 1
    left = right - 1
    for i in range(n):
        if right >= n or (left >= 0 and centre - B[b, left] < B[b, right] - centre):
            k = left
            left -= 1
        else:
            k = right
            right += 1
        points[FIELD, i] = B[b, k]
        points[DATA, i] = y[row, k]
        points[INVERSE_ERROR, i] = weight[w, k]
        points[GROUP, i] = 0.0


@kernel
def _write(sheet: Rows, m: int, theta: Vector, coefficient: Vector, bound: Places) -> None:
    for k in range(theta.size):
        theta[k] = sheet[THETA, k]
        bound[k] = -1 if theta[k] <= sheet[LOWER, k] else (1 if theta[k] >= sheet[UPPER, k] else 0)
    for c in range(m):
        coefficient[c] = sheet[COEFFICIENT, c]


@at_first_call
def fit_block(plan: Plan, data: Data, setting: Setting, rows: IntArray, found: Found) -> None:
    """Fit the curves ``rows`` and write their rows of ``found``."""
    modes, static, held, offsets, bounds, m_own = plan
    (first, table), basis, static_table = setting.family, setting.basis, setting.static_table
    mesh = setting.mesh
    shared = basis.shape[0] > 0  # never with free offsets
    k_all, k, n_modes, n_static = found.theta.shape[1], bounds.shape[1], modes.shape[0], static.shape[0]
    m, rank = n_static + m_own, table.shape[1] // 2
    sheet, small = new_sheet(k_all, n_modes, m), new_sheet(k, n_modes, m_own)
    factor = np.zeros((0 if shared else rank, rank))
    jacobian = first_of_jacobian(n_modes, m_own)
    work, trio_room = np.zeros((jacobian + k, rank)), np.zeros((ROOM, rank))
    raw, vectors = setting.vectors, np.empty_like(setting.vectors)
    form = setting.form if shared else np.empty_like(setting.form)
    on_mesh = np.empty((1 + m_own, mesh.theta.shape[0] + 1))
    onto, solved = np.empty(setting.vectors.shape[0]), np.empty((m_own + 1, m_own))
    at, among = np.zeros(N_STARTS, np.int64), np.empty(mesh.theta.shape[0], np.int64)
    onto_static, covariance = np.zeros((3, n_static)), covariance_room(k_all, m)
    q = first_column(n_modes, n_static)
    n = 0
    points, room = np.empty((4, n)), np.empty((3, n))
    on_points = room_for(n_modes, n_static, m, k_all, n)
    for row in rows:
        # What does not change from curve to curve stays: a shared grid and its static columns.
        same = shared and n > 0
        if data.used[row] != n:
            n = data.used[row]
            points, room = np.empty((4, n)), np.empty((3, n))
            on_points = room_for(n_modes, n_static, m, k_all, n)
        if same:
            for i in range(n):
                points[DATA, i] = data.y[row, i]
        elif shared or k_all > k or offsets.shape[0] > 1:
            _copy(data.B, data.weight, data.y, data.group, row, points)
        else:
            _copy_by_size(data.B, data.weight, data.y, row, offsets[0, 1], points)
        sheet[THETA, :] = 0.0
        box(bounds, k_all, data.smallest[row], data.span[row], sheet)
        if k_all > k:
            place_offsets(offsets, points, sheet)
        for i in range(k):
            small[LOWER, i], small[UPPER, i] = sheet[LOWER, i], sheet[UPPER, i]
        if not same:
            place(modes, static, offsets, points, on_points, sheet, THETA, k_all)
        null = without_modes(held, points, on_points, q, onto_static)
        found.null[row] = null
        n_family = basis.shape[0]
        if shared:
            for i in range(n_family):
                work[Z, i] = dot(basis, i, on_points, RESIDUAL)
            chi2_on_mesh(modes, m_own, mesh.field, raw, form, work, onto, solved, on_mesh)
        else:
            n_family = compress(
                points, on_points, q, n_static, setting.reach, setting.unit, room, factor, work
            )
            for i in range(vectors.shape[0]):
                to_coordinates(factor, raw, i, vectors, i)
            quadratic_forms(modes, m_own, mesh.pair, vectors, form)
            chi2_on_mesh(modes, m_own, mesh.field, vectors, form, work, onto, solved, on_mesh)
        rest = max(null - dot(work, Z, work, Z), 0.0)
        best_of_starts(
            modes,
            first,
            table,
            factor,
            work,
            trio_room,
            small,
            m_own,
            mesh.theta,
            mesh.neighbour,
            on_mesh,
            at,
            among,
            rest / max(n - n_static - n_family, 1),
            found.other_theta[row],
            found.other[row],
        )
        for i in range(k):
            sheet[THETA, i] = small[THETA, i]
        if shared:
            chi2 = rest + state_from_coordinates(
                modes, first, table, factor, static_table, onto_static, work, small, sheet
            )
            if chi2 > data.limit[row]:
                chi2 = residual_on_points(basis, work, on_points)
            covariance_into(sheet, n_modes, k, m, work, jacobian, covariance, found.covariance, row)
            found.converged[row] = True
        else:
            chi2, found.converged[row] = descend(
                modes,
                static,
                held,
                offsets,
                points,
                on_points,
                sheet,
                k_all,
                m_own,
                TOLERANCE,
                MOST_STEPS,
                True,
            )
            covariance_into(sheet, n_modes, k_all, m, on_points, q + m, covariance, found.covariance, row)
        found.chi2[row] = chi2
        missed = chi2 > data.limit[row]
        found.mean_square[row] = mean_square(points, on_points) if missed else 0.0
        found.height[row] = height_of_modes(static, held, points, on_points, sheet) if missed else 0.0
        _write(sheet, m, found.theta[row], found.coefficient[row], found.bound[row])
