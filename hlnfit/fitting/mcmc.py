"""Bayesian limits: the posterior of a fit, sampled from its optimum.

The likelihood is that of the fit: the same points, errors, scale of misfit and correlated noise. Rates are
flat in their logarithm and offsets flat, inside the box of the fit; what enters linearly (amplitudes, the
constant, odd terms, backgrounds) is flat, is integrated out analytically, and is drawn afterwards from its
normal distribution at each sampled point.

Sources: J. Goodman and J. Weare, Comm. Appl. Math. Comput. Sci. 5, 65 (2010), for the sampler; D.
Foreman-Mackey, D. W. Hogg, D. Lang and J. Goodman, PASP 125, 306 (2013), for emcee; section 5 there for
50 autocorrelation times.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlnfit.errors import ConfigError, FitError, MissingExtraError
from hlnfit.fitting.posterior import LogPosterior, all_parameters, starting_points
from hlnfit.fitting.result import ParameterValue, SweepFit
from hlnfit.flags import Flag
from hlnfit.frozen import FrozenMapping

FloatArray = NDArray[np.float64]
BLOCK = 500
ENOUGH = 50.0
"""Autocorrelation times that a chain has to be long before its quantiles mean anything."""
KEPT = 4000
"""Samples that are kept of a chain, evenly spread."""


@dataclass(frozen=True, eq=False)
class Samples:
    """Samples of the posterior of one fit.

    Attributes
    ----------
    values : mapping of str to array, (n_samples,)
        Every free parameter in SI, derived fields, and the lengths in m.
    log_posterior : array, (n_samples,)
        Up to a constant, linear parameters integrated out.
    autocorrelation : mapping of str to float
        Integrated autocorrelation time in steps, of each sampled parameter.
    acceptance : float
        Part of the proposed steps that were taken.
    n_walkers, n_steps : int
    converged : bool
        True where the chain is 50 autocorrelation times long or longer.
    seed : int
    """

    values: Mapping[str, FloatArray]
    log_posterior: FloatArray
    autocorrelation: Mapping[str, float]
    acceptance: float
    n_walkers: int
    n_steps: int
    converged: bool
    seed: int

    def quantiles(self, name: str, share: float = 0.6827) -> tuple[float, float, float]:
        """Return (low, median, high) with ``share`` of the posterior between low and high.

        NaN where the chain has not converged.
        """
        if not self.converged:
            return math.nan, math.nan, math.nan
        tail = 0.5 * (1.0 - share)
        low, middle, high = np.quantile(self.values[name], [tail, 0.5, 1.0 - tail])
        return float(low), float(middle), float(high)

    @property
    def flag(self) -> Flag | None:
        """A doubt where the chain has not converged."""
        if self.converged:
            return None
        name, slowest = max(self.autocorrelation.items(), key=lambda pair: pair[1])
        return Flag(
            "mcmc_not_converged",
            "caution",
            f"After {self.n_steps} steps the chain is {self.n_steps / slowest:.2g} autocorrelation times of "
            f"{name} long; {ENOUGH:.0f} are needed. Limits are those of the profile.",
            "Allow more steps, or fix what the data do not determine.",
            {"n_steps": self.n_steps, "autocorrelation_steps": slowest, "acceptance": self.acceptance},
        )


def by_sampling(
    fit: SweepFit,
    *,
    seed: int = 0,
    max_steps: int = 20_000,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> SweepFit:
    """Return the fit with 68 % limits from samples of its posterior, which it keeps.

    What is determined, and one-sided bounds, stay those of the profile: a posterior has quantiles even
    where the data say nothing. Where the chain does not converge, so do the limits, with a flag.

    Parameters
    ----------
    fit : SweepFit
        With ``errors="profile"``.
    seed, max_steps : int
        As in :func:`sample_posterior`.
    """
    if fit.problem is None or not fit.problem.nonlinear:
        return replace(fit, error_method="mcmc")
    samples = sample_posterior(fit, seed=seed, max_steps=max_steps, progress=progress)
    params = {name: _with_quantiles(p, samples) for name, p in fit.params.items()}
    flags = fit.flags if samples.flag is None else (*fit.flags, samples.flag)
    return replace(fit, params=params, flags=flags, error_method="mcmc", samples=samples)


def check_sampling(parameters: object) -> None:
    """Refuse early what cannot be sampled.

    Raises
    ------
    MissingExtraError
        emcee is not installed.
    ConfigError
        The parameters are those of lmfit, whose ties and expressions the sampler does not know.
    """
    _import_emcee()
    if parameters is not None:
        raise ConfigError(
            "errors is 'mcmc' with parameters of lmfit",
            expected="errors='covariance', or a fit without them",
        )


def sample_series(
    fits: Sequence[SweepFit], *, seed: int = 0, progress: Callable[[int, int], None]
) -> tuple[SweepFit, ...]:
    """Return the fits of a series with samples, each with a stream of its own; rejected ones as they are.

    ``progress`` is told each sweep, and each thousandth of it.
    """
    _import_emcee()
    out = []
    for k, fit in enumerate(fits):
        stream = int(np.random.SeedSequence([seed, k]).generate_state(1)[0])

        def told(done: int, total: int, k: int = k) -> None:
            progress(1000 * k + 1000 * done // total, 1000 * len(fits))

        out.append(
            replace(fit, error_method="mcmc")
            if fit.verdict == "reject"
            else by_sampling(fit, seed=stream, progress=told)
        )
        progress(1000 * (k + 1), 1000 * len(fits))
    return tuple(out)


def _with_quantiles(p: ParameterValue, samples: Samples) -> ParameterValue:
    if p.fixed or not p.determined or p.name not in samples.values or not samples.converged:
        return p
    low, _, high = samples.quantiles(p.name)
    return replace(p, lo=low, hi=high, err=0.5 * (high - low))


def sample_posterior(
    fit: SweepFit,
    *,
    seed: int = 0,
    n_walkers: int | None = None,
    max_steps: int = 20_000,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Samples:
    """Sample the posterior of a fit, from its optimum on, until it is 50 autocorrelation times long.

    Parameters
    ----------
    fit : SweepFit
    seed : int
        The same seed gives the same samples.
    n_walkers : int, optional
        By default four for each nonlinear parameter, and at least 16.
    max_steps : int
        Where the chain ends though it has not converged.
    progress : callable(steps done, steps at most)

    Raises
    ------
    MissingExtraError
        emcee is not installed.
    FitError
        Nothing was fitted, or nothing nonlinear is free.
    """
    emcee = _import_emcee()
    problem = fit.problem
    if problem is None or not problem.nonlinear:
        raise FitError("there is no nonlinear parameter to sample", expected="a fit with a free rate")
    unit = fit.unit
    theta = problem.theta_of(fit.best)
    # Streams of their own for start, steps and linear parameters; emcee wants a generator of the old kind.
    first, steps, linear = np.random.SeedSequence(seed).spawn(3)
    n_walkers = n_walkers or max(16, 4 * theta.size)
    begin = starting_points(problem, theta, unit, n_walkers, np.random.default_rng(first))
    sampler = emcee.EnsembleSampler(n_walkers, theta.size, LogPosterior(problem, unit))
    state: Any = emcee.State(begin, random_state=np.random.RandomState(steps.generate_state(8)).get_state())
    tau = np.full(theta.size, math.inf)
    n_steps = 0
    converged = False
    while not converged and n_steps < max_steps:
        state = sampler.run_mcmc(state, min(BLOCK, max_steps - n_steps))
        n_steps = sampler.iteration
        before, tau = tau, sampler.get_autocorr_time(tol=0, quiet=True)
        # A chain too short underestimates its own autocorrelation: the estimate has to stand still, too.
        converged = bool(np.all(n_steps > ENOUGH * tau) and np.all(np.abs(tau - before) < 0.1 * tau))
        progress(n_steps, max_steps)
    slowest = float(np.max(tau)) if np.all(np.isfinite(tau)) else 0.2 * n_steps
    chain = sampler.get_chain(discard=min(round(3.0 * slowest), n_steps // 2), flat=True)
    log_posterior = sampler.get_log_prob(discard=min(round(3.0 * slowest), n_steps // 2), flat=True)
    kept = np.unique(np.linspace(0, len(chain) - 1, KEPT).astype(int))
    return Samples(
        FrozenMapping(all_parameters(problem, chain[kept], unit, np.random.default_rng(linear))),
        log_posterior[kept],
        FrozenMapping(dict(zip(problem.nonlinear, map(float, tau), strict=True))),
        float(np.mean(sampler.acceptance_fraction)),
        n_walkers,
        n_steps,
        converged,
        seed,
    )


def _import_emcee() -> Any:
    try:
        import emcee
    except ImportError:
        raise MissingExtraError("sampling the posterior (--errors mcmc)", "emcee", "mcmc") from None
    return emcee
