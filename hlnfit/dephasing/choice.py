"""Which law: Akaike's criterion for small samples, and when its difference is noise.

References
----------
.. [1] N. Sugiura, Commun. Stat. Theory Methods 7, 13 (1978).
.. [2] C. M. Hurvich and C.-L. Tsai, Biometrika 76, 297 (1989).
.. [3] K. P. Burnham and D. R. Anderson, Model Selection and Multimodel Inference (Springer, 2002),
   sections 2.4 to 2.6.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from hlnfit.dephasing.law_fit import LawFit

NOISE = 2.0
"""Differences of AICc below this say nothing [3]_."""


def aicc(chi2: float, n_parameters: int, n: int, inflation: float = 1.0) -> float:
    """Return Akaike's criterion with the correction for small samples [1]_ [2]_.

    AICc = chi2 / c + 2 k + 2 k (k + 1) / (n - k - 1), up to a constant that all laws share.

    Parameters
    ----------
    chi2 : float
        With the errors as they are.
    n_parameters, n : int
        k and the number of points.
    inflation : float
        c, by which all variances are too small [3]_.

    Returns
    -------
    float
        inf where n - k - 1 is not positive: the criterion does not exist.
    """
    k, left = n_parameters, n - n_parameters - 1
    return chi2 / inflation + 2.0 * k + 2.0 * k * (k + 1) / left if left > 0 else math.inf


def variance_inflation(fits: Sequence[LawFit]) -> float:
    """Return c >= 1, the lowest reduced chi-square of all laws: what no law can explain [3]_."""
    known = [f.chi2_red for f in fits if math.isfinite(f.chi2_red)]
    return max(1.0, min(known)) if known else 1.0


def with_criterion(fits: Sequence[LawFit]) -> tuple[LawFit, ...]:
    """Return the fits with their AICc, on one common scale of the errors."""
    c = variance_inflation(fits)
    return tuple(replace(f, aicc=aicc(f.chi2, f.n_parameters, f.n, c)) for f in fits)


def prefer(fits: Sequence[LawFit]) -> tuple[LawFit, bool, str]:
    """Return the preferred law, whether the data decide for it, and a sentence that says why.

    The lowest AICc wins where all others are at least 2 higher. Among those that are nearer, the one
    with fewest parameters is taken; of equally many one whose exponent theory fixes, and the explicit one,
    with the lowest AICc. The implicit form of a law does not make a decision open.
    """
    if len(fits) == 1:
        return fits[0], True, f"{fits[0].law} is the only law that was tried."
    finite = [f for f in fits if math.isfinite(f.aicc)]
    if not finite:
        # Nothing can be chosen: of the laws with fewest parameters, one that measures the exponent
        # instead of assuming it.
        simplest = min(fits, key=lambda f: (f.n_parameters, f.rate_law.exponent is not None, f.chi2))
        reason = f"{simplest.n} points are too few to tell laws apart; {simplest.law} assumes least."
        return simplest, False, reason
    lowest = min(f.aicc for f in finite)
    near = [f for f in finite if f.aicc < lowest + NOISE]
    best = min(near, key=lambda f: (*_complexity(f), f.aicc))
    # The implicit form of the same physics is no other answer.
    others = [f for f in near if f is not best and not f.rate_law.implicit]
    if others:
        names = ", ".join(f"{f.law} ({f.aicc - best.aicc:+.1f})" for f in others)
        reason = (
            f"The data do not decide between {best.law} and {names}: a difference in AICc below 2 is noise."
        )
        return best, False, reason
    rest = sorted(f.aicc for f in fits if f is not best and not f.rate_law.implicit)
    gap = rest[0] - best.aicc if rest else math.inf
    text = f"by {gap:.1f}" if math.isfinite(gap) else "where the others have too many parameters"
    return best, True, f"{best.law} has the lowest AICc, {text}."


def _complexity(fit: LawFit) -> tuple[int, bool, bool]:
    law = fit.rate_law
    return law.n_parameters, law.shape is not None and not law.shape.choices, law.implicit
