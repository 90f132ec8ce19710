"""Straight lines in ln T by generalized least squares, and how the slopes of several lines go together.

Every measured number (level, B_phi, Hall slope, ...) is one entry of a vector with a covariance; a line is
fitted to linear combinations of it. So the covariance between the slopes of any two lines is exact to first
order, whatever they have in common.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
FALSE_ALARM = 1e-3
"""Rate at which honest points are said to miss their line."""


@dataclass(frozen=True, eq=False)
class Line:
    """Points that are a constant (one a source) plus a slope times a column.

    Attributes
    ----------
    name : str
    T : array (n,), K
    y : array (n,)
    combination : array (n, n_measured)
        How each point follows from the measured numbers, to first order.
    column : array (n,)
        What the slope multiplies: ln T, in the unit of ``y``.
    source : int array (n,)
        Points of one source share a constant.
    """

    name: str
    T: FloatArray
    y: FloatArray
    combination: FloatArray
    column: FloatArray
    source: NDArray[np.int64]

    @property
    def design(self) -> FloatArray:
        """Columns of the constants, then that of the slope."""
        constants = [(self.source == s).astype(np.float64) for s in np.unique(self.source)]
        return np.stack([*constants, self.column], axis=1)


@dataclass(frozen=True, eq=False)
class FittedLine:
    """A line and its points.

    Attributes
    ----------
    line : Line
    slope, error : float
    fitted, errors : arrays (n,)
        Values on the line, and standard errors of the points.
    chi2, dof : float, int
    scale : float
        1, or chi-square per degree of freedom where the points miss the line significantly.
    estimator : array (n_measured,)
        The slope is this times the measured numbers, to first order.
    """

    line: Line
    slope: float
    error: float
    fitted: FloatArray
    errors: FloatArray
    chi2: float
    dof: int
    scale: float
    estimator: FloatArray

    @property
    def significant(self) -> bool:
        """True where the points miss the line by more than their errors."""
        return self.scale != 1.0


def fit_line(line: Line, covariance: FloatArray) -> FittedLine:
    """Fit one line; ``covariance`` is that of the measured numbers."""
    from scipy.special import chdtri

    own = line.combination @ covariance @ line.combination.T
    errors = np.sqrt(np.diag(own))
    # Points of equal noise may have a covariance that is singular to rounding.
    lower = np.linalg.cholesky(own + 1e-12 * np.diag(np.diag(own)))
    X, y = np.linalg.solve(lower, line.design), np.linalg.solve(lower, line.y)
    inverse = np.linalg.pinv(X)
    theta = inverse @ y
    rest = y - X @ theta
    chi2 = float(rest @ rest)
    dof = line.y.size - X.shape[1]
    missed = dof > 0 and chi2 > float(chdtri(dof, FALSE_ALARM))
    estimator = (inverse @ np.linalg.solve(lower, line.combination))[-1]
    scale = chi2 / dof if missed else 1.0
    variance = float(estimator @ covariance @ estimator) * scale
    return FittedLine(
        line=line,
        slope=float(theta[-1]),
        error=float(np.sqrt(variance)),
        fitted=line.design @ theta,
        errors=errors,
        chi2=chi2,
        dof=dof,
        scale=scale,
        estimator=estimator,
    )


def slopes_together(lines: Sequence[FittedLine], covariance: FloatArray) -> FloatArray:
    """Return the covariance matrix of the slopes of several lines."""
    rows = np.stack([f.estimator * np.sqrt(f.scale) for f in lines])
    out: FloatArray = rows @ covariance @ rows.T
    return out
