"""One noise for a series: the scatter of all curves together, unless they differ significantly.

Source of the test: M. S. Bartlett, Proc. R. Soc. A 160, 268 (1937).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from hlnfit.curve import Magnetoconductance
from hlnfit.fitting.prepare import estimate_error
from hlnfit.reduction.noise import degrees_of_scatter

DIFFER = 0.01
"""Significance below which the curves keep their own noise."""


def pool_errors(curves: Sequence[Magnetoconductance]) -> list[Magnetoconductance]:
    """Return the curves with one common scale of their estimated errors, where that is honest.

    Errors that were given or come from an instrument are left alone.
    """
    out = list(curves)
    index, variance, dof, errors = [], [], [], []
    for k, curve in enumerate(curves):
        if curve.errors != "estimated":
            continue
        error = curve.error if curve.error is not None else estimate_error(curve)
        if error is None or len(curve) < 10:
            continue
        index.append(k)
        errors.append(error)
        variance.append(float(np.median(error)) ** 2)
        dof.append(degrees_of_scatter(len(curve)))
    if len(index) < 2 or not _alike(np.array(variance), np.array(dof)):
        return out
    # An exact sum does not depend on the order of the curves, and so the fits do not either.
    common = math.sqrt(math.fsum(v * d for v, d in zip(variance, dof, strict=True)) / math.fsum(dof))
    for k, own, error in zip(index, variance, errors, strict=True):
        curve = curves[k]
        note = f"Noise of the series: {common:.3g} S (this curve alone: {math.sqrt(own):.3g} S)."
        out[k] = replace(
            curve, error=error * (common / math.sqrt(own)), errors="estimated", log=(*curve.log, note)
        )
    return out


def _alike(variance: np.ndarray, dof: np.ndarray) -> bool:
    """Return True where Bartlett's test does not tell the variances apart."""
    from scipy.special import chdtrc

    if not (variance > 0.0).all():
        return False
    total = float(dof.sum())
    pooled = float(np.average(variance, weights=dof))
    statistic = total * math.log(pooled) - float(np.sum(dof * np.log(variance)))
    k = variance.size
    correction = 1.0 + (float(np.sum(1.0 / dof)) - 1.0 / total) / (3.0 * (k - 1))
    return bool(chdtrc(k - 1, max(statistic / correction, 0.0)) > DIFFER)
