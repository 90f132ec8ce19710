"""How well the curve fits, and by how much the limits are widened where it does not.

The scatter between neighbouring points is the noise. Where the residuals are significantly larger,
something systematic is left in them; it is treated as noise, and all limits widen accordingly. Whether
that noise is correlated is another question (see ``reml``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

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
    rms : float, S
        Root mean square of the systematic part of the residuals.
    relative : float
        ``rms`` over the height of the fitted cusp.
    height : float, S
        That height.
    """

    chi2: float
    chi2_red: float
    significant: bool
    scale: float
    rms: float
    relative: float
    height: float = 0.0


@cache
def limit_of_misfit(n: int, dof: int, given: bool) -> float:
    """Return the reduced chi-square above which a misfit is significant.

    Given errors leave the chi-square distribution; scatter that was measured has its own uncertainty, which
    makes it the F distribution.
    """
    from scipy.special import chdtri, fdtri

    if given:
        return float(chdtri(dof, FALSE_ALARM)) / dof
    return float(fdtri(dof, degrees_of_scatter(n), 1.0 - FALSE_ALARM))


def _is_significant(chi2_red: float, n: int, dof: int, given: bool) -> bool:
    # Most fits are far from the limit: then bounds on it will do, without scipy and its time to load.
    low = 1.0 + 3.0 * math.sqrt(2.0 / dof)
    high = 1.0 + 8.0 * math.sqrt(2.0 / dof + (0.0 if given else 2.0 / degrees_of_scatter(n)))
    if chi2_red <= low or (dof >= 40 and chi2_red > high):
        return chi2_red > low
    return chi2_red > limit_of_misfit(n, dof, given)


def judge(
    residual: FloatArray,
    error: FloatArray,
    n_free: int,
    kind: ErrorKind,
    height: float,
    *,
    chi2: float | None = None,
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
    chi2 : float, optional
        That of the fit where it is known; otherwise the sum of the squared residuals.
    """
    n = residual.size
    dof = max(n - n_free, 1)
    chi2 = float(residual @ residual) if chi2 is None else chi2
    chi2_red = chi2 / dof
    significant = _is_significant(chi2_red, n, dof, kind == "given")
    rms = 0.0
    if significant:
        excess = float(np.mean((residual * error) ** 2) - np.mean(error**2))
        rms = float(np.sqrt(max(excess, 0.0)))
    scale = chi2_red if kind != "given" or significant else 1.0
    relative = rms / height if height > 0.0 else 0.0
    return Misfit(chi2, chi2_red, significant, max(scale, 1e-300), rms, relative, height)
