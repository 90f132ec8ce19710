"""The fits of the curves of a map: each by itself, with every doubt, on several threads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hlnfit.curve import Magnetoconductance
from hlnfit.fitting.fit import fit
from hlnfit.fitting.jobs import in_threads
from hlnfit.fitting.pooling import pool_errors
from hlnfit.fitting.result import SweepFit
from hlnfit.models import Model
from hlnfit.sample import Sample


def fit_curves(
    curves: Sequence[Magnetoconductance],
    model: str | Model,
    *,
    fix: Sequence[Mapping[str, Any]],
    each: Sequence[Mapping[str, Any]] | None = None,
    sample: Sample | None = None,
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda done, total: None,
    **options: Any,
) -> list[SweepFit]:
    """Fit every curve of a map as :func:`hlnfit.fit` does.

    Measured curves have directions, offsets, Hall admixture and noise that neighbouring fields share; a map
    of hundreds of them takes seconds. ``hlnfit.fit_map`` is for the millions.

    Parameters
    ----------
    fix, each : sequences of mappings
        What is held, and options of the fit, of each curve.
    """
    pooled = pool_errors(curves)

    def one(k: int) -> SweepFit:
        own = {**options, **(each[k] if each else {})}
        return fit(pooled[k], model, fix=fix[k], sample=sample, **own)

    fits: list[SweepFit] = []
    for done in in_threads(one, range(len(pooled)), jobs):
        fits.append(done)
        progress(len(fits), len(pooled))
    return fits
