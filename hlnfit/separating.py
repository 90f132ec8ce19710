"""One separation of localization and interaction, from files to results: what ``hlnfit separate`` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from os import PathLike

from hlnfit.analysis import versions
from hlnfit.config import Config, Selection
from hlnfit.config.physical import geometry_of, sample_of
from hlnfit.config.reading import Progress, read, silent
from hlnfit.config.selection import choose
from hlnfit.config.single_sweeps import window
from hlnfit.errors import ConfigError, LoadError
from hlnfit.sample import Geometry, Sample
from hlnfit.separation import Separation
from hlnfit.separation.separate import separate
from hlnfit.separation.settings import band_of, check_film
from hlnfit.sweep import Sweep, SweepSet

QUANTITIES = ("alpha_p", "K_ee", "K_ee_hall", "K_ee_zeeman")
"""What a separation is made for."""


@dataclass(frozen=True, eq=False)
class SeparationAnalysis:
    """What came of one configuration.

    Attributes
    ----------
    config : Config
        The resolved one, with the hashes of the inputs.
    sweeps : SweepSet
        All that was found in the files.
    separation : Separation
    geometry : Geometry
    sample : Sample
    versions : mapping of package to version
    """

    config: Config
    sweeps: SweepSet
    separation: Separation
    geometry: Geometry
    sample: Sample
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def usable(self) -> bool:
        """True where localization or interaction was determined by one route at least."""
        params = self.separation.params
        return any(name in params and params[name].determined for name in QUANTITIES)

    @property
    def complete(self) -> bool:
        """True where every file could be read and every curve fitted."""
        series = self.separation.series
        return not self.sweeps.problems and (series is None or all(f.fitted for f in series.fits))


def run_separation(
    config: Config | str | PathLike[str], *, progress: Progress | None = None, force: bool = False
) -> SeparationAnalysis:
    """Load, select, and tell localization from interaction.

    Parameters
    ----------
    config : Config or path
        Its section ``[separate]`` and the parts of ``[fit]`` that concern the magnetoconductance.
    progress : callable(stage, done, total), optional
    force : bool
        Go on where an input is no longer what a resolved config says it was.

    Raises
    ------
    ConfigError, GeometryError
        The settings cannot be carried out.
    LoadError
        No file holds a sweep.
    FitError
        There are no two temperatures to form a slope with.
    """
    report = progress or silent
    config = config if isinstance(config, Config) else Config.load(config)
    geometry = geometry_of(config.geometry)
    sample = sample_of(config.sample, geometry)
    fit, asked = config.fit, config.separate
    check_film(geometry, fit.model)
    band_of(asked.quench)
    select, exclude = (
        None if text is None else Selection.parse(text, name)
        for name, text in (("select", config.data.select), ("exclude", config.data.exclude))
    )
    config = config.resolved(force=force)
    sweeps = read(config, report)
    if not len(sweeps):
        reasons = [p.message for p in sweeps.problems]
        raise LoadError("no sweep was found in the files", advice="\n  ".join(["", *reasons[:20]]))
    chosen = choose(_in_plane(sweeps, asked.in_plane), select=select, exclude=exclude)
    found = separate(
        tuple(chosen),
        geometry,
        model=fit.model,
        sample=sample,
        quench=asked.quench,
        g_factor=asked.g_factor,
        t_min=asked.t_min,
        t_max=asked.t_max,
        fix=dict(fit.fix),
        b_max=window(fit.b_max),
        odd=fit.odd,
        merge=fit.merge,
        errors_are_measured=fit.errors_are == "measured",
        keep_outliers=fit.keep_outliers,
        progress=lambda done, total: report("Fitting", done, total),
    )
    return SeparationAnalysis(config, sweeps, found, geometry, sample, versions())


def _in_plane(sweeps: SweepSet, patterns: tuple[str, ...]) -> SweepSet:
    """Return the sweeps with the field of some files laid into the plane of the film.

    Raises
    ------
    ConfigError
        A pattern meets no file.
    """
    names = {s.source.file for s in sweeps}
    for pattern in patterns:
        if not any(fnmatch(name, pattern) for name in names):
            raise ConfigError(
                f"in_plane is {pattern!r}, which is the name of none of the files",
                expected=f"a name among {', '.join(sorted(names)[:8])}, or a glob such as plane_*.dat",
            )

    def laid(sweep: Sweep) -> Sweep:
        if not any(fnmatch(sweep.source.file, p) for p in patterns):
            return sweep
        return replace(sweep, conditions={**sweep.conditions, "tilt_deg": 90.0})

    return replace(sweeps, sweeps=tuple(laid(s) for s in sweeps))
