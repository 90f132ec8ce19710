"""The same curve folded onto B >= 0: what that changes is a systematic error."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from hlnfit.constants import length_from_field
from hlnfit.curve import Magnetoconductance
from hlnfit.errors import FitError
from hlnfit.fitting.coherence_field import B_phi_of
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.solve import Optimum, minimize
from hlnfit.reduction.symmetrize import symmetrize_curve


def symmetrized(part: Magnetoconductance, problem: Problem, best: Optimum) -> dict[str, float]:
    """Return L_phi of the folded curve and its error in m; empty where folding makes no sense.

    The curve is folded about the fitted offsets, each direction by itself, and fitted from the optimum
    without odd terms and offsets.
    """
    if part.symmetrized or not part.two_sided or problem.prior is not None:
        return {}
    if "B_phi" not in problem.nonlinear:
        return {}
    if _coarse(problem, best):
        return {}
    centres = [best.values[n] for n in problem.offset_names]
    try:
        folded = symmetrize_curve(replace(part, error=problem.error), centres)
    except FitError:
        # One direction lies on one side of its centre: there is nothing to fold.
        return {}
    if len(folded) <= len(problem.free):
        return {}
    assert folded.error is not None
    held = {n: v for n, v in problem.fixed.items() if n in problem.term_names}
    held |= dict.fromkeys(problem.offset_names, 0.0)
    alone = Problem(
        folded.B, folded.dsigma, folded.error, np.searchsorted(np.unique(folded.group), folded.group),
        problem.terms, (), held,
    )  # fmt: skip
    found = minimize(alone, alone.theta_of(best.values))
    at = alone.nonlinear.index("B_phi")
    B_phi = B_phi_of(alone.terms, found.values)
    dof = max(len(folded) - len(alone.free), 1)
    variance = float(found.covariance[at, at]) * found.chi2 / dof
    L = float(length_from_field(B_phi))
    return {"L_phi_symmetrized_m": L, "L_phi_symmetrized_err_m": 0.5 * L * math.sqrt(variance)}


def _coarse(problem: Problem, best: Optimum) -> bool:
    """Return True where the steps are wider than the cusp: interpolation between them would cut it off."""
    B_phi = B_phi_of(problem.terms, best.values)
    near = np.sort(problem.B[(problem.group == 0) & (np.abs(problem.B) <= 10.0 * B_phi)])
    return near.size < 8 or float(np.median(np.diff(near))) > B_phi
