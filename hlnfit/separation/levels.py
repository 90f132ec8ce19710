"""What each magnetoconductance curve measures: its level at B = 0 and B_phi, with all their covariances.

The curves are fitted together; what does not depend on temperature (the amplitude, spin-orbit fields) is
shared. The covariance of everything follows from the fits: two curves know of each other only through the
shared parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.result import SweepFit
from hlnfit.models import evaluate

FloatArray = NDArray[np.float64]
FAR = 1e4
"""Field, in units of the quenching field, at which localization no longer depends on temperature."""
OWN = ("B_phi", "B_in")
"""Parameters that belong to a temperature; all others of the model are shared."""


def is_own(name: str) -> bool:
    """Return True for rates of dephasing, second channels included."""
    return any(name == o or (name.startswith(o + "_") and name[len(o) + 1 :].isdigit()) for o in OWN)


@dataclass(frozen=True, eq=False)
class Levels:
    """The measured numbers of n curves: levels, logarithms of the dephasing fields, shared parameters.

    Attributes
    ----------
    fits : tuple of SweepFit
    T : array (n,), K
    values : array (n + n r + m,)
        Levels in S, then r logarithms of fields in T a curve, then the shared parameters (logarithms for
        rates).
    covariance : array of that size squared
    own, shared : tuples of str
    """

    fits: tuple[SweepFit, ...]
    T: FloatArray
    values: FloatArray
    covariance: FloatArray
    own: tuple[str, ...]
    shared: tuple[str, ...]

    @property
    def n(self) -> int:
        """Number of curves."""
        return len(self.fits)

    @property
    def level(self) -> FloatArray:
        """Conductance at B = 0 (n,), S."""
        return self.values[: self.n]

    @property
    def ln_B(self) -> FloatArray:
        """Logarithms of the dephasing fields (n, r)."""
        r = len(self.own)
        return self.values[self.n : self.n * (1 + r)].reshape(self.n, r)

    def at_own(self, k: int, j: int = 0) -> int:
        """Return where the j-th dephasing field of curve k stands."""
        return self.n + k * len(self.own) + j

    @property
    def at_shared(self) -> range:
        """Where the shared parameters stand."""
        return range(self.n * (1 + len(self.own)), self.values.size)

    def left(self, B: float, ln_B: FloatArray, k: int) -> tuple[float, FloatArray, FloatArray]:
        """Return the localization correction in S at field B, up to a constant, and its derivatives.

        It is sigma(B) - sigma(far away), which vanishes where dephasing is quenched, save for a constant that
        is the same for all curves. B = 0 gives all that depends on temperature.

        Parameters
        ----------
        B : float, T
        ln_B : array (r,)
            Logarithms of the dephasing fields.
        k : int
            Curve whose fixed parameters are used.

        Returns
        -------
        value, by_own (r,), by_shared (m,)
        """
        fit = self.fits[k]
        assert fit.problem is not None
        best = {**fit.best, **dict(zip(self.own, np.exp(ln_B).tolist(), strict=True))}
        far = FAR * max(float(np.max(np.abs(fit.curve.B))), abs(B))
        value, by_own, by_shared = 0.0, np.zeros(len(self.own)), np.zeros(len(self.shared))
        for term in fit.problem.terms:
            if term.model.kind != "field":
                continue
            p = np.array([best[n] for n in term.names])
            out, jacobian = evaluate(term.model, np.array([B, far]), p)
            value += float(out[0] - out[1])
            for i, name in enumerate(term.names):
                slope = float(jacobian[0, i] - jacobian[1, i])
                slope *= p[i] if term.model.parameters[i].kind == "rate" else 1.0
                if name in self.own:
                    by_own[self.own.index(name)] += slope
                elif name in self.shared:
                    by_shared[self.shared.index(name)] += slope
        return value, by_own, by_shared

    def left_over(self, B: float) -> tuple[FloatArray, FloatArray]:
        """Return what is left of localization at field B (n,), and how it follows from ``values``."""
        value = np.zeros(self.n)
        combination = np.zeros((self.n, self.values.size))
        r = len(self.own)
        for k in range(self.n):
            value[k], by_own, by_shared = self.left(B, self.ln_B[k], k)
            combination[k, self.at_own(k) : self.at_own(k) + r] = by_own
            combination[k, self.at_shared] = by_shared
        return value, combination

    def left_at(self, B: float, T: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the same at other temperatures (m,), the dephasing fields interpolated in ln T."""
        order = np.argsort(self.T, kind="stable")
        ln_T = np.log(self.T[order])
        value = np.zeros(T.size)
        combination = np.zeros((T.size, self.values.size))
        for i, x in enumerate(np.log(T)):
            right = int(np.clip(np.searchsorted(ln_T, x), 1, self.n - 1))
            a, b = order[right - 1], order[right]
            weight = (x - ln_T[right - 1]) / max(ln_T[right] - ln_T[right - 1], 1e-12)
            ln_B = (1.0 - weight) * self.ln_B[a] + weight * self.ln_B[b]
            value[i], by_own, by_shared = self.left(B, ln_B, int(a))
            for j, slope in enumerate(by_own):
                combination[i, self.at_own(int(a), j)] += (1.0 - weight) * slope
                combination[i, self.at_own(int(b), j)] += weight * slope
            combination[i, self.at_shared] = by_shared
        return value, combination


