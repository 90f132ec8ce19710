"""``fit_dephasing``: from a series of fits, or from arrays, to rate laws and the one to prefer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.dephasing import doubts, laws
from hlnfit.dephasing.choice import prefer as choose
from hlnfit.dephasing.choice import with_criterion
from hlnfit.dephasing.law_fit import fit_law
from hlnfit.dephasing.nyquist import dimensionless_conductance
from hlnfit.dephasing.rates import Rates, make_rates
from hlnfit.dephasing.result import DephasingFit, Excluded
from hlnfit.dephasing.separable import SeparableProblem
from hlnfit.errors import ConfigError, FitError
from hlnfit.fitting.series import Series
from hlnfit.models import get as get_model
from hlnfit.sample import Sample

FloatArray = NDArray[np.float64]


def fit_dephasing(
    series: Series,
    *,
    laws: Sequence[str] | None = None,
    prefer: str | None = None,
    sample: Sample | Sequence[Sample | None] | None = None,
    temperatures: ArrayLike | None = None,
) -> DephasingFit:
    """Fit rate laws to B_phi(T) of a series.

    Rejected sweeps and sweeps that do not determine B_phi do not enter and are listed in ``excluded``;
    sweeps with the verdict ``caution`` do. Where parameters were shared, the covariance between the
    B_phi of the series is used. The errors of B_phi are taken as relative ones.

    Parameters
    ----------
    series : Series
        Over temperature.
    laws : sequence of str, optional
        Names of rate laws; None tries all that suit the dimension of the model.
    prefer : str, optional
        The law to prefer, whatever the criterion says.
    sample : Sample, or one for each sweep, optional
        With density and mass (or velocity) the diffusion constant is known, and with it the Nyquist rate.
    temperatures : array (n,), K, optional
        In place of those of the sweeps, for instance of the electrons.

    Returns
    -------
    DephasingFit

    Raises
    ------
    FitError
        Fewer than three temperatures are left.
    ConfigError
        The series does not run over temperature, or a law is unknown.
    """
    if series.condition != "temperature_K" and temperatures is None:
        raise ConfigError(
            f"the series runs over {series.condition}",
            expected="a series over temperature",
            advice="Select the sweeps of one gate voltage (--select), or fit each group by itself.",
        )
    T = series.temperatures if temperatures is None else np.asarray(temperatures, np.float64)
    if T.shape != (len(series),):
        raise ConfigError(f"{T.size} temperatures for {len(series)} sweeps", expected="one for each sweep")
    B_phi, err = series.values("B_phi"), series.errors("B_phi")
    excluded = tuple(_excluded(series, T, B_phi, err))
    out = {e.sweep for e in excluded}
    used = np.array([k for k in range(len(series)) if k not in out], dtype=np.int64)
    used = used[np.argsort(T[used], kind="stable")]
    if used.size == 0:
        raise FitError(
            "no sweep of the series determines B_phi",
            expected="at least three temperatures with a determined B_phi",
            advice="; ".join(sorted({e.reason for e in excluded})) + ".",
        )
    joint = series.covariance_B_phi
    covariance = np.diag(err[used] ** 2) if joint is None else joint[np.ix_(used, used)]
    rates = make_rates(T[used], B_phi[used], covariance=covariance)
    sigma = np.array([f.sigma0 for f in series.fits])[used]
    dimension = _dimension(series.model)
    film = dimension in (None, 2) and bool(np.all(sigma > 0.0))
    D = _diffusion(sample, len(series), used, sigma) if film else None
    return _fit(
        rates,
        laws,
        prefer,
        dimension,
        relative=True,
        R_sheet=1.0 / sigma if film else None,
        D=D,
        excluded=excluded,
        sweeps=tuple(int(k) for k in used),
    )


def fit_rates(
    T: ArrayLike,
    B_phi: ArrayLike,
    err: ArrayLike | None = None,
    *,
    covariance: ArrayLike | None = None,
    relative: bool = False,
    laws: Sequence[str] | None = None,
    prefer: str | None = None,
    dimension: int | None = None,
    R_sheet: ArrayLike | None = None,
    D: ArrayLike | None = None,
) -> DephasingFit:
    """Fit rate laws to arrays of B_phi against temperature.

    Parameters
    ----------
    T : array (n,), K
    B_phi : array (n,), T
        See :func:`~hlnfit.dephasing.B_phi_from_rate` for rates.
    err : array (n,), T
        Standard errors of independent points.
    covariance : array (n, n), T^2
        In place of ``err``, where points are correlated.
    relative : bool
        True where the errors grow with B_phi, as those of fits do: they are then taken relative to a
        smooth curve through the points, so that points that came out low do not weigh too much. False:
        they are used as they are.
    laws, prefer
        As in :func:`fit_dephasing`.
    dimension : {1, 2, 3}, optional
        Of the conductor; None tries the laws of all dimensions.
    R_sheet : float or array (n,), ohm, optional
        Sheet resistance of a film; needed by the law ``nyquist_2d_log``.
    D : float or array (n,), m^2/s, optional

    Returns
    -------
    DephasingFit

    Raises
    ------
    FitError
        Fewer than three temperatures, or numbers that are no measurement.
    """
    rates = make_rates(T, B_phi, err, covariance)
    order = np.argsort(np.asarray(T, np.float64), kind="stable")

    def along(value: ArrayLike | None) -> FloatArray | None:
        if value is None:
            return None
        return np.asarray(np.broadcast_to(np.asarray(value, np.float64), order.shape)[order])

    return _fit(
        rates,
        laws,
        prefer,
        dimension,
        relative=relative,
        R_sheet=along(R_sheet),
        D=along(D),
        sweeps=tuple(int(k) for k in order),
    )


def _excluded(series: Series, T: FloatArray, B_phi: FloatArray, err: FloatArray) -> list[Excluded]:
    out = []
    joint = series.covariance_B_phi
    for k, fit in enumerate(series.fits):
        value = fit.params.get("B_phi")
        if fit.verdict == "reject":
            worst = [f.code for f in fit.flags if f.severity == "reject"]
            reason = f"rejected ({', '.join(worst)})"
        elif value is None:
            reason = "the model has no B_phi"
        elif value.fixed:
            reason = "B_phi was held fixed"
        elif not value.determined or not math.isfinite(B_phi[k]):
            reason = "B_phi is not determined" + (f" ({value.bound} T)" if value.bound else "")
        elif not (math.isfinite(err[k]) and err[k] > 0.0):
            reason = "B_phi has no error"
        elif joint is not None and not (math.isfinite(joint[k, k]) and joint[k, k] > 0.0):
            reason = "B_phi has no variance"
        elif not (math.isfinite(T[k]) and T[k] > 0.0):
            reason = "the temperature is not known"
        else:
            continue
        out.append(Excluded(k, float(T[k]), reason))
    return out


def _dimension(model: str) -> int | None:
    try:
        return get_model(model).dimension
    except ConfigError:
        # A model that the user made: nothing is known of it by name.
        return None


def _diffusion(
    sample: Sample | Sequence[Sample | None] | None, n: int, used: NDArray[np.int64], sigma: FloatArray
) -> FloatArray | None:
    samples = [sample] * n if sample is None or isinstance(sample, Sample) else list(sample)
    found = [
        None if samples[k] is None else samples[k].diffusion(float(s))
        for k, s in zip(used, sigma, strict=True)
    ]
    return None if any(d is None for d in found) else np.array(found, dtype=np.float64)


def _fit(
    rates: Rates,
    names: Sequence[str] | None,
    preferred: str | None,
    dimension: int | None,
    *,
    relative: bool,
    R_sheet: FloatArray | None = None,
    D: FloatArray | None = None,
    excluded: tuple[Excluded, ...] = (),
    sweeps: tuple[int, ...] = (),
) -> DephasingFit:
    g = None if R_sheet is None else float(np.median(dimensionless_conductance(R_sheet)))
    setting = laws.Setting(g if g is not None and g > math.e else None)
    wanted = [laws.get(n) for n in ((*names,) if names is not None else laws.names())]
    if preferred is not None and preferred not in [law.name for law in wanted]:
        wanted.append(laws.get(preferred))
    asked = {preferred, *(names or ())}
    untried: dict[str, str] = {}
    tried = []
    for law in wanted:
        reason = ""
        if dimension is not None and dimension not in law.dimensions and law.name not in asked:
            reason = f"a law for {' or '.join(f'{d}D' for d in law.dimensions)}, the model is {dimension}D"
        elif law.n_continuous > rates.n_temperatures - 1:
            reason = f"{law.n_continuous} parameters for {rates.n_temperatures} temperatures"
        elif law.needs_g and setting.g is None:
            reason = "it needs the sheet resistance of a metallic film"
        if reason:
            untried[law.name] = reason
        else:
            tried.append(law)
    if not tried:
        listed = "; ".join(f"{n}: {r}" for n, r in untried.items())
        raise FitError(f"none of the dephasing laws can be fitted ({listed})", expected="another law")
    told = rates.range_factor >= doubts.SHORTEST_RANGE
    weighed = rates.at(_smooth(rates, tried, setting)) if relative else rates
    fits = with_criterion([fit_law(law, weighed, setting, exponent_told=told) for law in tried])
    best, decisive, reason = choose(fits)
    if preferred is not None:
        if preferred in untried:
            raise FitError(f"the law {preferred} cannot be fitted: {untried[preferred]}")
        best = next(f for f in fits if f.law == preferred)
        decisive, reason = True, f"{preferred} was asked for."
    raised = (
        doubts.sweeps_left_out(excluded),
        doubts.temperature_range_short(rates),
        doubts.law_undecided(decisive, reason, fits),
        doubts.no_law_fits(best),
        doubts.saturation(fits, best),
        doubts.heating_suspected(fits, best, rates, R_sheet),
        doubts.far_from_nyquist(fits, R_sheet, D, rates),
    )
    return DephasingFit(
        rates=rates,
        fits=fits,
        preferred=best,
        decisive=decisive,
        reason=reason,
        sweeps=sweeps,
        excluded=excluded,
        untried=MappingProxyType(untried),
        R_sheet=R_sheet,
        D=D,
        flags=tuple(f for f in raised if f is not None),
    )


def _smooth(rates: Rates, tried: Sequence[laws.RateLaw], setting: laws.Setting) -> FloatArray:
    """Return the curve (n,) of the law that comes nearest to the points, correlations left aside.

    One curve for all laws, so that their chi-squares remain comparable.
    """
    alone = Rates(rates.T, rates.B_phi, np.diag(rates.err**2))
    problems = [SeparableProblem(law, alone, setting) for law in tried]
    optima = [p.optimum() for p in problems]
    best = min(range(len(tried)), key=lambda k: optima[k].chi2)
    X, _ = tried[best].columns(rates.T, np.array([optima[best].shape]), setting)
    return np.asarray(X[0] @ optima[best].amplitudes)
