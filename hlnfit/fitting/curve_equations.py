"""The normal equations of one curve by the names of its parameters, whatever its model is made of."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.correlated import SHAPES
from hlnfit.fitting.engine.direct import DATA, RESIDUAL
from hlnfit.fitting.engine.plan import Plan, plan_of
from hlnfit.fitting.normal_equations import Noise, linearize_points, sum_curves, sum_products
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.solve import State

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
_WHITE = Noise(np.zeros(0), np.zeros(0), 1.0, 0.0, 1.0, 0)


class CurveEquations:
    """Residual and derivatives of one curve over all of its free parameters.

    Mode tables run compiled; formulas are asked through ``Problem.columns``.

    Attributes
    ----------
    names : tuple of str
        The free parameters in the order of ``problem.free``: rates in their logarithm.
    lower, upper : arrays, (n_free,)
    is_log : bool array, (n_free,)
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.names = problem.free
        unbounded = np.full(len(problem.linear), np.inf)
        self.lower = np.concatenate([problem.box[0], -unbounded])
        self.upper = np.concatenate([problem.box[1], unbounded])
        self.is_log = np.concatenate([problem.is_log, np.zeros(len(problem.linear), dtype=np.bool_)])
        # The plan knows nothing of noise, of priors, or of amplitudes that are shared.
        plain = problem
        if problem.as_nonlinear or problem.prior or problem.noise:
            plain = replace(problem, as_nonlinear=(), prior=None, noise=None)
        known = plan_of(plain)
        self.plan: Plan | None = None
        if known is None:
            return
        self.plan, order = known
        columns = [*plain.nonlinear, *(plain.linear[k] for k in order)]
        # Where each parameter of the plan stands in ``names``.
        self.place = np.array([self.names.index(n) for n in columns], dtype=np.int64)
        noise = problem.noise
        self.sort = np.arange(problem.B.size) if noise is None else noise.order
        self.noise = (
            _WHITE
            if noise is None
            else Noise(
                noise.gap,
                noise.weight,
                noise.white,
                noise.correlated,
                noise.length,
                SHAPES.index(noise.shape),
            )
        )
        self.points = np.empty((4, problem.B.size))
        for k, row in enumerate((problem.B, problem.y, 1.0 / problem.error, problem.group)):
            self.points[k] = row if noise is None else row[self.sort]

    @cached_property
    def scratch(self) -> tuple[FloatArray, FloatArray]:
        """Rows and sheet for ``linearize_points``."""
        assert self.plan is not None
        n_free, n_modes = len(self.names), self.plan.modes.shape[0]
        return np.empty((RESIDUAL + 2 + n_modes + n_free, self.problem.B.size)), np.empty(
            (1 + n_modes, n_free)
        )

    def with_data(self, y: FloatArray) -> CurveEquations:
        """Return the same equations for other conductances (n,), S."""
        out = copy(self)
        if self.plan is None:
            out.problem = replace(self.problem, y=y)
        else:
            out.points = self.points.copy()
            out.points[DATA] = y[self.sort]
        return out

    def at(self, parameters: FloatArray) -> tuple[float, FloatArray, FloatArray]:
        """Return chi-square, J'J (n_free, n_free) and J'r (n_free,), J that of the weighted model."""
        if self.plan is None:
            residual, full = self._by_columns(parameters)
            return float(residual @ residual), full.T @ full, full.T @ residual
        rows, sheet = self.scratch
        first = linearize_points(self.plan, self.noise, self.points, parameters[self.place], rows, sheet)
        n_free = len(self.names)
        square, slope = np.empty((n_free, n_free)), np.empty(n_free)
        chi2 = sum_products(rows, first, square, slope)
        normal, gradient = np.empty_like(square), np.empty_like(slope)
        normal[np.ix_(self.place, self.place)] = square
        gradient[self.place] = slope
        return float(chi2), normal, gradient

    def state(self, parameters: FloatArray) -> State:
        """Return the state of the problem there; its jacobian is that by theta, coefficients held."""
        if self.plan is None:
            residual, full = self._by_columns(parameters)
        else:
            rows, sheet = self.scratch
            first = linearize_points(self.plan, self.noise, self.points, parameters[self.place], rows, sheet)
            residual = rows[RESIDUAL].copy()
            full = np.empty((residual.size, len(self.names)))
            full[:, self.place] = rows[first : first + len(self.names)].T
        n_theta = len(self.problem.nonlinear)
        theta, coefficients = parameters[:n_theta].copy(), parameters[n_theta:].copy()
        return State(theta, coefficients, residual, float(residual @ residual), full[:, :n_theta], full)

    def _by_columns(self, parameters: FloatArray) -> tuple[FloatArray, FloatArray]:
        problem = self.problem
        n_theta = len(problem.nonlinear)
        theta, coefficients = parameters[:n_theta], parameters[n_theta:]
        fixed_part, columns, pieces = problem.columns(theta)
        by_theta = np.zeros((problem.B.size, n_theta))
        for k, derivative in pieces:
            by_theta += derivative if k < 0 else coefficients[k] * derivative
        residual = problem.y / problem.error - fixed_part - columns @ coefficients
        stacked = np.concatenate([by_theta, columns, residual[:, None]], axis=1)
        if problem.noise is not None:
            stacked = problem.noise.whiten(stacked)
        return stacked[:, -1], stacked[:, :-1]


class AlikeCurves:
    """Curves of one plan, of as many points each and of white noise: their equations are summed in one go.

    Parameters
    ----------
    members : sequence of int
        Which of all curves these are.
    place : int array, (n_free,)
        Where the parameters of the plan stand among those of a curve.
    """

    def __init__(self, members: Sequence[int], curves: Sequence[CurveEquations], place: IntArray) -> None:
        self.members, self.place = np.array(members), place
        self.plan, self.scratch = curves[members[0]].plan, curves[members[0]].scratch
        self.points = np.stack([curves[k].points for k in members])

    def fill(
        self, parameters: FloatArray, chi2: FloatArray, normal: FloatArray, gradient: FloatArray
    ) -> None:
        """Fill chi2 (n_curves,), J'J (n_curves, n, n) and J'r (n_curves, n) of the members."""
        assert self.plan is not None
        sum_curves(
            self.plan, _WHITE, self.points, self.members, self.place, parameters, *self.scratch,
            chi2, normal, gradient,
        )  # fmt: skip


def alike_curves(curves: Sequence[CurveEquations], places: Sequence[IntArray]) -> list[AlikeCurves]:
    """Return the curves that can be summed together, two at least.

    Parameters
    ----------
    places : sequence of int arrays, (n_free,)
        Where the free parameters of each curve stand among those of all.
    """
    alike: dict[tuple[object, ...], list[int]] = {}
    for k, (curve, place) in enumerate(zip(curves, places, strict=True)):
        if curve.plan is not None and curve.problem.noise is None:
            key = id(curve.plan), curve.points.shape, tuple(place[curve.place].tolist())
            alike.setdefault(key, []).append(k)
    return [
        AlikeCurves(members, curves, places[members[0]][curves[members[0]].place])
        for members in alike.values()
        if len(members) > 1
    ]
