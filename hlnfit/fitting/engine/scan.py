"""Where fits begin: chi-square of every combination of fields on a coarse logarithmic grid.

With the inner products of the family over a list of fields, the chi-square of a combination costs a few
multiplications. The lowest local minima of the grid are the starts; no guess is needed, and the unit of
the field does not matter.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.compiled import Integers, Places, Rows, Vector, kernel, making_arrays
from hlnfit.fitting.engine.family import look_up
from hlnfit.fitting.engine.orthonormal import dot
from hlnfit.fitting.engine.plan import BASE, FIRST_RATE, PART, WEIGHT, Plan
from hlnfit.fitting.engine.step import solve_positive

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

PER_AXIS = {0: 1, 1: 48, 2: 22, 3: 9, 4: 6, 5: 4}
USUAL_WIDTH = 8.0
"""Length of an axis in ln B up to which these do: that of some hundred points at equal distances."""
MOST_POINTS = 3000
FEWEST = 3
LOWEST = 0.1
"""First field of the grid, in units of the resolution of the data near B = 0."""
HIGHEST = 5.0
"""Last field of the grid, in units of the largest field."""
MANY_TIMES = 60.0
"""The chi-square of a start over that of the lowest point: the steps of the grid are wide."""
PER_STEP = 2
"""Fields that modes are rounded to, for each step of the grid."""


class Mesh(NamedTuple):
    """The combinations of rates that are tried.

    Attributes
    ----------
    theta : array, (n_mesh, n_rates)
        Logarithms of the rates (T).
    neighbour : int array, (n_mesh, 2 n_rates)
        The next points along each axis, below and above in turn; n_mesh where there is none.
    log_b : array, (n_fields,)
        Fields that the modes are rounded to, ln of T.
    pair : int array, (n_pairs, n_mesh)
        For each pair of modes i <= j, i * n_fields + j of their rounded fields.
    field : int array, (n_modes, n_mesh)
    """

    theta: FloatArray
    neighbour: IntArray
    log_b: FloatArray
    pair: IntArray
    field: IntArray


def mesh_of(plan: Plan, resolution: float, span: float) -> Mesh:
    """Return the mesh for data with fields from ``resolution`` to ``span`` (T).

    Combinations with equal fields of all modes, after rounding, are one point of the mesh.
    """
    n_rates = plan.bounds.shape[1]
    low, high = math.log(LOWEST * max(resolution, 1e-5 * span)), math.log(HIGHEST * span)
    per_axis = _per_axis(n_rates, high - low)
    axis = np.linspace(low, high, per_axis)
    grids = np.meshgrid(*[axis] * n_rates, indexing="ij")
    theta = np.stack(grids, axis=-1).reshape(-1, n_rates) if n_rates else np.zeros((1, 0))
    b = np.log(plan.modes[:, BASE] + np.exp(theta) @ plan.modes[:, FIRST_RATE:].T)
    step = float(high - low) / max(PER_STEP * (per_axis - 1), 8)
    low = min(low, float(b.min()))
    fields = low + step * np.arange(math.ceil((max(high, float(b.max())) - low) / step) + 1)
    rounded = np.rint((b - low) / step).astype(np.int64)
    _, first, place = np.unique(rounded, axis=0, return_index=True, return_inverse=True)
    field = np.ascontiguousarray(rounded[first].T)
    n_modes = plan.modes.shape[0]
    pairs = [field[i] * fields.size + field[j] for i in range(n_modes) for j in range(i, n_modes)]
    neighbour = _neighbours(place.reshape((per_axis,) * n_rates), first)
    return Mesh(theta[first], neighbour, np.asarray(fields, dtype=np.float64), np.array(pairs), field)


def _per_axis(n_rates: int, width: float) -> int:
    """Return the points along each of the axes, which are ``width`` long in ln B."""
    usual = PER_AXIS.get(n_rates, FEWEST)
    wanted = math.ceil(usual * width / USUAL_WIDTH)
    return max(usual, min(wanted, int(MOST_POINTS ** (1.0 / max(n_rates, 1)) + 1e-9)))


def _neighbours(place: IntArray, first: IntArray) -> IntArray:
    """Return the next points of the mesh along each axis of the grid ``place`` of their numbers."""
    out = []
    none = first.size
    for axis in range(place.ndim):
        for shift in (0, 2):
            width = [(1, 1) if a == axis else (0, 0) for a in range(place.ndim)]
            padded = np.pad(place, width, constant_values=none)
            moved = np.take(padded, range(shift, shift + place.shape[axis]), axis=axis)
            next_one = moved.reshape(-1)[first]
            out.append(np.where(next_one == np.arange(none), none, next_one))
    return np.stack(out, axis=1) if out else np.zeros((1, 0), dtype=np.int64)


@making_arrays
def at_fields(first: float, table: Rows, log_b: Vector, out: Rows) -> None:
    """Fill out (n_fields, rank) with the family's table at the fields of a mesh."""
    both = np.empty((2, out.shape[1]))
    for j in range(log_b.size):
        for i in range(out.shape[1]):
            both[0, i] = 0.0
        look_up(first, table, log_b[j], both, 0, 1.0, 1)
        for i in range(out.shape[1]):
            out[j, i] = both[0, i]


