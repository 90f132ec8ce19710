"""How well the curve fits, and by how much the limits are widened where it does not.

The scatter between neighbouring points is the noise. Where the residuals are significantly larger,
something systematic is left in them; it is treated as noise that is correlated over the length that
the residuals themselves show, and all limits widen accordingly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlnfit.curve import ErrorKind
from hlnfit.reduction.noise import degrees_of_scatter

FloatArray = NDArray[np.float64]
FALSE_ALARM = 1e-3
"""Rate at which an honest curve is called a misfit."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """Goodness of fit.

    Attributes
    ----------
    chi2, chi2_red : float
        Before any scaling.
    significant : bool
        Larger than noise explains (at FALSE_ALARM).
    scale : float
        Delta chi-square of one standard error, in units of the unscaled chi-square.
    correlation_points : float
        Number of neighbouring residuals that move together; 1 for white noise.
    rms : float, S
        Root mean square of the systematic part of the residuals.
    relative : float
        ``rms`` over the height of the fitted cusp.
    """

    chi2: float
    chi2_red: float
    significant: bool
    scale: float
    correlation_points: float
    rms: float
    relative: float


def correlation_points(residual: FloatArray, B: FloatArray, group: NDArray[np.int64]) -> float:
    """Return 1 + 2 sum of the autocorrelations up to the first that is not positive."""
    total, weight = 0.0, 0
    for g in np.unique(group):
        chosen = group == g
        r = residual[chosen][np.argsort(B[chosen], kind="stable")]
        n = r.size
        if n < 8:
            continue
        power = float(r @ r)
        length = 1.0
        for lag in range(1, n // 4):
            rho = float(r[lag:] @ r[:-lag]) / power if power > 0.0 else 0.0
            if rho <= 2.0 / np.sqrt(n):
                break
            length += 2.0 * rho
        total += n * length
        weight += n
    return total / weight if weight else 1.0


def judge(
    residual: FloatArray,
    error: FloatArray,
    B: FloatArray,
    group: NDArray[np.int64],
    n_free: int,
    kind: ErrorKind,
    height: float,
) -> Misfit:
    """Judge weighted residuals (n,) of a fit with ``n_free`` free parameters.

    Parameters
    ----------
    residual : array, (n,)
        (data - fit) / error.
    error : array, (n,), S
    kind : {"given", "instrument", "estimated"}
    height : float, S
        Peak to peak of the fitted interference correction over the points.
    """
    from scipy import stats

    n = residual.size
    dof = max(n - n_free, 1)
    chi2 = float(residual @ residual)
    chi2_red = chi2 / dof
    if kind == "given":
        limit = float(stats.chi2.isf(FALSE_ALARM, dof)) / dof
    else:
        limit = float(stats.f.isf(FALSE_ALARM, dof, degrees_of_scatter(n)))
    significant = chi2_red > limit
    excess = float(np.mean((residual * error) ** 2) - np.mean(error**2))
    rms = float(np.sqrt(max(excess, 0.0))) if significant else 0.0
    points = correlation_points(residual, B, group) if significant else 1.0
    if kind == "given":
        scale = max(1.0, chi2_red) * points if significant else 1.0
    else:
        scale = chi2_red * points
    return Misfit(
        chi2, chi2_red, significant, max(scale, 1e-300), points, rms, rms / height if height > 0.0 else 0.0
    )