def levels_of(fits: Sequence[SweepFit], shared: tuple[str, ...]) -> Levels:
    """Return the measured numbers of curves that were fitted together.

    Parameters
    ----------
    fits : sequence of SweepFit
        With covariances; parameters ``shared`` are common to them.
    """
    n = len(fits)
    first = fits[0].problem
    assert first is not None
    own = tuple(x for x in first.free if is_own(x))
    shared = tuple(x for x in shared if x in first.free)
    r, m = len(own), len(shared)
    values = np.zeros(n * (1 + r) + m)
    covariance = np.zeros((values.size, values.size))
    at_shared = np.arange(n * (1 + r), values.size)
    gain = np.zeros((values.size, m))
    for k, fit in enumerate(fits):
        problem, matrix = fit.problem, fit.covariance
        assert problem is not None and matrix is not None
        rows = np.zeros((1 + r, len(problem.free)))
        groups = problem.level_names
        for name in groups:
            if name in problem.free:
                rows[0, problem.free.index(name)] = 1.0 / len(groups)
        for j, name in enumerate(own):
            rows[1 + j, problem.free.index(name)] = 1.0
        at = np.array([k, *(n + k * r + j for j in range(r))])
        reference = 0.0 if fit.curve.sigma0 is None else fit.curve.sigma0
        values[k] = reference + sum(fit.best[g] for g in groups) / len(groups)
        values[at[1:]] = np.log([fit.best[name] for name in own])
        covariance[np.ix_(at, at)] = rows @ matrix @ rows.T
        if m:
            column = [problem.free.index(name) for name in shared]
            common = matrix[np.ix_(column, column)]
            gain[at] = (rows @ matrix[:, column]) @ np.linalg.pinv(common, hermitian=True)
            covariance[np.ix_(at_shared, at_shared)] = common
    if m:
        common = covariance[np.ix_(at_shared, at_shared)]
        gain[at_shared] = np.eye(m)
        through = gain @ common @ gain.T
        # Within a curve its own covariance holds; between curves what the shared parameters carry over.
        block = np.concatenate([np.arange(n), np.repeat(np.arange(n), r), np.full(m, n)])
        apart = block[:, None] != block[None, :]
        covariance = np.where(apart, through, covariance)
        is_rate = [x in first.nonlinear and bool(first.is_log[first.nonlinear.index(x)]) for x in shared]
        found = np.array([fits[0].best[x] for x in shared])
        values[at_shared] = np.where(is_rate, np.log(np.where(is_rate, found, 1.0)), found)
    T = np.array([f.temperature for f in fits])
    return Levels(tuple(fits), T, values, covariance, own, shared)
