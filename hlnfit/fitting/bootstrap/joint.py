"""The bootstrap of a series with shared parameters: all curves are drawn and fitted together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.bootstrap import RESAMPLES, check_bootstrap
from hlnfit.fitting.bootstrap.bootstrap import Bootstrap, collect, resampler_of, streams
from hlnfit.fitting.joint import Joint, SharedProblem
from hlnfit.fitting.reml import NoiseModel

FloatArray = NDArray[np.float64]


def bootstrap_together(
    together: SharedProblem,
    joint: Joint,
    values: Sequence[Mapping[str, float]],
    noises: Sequence[NoiseModel | None],
    *,
    kind: str = "auto",
    n: int = RESAMPLES,
    seed: int = 0,
) -> list[Bootstrap]:
    """Refit ``n`` resampled series.

    Parameters
    ----------
    together, joint : SharedProblem, Joint
        The joint problem, with errors on the scale of each curve's misfit, and its minimum.
    values : sequence of mappings
        Every parameter of each curve at the minimum.
    noises : sequence of NoiseModel or None

    Returns
    -------
    list of Bootstrap
        One a curve; row k of all of them is the same draw, so that they correlate as the answers do.
    """
    check_bootstrap(kind, n)
    sources, fitted, draws = [], [], []
    for k, problem in enumerate(together.problems):
        start = together.parameters(joint, k)
        source = resampler_of(
            problem, together.curves[k], start, values[k], scale=1.0, noise=noises[k], kind=kind
        )
        sources.append(source)
        fitted.append(problem.y / problem.error - problem.plain_residual(values[k]))
        drawn = [source.draw(np.random.default_rng(s), size) for s, size in streams(seed, problem, n)]
        draws.append(np.concatenate(drawn))
    found = [np.full((n, len(p.free)), np.nan) for p in together.problems]
    for row in range(n):
        data = [(f + d[row]) * p.error for f, d, p in zip(fitted, draws, together.problems, strict=True)]
        one = together.with_data(data)
        answer = one.minimize(one.point(joint.shared, joint.own), tolerance=1e-8)
        for k in range(len(found)):
            found[k][row] = one.parameters(answer, k)
    failed = ~np.all([np.isfinite(f).all(axis=1) for f in found], axis=0)
    for f in found:
        f[failed] = np.nan
    return [
        collect(source, seed, problem, f)
        for source, problem, f in zip(sources, together.problems, found, strict=True)
    ]
