"""The family and the mesh that curves need, by the reach of their fields.

Curves on grids of their own share a setting when their largest and smallest fields fall into the same
steps, so that a map needs one or two.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.arrange import Curves
from hlnfit.fitting.engine.direct import X, first_column, place, room_for
from hlnfit.fitting.engine.moments import series_family
from hlnfit.fitting.engine.plan import FIRST_RATE, Plan
from hlnfit.fitting.engine.records import Setting
from hlnfit.fitting.engine.scan import at_fields, mesh_of, quadratic_forms
from hlnfit.fitting.engine.shared_grid import shared_family
from hlnfit.fitting.engine.sheet import THETA, new_sheet

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

Frozen = tuple[bytes, tuple[int, int], bytes, bytes, int]

UNIT_STEP = 0.25
REACH_STEP = 0.5
LONGEST_REACH = 12.5
NEGLIGIBLE = 0.05
"""Single points nearer to zero field than this share of the resolution count as zero field in starts."""


def settings_of(plan: Plan, curves: Curves) -> list[tuple[Setting, IntArray]]:
    """Return the settings that the curves need, each with the rows that use it.

    Rows without a field other than zero are in none.
    """
    smallest, resolution, span = curves.extent
    if curves.shared and not plan.free_offsets:
        rows = np.arange(curves.y.shape[0])
        if not span[0]:
            return []
        return [(_shared_setting(plan, curves, float(resolution[0]), float(span[0])), rows)]
    kinds = _kinds(smallest, resolution, span)
    good = np.all(np.isfinite(kinds), axis=1)
    if kinds.shape[0] == 1:
        return [(_own_setting(plan, kinds[0]), np.zeros(1, dtype=np.int64))] if good[0] else []
    out = []
    for kind in np.unique(kinds[good], axis=0):
        rows = np.flatnonzero(good & np.all(kinds == kind, axis=1))
        out.append((_own_setting(plan, kind), rows))
    return out


def _kinds(smallest: FloatArray, resolution: FloatArray, span: FloatArray) -> FloatArray:
    """Return (n_curves, 3): ln of the unit of field, reach of ln|x| below it, and that of the mesh."""
    with np.errstate(divide="ignore", invalid="ignore"):
        unit = np.ceil(np.log(span) / UNIT_STEP) * UNIT_STEP
        low = np.maximum(0.999 * smallest, NEGLIGIBLE * resolution)
        reach = np.ceil((unit - np.log(low)) / REACH_STEP) * REACH_STEP
        wide = np.ceil((unit - np.log(resolution)) / REACH_STEP) * REACH_STEP
    return np.stack([unit, np.minimum(reach, LONGEST_REACH), wide], axis=1)


def _shared_setting(plan: Plan, curves: Curves, resolution: float, span: float) -> Setting:
    return _shared_cached(_frozen(plan), curves.B[0].tobytes(), curves.weight[0].tobytes(), resolution, span)


@lru_cache(maxsize=16)
def _shared_cached(frozen: Frozen, B: bytes, weight: bytes, resolution: float, span: float) -> Setting:
    """Return the setting for curves on one grid; the engine only reads it."""
    plan = _thawed(frozen)
    fields, w = np.frombuffer(B), np.frombuffer(weight)
    points = np.stack([fields, np.zeros(fields.size), w, np.zeros(fields.size)])
    n_modes, n_static = plan.modes.shape[0], plan.static.shape[0]
    rows = room_for(n_modes, n_static, plan.n_linear, plan.n_theta, fields.size)
    sheet = new_sheet(plan.n_theta, n_modes, plan.n_linear)
    place(plan.modes, plan.static, plan.offsets, points, rows, sheet, THETA, plan.n_theta)
    first = first_column(n_modes, n_static)
    family, basis, static_table = shared_family(rows[X], points[2], rows[first : first + n_static])
    mesh = mesh_of(plan, resolution, span)
    vectors = np.empty((mesh.log_b.size, family.table.shape[1] // 2))
    at_fields(family.first, family.table, mesh.log_b, vectors)
    form = np.empty((n_blocks(plan), mesh.theta.shape[0]))
    quadratic_forms(plan.modes, plan.n_amplitudes, mesh.pair, vectors, form)
    return Setting(family, basis, static_table, 1.0, 1.0, mesh, vectors, form)


def n_blocks(plan: Plan) -> int:
    """Return the number of inner products between the parts of a curve."""
    return (plan.n_amplitudes + 1) * (plan.n_amplitudes + 2) // 2


def _own_setting(plan: Plan, kind: FloatArray) -> Setting:
    # What does not matter is left out, so that more curves share a setting.
    shape = plan._replace(static=np.zeros((0, 2), dtype=np.int64), offsets=np.zeros((0, 2)))
    return _own_cached(_frozen(shape), *(float(k) for k in kind))


@lru_cache(maxsize=64)
def _own_cached(frozen: Frozen, log_unit: float, reach: float, wide: float) -> Setting:
    """Return the setting for curves with grids of their own; the engine only reads it."""
    plan = _thawed(frozen)
    family = series_family(reach, log_unit)
    unit = math.exp(log_unit)
    mesh = mesh_of(plan, unit * math.exp(-wide), unit)
    vectors = np.empty((mesh.log_b.size, family.table.shape[1] // 2))
    at_fields(family.first, family.table, mesh.log_b, vectors)
    form = np.empty((n_blocks(plan), mesh.theta.shape[0]))
    return Setting(family, np.zeros((0, 0)), np.zeros((0, 0)), reach, unit, mesh, vectors, form)


def _frozen(plan: Plan) -> Frozen:
    """Return what of a plan decides its settings, as a key: no data, no held coefficients."""
    return (
        plan.modes.tobytes(),
        plan.modes.shape,
        plan.static.tobytes(),
        plan.offsets.tobytes(),
        plan.n_amplitudes,
    )


def _thawed(frozen: Frozen) -> Plan:
    modes, shape, static, offsets, n_amplitudes = frozen
    return Plan(
        np.frombuffer(modes).reshape(shape).copy(),
        np.frombuffer(static, dtype=np.int64).reshape(-1, 2).copy(),
        np.zeros((0, 3)),
        np.frombuffer(offsets).reshape(-1, 2).copy(),
        np.zeros((2, shape[1] - FIRST_RATE)),
        n_amplitudes,
    )
