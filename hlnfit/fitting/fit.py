"""``fit``: one curve, one model, and everything that is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hlnfit.curve import Magnetoconductance
from hlnfit.errors import ConfigError
from hlnfit.fitting.bootstrap import check_bootstrap
from hlnfit.fitting.conclude import conclude
from hlnfit.fitting.noise import fit_with_noise
from hlnfit.fitting.prepare import prepare
from hlnfit.fitting.result import SweepFit
from hlnfit.fitting.start import minima
from hlnfit.fitting.through_lmfit import fit_with_lmfit
from hlnfit.models import Model
from hlnfit.sample import Sample

if TYPE_CHECKING:
    import lmfit

ERROR_METHODS = ("profile", "covariance", "bootstrap", "mcmc")


def fit(
    curve: Magnetoconductance,
    model: str | Model = "hln_simple",
    *,
    errors: str = "profile",
    fix: Mapping[str, Any] | None = None,
    odd: str = "cubic",
    b_max: float | str | None = None,
    background: str | None = None,
    sample: Sample | None = None,
    parameters: lmfit.Parameters | None = None,
    bootstrap: str = "auto",
    resamples: int = 1000,
    seed: int = 0,
    jobs: int = 1,
    robust: str | None = None,
) -> SweepFit:
    """Fit a field model to one magnetoconductance curve.

    Parameters
    ----------
    curve : Magnetoconductance
    model : str or Model
        A name, a sum of names (``"hln_simple+quadratic"``) or a model.
    errors : {"profile", "covariance", "bootstrap", "mcmc"}
        ``profile`` gives 68 % limits and the rule for *determined* from the profile likelihood;
        ``covariance`` is fast and takes both from the curvature at the optimum, without the doubts that
        need a profile, and asks for the noise only where residuals do not look white at first sight;
        ``bootstrap`` takes the limits from refits of resampled data, ``mcmc`` from samples of the posterior
        (emcee, from the optimum on; ``fit.samples``), and both take what is determined from the profile.
    fix : mapping, optional
        Parameters to hold, in SI or as text with a unit; lengths may be given (``{"L_so": "30nm"}``).
        ``{"B_e": "free"}`` frees one that the sample would hold.
    odd : {"cubic", "linear", "none"}
        Odd terms that are fitted along; below 30 points cubic becomes linear.
    b_max : float (T), "auto" or None
        None fits every point; "auto" chooses the window (the default of the command line).
    background : str, optional
        Name of a background, added to the model.
    sample : Sample, optional
    parameters : lmfit.Parameters, optional
        Values, bounds, ties and expressions of your own, for any of the parameters; the fit then goes
        through lmfit, from the same start, with errors from the covariance.
    bootstrap : {"auto", "residual", "block", "parametric"}
        What is drawn: single residuals, stretches of neighbouring ones (for correlated noise), or normal
        errors of the estimated size and correlation. ``auto`` is ``block`` where the noise is correlated and
        ``residual`` otherwise.
    resamples : int
        Number of refits.
    seed : int
        Seed of the draws and samples; the same seed and data give the same limits.
    jobs : int
        Threads for the refits; their number changes nothing.

    robust : {"soft-l1", "student"}, optional
        A loss that bad points cannot pull; the flag ``down_weighted`` says which points it held back.

    Returns
    -------
    SweepFit
        Data that cannot be fitted give a result with verdict ``reject`` and the reason.

    Raises
    ------
    ConfigError
        An unknown model, parameter or option, or parameters that cannot be told apart.
    """
    if errors not in ERROR_METHODS:
        raise ConfigError(f"errors is {errors!r}", expected=" or ".join(ERROR_METHODS))
    if errors == "bootstrap":
        check_bootstrap(bootstrap, resamples)
    if errors == "mcmc":
        from hlnfit.fitting.mcmc import by_sampling, check_sampling

        check_sampling(parameters)
        profiled = fit(
            curve, model, fix=fix, odd=odd, b_max=b_max, background=background, sample=sample, robust=robust
        )
        return by_sampling(profiled, seed=seed)
    ready = prepare(
        curve, model, fix=fix, odd=odd, b_max=b_max, background=background, sample=sample, robust=robust,
        scan=errors != "covariance",
    )  # fmt: skip
    if ready.problem is None:
        return SweepFit(curve, ready.model, flags=ready.flags, error_method=errors)
    if parameters is not None:
        if errors == "bootstrap":
            raise ConfigError(
                "errors is 'bootstrap' with parameters of lmfit",
                expected="errors='covariance', or a fit without them",
            )
        return fit_with_lmfit(ready, parameters, errors)
    # The third minimum is for the doubt about a second one, which only limits can judge.
    optima = minima(ready.problem, keep=2 if errors == "covariance" else 3)
    problem, optima, noise = fit_with_noise(
        ready.problem, optima, curve.errors, thorough=errors != "covariance"
    )
    if errors != "bootstrap":
        return conclude(ready, problem, optima, errors, noise=noise)
    from hlnfit.fitting.bootstrap.bootstrap import bootstrap_curve
    from hlnfit.fitting.bootstrap.limits import with_bootstrap

    judged = conclude(ready, problem, optima, "profile", noise=noise)
    assert judged.misfit is not None
    scale = judged.misfit.scale if problem.noise is None else 1.0
    drawn = bootstrap_curve(
        problem, judged.best, scale=scale, noise=noise, kind=bootstrap, n=resamples, seed=seed, jobs=jobs
    )
    return with_bootstrap(judged, drawn)
