"""The best amplitudes for every shape at once, and the best shape: the optimum without a start.

For a shape held, the amplitudes are a least-squares problem with the condition that none is negative.
Its solution is the ordinary one on some of the columns; with at most three columns all subsets are
tried, for a whole grid of shapes together.
Source: C. L. Lawson and R. J. Hanson, Solving Least Squares Problems (1974), chapter 23, for the
condition; G. H. Golub and V. Pereyra, SIAM J. Numer. Anal. 10, 413 (1973), for the separation.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlnfit.dephasing.laws.base import RateLaw, Setting
from hlnfit.dephasing.rates import Rates

FloatArray = NDArray[np.float64]
NAN = math.nan


def best_amplitudes(X: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return amplitudes >= 0 (S, m) and chi-square (S,) for columns X (S, n, m) and data y (S, n).

    Columns and data are in units of their errors.
    """
    n_shapes, n, m = X.shape
    amplitudes = np.zeros((n_shapes, m))
    chi2 = np.sum(y * y, axis=1)
    norm = np.sqrt(np.sum(X * X, axis=1))
    # A column of zeros (or one that left the range of floats) takes no part.
    norm = np.where((norm > 0.0) & np.isfinite(norm), norm, 1.0)
    Z = X / norm[:, None, :]
    gram = Z.transpose(0, 2, 1) @ Z
    right = (Z.transpose(0, 2, 1) @ y[:, :, None])[:, :, 0]
    for size in range(1, min(m, n) + 1):
        for subset in itertools.combinations(range(m), size):
            at = list(subset)
            if size == 1:
                c: FloatArray = right[:, at]
            else:
                # Columns that are nearly equal over the measured range stay solvable.
                a = gram[:, at][:, :, at] + 1e-15 * np.eye(size)
                c = np.asarray(np.linalg.solve(a, right[:, at, None])[:, :, 0], dtype=np.float64)
            rest = y - (Z[:, :, at] @ c[:, :, None])[:, :, 0]
            trial = np.einsum("sn,sn->s", rest, rest)
            better = np.all(c >= 0.0, axis=1) & (trial < chi2)
            chi2 = np.where(better, trial, chi2)
            full = np.zeros((n_shapes, m))
            full[:, at] = c / norm[:, at]
            amplitudes[better] = full[better]
    return amplitudes, chi2


def lowest(chi2_of: Callable[[FloatArray], FloatArray], grid: FloatArray) -> tuple[float, float]:
    """Return where a function of the shape is lowest and its value there.

    The grid has to resolve every minimum; between its points the best one is refined.
    """
    s, c = grid, chi2_of(grid)
    i = int(np.argmin(c))
    for _ in range(3):
        s = np.linspace(s[max(i - 1, 0)], s[min(i + 1, s.size - 1)], 17)
        c = chi2_of(s)
        i = int(np.argmin(c))
    if not 0 < i < s.size - 1:
        return float(s[i]), float(c[i])
    left, bend = c[i - 1] - c[i], c[i - 1] - 2.0 * c[i] + c[i + 1]
    right = c[i + 1] - c[i]
    if not bend > 0.0:
        return float(s[i]), float(c[i])
    # The rest of the way along the parabola through the three lowest.
    shift = 0.5 * (left - right) / bend
    return float(s[i] + shift * (s[1] - s[0])), float(c[i] - 0.5 * bend * shift**2)


@dataclass(frozen=True, slots=True)
class Optimum:
    """Amplitudes (m,), shape (NaN where the law has none) and chi-square."""

    amplitudes: FloatArray
    shape: float
    chi2: float


class SeparableProblem:
    """One law and the data it is fitted to."""

    def __init__(self, law: RateLaw, rates: Rates, setting: Setting) -> None:
        self.law, self.rates, self.setting = law, rates, setting
        self.y = rates.whitening @ rates.B_phi

    @property
    def grid(self) -> FloatArray:
        """Shapes to look at."""
        shape = self.law.shape
        return np.array([NAN]) if shape is None else shape.grid(self.rates.T)

    def columns(self, shapes: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the columns and their derivatives in units of the errors, (S, n, m) each."""
        X, slope = self.law.columns(self.rates.T, shapes, self.setting)
        w = self.rates.whitening
        return w @ X, w @ slope

    def chi2_of_shape(self, shapes: FloatArray) -> FloatArray:
        """Return the lowest chi-square for each shape (S,)."""
        X, _ = self.columns(shapes)
        return best_amplitudes(X, np.broadcast_to(self.y, X.shape[:2]))[1]

    def optimum(self) -> Optimum:
        """Return the global minimum."""
        shape = self.law.shape
        if shape is None or shape.choices:
            grid = self.grid
            s = float(grid[int(np.argmin(self.chi2_of_shape(grid)))])
        else:
            s, _ = lowest(self.chi2_of_shape, self.grid)
        return self._polished(self._at(s))

    def chi2_with(self, name: str, value: float) -> float:
        """Return the lowest chi-square with one reported parameter held."""
        law = self.law
        if law.shape is not None and law.public is None and name == law.shape.name:
            return float(self.chi2_of_shape(np.array([value]))[0])

        def of_shape(shapes: FloatArray) -> FloatArray:
            if law.public is not None:
                fixed, X = law.public.held(self.rates.T, name, value, shapes, self.setting)
                fixed, X = fixed @ self.rates.whitening.T, self.rates.whitening @ X
            else:
                X, _ = self.columns(shapes)
                j = [a.name for a in law.amplitudes].index(name)
                fixed, X = value * X[:, :, j], np.delete(X, j, axis=2)
            return best_amplitudes(X, self.y[None, :] - fixed)[1]

        if law.shape is None or law.shape.choices:
            return float(np.min(of_shape(self.grid)))
        return lowest(of_shape, self.grid)[1]

    def _at(self, s: float) -> Optimum:
        X, _ = self.columns(np.array([s]))
        amplitudes, chi2 = best_amplitudes(X, self.y[None, :])
        return Optimum(amplitudes[0], s, float(chi2[0]))

    def jacobian(self, o: Optimum) -> tuple[FloatArray, list[int], bool]:
        """Return d(curve) / d(theta) in units of the errors, over what is free at the optimum.

        Returns
        -------
        jacobian : array (n, k)
        support : list of int
            The amplitudes that are not zero.
        shape_free : bool
            True where the last column belongs to the shape.
        """
        X, slope = self.columns(np.array([o.shape]))
        support = [int(j) for j in np.flatnonzero(o.amplitudes > 0.0)]
        columns = X[0][:, support]
        shape = self.law.shape
        by_shape = slope[0] @ o.amplitudes
        free = (
            shape is not None
            and not shape.choices
            and shape.lower < o.shape < shape.upper
            and bool(np.any(by_shape != 0.0))
        )
        if free:
            columns = np.concatenate([columns, by_shape[:, None]], axis=1)
        return columns, support, free

    def _polished(self, o: Optimum) -> Optimum:
        """Take Gauss-Newton steps of the shape from the grid's minimum to the last digits."""
        for _ in range(20):
            J, _, free = self.jacobian(o)
            if not free or J.shape[1] > J.shape[0]:
                return o
            X, _ = self.columns(np.array([o.shape]))
            norm = np.linalg.norm(J, axis=0)
            step = np.linalg.lstsq(J / norm, self.y - X[0] @ o.amplitudes, rcond=None)[0] / norm
            trial = self._at(o.shape + float(step[-1]))
            if not trial.chi2 < o.chi2:
                return o
            o = trial
        return o
