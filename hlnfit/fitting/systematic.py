"""What choices change in L_phi: the systematic error beside the statistical one.

Windows inside each other share their points, and so do fits with and without a background. Of two such
estimates the more precise one is efficient, and the variance of their difference is the difference of
their variances (J. A. Hausman, Econometrica 46, 1251 (1978)). What differs beyond that is systematic.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from hlnfit.fitting.result import ParameterValue, WindowScan

REACH = 2
"""Windows on each side of the chosen one that a reasonable person might have taken instead."""


def systematic_errors(
    scan: WindowScan | None, L_phi: ParameterValue | None, folded: Mapping[str, float]
) -> dict[str, float]:
    """Return by how much window, background and folding move L_phi, and the largest of the three (m).

    Parameters
    ----------
    scan : WindowScan or None
    L_phi : ParameterValue or None
        Of the fit.
    folded : mapping
        ``L_phi_symmetrized_m``, where the curve could be folded.
    """
    if L_phi is None or not math.isfinite(L_phi.value):
        return {}
    out: dict[str, float] = {}
    if scan is not None and scan.chosen is not None and math.isfinite(scan.L_phi[scan.chosen]):
        k = scan.chosen
        L, err = scan.L_phi, scan.L_phi_err
        near = [
            j for j in range(max(0, k - REACH), min(L.size, k + REACH + 1)) if j != k and np.isfinite(L[j])
        ]
        excess = [_excess(L[j] - L[k], err[j], err[k]) for j in near]
        if excess:
            out["L_phi_window_m"] = max(excess)
        if math.isfinite(scan.background[k]):
            out["L_phi_background_m"] = abs(float(scan.background[k] - L[k]))
    changes = list(out.values())
    if "L_phi_symmetrized_m" in folded:
        changes.append(abs(folded["L_phi_symmetrized_m"] - L_phi.value))
    if changes:
        out["L_phi_systematic_m"] = max(changes)
    return out


def _excess(difference: float, err_1: float, err_2: float) -> float:
    """Return what of a difference is more than statistics leave between nested estimates."""
    statistical = abs(err_1 * err_1 - err_2 * err_2)
    return math.sqrt(max(difference * difference - statistical, 0.0))
