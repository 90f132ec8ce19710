"""What a comparison of models says: the models in order, the tests, and the difference in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hlnfit.brief import brief
from hlnfit.fitting.comparison.nested import Nested
from hlnfit.fitting.result import SweepFit

SAME = 2.0
"""Difference of a criterion below which the data cannot tell two models apart."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """One model of a comparison.

    Attributes
    ----------
    model : str
    n_free : int
        Free parameters over all curves, those of offsets, constants and odd terms included.
    chi2 : float
        Under the noise that all models share.
    aicc, bic : float
        Up to a constant that all models share.
    delta : float
        ``aicc`` above the lowest one.
    weight : float
        Share of the evidence (Akaike weight).
    L_phi : tuple of float, m
        One a curve; NaN where not determined.
    fits : tuple of SweepFit
        One a curve, with errors from the covariance.
    """

    model: str
    n_free: int
    chi2: float
    aicc: float
    bic: float
    delta: float
    weight: float
    L_phi: tuple[float, ...]
    fits: tuple[SweepFit, ...]

    @property
    def describes(self) -> bool:
        """False where no curve is described: each one is rejected, or shows no signal."""
        return any(f.verdict != "reject" for f in self.fits)


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """The models in the order of their AICc, and what can be said of them.

    Attributes
    ----------
    candidates : tuple of Candidate
    nested : tuple of Nested
        F-tests of the pairs in which one model holds the other.
    n_points : int
    correlated : bool
        True where the common noise of some curve is correlated.
    preferred : str or None
        None where the data cannot tell, or no model describes them.
    words : str
    """

    candidates: tuple[Candidate, ...]
    nested: tuple[Nested, ...]
    n_points: int
    correlated: bool
    preferred: str | None
    words: str

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a model, for a table; lengths in nm."""
        out = []
        for c in self.candidates:
            known = [L for L in c.L_phi if math.isfinite(L)]
            out.append(
                {
                    "model": c.model,
                    "n_free": c.n_free,
                    "chi2": c.chi2,
                    "aicc": c.aicc,
                    "delta_aicc": c.delta,
                    "weight": c.weight,
                    "bic": c.bic,
                    "L_phi_nm": 1e9 * float(np.median(known)) if known else math.nan,
                    "verdict": max((f.verdict for f in c.fits), key=("good", "caution", "reject").index),
                    "preferred": c.model == self.preferred,
                }
            )
        return out

    def __repr__(self) -> str:
        return brief(self, *(c.model for c in self.candidates), self.words)

    def __str__(self) -> str:
        return self.words


def verdict_in_words(candidates: Sequence[Candidate], nested: Sequence[Nested]) -> tuple[str | None, str]:
    """Return the preferred model, if there is one, and the comparison in words."""
    best, second = candidates[0], candidates[1]
    tests = " ".join(_test_words(t) for t in nested)
    if not best.describes:
        return None, f"No model describes the data; {best.model} misses them least. {tests}".strip()
    level = [c for c in candidates if c.delta < SAME]
    by_bic = min(candidates, key=lambda c: c.bic)
    if len(level) > 1:
        told = " from ".join((", ".join(c.model for c in level[:-1]), level[-1].model))
        return None, f"The data cannot tell {told}: AICc differs by {level[-1].delta:.2g}. " + " ".join(
            part for part in (_lengths(level), _rest(candidates[len(level) :], best), tests) if part
        )
    if by_bic is not best and best.bic - by_bic.bic >= SAME:
        return None, (
            f"The criteria disagree: AICc is for {best.model} (by {second.delta:.2g}), BIC for "
            f"{by_bic.model} (by {best.bic - by_bic.bic:.2g}). {_lengths((best, by_bic))} {tests}"
        ).strip()
    return best.model, f"The data prefer {best.model}: {_rest(candidates[1:], best)} {tests}".strip()


def _rest(others: Sequence[Candidate], best: Candidate) -> str:
    """Return how far the first of the others is behind."""
    if not others:
        return ""
    behind = others[0].aicc - best.aicc
    ratio = math.exp(min(0.5 * behind, 700.0))
    strength = next(word for limit, word in _STRENGTH if behind < limit)
    odds = f"{ratio:.2g}" if ratio < 1e4 else "more than 10,000"
    return f"{others[0].model} is behind by {behind:.3g} in AICc, {odds} times less evidence ({strength})."


_STRENGTH = ((4.0, "weak"), (7.0, "considerable"), (10.0, "strong"), (math.inf, "decisive"))


def _lengths(level: Sequence[Candidate]) -> str:
    """Return the range of L_phi over models, where there is one curve that all of them determine."""
    known = [c.L_phi[0] for c in level if len(c.L_phi) == 1 and math.isfinite(c.L_phi[0])]
    if len(known) < 2:
        return ""
    low, high = 1e9 * min(known), 1e9 * max(known)
    return f"L_phi is {low:.4g} to {high:.4g} nm, depending on the model."


def _test_words(test: Nested) -> str:
    more = "further parameter" if test.n_extra == 1 else f"{test.n_extra} further parameters"
    needed = f"{'is' if test.n_extra == 1 else 'are'} {'' if test.needed else 'not '}needed"
    chance = f"p = {test.p:.1g}" if test.p > 1e-6 else "p < 1e-6"
    return f"Beyond {test.smaller}, the {more} of {test.larger} {needed} (F-test, {chance})."
