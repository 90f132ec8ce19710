"""Which model do the data prefer? Information criteria and F-tests under one and the same noise.

All models are fitted to the same points with the same covariance, that of the model that leaves least; a
model that came with noise of its own would call its misfit noise and win by it. Differences that noise
explains have no winner.

Sources: N. Sugiura, Commun. Statist. A 7, 13 (1978), for AICc; G. Schwarz, Ann. Statist. 6, 461 (1978),
for BIC; K. P. Burnham and D. R. Anderson, Model Selection and Multimodel Inference (Springer, 2002),
sections 2.6 and 2.9, for evidence ratios and what differences mean.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hlnfit.curve import Magnetoconductance
from hlnfit.errors import ConfigError, FitError
from hlnfit.fitting.comparison.nested import Nested, f_test, holds
from hlnfit.fitting.comparison.result import Candidate, Comparison, verdict_in_words
from hlnfit.fitting.conclude import conclude, goodness
from hlnfit.fitting.noise import with_noise
from hlnfit.fitting.prepare import prepare
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.result import SweepFit
from hlnfit.fitting.solve import Optimum, minimize
from hlnfit.fitting.start import minima
from hlnfit.models import Model


def compare_models(
    curves: Magnetoconductance | Sequence[Magnetoconductance],
    models: Sequence[str | Model],
    *,
    b_max: float | str | None = None,
    fix: Mapping[str, Mapping[str, Any]] | None = None,
    **options: Any,
) -> Comparison:
    """Compare models on one curve, or on a series, where each curve has its own parameters.

    Parameters
    ----------
    curves : Magnetoconductance or sequence of them
    models : sequence of str or Model
        Those that the regime of the sample allows; a model more, tried in vain, costs nothing but time.
    b_max : float (T), "auto" or None
        The window is the same for all models: with "auto" that of the model that holds furthest.
    fix : mapping of model name to mapping, optional
        What is held in single models: ``fix={"hln": {"B_e": 1.0}}``.
    **options
        Passed to :func:`hlnfit.fit`: ``odd``, ``background``, ``sample``.

    Returns
    -------
    Comparison

    Raises
    ------
    ConfigError
        Fewer than two models, one of them twice, or an option that is wrong.
    FitError
        No curve can be fitted.
    """
    several = [curves] if isinstance(curves, Magnetoconductance) else list(curves)
    names = [m if isinstance(m, str) else m.name for m in models]
    if len(names) < 2 or len(set(names)) < len(names):
        raise ConfigError(
            f"the models to compare are {', '.join(names) or 'none'}", expected="two or more different ones"
        )
    unknown = set(fix or {}) - set(names)
    if unknown:
        raise ConfigError(
            f"fix names {', '.join(sorted(unknown))}", expected=f"some of {', '.join(names)}, as first names"
        )
    each = [{**options, "fix": (fix or {}).get(name)} for name in names]
    found = [one for curve in several if (one := _fit_all(curve, models, b_max, each)) is not None]
    if not found:
        raise FitError(
            f"no curve can be fitted by {', '.join(names)}", advice="Fit one of them and look at its flags."
        )
    candidates = _ranked(names, found)
    nested = _nested(names, found)
    preferred, words = verdict_in_words(candidates, nested)
    n_points = sum(one.n_points for one in found)
    return Comparison(candidates, nested, n_points, any(o.correlated for o in found), preferred, words)


@dataclass(frozen=True, eq=False)
class _OneCurve:
    """All models on one curve under one noise; ``unit`` is a standard error squared in their chi-square."""

    problems: tuple[Problem, ...]
    optima: tuple[Optimum, ...]
    fits: tuple[SweepFit, ...]
    unit: float

    @property
    def n_points(self) -> int:
        return int(self.problems[0].B.size)

    @property
    def correlated(self) -> bool:
        return self.problems[0].noise is not None

    def chi2(self, k: int) -> float:
        return self.optima[k].chi2 / self.unit


def _fit_all(
    curve: Magnetoconductance,
    models: Sequence[str | Model],
    b_max: float | str | None,
    each: Sequence[Mapping[str, Any]],
) -> _OneCurve | None:
    """Fit every model to the same points with the same covariance; None where one cannot be fitted."""
    if b_max == "auto":
        alone = [prepare(curve, m, b_max="auto", **options) for m, options in zip(models, each, strict=True)]
        widest = [float(np.max(np.abs(r.part.B))) for r in alone if r.part is not None]
        b_max = max(widest) if widest else None
    ready = [prepare(curve, m, b_max=b_max, **options) for m, options in zip(models, each, strict=True)]
    white = [r.problem for r in ready]
    problems = [p for p in white if p is not None]
    if len(problems) < len(ready) or any(f.severity == "reject" for r in ready for f in r.flags):
        return None
    found = [minima(p, keep=2) for p in problems]
    # What the best of them leaves is nearest to the noise.
    spare = [p.B.size - len(p.free) for p in problems]
    least = min(range(len(found)), key=lambda k: found[k][0].chi2 / spare[k])
    common, noise = with_noise(problems[least], found[least][0], curve.errors)
    unit = goodness(ready[least], problems[least], found[least][0]).scale
    if common.noise is not None:
        unit = 1.0
        problems = [replace(p, noise=common.noise) for p in problems]
        found = [
            sorted((minimize(p, o.theta) for o in optima), key=lambda o: o.chi2)
            for p, optima in zip(problems, found, strict=True)
        ]
    fits = tuple(
        conclude(r, p, optima, "covariance", noise=noise)
        for r, p, optima in zip(ready, problems, found, strict=True)
    )
    return _OneCurve(tuple(problems), tuple(optima[0] for optima in found), fits, unit)


def _ranked(names: Sequence[str], found: Sequence[_OneCurve]) -> tuple[Candidate, ...]:
    """Return the models in the order of their AICc."""
    n = sum(one.n_points for one in found)
    raw = []
    for k in range(len(names)):
        chi2 = sum(one.chi2(k) for one in found)
        n_free = sum(len(one.problems[k].free) for one in found)
        aicc = chi2 + 2.0 * n_free + 2.0 * n_free * (n_free + 1) / max(n - n_free - 1, 1)
        raw.append((chi2, n_free, aicc, chi2 + n_free * math.log(n)))
    delta = np.array([r[2] for r in raw]) - min(r[2] for r in raw)
    weight = np.exp(-0.5 * delta)
    weight /= weight.sum()
    out = [
        Candidate(
            name, n_free, chi2, aicc, bic, float(delta[k]), float(weight[k]),
            tuple(_L_phi(one.fits[k]) for one in found), tuple(one.fits[k] for one in found),
        )
        for k, (name, (chi2, n_free, aicc, bic)) in enumerate(zip(names, raw, strict=True))
    ]  # fmt: skip
    return tuple(sorted(out, key=lambda c: c.aicc))


def _L_phi(fit: SweepFit) -> float:
    p = fit.params.get("L_phi")
    return p.value if p is not None else math.nan


def _nested(names: Sequence[str], found: Sequence[_OneCurve]) -> tuple[Nested, ...]:
    """Return the F-tests of all pairs in which one model holds the other (tried on the first curve)."""
    first, n = found[0], sum(one.n_points for one in found)
    out = []
    for small, large in itertools.permutations(range(len(names)), 2):
        n_free = [sum(len(one.problems[k].free) for one in found) for k in (small, large)]
        chi2 = [sum(one.chi2(k) for one in found) for k in (small, large)]
        if n_free[0] >= n_free[1] or chi2[1] > chi2[0] + 1.0:
            continue
        white = replace(first.problems[large], noise=None)
        if holds(white, first.problems[small], first.optima[small], first.unit):
            out.append(f_test(names[small], names[large], (chi2[0], chi2[1]), (n_free[0], n_free[1]), n))
    return tuple(out)
