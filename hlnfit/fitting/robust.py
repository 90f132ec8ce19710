"""Fits that a few bad points cannot pull: soft-L1 and Student losses by pseudo-values.

Each residual r (in standard deviations) is replaced by psi(r) / E[psi'], with psi the derivative of the loss
and the expectation that of normal noise. Least squares on such data has the robust fit as its fixed point,
and its covariance is the asymptotic one of the robust fit; so limits, noise and doubts work as ever.
Source: P. J. Huber, Robust Statistics (Wiley, 1981), section 7.6, for pseudo-values.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hlnfit.errors import ConfigError
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.solve import minimize
from hlnfit.fitting.start import minima
from hlnfit.flags import Flag

FloatArray = NDArray[np.float64]
FREEDOM = 4.0
"""Degrees of freedom of Student's distribution."""
SOFT = 2.0
"""Standard deviations from which the soft-L1 loss grows linearly."""
FAR = 4.0
"""Standard deviations from which a point is named; one in 16,000 is so far off by chance."""

LOSSES: dict[str, Callable[[FloatArray], FloatArray]] = {
    "soft-l1": lambda r: r / np.sqrt(1.0 + (r / SOFT) ** 2),
    "student": lambda r: r * FREEDOM / (FREEDOM + r * r),
}


def check_loss(loss: str | None) -> None:
    """Refuse an unknown loss.

    Raises
    ------
    ConfigError
    """
    if loss is not None and loss not in LOSSES:
        raise ConfigError(f"robust is {loss!r}", expected=" or ".join(LOSSES))


def with_loss(problem: Problem, loss: str, *, errors_given: bool) -> tuple[Problem, Flag]:
    """Return the problem with pseudo-values for its data, and the flag that says what they changed.

    Parameters
    ----------
    errors_given : bool
        True: the errors of the points are the standard deviations. False: the median of the residuals
        sets them.
    """
    psi = LOSSES[loss]
    slope = _mean_slope(psi)
    data = problem.y
    pulled, best = problem, minima(problem, keep=2)[0]
    r = np.zeros_like(data)
    for _ in range(20):
        r = problem.plain_residual(best.values)
        scale = 1.0 if errors_given else 1.4826 * float(np.median(np.abs(r)))
        if not scale > 0.0:
            break
        r = r / scale
        y = data - problem.error * scale * (r - psi(r) / slope)
        moved = float(np.max(np.abs(y - pulled.y) / problem.error))
        pulled = replace(problem, y=y)
        if moved < 1e-3 * scale:
            break
        best = minimize(pulled, best.theta)
    return pulled, _told(problem.B, r, psi(r), loss)


def _mean_slope(psi: Callable[[FloatArray], FloatArray]) -> float:
    """Return E[psi'] = E[x psi(x)] for a standard normal x."""
    x, w = np.polynomial.hermite_e.hermegauss(120)
    return float(w @ (x * psi(x))) / math.sqrt(2.0 * math.pi)


def _told(B: FloatArray, r: FloatArray, psi: FloatArray, loss: str) -> Flag:
    far = np.flatnonzero(np.abs(r) > FAR)
    far = far[np.argsort(-np.abs(r[far]), kind="stable")]
    weight = np.divide(psi, r, out=np.ones_like(r), where=r != 0.0)
    where = ", ".join(f"{b:.4g} T" for b in B[far][:5])
    if far.size:
        points = "point lies" if far.size == 1 else "points lie"
        words = (
            f"{far.size} of {B.size} {points} more than {FAR:.0f} standard deviations off and were "
            f"down-weighted, to {weight[far].min():.2g} at the least (at {where}"
            f"{', ...' if far.size > 5 else ''}); the loss is {loss}."
        )
    else:
        words = f"No point lies more than {FAR:.0f} standard deviations off; the loss is {loss}."
    return Flag(
        "down_weighted",
        "info",
        words,
        "Nothing to do. Compare with the fit without --robust.",
        {
            "n": int(far.size),
            "B_T": [float(b) for b in B[far]],
            "weights": [float(w) for w in weight[far]],
            "loss": loss,
        },
    )
