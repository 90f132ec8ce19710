"""B_phi against temperature with its covariance: what a rate law is fitted to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.errors import FitError
from hlnfit.sweep import readonly

FloatArray = NDArray[np.float64]
MIN_TEMPERATURES = 3
SAME_TEMPERATURE = 0.01


@dataclass(frozen=True, eq=False)
class Rates:
    """Measured dephasing fields.

    Attributes
    ----------
    T : array (n,), K
    B_phi : array (n,), T
    covariance : array (n, n), T^2
    """

    T: FloatArray
    B_phi: FloatArray
    covariance: FloatArray

    def __len__(self) -> int:
        return int(self.T.size)

    @cached_property
    def err(self) -> FloatArray:
        """Standard errors of B_phi in tesla (n,)."""
        return readonly(np.sqrt(np.diag(self.covariance)))

    @cached_property
    def whitening(self) -> FloatArray:
        """The matrix W (n, n) with W C W^T = 1, so that W (B_phi - law) are independent unit residuals."""
        # Factored as a correlation matrix: errors may differ by orders of magnitude over a series.
        sigma = np.sqrt(np.diag(self.covariance))
        lower = np.linalg.cholesky(self.covariance / np.outer(sigma, sigma))
        return np.asarray(np.linalg.inv(lower) / sigma[None, :])

    @property
    def n_temperatures(self) -> int:
        """Number of temperatures that differ by more than 1 %."""
        t = np.sort(self.T)
        return 1 + int(np.sum(np.diff(np.log(t)) > SAME_TEMPERATURE)) if t.size else 0

    @property
    def range_factor(self) -> float:
        """Highest over lowest temperature."""
        return float(self.T.max() / self.T.min())

    def at(self, curve: FloatArray) -> Rates:
        """Return the same points with the relative errors they have, taken of a smooth curve (n,), T.

        Errors of B_phi that come from fits grow with B_phi. Taken of the points themselves, a point that
        came out low has too small an error and too much weight, and points with a common relative error
        pull any curve far below all of them.
        Source: G. D'Agostini, Nucl. Instrum. Methods A 346, 306 (1994), section 4, for the remedy.
        """
        ratio = curve / self.B_phi
        matrix = self.covariance * np.outer(ratio, ratio)
        matrix.setflags(write=False)
        return Rates(self.T, self.B_phi, matrix)


def make_rates(
    T: ArrayLike, B_phi: ArrayLike, err: ArrayLike | None = None, covariance: ArrayLike | None = None
) -> Rates:
    """Check measured dephasing fields and put them in the order of temperature.

    Parameters
    ----------
    T : array (n,), K
    B_phi : array (n,), T
    err : array (n,), T
        Standard errors, where the points are independent.
    covariance : array (n, n), T^2
        In place of ``err``.

    Raises
    ------
    FitError
        Arrays that do not fit together, temperatures or errors that are not positive, a covariance
        that is none, or fewer than three temperatures.
    """
    t, b = np.asarray(T, np.float64), np.asarray(B_phi, np.float64)
    if t.ndim != 1 or b.shape != t.shape:
        raise FitError(
            f"T has shape {t.shape} and B_phi has shape {b.shape}",
            expected="two one-dimensional arrays of one length",
        )
    if (err is None) == (covariance is None):
        raise FitError(
            "B_phi came without errors" if err is None else "B_phi came with errors and a covariance",
            expected="either err (n,) or covariance (n, n)",
            advice="The exponent and the choice of a law rest on the errors of B_phi.",
        )
    if err is not None:
        sigma = np.broadcast_to(np.asarray(err, np.float64), t.shape)
        matrix = np.diag(sigma**2)
        if not np.all(sigma > 0.0):
            raise FitError("an error of B_phi is not positive", expected="standard errors in tesla")
    else:
        matrix = np.asarray(covariance, np.float64)
    if matrix.shape != (t.size, t.size):
        raise FitError(f"the covariance has shape {matrix.shape}", expected=f"({t.size}, {t.size})")
    for name, values in (("T", t), ("B_phi", b), ("the covariance", matrix)):
        if not np.isfinite(values).all():
            raise FitError(f"{name} holds values that are not finite", expected="numbers only")
    if np.any(t <= 0.0):
        raise FitError(f"a temperature is {t.min():g} K", expected="temperatures above zero, in kelvin")
    matrix = 0.5 * (matrix + matrix.T)
    _check_positive(matrix)
    order = np.argsort(t, kind="stable")
    matrix = matrix[np.ix_(order, order)]
    matrix.setflags(write=False)
    rates = Rates(readonly(t[order]), readonly(b[order]), matrix)
    if rates.n_temperatures < MIN_TEMPERATURES:
        raise FitError(
            f"B_phi is known at {rates.n_temperatures} temperatures",
            expected=f"at least {MIN_TEMPERATURES} that differ by more than 1 %",
            advice="Measure at more temperatures; a factor of 2 between lowest and highest is the least.",
        )
    return rates


def _check_positive(matrix: FloatArray) -> None:
    diagonal = np.diag(matrix)
    if np.all(diagonal > 0.0):
        sigma = np.sqrt(diagonal)
        lowest = float(np.linalg.eigvalsh(matrix / np.outer(sigma, sigma))[0]) if sigma.size else 1.0
        if lowest > 1e-12:
            return
    raise FitError(
        "the covariance of B_phi is not positive definite",
        expected="positive variances, and correlations between -1 and 1",
    )
