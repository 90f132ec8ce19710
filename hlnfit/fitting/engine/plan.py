"""What a fit computes, as plain arrays: numba never sees a model, only these.

A problem is covered when each of its terms is a mode table or a background that is linear in its
coefficient. Everything else goes through ``hlnfit.fitting.solve``.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.terms import Term

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

# What a linear column without modes is made of.
LEVEL, SIZE, SQUARE, ODD1, ODD3 = range(5)
_BACKGROUNDS = {"linear": SIZE, "quadratic": SQUARE}
_ODD = {"c_odd1": ODD1, "c_odd3": ODD3}

# Columns of Plan.modes; the free rates follow.
WEIGHT, PART, BASE, ONLY, FIRST_RATE = range(5)


class Plan(NamedTuple):
    """The shape of a problem, without its data.

    The free parameters are theta (logarithms of the free rates in T, then the free field offsets in T)
    and the linear coefficients (first of the columns without modes, then the free amplitudes).

    Attributes
    ----------
    modes : array, (n_modes, 4 + n_rates)
        Of each mode: G0 times its weight, times the amplitude of its term where that is held (S); the free
        amplitude it belongs to, counted from 1, or 0; the held part of its field (T); the free rate that is
        all of its field, or -1; and the factors of the free rates in its field.
    static : int array, (n_static, 2)
        What each linear column without modes is made of, and whose level it is.
    held : array, (n_held, 3)
        The same for columns whose coefficient is held, and the coefficient.
    offsets : array, (n_groups, 2)
        Position of each group's offset in theta, or -1; its value where it is held (T).
    bounds : array, (2, n_rates), T
        From the parameter table; the reach of the data narrows them.
    n_amplitudes : int
        Number of free amplitudes.
    """

    modes: FloatArray
    static: IntArray
    held: FloatArray
    offsets: FloatArray
    bounds: FloatArray
    n_amplitudes: int

    @property
    def n_theta(self) -> int:
        """Number of nonlinear parameters."""
        return int(self.bounds.shape[1] + np.count_nonzero(self.offsets[:, 0] >= 0.0))

    @property
    def free_offsets(self) -> bool:
        """True where a field offset is fitted."""
        return bool(np.any(self.offsets[:, 0] >= 0.0))

    @property
    def n_linear(self) -> int:
        """Number of linear coefficients."""
        return int(self.static.shape[0] + self.n_amplitudes)


def plan_of(problem: Problem) -> tuple[Plan, IntArray] | None:
    """Return the plan of a problem and where its coefficients stand in ``problem.linear``.

    None where the engine does not cover the problem. Theta has the order of ``problem.nonlinear``.
    """
    if problem.as_nonlinear or problem.prior or problem.noise:
        return None
    return _plan_of(_Shape(shape_of(problem), problem))


def shape_of(problem: Problem) -> Hashable:
    """Return what two problems have in common whose plan is the same, whatever their data."""
    terms = tuple((t.names, id(t.model), t.thickness) for t in problem.terms)
    return terms, tuple(sorted(problem.fixed.items())), problem.odd, problem.n_groups


@dataclass(frozen=True)
class _Shape:
    """A shape with one problem that has it, which keeps the models alive that the shape names."""

    shape: Hashable
    problem: Problem = field(compare=False)


@lru_cache(maxsize=32)
def _plan_of(shape: _Shape) -> tuple[Plan, IntArray] | None:
    problem = shape.problem
    if not all(_covers(t) for t in problem.terms):
        return None
    amplitudes = [a for t in problem.terms if t.model.table and (a := _amplitude(t)) in problem.linear]
    columns = [n for n in problem.linear if n not in amplitudes] + amplitudes
    static: list[tuple[int, int]] = []
    held: list[tuple[float, float, float]] = []

    def add(name: str, kind: int, group: int = 0) -> None:
        if name in columns:
            static.append((kind, group))
        elif problem.fixed[name] != 0.0:
            held.append((kind, group, problem.fixed[name]))

    for term in problem.terms:
        if term.model.table is None:
            add(term.names[0], _BACKGROUNDS[term.model.name])
    for g, name in enumerate(problem.level_names):
        add(name, LEVEL, g)
    for name in problem.odd:
        add(name, _ODD[name])
    position = {n: k for k, n in enumerate(problem.nonlinear)}
    rates = [n for n, log in zip(problem.nonlinear, problem.is_log, strict=True) if log]
    rows = [next(t.parameter(n) for t in problem.terms if n in t.names) for n in rates]
    plan = Plan(
        modes=np.array([m for t in problem.terms for m in _modes(t, problem, rates, amplitudes)]),
        static=np.array(static, dtype=np.int64).reshape(-1, 2),
        held=np.array(held, dtype=np.float64).reshape(-1, 3),
        offsets=np.array([(position.get(n, -1), problem.fixed.get(n, 0.0)) for n in problem.offset_names]),
        bounds=np.array([[r.lower for r in rows], [r.upper for r in rows]]),
        n_amplitudes=len(amplitudes),
    )
    return plan, np.array([problem.linear.index(n) for n in columns], dtype=np.int64)


def _covers(term: Term) -> bool:
    if term.model.table is not None:
        return all(q.kind in ("rate", "amplitude") for q in term.model.parameters)
    return term.model.name in _BACKGROUNDS


def _amplitude(term: Term) -> str:
    return "" if term.amplitude is None else term.names[term.amplitude]


def _modes(term: Term, problem: Problem, rates: list[str], amplitudes: list[str]) -> list[tuple[float, ...]]:
    """Return the rows of ``Plan.modes`` of one term."""
    table = term.model.table
    if table is None:
        return []
    name = _amplitude(term)
    part = amplitudes.index(name) + 1 if name in amplitudes else 0
    factor = 1.0 if part or not name else problem.fixed[name]
    own = [n for n in term.names if term.parameter(n).kind == "rate"]
    out = []
    for w, row in zip(table.weights, table.rates, strict=True):
        base = sum(c * problem.fixed[n] for n, c in zip(own, row, strict=True) if n in problem.fixed)
        free = [float(row[own.index(n)]) if n in own else 0.0 for n in rates]
        only = free.index(1.0) if base == 0.0 and sum(c != 0.0 for c in free) == 1 and 1.0 in free else -1
        out.append((G0 * float(w) * factor, float(part), float(base), float(only), *free))
    return out
