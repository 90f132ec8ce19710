"""``hlnfit map``: curves over gate voltage and temperature, from measurement files or a file of arrays."""

from __future__ import annotations

import json as json_text
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from hlnfit.cli.carry_out import log_reading, say_where
from hlnfit.cli.console import log, progress, results
from hlnfit.cli.exits import DONE, NO, outcome
from hlnfit.cli.options import Files, Force, Json, Out, Settings, takes_settings
from hlnfit.config import Config

if TYPE_CHECKING:
    from hlnfit.analysis import Analysis


@takes_settings("data", "geometry", "sample", "fit", "map", "run", but=("share", "dephasing"))
def map(files: Files, settings: Settings, out: Out = None, force: Force = False, json: Json = False) -> None:
    """Fit every curve of a map: L_phi, L_so, alpha against gate voltage and temperature.

    FILE is a set of measurement files whose sweeps differ in two conditions, a NetCDF or HDF5 file with a
    conductance over (..., field), or the hlnfit.toml of an earlier map. The result is a NetCDF file with
    units, a table, figures and a page. Errors come from the covariance unless --errors says more.
    """
    from hlnfit.map_analysis import is_array_map
    from hlnfit.maps.dataset import xarray

    xarray()
    config = _config(files, settings)
    run = _map_of_arrays if is_array_map(config) else _map_of_curves
    run(config, out, force=force, as_json=json)


def _config(files: list[str], settings: Settings) -> Config:
    if len(files) == 1 and files[0].endswith(".toml"):
        return Config.load(Path(files[0]))
    sections = {**settings, "data": {**settings.get("data", {}), "files": files}}
    sections["fit"] = {"errors": "covariance", **settings.get("fit", {})}
    return Config.from_options(sections, Path())


def _map_of_arrays(config: Config, out: Path | None, *, force: bool, as_json: bool) -> None:
    from tempfile import TemporaryDirectory

    if out is not None:
        code = _write_arrays(config, out, force=force, as_json=as_json, shown=out)
        raise typer.Exit(code)
    with TemporaryDirectory() as folder:
        code = _write_arrays(config, Path(folder) / "map", force=True, as_json=as_json, shown=None)
    raise typer.Exit(code)


def _write_arrays(config: Config, out: Path, *, force: bool, as_json: bool, shown: Path | None) -> int:
    from hlnfit.cli.map_table import print_flag_counts, print_map
    from hlnfit.map_analysis import run_array_map
    from hlnfit.maps.dataset import xarray
    from hlnfit.report.files import check_out
    from hlnfit.report.maps.arrays import write_array_report
    from hlnfit.report.maps.summary import summary

    check_out(out, force=force)
    with progress() as bar:
        found = run_array_map(config, out, progress=bar, force=force, log=log)
        plots = config.run.plots and shown is not None
        content: dict[str, Any] = write_array_report(found, out, plots=plots, progress=bar)
    with xarray().open_dataset(found.path, engine="h5netcdf") as data:
        told = summary(data)
    if as_json:
        content["out"] = None if shown is None else str(shown)
        typer.echo(json_text.dumps(content, indent=1, ensure_ascii=False, allow_nan=False))
    else:
        print_map(results(), told)
        print_flag_counts(results(), told)
    say_where(shown, as_json=as_json)
    return DONE if told.verdicts["good"] + told.verdicts["caution"] else NO


def _map_of_curves(config: Config, out: Path | None, *, force: bool, as_json: bool) -> None:
    from hlnfit.map_analysis import run_map
    from hlnfit.report.files import check_out
    from hlnfit.report.maps.write import write_map

    if out is not None:
        check_out(out, force=force)
    with progress() as bar:
        analysis = run_map(config, progress=bar, force=force)
        log_reading(analysis)
        if not as_json:
            _show(analysis)
        if out is not None:
            write_map(analysis, out, plots=config.run.plots, force=force, progress=bar)
    if as_json:
        _show_json(analysis, out)
    say_where(out, as_json=as_json)
    raise typer.Exit(outcome(analysis))


def _show(analysis: Analysis) -> None:
    from hlnfit.cli.flag_words import concerns_of, print_flags
    from hlnfit.cli.map_table import print_map
    from hlnfit.maps.dataset import dataset_of
    from hlnfit.report.maps.summary import summary

    console = results()
    series = analysis.series
    print_map(console, summary(dataset_of(series.fits, analysis.extra["grid"], series.model)))
    found = concerns_of(analysis)
    if found:
        console.print("\n[bold]Flags[/]")
        print_flags(console, found, len(series.fits))


def _show_json(analysis: Analysis, out: Path | None) -> None:
    from hlnfit.report.maps.write import map_results
    from hlnfit.report.results_json import plain

    found = map_results(analysis, analysis.extra["grid"])
    found["out"] = None if out is None else str(out)
    typer.echo(json_text.dumps(plain(found), indent=1, ensure_ascii=False, allow_nan=False))
