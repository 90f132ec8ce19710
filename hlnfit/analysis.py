"""One analysis from files to results: the only place that wires the stages."""

from __future__ import annotations

import math
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from os import PathLike
from typing import TYPE_CHECKING, Any

import hlnfit
from hlnfit import models
from hlnfit.brief import brief
from hlnfit.config import Config, Selection
from hlnfit.config.physical import geometry_of, sample_of
from hlnfit.config.reading import Progress, nothing_to_fit, read, silent
from hlnfit.config.selection import choose
from hlnfit.config.single_sweeps import spread, window
from hlnfit.curve import Magnetoconductance
from hlnfit.errors import ConfigError, FitError
from hlnfit.fitting.prepare import with_hall_density
from hlnfit.fitting.series import Series, fit_series, running_condition
from hlnfit.flags import Flag
from hlnfit.reduction import reduce
from hlnfit.sample import Geometry, Sample
from hlnfit.sweep import SweepSet

if TYPE_CHECKING:
    from hlnfit.dephasing import DephasingFit
    from hlnfit.fitting.comparison import Comparison

PACKAGES = ("numpy", "scipy", "numba", "lmfit", "pandas")


@dataclass(frozen=True, eq=False, repr=False)
class Analysis:
    """What came of one configuration.

    Attributes
    ----------
    config : Config
        The resolved one, with the hashes of the inputs.
    sweeps : SweepSet
        All that was found in the files, with pieces and problems.
    curves : tuple of Magnetoconductance
        Reduced, in the order of the series.
    series : Series
    dephasing : DephasingFit or None
        None where fewer than three temperatures give B_phi; ``flags`` then says so.
    geometry : Geometry
    sample : Sample
    flags : tuple of Flag
        About the analysis as a whole.
    versions : mapping of package to version
    comparison : Comparison or None
        Of the models that were asked for.
    """

    config: Config
    sweeps: SweepSet
    curves: tuple[Magnetoconductance, ...]
    series: Series
    geometry: Geometry
    sample: Sample
    dephasing: DephasingFit | None = None
    flags: tuple[Flag, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    comparison: Comparison | None = None

    def __repr__(self) -> str:
        parts = (self.sweeps, self.series, self.dephasing)
        return brief(self, *(repr(part) for part in parts if part is not None))

    @property
    def usable(self) -> bool:
        """True where at least one sweep was fitted and not rejected."""
        return any(f.verdict != "reject" for f in self.series.fits)

    @property
    def complete(self) -> bool:
        """True where every file could be read and every sweep fitted, whatever the verdict."""
        return not self.sweeps.problems and all(f.fitted for f in self.series.fits)


def run(
    config: Config | str | PathLike[str], *, progress: Progress | None = None, force: bool = False
) -> Analysis:
    """Carry out an analysis: load, select, reduce, fit, and look for the law of dephasing.

    Parameters
    ----------
    config : Config or path
    progress : callable(stage, done, total), optional
    force : bool
        Go on where an input is no longer what a resolved config says it was.

    Returns
    -------
    Analysis
        A file that cannot be read is in ``sweeps.problems``, a sweep that cannot be fitted has the
        verdict ``reject`` and a reason; neither stops the others.

    Raises
    ------
    ConfigError, GeometryError
        The settings cannot be carried out.
    LoadError
        No file holds a sweep over field.
    """
    report = progress or silent
    found = read_and_reduce(config, report, force=force)
    config, sample = found.config, found.sample
    curves = _in_order(found.curves)
    series, unused = _fit(config, curves, found.sweeps, sample, report)
    sample = with_hall_density(sample, curves)
    law, law_flags = _dephasing(config, series, sample, report)
    analysis = Analysis(
        config=config,
        sweeps=found.sweeps,
        curves=curves,
        series=series,
        geometry=found.geometry,
        sample=sample,
        dephasing=law,
        flags=(*found.flags, *unused, *law_flags),
        versions=versions(),
    )
    if not config.fit.compare:
        return analysis
    from hlnfit.comparing import compared

    return compared(analysis, report)


@dataclass(frozen=True, eq=False)
class Reduced:
    """What stands before the fits of an analysis.

    Attributes
    ----------
    config : Config
        The resolved one.
    sweeps : SweepSet
        All that was found, chosen or not.
    curves : tuple of Magnetoconductance
    geometry : Geometry
    sample : Sample
    flags : tuple of Flag
    """

    config: Config
    sweeps: SweepSet
    curves: tuple[Magnetoconductance, ...]
    geometry: Geometry
    sample: Sample
    flags: tuple[Flag, ...]


def read_and_reduce(config: Config | str | PathLike[str], report: Progress, *, force: bool) -> Reduced:
    """Check the settings, read the files, choose sweeps and make curves of them; see :func:`run`."""
    config = config if isinstance(config, Config) else Config.load(config)
    _check(config)
    geometry = geometry_of(config.geometry)
    sample = sample_of(config.sample, geometry)
    selections = {n: _selection(config, n) for n in ("select", "exclude")}
    config = config.resolved(force=force)
    sweeps = read(config, report)
    if not any(s.axis == "field" for s in sweeps):
        raise nothing_to_fit(sweeps, config.files())
    chosen = choose(sweeps, **selections)
    curves = reduce(
        chosen,
        geometry,
        merge=config.fit.merge,
        errors_are_measured=config.fit.errors_are == "measured",
        keep_outliers=config.fit.keep_outliers,
        quantity=config.fit.quantity,
    )
    return Reduced(config, sweeps, tuple(curves), geometry, sample, _passed_over(chosen))


def versions() -> dict[str, str]:
    """Return the versions of what an answer may depend on."""
    found = {"hlnfit": hlnfit.__version__, "python": platform.python_version()}
    return found | {name: version(name) for name in PACKAGES}


def _check(config: Config) -> None:
    """Refuse what cannot be carried out before any file is read."""
    from hlnfit.dephasing import laws

    fit = config.fit
    models.get(fit.model + (f"+{fit.background}" if fit.background not in (None, "none") else ""))
    if fit.dephasing is not None:
        laws.get(fit.dephasing)
    for name in fit.compare:
        if name != "auto":
            models.get(name)
    for one in config.sweep:
        Selection.parse(one.match, "match")
        if fit.share and (one.b_max is not None or one.odd is not None):
            raise ConfigError(
                "single sweeps have their own b_max or odd while parameters are shared",
                expected="the same window and odd terms for all sweeps",
            )


def _selection(config: Config, name: str) -> Selection | None:
    text = getattr(config.data, name)
    return None if text is None else Selection.parse(text, name)


def _in_order(curves: Sequence[Magnetoconductance]) -> tuple[Magnetoconductance, ...]:
    """Return the curves in the order of the condition that the series runs over, unknown ones last."""
    name = running_condition(curves)

    def place(curve: Magnetoconductance) -> float:
        value = curve.temperature if name == "temperature_K" else curve.conditions.get(name)
        return math.inf if value is None or not math.isfinite(value) else value

    return tuple(sorted(curves, key=place))


def _fit(
    config: Config, curves: Sequence[Magnetoconductance], sweeps: SweepSet, sample: Sample, report: Progress
) -> tuple[Series, tuple[Flag, ...]]:
    """Fit the series; return flags for settings of single sweeps that met none."""
    fit = config.fit
    settings = spread(config.sweep, fit.fix, curves, sweeps)
    series = fit_series(
        curves,
        fit.model,
        share=fit.share,
        fix=settings.fix,
        background=fit.background,
        b_max=window(fit.b_max),
        odd=fit.odd,
        errors=fit.errors,
        robust=fit.robust,
        **bootstrap_options(config),
        **({"seed": config.run.seed} if fit.errors == "mcmc" else {}),
        sample=sample,
        jobs=config.run.jobs,
        each=settings.each if any(settings.each) else None,
        progress=lambda done, total: report("Fitting", done, total),
    )
    unused = (
        Flag(
            "settings_unused",
            "caution",
            f"The settings for {match!r} met no sweep.",
            "Look at match under [[sweep]] in the config.",
            {"match": match},
        )
        for match in settings.unmatched
    )
    return series, tuple(unused)


def bootstrap_options(config: Config) -> dict[str, Any]:
    """Return the options of a bootstrap as the fits take them; none where errors are of another kind."""
    fit = config.fit
    if fit.errors != "bootstrap":
        return {}
    return {"bootstrap": fit.bootstrap, "resamples": fit.resamples, "seed": config.run.seed}


def _dephasing(
    config: Config, series: Series, sample: Sample, report: Progress
) -> tuple[DephasingFit | None, tuple[Flag, ...]]:
    """Fit the laws of dephasing where the series runs over temperature and three or more give B_phi."""
    from hlnfit.dephasing import fit_dephasing

    asked = config.fit.dephasing
    if series.condition != "temperature_K":
        why = f"The series runs over {series.condition}, so that no law of dephasing was fitted."
    else:
        report("Dephasing", 0, 1)
        try:
            return fit_dephasing(series, prefer=asked, sample=sample), ()
        except FitError as error:
            why = f"No law of dephasing was fitted: {error}"
        finally:
            report("Dephasing", 1, 1)
    return None, (Flag("no_dephasing_fit", "info" if asked is None else "caution", why),)


def _passed_over(chosen: SweepSet) -> tuple[Flag, ...]:
    n = sum(s.axis == "temperature" for s in chosen)
    if not n:
        return ()
    who = "One sweep runs" if n == 1 else f"{n} sweeps run"
    return (
        Flag(
            "temperature_sweeps", "info", f"{who} over temperature and cannot be fitted here.", "", {"n": n}
        ),
    )
