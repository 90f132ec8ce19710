"""The bootstrap of one fit: draw data, fit each draw again, and read the limits off the answers.

The model, the window, what is held and the treatment of correlated noise are those of the fit. Each refit
starts from the fit's optimum. Random numbers come from the seed and the data themselves, in chunks of fixed
size: neither the number of workers nor the place of a curve in a series changes them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.bootstrap import RESAMPLES, Kind, check_bootstrap
from hlnfit.fitting.bootstrap.coordinates import Coordinates, coordinates_of
from hlnfit.fitting.bootstrap.refit import linearize_coordinates, refit
from hlnfit.fitting.bootstrap.resample import Resampler, resampler
from hlnfit.fitting.curve_equations import CurveEquations
from hlnfit.fitting.engine.direct import RESIDUAL
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.reml import NoiseModel
from hlnfit.fitting.solve import minimize

FloatArray = NDArray[np.float64]
CHUNK = 128
"""Draws that share one stream of random numbers."""


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """Refits of resampled data.

    Attributes
    ----------
    kind : {"residual", "block", "parametric"}
    seed : int
    names : tuple of str
        Free parameters of the fit.
    values : array, (n_refits, n_names)
        In SI (rates in tesla); refits that did not converge are left out.
    failed : int
        Number of those.
    block_points : int
        Neighbouring points that were drawn together; 1 unless ``kind`` is block.
    """

    kind: Kind
    seed: int
    names: tuple[str, ...]
    values: FloatArray
    failed: int = 0
    block_points: int = 1

    def of(self, name: str) -> FloatArray:
        """Return the values of one parameter (n_refits,)."""
        out: FloatArray = self.values[:, self.names.index(name)]
        return out


def streams(seed: int, problem: Problem, n: int) -> list[tuple[np.random.SeedSequence, int]]:
    """Return the seed of each chunk and the number of draws in it."""
    digest = hashlib.sha256(problem.B.tobytes() + problem.y.tobytes()).digest()
    key = np.frombuffer(digest[:16], dtype="<u4")
    root = np.random.SeedSequence([seed, *(int(k) for k in key)])
    sizes = [min(CHUNK, n - first) for first in range(0, n, CHUNK)]
    return list(zip(root.spawn(len(sizes)), sizes, strict=True))


def bootstrap_curve(
    problem: Problem,
    values: Mapping[str, float],
    *,
    scale: float,
    noise: NoiseModel | None,
    kind: str = "auto",
    n: int = RESAMPLES,
    seed: int = 0,
    jobs: int = 1,
) -> Bootstrap:
    """Refit ``n`` resampled data sets of one curve.

    Parameters
    ----------
    problem : Problem
        With its noise where that is correlated.
    values : dict
        Every parameter at the optimum.
    scale : float
        Variance of a weighted residual, for parametric draws of white noise.
    kind : {"auto", "residual", "block", "parametric"}
        ``auto``: block where the noise is correlated, residual otherwise.
    jobs : int
        Threads; they change nothing.
    """
    check_bootstrap(kind, n)
    curve = CurveEquations(problem)
    start = start_of(problem, values)
    source = resampler_of(problem, curve, start, values, scale=scale, noise=noise, kind=kind)
    fitted = problem.y / problem.error - problem.plain_residual(values)
    run = _Refits(problem, curve, start, fitted)

    def one(stream: tuple[np.random.SeedSequence, int]) -> FloatArray:
        sequence, size = stream
        return run.of(source.draw(np.random.default_rng(sequence), size))

    work = streams(seed, problem, n)
    if jobs > 1 and run.compiled:
        with ThreadPoolExecutor(jobs) as pool:
            found = np.concatenate(list(pool.map(one, work)))
    else:
        found = np.concatenate([one(w) for w in work])
    return collect(source, seed, problem, found)


def start_of(problem: Problem, values: Mapping[str, float]) -> FloatArray:
    """Return the free parameters (n_free,) inside their box, rates in their logarithm."""
    theta = np.clip(problem.theta_of(values), *problem.box)
    return np.concatenate([theta, [values[n] for n in problem.linear]])


def collect(source: Resampler, seed: int, problem: Problem, found: FloatArray) -> Bootstrap:
    """Return the bootstrap from what the refits gave (n, n_free), rates in their logarithm."""
    good = np.all(np.isfinite(found), axis=1)
    out = found[good]
    log = np.concatenate([problem.is_log, np.zeros(len(problem.linear), dtype=np.bool_)])
    out[:, log] = np.exp(out[:, log])
    return Bootstrap(source.kind, seed, problem.free, out, int(np.count_nonzero(~good)), source.block)


def resampler_of(
    problem: Problem,
    curve: CurveEquations,
    start: FloatArray,
    values: Mapping[str, float],
    *,
    scale: float,
    noise: NoiseModel | None,
    kind: str,
) -> Resampler:
    """Return what draws the residuals of a fit."""
    leverage = np.zeros(problem.B.size)
    if problem.noise is None:
        full = curve.state(start).full
        norm = np.linalg.norm(full, axis=0)
        u, s, _ = np.linalg.svd(full[:, norm > 0.0] / norm[norm > 0.0], full_matrices=False)
        leverage = np.sum(u[:, s > 1e-10 * s.max(initial=0.0)] ** 2, axis=1)
    residual = problem.plain_residual(values)
    return resampler(kind, residual, leverage, problem.B, problem.group, noise, scale)


class _Refits:
    """Fits weighted data sets of one curve, in the fastest way that its problem allows."""

    def __init__(
        self, problem: Problem, curve: CurveEquations, start: FloatArray, fitted: FloatArray
    ) -> None:
        self.problem, self.curve, self.start, self.fitted = problem, curve, start, fitted
        self.compiled = curve.plan is not None
        if curve.plan is None:
            return
        self.lower, self.upper = curve.lower[curve.place], curve.upper[curve.place]
        self.begin = start[curve.place]
        empty = np.zeros((0, 2))
        self.coordinates = Coordinates(0.0, empty, empty)
        self.basis: FloatArray | None = None
        # A level alone needs no x; everything else stays where the offset is held.
        if not curve.plan.free_offsets:
            self._find_coordinates()

    def _find_coordinates(self) -> None:
        curve, problem = self.curve, self.problem
        assert curve.plan is not None
        offsets = np.array([problem.fixed[n] for n in problem.offset_names])
        state = curve.state(self.start)
        n_theta = len(problem.nonlinear)
        # Columns without modes come first among the coefficients of the plan.
        at = curve.place[n_theta : n_theta + curve.plan.static.shape[0]]
        static = np.ascontiguousarray(state.full[:, at].T)
        x = problem.B - offsets[problem.group]
        self.coordinates, self.basis = coordinates_of(problem, curve.plan, x, static)
        width = self.coordinates.table.shape[1] // 2
        own_rows, own_sheet = curve.scratch
        rows, sheet = np.zeros((own_rows.shape[0], width)), np.empty_like(own_sheet)
        linearize_coordinates(curve.plan, self.coordinates, np.zeros(width), self.begin, rows, sheet)
        self.model = -rows[RESIDUAL]

    def of(self, draws: FloatArray) -> FloatArray:
        """Return the parameters (n, n_free) for weighted residuals (n, n_points) added to the fit."""
        curve, problem = self.curve, self.problem
        if curve.plan is None:
            return self._by_columns(draws)
        out, chi2 = np.empty((draws.shape[0], self.start.size)), np.empty(draws.shape[0])
        if self.basis is None:
            data = np.ascontiguousarray(((self.fitted + draws) * problem.error)[:, curve.sort])
        else:
            white = draws.T if problem.noise is None else problem.noise.whiten(draws.T)
            data = np.tile(self.model, (draws.shape[0], 1))
            data[:, : self.basis.shape[0]] += white.T @ self.basis.T
        refit(
            curve.plan,
            curve.noise,
            self.coordinates,
            curve.points,
            data,
            problem.B.size,
            self.begin,
            self.lower,
            self.upper,
            out,
            chi2,
        )
        found = np.empty_like(out)
        found[:, curve.place] = out
        return found

    def _by_columns(self, draws: FloatArray) -> FloatArray:
        theta = self.start[: len(self.problem.nonlinear)]
        out = np.empty((draws.shape[0], self.start.size))
        for k, draw in enumerate(draws):
            one = replace(self.problem, y=(self.fitted + draw) * self.problem.error)
            found = minimize(one, theta, tolerance=1e-8)
            out[k] = np.concatenate([found.theta, found.coefficients])
        return out
