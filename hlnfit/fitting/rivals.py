"""Is it weak localization at all? Other laws of magnetoresistance, held against the fit.

The laws that come nearest to the curve and weak localization are asked how probable they make the points,
each with every model of the noise (see ``reml``): a ripple that noise may leave counts for neither. Where the
window is a part of the sweep, a law that describes all of it counts, too.

Source of the scale of evidence, twice the logarithm of the ratio of probabilities: R. E. Kass and
A. E. Raftery, J. Am. Stat. Assoc. 90, 773 (1995), section 3.2: positive from 2, strong from 6, very strong
from 10.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hlnfit import models
from hlnfit.fitting.coherence_field import B_phi_of
from hlnfit.fitting.laws import LawFit, nearest_laws
from hlnfit.fitting.noise import noise_of
from hlnfit.fitting.prepare import Ready
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.reml import NoiseModel, estimate_noise, parameters_cost
from hlnfit.fitting.solve import Optimum, linearize, minimize
from hlnfit.fitting.start import minima
from hlnfit.fitting.terms import Term, split_terms

FloatArray = NDArray[np.float64]
HOPELESS: Final = 60.0
"""By so much in chi-square (white noise) a law has to be behind not to be asked for its evidence."""
DECIDED: Final = -15.0
"""Evidence (twice the logarithm) of a law in the window at which nothing beyond the window matters."""
N_LAWS: Final = 2
"""Laws that are asked; the others are further from the curve."""


@dataclass(frozen=True, slots=True)
class Rival:
    """The law that comes nearest to the curve.

    Attributes
    ----------
    law : str
        In words.
    width : float, T
        NaN for a power law, which has none.
    evidence : float
        Twice the natural logarithm of how much more probable the law makes the points than weak
        localization does; negative where weak localization is ahead.
    B_max : float, T
        The range over which they were compared.
    whole : Rival or None
        The same over the whole sweep with a parabola beside either, where the window is a part of it.
    """

    law: str
    width: float
    evidence: float
    B_max: float
    whole: Rival | None = None


def strongest_rival(
    ready: Ready, problem: Problem, best: Optimum, noise: NoiseModel | None = None
) -> Rival | None:
    """Return the law that comes nearest to the fit; None where none is anywhere near.

    ``noise`` is what the residuals of the fit were found to be, where they were asked.
    """
    if problem.prior is not None or ready.error is None:
        return None
    inside = _against(ready, problem, best, noise)
    curve = ready.curve
    if len(curve) <= problem.B.size or inside is None or inside.evidence < DECIDED:
        return inside
    whole = Problem.from_curve(curve, ready.error, problem.terms, odd=_odd(problem))
    held = {n: v for n, v in problem.fixed.items() if n in whole.all_names}
    return replace(inside, whole=_against(ready, replace(whole, fixed=held), best, None, parabola=True))


def _odd(problem: Problem) -> str:
    return {0: "none", 1: "linear"}.get(len(problem.odd), "cubic")


def _against(
    ready: Ready, problem: Problem, best: Optimum, noise: NoiseModel | None, *, parabola: bool = False
) -> Rival | None:
    white = replace(problem, noise=None)
    forms = _interference(white, best, parabola=parabola)
    own = next(forms) if parabola else best
    laws = nearest_laws(white, own, N_LAWS, parabola=parabola)
    residual = own.plain_residual
    chi2 = float(residual @ residual)
    n = residual.size
    # Points without noise on a curve that is known exactly: there is nothing to compare.
    if not laws or not chi2 > 0.0 or not laws[0].chi2 > 0.0 or n * np.log(laws[0].chi2 / chi2) > HOPELESS:
        return None
    known_white = noise is not None and np.isinf(noise.dof)
    found = noise if noise is not None else noise_of(white, own, ready.curve.errors)
    if found is not None:
        known_white = bool(np.isinf(found.dof))
    own_evidence = found.log_evidence if found is not None else _of_white(white, own)
    x = white.field(own.values)
    # The noise of the sample is the same, whatever the law of its mean.
    B_phi = float(B_phi_of(white.terms, own.values))

    def evidence_of(law: LawFit) -> float:
        if found is None:
            return _white_evidence(law.residual, law.jacobian)
        return estimate_noise(
            law.residual,
            law.jacobian,
            x,
            white.group,
            known_white=known_white,
            error=white.error,
            B_phi=B_phi,
        ).log_evidence

    asked = [(evidence_of(law), law) for law in laws]
    law_evidence, law = max(asked, key=lambda pair: pair[0])
    B_max = float(np.max(np.abs(white.B)))
    for other in forms:
        if own_evidence >= law_evidence:
            break
        # Before a law is told, weak localization is given its best chance.
        again = noise_of(other.problem, other, ready.curve.errors) if found is not None else None
        own_evidence = max(
            own_evidence, again.log_evidence if again is not None else _of_white(other.problem, other)
        )
    return Rival(law.words, law.width, 2.0 * (law_evidence - own_evidence), B_max)


def _of_white(problem: Problem, at: Optimum) -> float:
    plain = replace(problem, noise=None, prior=None)
    n = problem.B.size
    return _white_evidence(at.plain_residual, linearize(plain, at.theta).full[:n])


def _white_evidence(residual: FloatArray, jacobian: FloatArray) -> float:
    n, p = residual.size, int(np.linalg.matrix_rank(jacobian))
    dof = max(n - p, 1)
    q, _ = np.linalg.qr(jacobian)
    rest = residual - q @ (q.T @ residual)
    square = max(float(rest @ rest), 1e-300)
    return -0.5 * dof * float(np.log(square)) - parameters_cost(p, n, square / dof)


def _interference(problem: Problem, best: Optimum, *, parabola: bool) -> Iterator[Optimum]:
    """Yield weak localization in all its forms: as fitted (with a parabola), one channel, three terms."""
    extra = () if not parabola or "c2" in problem.all_names else split_terms("hln+quadratic")[1:]
    background = tuple(t for t in problem.terms if t.model.kind == "background") + extra
    own: tuple[Term, ...] = (*(t for t in problem.terms if t.model.kind == "field"), *background)
    if parabola:
        yield _fit(replace(problem, terms=own), best)
    held = {n: v for n, v in problem.fixed.items() if n not in problem.term_names}
    for name in ("hln_simple", "hln"):
        field = split_terms(models.get(name))
        if tuple(t.model.name for t in field) != tuple(t.model.name for t in own[: len(field)]):
            yield _fit(replace(problem, terms=(*field, *background), fixed=held), best)


def _fit(problem: Problem, best: Optimum) -> Optimum:
    if set(problem.nonlinear) <= set(best.values):
        return minimize(problem, problem.theta_of(best.values))
    return minima(problem, keep=2)[0]
