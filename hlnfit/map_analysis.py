"""Maps: from measurement files, by the stages of an analysis; or from one file of arrays, piece by piece."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from hlnfit.analysis import Analysis, bootstrap_options, read_and_reduce, versions
from hlnfit.config import Config
from hlnfit.config.physical import geometry_of, sample_of
from hlnfit.config.reading import Progress, silent
from hlnfit.config.single_sweeps import spread, window
from hlnfit.errors import ConfigError
from hlnfit.fitting.prepare import with_hall_density
from hlnfit.fitting.series import Series
from hlnfit.flags import Flag
from hlnfit.maps.binning import binned
from hlnfit.maps.fits import fit_curves
from hlnfit.maps.grid import Grid, grid_of
from hlnfit.maps.source import is_array_file
from hlnfit.report.maps.arrays import ArrayMap
from hlnfit.sample import Sample

GRID = "grid"
"""Key of ``Analysis.extra`` under which a map keeps its axes."""


def run_map(
    config: Config | str | PathLike[str], *, progress: Progress | None = None, force: bool = False
) -> Analysis:
    """Carry out a map: load, select, reduce, and fit every curve by itself.

    Parameters
    ----------
    config : Config or path
    progress : callable(stage, done, total), optional
    force : bool
        As for :func:`hlnfit.run`.

    Returns
    -------
    Analysis
        Its series holds the fits in the order of the axes; ``extra["grid"]`` says where each stands.

    Raises
    ------
    ConfigError, GeometryError
        The settings cannot be carried out, or the curves are no map.
    LoadError
        No file holds a sweep over field.
    """
    report = progress or silent
    found = read_and_reduce(config, report, force=force)
    fit = found.config.fit
    if fit.share:
        raise ConfigError(
            "parameters cannot be shared over a map",
            expected="fits of single curves",
            advice="Select the sweeps of one gate voltage and use hlnfit fit --share.",
        )
    measured = binned(found.curves, found.config.map.bin)
    grid = grid_of(measured)
    order = np.lexsort([np.where(p < 0, np.iinfo(np.int64).max, p) for p in grid.place.T[::-1]])
    curves = tuple(measured[k] for k in order)
    grid = Grid(grid.axes, grid.place[order])
    settings = spread(found.config.sweep, fit.fix, curves, found.sweeps)
    model = fit.model
    fits = fit_curves(
        curves,
        model,
        fix=[_held(settings.fix, k) for k in range(len(curves))],
        each=settings.each if any(settings.each) else None,
        background=fit.background,
        b_max=window(fit.b_max),
        odd=fit.odd,
        errors=fit.errors,
        sample=found.sample,
        jobs=found.config.run.jobs,
        progress=lambda done, total: report("Fitting", done, total),
        **bootstrap_options(found.config),
    )
    name = fits[0].model if fits else model
    unmatched = tuple(
        Flag("settings_unused", "caution", f"The settings for {m!r} met no sweep.", "", {"match": m})
        for m in settings.unmatched
    )
    return Analysis(
        config=found.config,
        sweeps=found.sweeps,
        curves=curves,
        series=Series(tuple(fits), name, grid.condition),
        geometry=found.geometry,
        sample=with_hall_density(found.sample, curves),
        flags=(*found.flags, *unmatched, *_unplaced(grid)),
        versions=versions(),
        extra={GRID: grid},
    )


def _held(fix: dict[str, Any], k: int) -> dict[str, Any]:
    """Return what is held in one curve; a dict as value is of single curves."""
    return {
        name: value[k] if isinstance(value, dict) else value
        for name, value in fix.items()
        if not isinstance(value, dict) or k in value
    }


def _unplaced(grid: Grid) -> tuple[Flag, ...]:
    """Return a flag for curves that lack a condition: they are fitted, but stand in no cell."""
    lost = np.flatnonzero(np.any(grid.place < 0, axis=1))
    if not lost.size:
        return ()
    lacking = [a.name for k, a in enumerate(grid.axes) if (grid.place[:, k] < 0).any()]
    n = lost.size
    return (
        Flag(
            "outside_map",
            "caution",
            f"{n} of {grid.place.shape[0]} curves stand in no cell of the map: {' and '.join(lacking)} "
            "unknown. They are in the table.",
            "Put the temperature into the file names, such as film_300mK.txt, or give --temperature.",
            {"n": int(n)},
        ),
    )


def is_array_map(config: Config) -> bool:
    """Return True where the one file of a config is NetCDF or HDF5."""
    files = config.files()
    return len(files) == 1 and is_array_file(files[0])


def run_array_map(
    config: Config,
    out: Path,
    *,
    progress: Progress | None = None,
    force: bool = False,
    log: Callable[[str], None] = lambda text: None,
) -> ArrayMap:
    """Fit a map of arrays into ``out / "map.nc"``; see :func:`hlnfit.maps.file.fit_map_file`.

    Where both signs of the field were measured, a field offset and odd terms are fitted along as for
    single sweeps; ``--fix B_offset=0`` and ``--odd none`` leave them out, which is much faster.

    Raises
    ------
    ConfigError
        A setting that a map of arrays does not have.
    LoadError
        The file holds no map.
    """
    from hlnfit.maps.file import fit_map_file
    from hlnfit.maps.source import open_map

    report = progress or silent
    _check_for_arrays(config)
    resolved = config.resolved(force=force)
    path = resolved.files()[0]
    data, fit = resolved.data, resolved.fit
    squares, sample = None, Sample()
    if resolved.geometry.kind is not None:
        geometry = geometry_of(resolved.geometry)
        squares, sample = geometry.squares.value, sample_of(resolved.sample, geometry)
    b_max = None if fit.b_max == "auto" else float(window(fit.b_max))
    reading: dict[str, Any] = {
        "variable": data.resistance_column,
        "field": data.field_column,
        "field_unit": data.field_unit,
        "unit": data.resistance_unit,
        "squares": squares,
        "b_max": b_max,
    }
    source = open_map(path, **reading)
    two_sided = bool(source.B.min() < 0.0 < source.B.max())
    axes = " x ".join(f"{a.values.size} {a.name}" for a in source.axes)
    log(f"{path.name}: {source.variable} of {source.n_curves} curves ({axes}), {source.B.size} fields.")
    reach, errors = float(np.abs(source.B).max()), "given" if source.has_errors else "estimated"
    source.close()
    fix = dict(fit.fix)
    offset = two_sided and "B_offset" not in fix
    odd = fit.odd if two_sided else "none"
    target = out / "map.nc"
    if target.with_name("map.nc.parts").exists():
        log("Going on with the pieces of an earlier run, if they belong to the same data and settings.")
    fit_map_file(
        path,
        target,
        fit.model,
        fix=fix,
        offset=offset,
        odd=odd,
        background=fit.background,
        sample=sample,
        jobs=resolved.run.jobs,
        force=True,
        progress=lambda done, total: report("Fitting", done, total),
        versions=versions(),
        about={"B_max_T": reach, "errors": errors},
        **reading,
    )
    text = resolved.to_toml(folder=out)
    return ArrayMap(
        target,
        [{"file": Path(i.path).name, "sha256": i.sha256} for i in resolved.input],
        tomllib.loads(text),
        text,
        _methods(fit.model, fit.background, reach, offset, odd, errors),
        versions(),
    )


def _check_for_arrays(config: Config) -> None:
    fit = config.fit
    if fit.errors != "covariance":
        raise ConfigError(
            f"errors is {fit.errors!r} for a map of arrays",
            expected="covariance",
            advice="Profiles and refits are for single curves: hlnfit fit, or a map of measurement files.",
        )
    unused = [
        name
        for name in ("select", "exclude", "average", "hall_file", "field_axis", "current", "hall_column",
                     "temperature_column", "temperature")
        if getattr(config.data, name) is not None
    ]  # fmt: skip
    for name, given in (("sweep", config.sweep), ("share", fit.share), ("bin", config.map.bin != 1)):
        unused += [name] if given else []
    if unused:
        what = unused[0]
        raise ConfigError(
            f"{what} means nothing for a map of arrays",
            expected="a file with one conductance over its axes",
        )


def _methods(
    model: str, background: str | None, reach: float, offset: bool, odd: str, errors: str
) -> tuple[str, ...]:
    """Return what was done, in sentences."""
    name = model if background in (None, "none") else f"{model}+{background}"
    more = []
    if offset:
        more.append("a field offset")
    if odd != "none":
        more.append(f"odd terms ({odd})")
    along = f" Fitted along: {' and '.join(more)}." if more else ""
    noise = (
        "The errors of the points were given."
        if errors == "given"
        else "The errors of the points were estimated from the scatter of neighbouring ones."
    )
    return (
        f"Every curve was fitted by itself with the model {name} of hlnfit on |B| up to {reach:g} T, from "
        f"the best of all combinations of fields, with a free constant; B_i = ħ/(4eL_i²).{along}",
        f"{noise} Errors are standard errors from the curvature of χ² at its minimum, widened where the "
        "residuals exceed the scatter of the points. A field is called determined where its logarithm is "
        "known to better than 1/3.",
    )