@kernel
def _gather(out: Rows, row: int, factor: float, table: Vector, at: Integers, which: int) -> None:
    for p in range(at.shape[1]):
        # Unsigned: otherwise each index is asked whether it counts from the end.
        out[row, p] += factor * table[np.uint64(at[which, p])]


@kernel
def block(a: int, b: int, parts: int) -> int:
    """Return the position of the block (a, b), a <= b, of a symmetric matrix."""
    return a * parts - (a * (a - 1)) // 2 + b - a


@making_arrays
def quadratic_forms(modes: Rows, n_amplitudes: int, pair: Integers, vectors: Rows, out: Rows) -> None:
    """Fill out (n_blocks, n_mesh) with the inner products of the parts of the curve.

    ``vectors`` (n_fields, rank) are the fields of the mesh in coordinates. Blocks stand in the order (0, 0),
    (0, 1), ... (1, 1), ...; part 0 has no free amplitude.
    """
    n = vectors.shape[0]
    gram = np.empty(n * n)
    for i in range(n):
        for j in range(i + 1):
            gram[i * n + j] = dot(vectors, i, vectors, j)
            gram[j * n + i] = gram[i * n + j]
    for b in range(out.shape[0]):
        for p in range(out.shape[1]):
            out[b, p] = 0.0
    at = 0
    for i in range(modes.shape[0]):
        for j in range(i, modes.shape[0]):
            a, b = int(modes[i, PART]), int(modes[j, PART])
            both = modes[i, WEIGHT] * modes[j, WEIGHT] * (2.0 if i != j and a == b else 1.0)
            _gather(out, block(min(a, b), max(a, b), 1 + n_amplitudes), both, gram, pair, at)
            at += 1


@kernel
def chi2_on_mesh(
    modes: Rows,
    n_amplitudes: int,
    field: Integers,
    vectors: Rows,
    form: Rows,
    z: Rows,
    onto: Vector,
    a: Rows,
    out: Rows,
) -> None:
    """Fill row 0 of ``out`` (parts, n_mesh + 1) with chi-square, less that of the data, row 0 of z (n, rank).

    The last column stands for what is outside of the mesh. ``onto`` (n_fields,) and ``a`` (m + 1, m) are
    scratch.
    """
    for i in range(onto.size):
        onto[i] = dot(vectors, i, z, 0)
    m = n_amplitudes
    out[0, field.shape[1]] = np.inf
    for p in range(field.shape[1]):
        out[0, p] = form[0, p]
        for i in range(m):
            out[i + 1, p] = -form[i + 1, p]
    for j in range(modes.shape[0]):
        part = int(modes[j, PART])
        _gather(out, part, modes[j, WEIGHT] * (1.0 if part else -2.0), onto, field, j)
    if m == 0:
        return
    for p in range(field.shape[1]):
        for i in range(m):
            a[m, i] = out[i + 1, p]
            for j in range(i + 1):
                a[i, j] = form[block(j + 1, i + 1, m + 1), p]
            a[i, i] *= 1.0 + 1e-9
        if solve_positive(a, 0, a, m, m):
            for i in range(m):
                out[0, p] -= out[i + 1, p] * a[m, i]


@kernel
def lowest_minima(
    chi2: Rows, neighbour: Integers, power: float, one: float, found: Places, among: Places
) -> int:
    """Fill ``found`` with the places of the lowest local minima of row 0, best first; return their number.

    The last column of ``chi2`` is infinite: the neighbour of points that have none. ``power`` is chi-square
    of the data, ``one`` that of a degree of freedom: a point far above the lowest is in no good valley.
    ``among`` (n_mesh,) is scratch.
    """
    low, lower = np.inf, np.inf
    for p in range(0, neighbour.shape[0] - 1, 2):
        low = chi2[0, p] if chi2[0, p] < low else low
        lower = chi2[0, p + 1] if chi2[0, p + 1] < lower else lower
    lowest = min(low, lower, chi2[0, neighbour.shape[0] - 1])
    n_found = n_low = 0
    worst = MANY_TIMES * (lowest + power) + 1e3 * one - power
    # First those that are low, without a branch: on a landscape of hills no branch can be predicted.
    for p in range(neighbour.shape[0]):
        among[n_low] = p
        n_low += 1 if chi2[0, p] < worst else 0
    for candidate in range(n_low):
        p = among[candidate]
        here = chi2[0, p]
        if not here < worst:
            continue
        below, above = np.inf, np.inf
        for k in range(0, neighbour.shape[1], 2):
            left, right = chi2[0, neighbour[p, k]], chi2[0, neighbour[p, k + 1]]
            below = left if left < below else below
            above = right if right < above else above
        if not (here < below and here <= above):
            continue
        k = min(n_found, found.size - 1)
        while k > 0 and chi2[0, found[k - 1]] > here:
            found[k] = found[k - 1]
            k -= 1
        found[k] = p
        n_found = min(n_found + 1, found.size)
        if n_found == found.size:
            worst = min(worst, chi2[0, found[n_found - 1]])
    return n_found
