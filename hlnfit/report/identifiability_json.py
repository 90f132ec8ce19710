"""The parts of results.json that say what is determined beside single parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hlnfit.analysis import Analysis
    from hlnfit.fitting import SweepFit


def identifiability(fit: SweepFit) -> dict[str, Any]:
    """Return what is determined together, and the posterior where it was sampled."""
    found: dict[str, Any] = {"combination": combination(fit)}
    return found if fit.samples is None else found | {"posterior": posterior(fit)}


def combination(fit: SweepFit) -> dict[str, Any] | None:
    """Return the product or sum that is determined where single parameters are not."""
    found = fit.combination
    if found is None:
        return None
    return {
        "name": found.name,
        "exponents": dict(found.exponents),
        "is_sum": found.is_sum,
        "value": found.value,
        "relative_error": found.relative_error,
        "unit": found.unit,
    }


def posterior(fit: SweepFit) -> dict[str, Any]:
    """Return what the samples say; quantiles are null where the chain has not converged."""
    samples = fit.samples
    assert samples is not None
    return {
        "converged": samples.converged,
        "n_walkers": samples.n_walkers,
        "n_steps": samples.n_steps,
        "autocorrelation_steps": samples.autocorrelation,
        "acceptance": samples.acceptance,
        "quantiles": {
            name: {"q16": low, "q50": middle, "q84": high}
            for name in samples.values
            for low, middle, high in [samples.quantiles(name)]
        },
    }


def comparison(analysis: Analysis) -> dict[str, Any] | None:
    """Return the comparison of models, best first, with its F-tests and its words."""
    found = analysis.comparison
    if found is None:
        return None
    return {
        "words": found.words,
        "preferred": found.preferred,
        "n_points": found.n_points,
        "correlated_noise": found.correlated,
        "models": found.rows(),
        "nested": [
            {
                "smaller": t.smaller,
                "larger": t.larger,
                "n_extra": t.n_extra,
                "F": t.F,
                "p": t.p,
                "needed": t.needed,
            }
            for t in found.nested
        ],
    }
