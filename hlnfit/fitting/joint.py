"""The joint problem of several curves with parameters in common.

The normal equations are an arrow: the curves see each other only through the shared parameters. What each
curve has for itself is eliminated curve by curve, and what is left is as small as the number of shared
parameters; the cost grows linearly with the number of curves.
Source: D. W. Marquardt, J. Soc. Indust. Appl. Math. 11, 431 (1963), for the damping; for the elimination
A. Bjorck, Numerical Methods for Least Squares Problems (SIAM, 1996), section 6.3 (block angular form).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.curve_equations import CurveEquations, alike_curves
from hlnfit.fitting.problem import Problem

FloatArray = NDArray[np.float64]
LONGEST = 2.0
"""A step in a logarithm beyond e^2 leaves the region where the linearization means anything."""
SAME = 1e-12
"""Part of chi-square below which a fall is rounding."""


@dataclass(frozen=True, eq=False)
class Joint:
    """A point of the joint problem, with the equations of every curve there.

    Attributes
    ----------
    shared : array, (m,)
        Shared parameters, rates in their logarithm.
    own : array, (n_curves, n_own)
        Free parameters of each curve, filled up with zeros.
    by_curve : array, (n_curves,)
        Chi-square of each curve.
    normal, gradient : arrays, (n_curves, n_own + m, n_own + m) and (n_curves, n_own + m)
        J'J and J'r, own parameters first; filled up with the unit matrix and zeros.
    """

    shared: FloatArray
    own: FloatArray
    by_curve: FloatArray
    normal: FloatArray
    gradient: FloatArray

    @property
    def chi2(self) -> float:
        """Sum over the curves; exact, so that it does not depend on their order."""
        return math.fsum(self.by_curve)


class SharedProblem:
    """Problems of several curves with parameters in common.

    ``names`` are the shared ones. ``free[k]`` names the free parameters of curve k, own and shared.
    """

    def __init__(self, problems: Sequence[Problem], names: tuple[str, ...]) -> None:
        self.problems = tuple(problems)
        self.names = names
        self.curves = tuple(CurveEquations(p) for p in problems)
        self.at = [[p.free.index(n) for n in names] for p in problems]
        self.own = [[k for k in range(len(p.free)) if k not in at] for p, at in zip(problems, self.at)]
        self.n_own = max((len(own) for own in self.own), default=0)
        # Where the parameters of each curve stand among those of all: its own first, then the shared ones.
        self.place = []
        for curve, own, at in zip(self.curves, self.own, self.at):
            place = np.empty(len(curve.names), dtype=np.int64)
            place[own], place[at] = np.arange(len(own)), self.n_own + np.arange(len(names))
            self.place.append(place)
        self.alike = alike_curves(self.curves, self.place)
        summed = {int(k) for some in self.alike for k in some.members}
        self.single = [k for k in range(len(problems)) if k not in summed]
        shape = len(problems), self.n_own
        self.used = np.zeros(shape, dtype=np.bool_)
        self.own_lower, self.own_upper = np.full(shape, -np.inf), np.full(shape, np.inf)
        self.own_log = np.zeros(shape, dtype=np.bool_)
        for k, (curve, own) in enumerate(zip(self.curves, self.own)):
            n = len(own)
            self.used[k, :n] = True
            self.own_lower[k, :n], self.own_upper[k, :n] = curve.lower[own], curve.upper[own]
            self.own_log[k, :n] = curve.is_log[own]
        boxes = [(c.lower[at], c.upper[at]) for c, at in zip(self.curves, self.at)]
        self.lower = np.max([b[0] for b in boxes], axis=0) if names else np.zeros(0)
        self.upper = np.min([b[1] for b in boxes], axis=0) if names else np.zeros(0)
        # Curves of different range: what none of them can resolve bounds nothing.
        wrong = self.lower >= self.upper
        self.lower[wrong] = np.min([b[0] for b in boxes], axis=0)[wrong]
        self.upper[wrong] = np.max([b[1] for b in boxes], axis=0)[wrong]
        self.log = self.curves[0].is_log[self.at[0]] if names else np.zeros(0, dtype=np.bool_)

    def with_data(self, data: Sequence[FloatArray]) -> SharedProblem:
        """Return the same problem for other conductances, one array a curve."""
        out = copy(self)
        out.curves = tuple(c.with_data(y) for c, y in zip(self.curves, data, strict=True))
        out.alike = alike_curves(out.curves, self.place)
        return out

    # ---- points ------------------------------------------------------------------------------------

    def join(self, parameters: Sequence[FloatArray]) -> tuple[FloatArray, FloatArray]:
        """Return (n_curves, m) shared and (n_curves, n_own) own parameters from those of each curve."""
        shared = np.array([p[at] for p, at in zip(parameters, self.at)]).reshape(len(parameters), -1)
        own = np.zeros(self.used.shape)
        for k, (p, at) in enumerate(zip(parameters, self.own)):
            own[k, : len(at)] = p[at]
        return shared, np.clip(own, self.own_lower, self.own_upper)

    def parameters(self, joint: Joint, k: int) -> FloatArray:
        """Return the free parameters of one curve in the order of its problem."""
        return np.concatenate([joint.own[k], joint.shared])[self.place[k]]

    def point(self, shared: FloatArray, own: FloatArray) -> Joint:
        """Return the joint problem at shared (m,), or (n_curves, m) where each curve has its own yet."""
        n, m, room = len(self.curves), len(self.names), self.n_own
        chi2 = np.empty(n)
        normal = np.zeros((n, room + m, room + m))
        gradient = np.zeros((n, room + m))
        parameters = np.concatenate([own, np.broadcast_to(shared, (n, m))], axis=1)
        for some in self.alike:
            some.fill(parameters, chi2, normal, gradient)
        for k in self.single:
            place = self.place[k]
            chi2[k], one, slope = self.curves[k].at(parameters[k, place])
            normal[k][place[:, None], place] = one
            gradient[k][place] = slope
        rows, at = np.nonzero(~self.used)
        normal[rows, at, at] = 1.0
        return Joint(shared, own, chi2, normal, gradient)

    # ---- steps -------------------------------------------------------------------------------------

    def eliminate(self, joint: Joint, damping: float = 0.0) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Eliminate what each curve has for itself.

        Returns
        -------
        matrices, gradients : arrays, (n_curves, m, m) and (n_curves, m)
            What is left for the shared parameters.
        answer : array, (n_curves, n_own, 1 + m)
            Step of the own parameters with the shared ones still, and by which these reduce it.
        """
        room = self.n_own
        normal, gradient = joint.normal, joint.gradient
        left, right = joint.own <= self.own_lower, joint.own >= self.own_upper
        slope = gradient[:, :room]
        # What sits at a bound and wants beyond it stays.
        moves = self.used & ~((left & (slope < 0.0)) | (right & (slope > 0.0)))
        size = np.sqrt(np.einsum("kii->ki", normal))
        size = np.where(size > 0.0, size, 1.0)
        a = normal[:, :room, :room] / (size[:, :room, None] * size[:, None, :room])
        a = np.where(moves[:, :, None] & moves[:, None, :], a, 0.0)
        # A little damping always, for directions that nothing depends on.
        np.einsum("kii->ki", a)[:] = 1.0 + max(damping, 1e-13)
        rest = np.concatenate([slope[:, :, None], normal[:, :room, room:]], axis=2)
        rest = np.where(moves[:, :, None], rest / size[:, :room, None], 0.0)
        answer = np.linalg.solve(a, rest)
        matrices = normal[:, room:, room:] - np.swapaxes(rest[:, :, 1:], 1, 2) @ answer[:, :, 1:]
        gradients = gradient[:, room:] - np.einsum("kij,ki->kj", rest[:, :, 1:], answer[:, :, 0])
        return matrices, gradients, answer / size[:, :room, None]

    def step(
        self, joint: Joint, damping: float, held: Mapping[int, float] | None = None
    ) -> tuple[FloatArray, FloatArray]:
        """Return the shared and own parameters after one damped step inside the box."""
        matrices, gradients, answer = self.eliminate(joint, damping)
        m = len(self.names)
        taken = np.zeros(m)
        if m:
            normal, gradient = _sum(matrices), _sum(gradients)
            diagonal = np.diag(_sum(joint.normal[:, self.n_own :, self.n_own :]))
            normal = normal + damping * np.diag(diagonal)
            shared = joint.shared
            still = (shared <= self.lower) & (gradient < 0.0) | (shared >= self.upper) & (gradient > 0.0)
            still[list(held or ())] = True
            go = np.flatnonzero(~still)
            root = np.sqrt(np.where(diagonal > 0.0, diagonal, 1.0))[go]
            scaled = normal[np.ix_(go, go)] / np.outer(root, root) + 1e-13 * np.eye(go.size)
            taken[go] = np.linalg.solve(scaled, gradient[go] / root) / root
            limit = np.where(self.log, LONGEST, np.inf)
            target = np.clip(shared + np.clip(taken, -limit, limit), self.lower, self.upper)
            for i, value in (held or {}).items():
                target[i] = value
            taken = target - shared
            shared = target
        else:
            shared = joint.shared
        move = answer[:, :, 0] - answer[:, :, 1:] @ taken
        limit = np.where(self.own_log, LONGEST, np.inf)
        own = np.clip(joint.own + np.clip(move, -limit, limit), self.own_lower, self.own_upper)
        return shared, own

    def minimize(
        self,
        start: Joint,
        *,
        held: Mapping[int, float] | None = None,
        max_iterations: int = 100,
        tolerance: float = SAME,
    ) -> Joint:
        """Go downhill; ``held`` keeps shared parameters (by index) where they are."""
        joint, chi2 = start, start.chi2
        damping = 1e-4
        for _ in range(max_iterations):
            moved = False
            while damping < 1e12:
                candidate = self.point(*self.step(joint, damping, held))
                new = candidate.chi2
                if math.isfinite(new) and new <= chi2:
                    gain, joint, chi2, moved = chi2 - new, candidate, new, True
                    damping = max(damping * 0.1, 1e-14)
                    break
                if new - chi2 <= SAME * chi2 and damping < 1e-2:
                    # Nothing but rounding is left of the fall; shorter steps would walk about in it.
                    return joint
                damping *= 8.0
            if not moved or (gain <= tolerance * chi2 and damping < 1e-2):
                break
        return joint

    # ---- what the data say of the shared parameters -------------------------------------------------

    def information(self, joint: Joint) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return what each curve says of the shared parameters, all else adapting.

        Returns
        -------
        matrices, gradients : arrays, (n_curves, m, m) and (n_curves, m)
        follow : array, (n_curves, n_own, m)
            How the own parameters of a curve follow the shared ones.
        """
        matrices, gradients, answer = self.eliminate(joint)
        return matrices, gradients, -answer[:, :, 1:]


def _sum(parts: FloatArray) -> FloatArray:
    """Return the sum over the curves, exact, so that it does not depend on their order."""
    flat = parts.reshape(parts.shape[0], -1)
    return np.array([math.fsum(column) for column in flat.T]).reshape(parts.shape[1:])
