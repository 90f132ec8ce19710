"""The joint problem of several curves with parameters in common.

The normal equations are an arrow: the curves see each other only through the shared parameters, which
are found by eliminating everything else curve by curve.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.problem import Problem
from hlnfit.fitting.solve import State, linearize
from hlnfit.fitting.start import best_fit

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Joint:
    """A minimum of the joint chi-square: shared theta (m,), and the state of each curve."""

    shared: FloatArray
    states: tuple[State, ...]

    @property
    def chi2(self) -> float:
        """Sum over the curves."""
        return sum(s.chi2 for s in self.states)


class SharedProblem:
    """Problems of several curves with parameters in common."""

    def __init__(self, problems: Sequence[Problem], names: tuple[str, ...]) -> None:
        self.problems = tuple(problems)
        self.names = names
        self.at = [[p.nonlinear.index(n) for n in names] for p in problems]
        self.own = [[k for k in range(len(p.nonlinear)) if k not in at] for p, at in zip(problems, self.at)]
        boxes = [(p.box[0][at], p.box[1][at]) for p, at in zip(problems, self.at)]
        self.lower = np.max([b[0] for b in boxes], axis=0) if names else np.zeros(0)
        self.upper = np.min([b[1] for b in boxes], axis=0) if names else np.zeros(0)
        # Curves of different range: what none of them can resolve bounds nothing.
        wrong = self.lower >= self.upper
        self.lower[wrong] = np.min([b[0] for b in boxes], axis=0)[wrong]
        self.upper[wrong] = np.max([b[1] for b in boxes], axis=0)[wrong]

    def minimize(self, shared: FloatArray, thetas: Sequence[FloatArray], max_iterations: int = 100) -> Joint:
        """Go downhill from shared theta and the theta of each curve."""
        states = [
            linearize(p, self._with(k, t, shared)) for k, (p, t) in enumerate(zip(self.problems, thetas))
        ]
        joint = Joint(shared, tuple(states))
        damping = 1e-3
        for _ in range(max_iterations):
            moved = False
            while damping < 1e12:
                candidate = self._step(joint, damping)
                if math.isfinite(candidate.chi2) and candidate.chi2 <= joint.chi2:
                    gain = joint.chi2 - candidate.chi2
                    joint, moved = candidate, True
                    damping = max(damping * 0.2, 1e-14)
                    break
                damping *= 8.0
            if not moved or (gain <= 1e-12 * joint.chi2 and damping < 1e-2):
                break
        return joint

    def _with(self, k: int, theta: FloatArray, shared: FloatArray) -> FloatArray:
        full = theta.copy()
        full[self.at[k]] = shared
        lower, upper = self.problems[k].box
        out: FloatArray = np.clip(full, np.minimum(lower, full), np.maximum(upper, full))
        out[self.own[k]] = np.clip(full, lower, upper)[self.own[k]]
        return out

    def _step(self, joint: Joint, damping: float) -> Joint:
        m = len(self.names)
        normal, gradient = np.zeros((m, m)), np.zeros(m)
        parts = []
        for k, state in enumerate(joint.states):
            J_s, J_o = state.jacobian[:, self.at[k]], state.jacobian[:, self.own[k]]
            a = _damped(J_o.T @ J_o, damping)
            b, r_o, r_s = J_o.T @ J_s, J_o.T @ state.residual, J_s.T @ state.residual
            solved = (
                np.linalg.solve(a, np.concatenate([b, r_o[:, None]], axis=1))
                if a.size
                else (np.zeros((0, m + 1)))
            )
            s = J_s.T @ J_s
            normal += s + damping * np.diag(np.diag(s)) - b.T @ solved[:, :m]
            gradient += r_s - b.T @ solved[:, m]
            parts.append(solved)
        step = np.linalg.solve(normal + 1e-14 * np.trace(normal) * np.eye(m), gradient) if m else gradient
        shared = np.clip(joint.shared + np.clip(step, -2.0, 2.0), self.lower, self.upper)
        taken = shared - joint.shared
        states = []
        for k, (problem, state) in enumerate(zip(self.problems, joint.states)):
            theta = state.theta.copy()
            move = parts[k][:, m] - parts[k][:, :m] @ taken
            limit = np.where(problem.is_log[self.own[k]], 2.0, np.inf)
            theta[self.own[k]] += np.clip(move, -limit, limit)
            states.append(linearize(problem, self._with(k, theta, shared)))
        return Joint(shared, tuple(states))

    def information(self, joint: Joint) -> tuple[list[FloatArray], list[FloatArray]]:
        """Return of each curve the information matrix (m, m) and the gradient (m,) on the shared theta."""
        matrices, gradients = [], []
        for k, state in enumerate(joint.states):
            J_s, J_o = state.jacobian[:, self.at[k]], state.jacobian[:, self.own[k]]
            q = np.linalg.qr(J_o)[0] if J_o.shape[1] else np.zeros((J_o.shape[0], 0))
            rest = J_s - q @ (q.T @ J_s)
            matrices.append(rest.T @ rest)
            gradients.append(rest.T @ state.residual)
        return matrices, gradients


def _damped(normal: FloatArray, damping: float) -> FloatArray:
    diagonal = np.diag(normal).copy()
    diagonal[diagonal <= 0.0] = 1.0
    out: FloatArray = normal + damping * np.diag(diagonal)
    return out


class SharedWalk:
    """Delta chi-square of the whole series along one shared parameter."""

    def __init__(self, problem: SharedProblem, joint: Joint, index: int) -> None:
        self.problem, self.joint, self.index = problem, joint, index
        self.log = bool(problem.problems[0].is_log[problem.at[0][index]])
        self.u0 = float(joint.shared[index])
        self.known: list[tuple[float, Joint, float]] = [(self.u0, joint, 0.0)]

    def value(self, u: float) -> float:
        """Return the parameter at u."""
        return math.exp(u) if self.log else u

    def delta(self, u: float, *, search: bool = False) -> float:
        """Return the Delta chi-square with the parameter held at u."""
        if u == self.u0:
            return 0.0
        name = self.problem.names[self.index]
        held = SharedProblem(
            [p.fix(**{name: self.value(u)}) for p in self.problem.problems],
            tuple(n for n in self.problem.names if n != name),
        )
        near = min(self.known, key=lambda k: abs(k[0] - u))[1]
        shared = np.delete(near.shared, self.index)
        thetas = [np.delete(s.theta, self.problem.at[k][self.index]) for k, s in enumerate(near.states)]
        found = held.minimize(shared, thetas)
        if search and not held.names:
            free = [best_fit(p, n_starts=4, extra=(s.theta,)) for p, s in zip(held.problems, found.states)]
            found = Joint(shared, tuple(o.state for o in free))
        delta = max(found.chi2 - self.joint.chi2, 0.0)
        full = Joint(
            np.insert(found.shared, self.index, u),
            tuple(
                replace(s, theta=np.insert(s.theta, self.problem.at[k][self.index], u))
                for k, s in enumerate(found.states)
            ),
        )
        self.known.append((u, full, delta))
        return delta

    def visited(self) -> list[tuple[float, float]]:
        """Return (u, Delta chi-square) of every point that was computed."""
        return [(u, d) for u, _, d in self.known]
