"""``hlnfit simulate``: files of an instrument with known truth, and whether they give it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from hlnfit.cli.console import log, progress, results
from hlnfit.cli.option_values import quantity_in, temperatures_in
from hlnfit.cli.options import Force
from hlnfit.cli.partial_folder import PARTIAL_RESULTS, remove_partial
from hlnfit.errors import ConfigError

if TYPE_CHECKING:
    from hlnfit.analysis import Analysis
    from hlnfit.cli.simulated_film import SimulatedFilm
    from hlnfit.simulation.instrument import Curve

RECOVERY = "recovery.csv"
_FILM, _MEASUREMENT, _DEPHASING, _ENGINE = "Film", "Measurement", "Dephasing", "Engine"


def _option(flag: str, metavar: str, words: str, panel: str) -> Any:
    return typer.Option(flag, metavar=metavar, help=words, rich_help_panel=panel)


def simulate(
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="Folder for the files.")],
    model: Annotated[str, _option("--model", "NAME", "Model of the curve.", _FILM)] = "hln_simple",
    parameters: Annotated[
        list[str] | None,
        _option("--set", "NAME=VALUE", "Model parameter, like B_so=20mT or L_so=120nm.", _FILM),
    ] = None,
    r_sheet: Annotated[str, _option("--r-sheet", "RESISTANCE", "Sheet resistance.", _FILM)] = "600 ohm",
    density: Annotated[str, _option("--density", "DENSITY", "Sheet density.", _FILM)] = "1e15 cm^-2",
    length: Annotated[str, _option("--length", "LENGTH", "Length of the Hall bar.", _FILM)] = "100um",
    width: Annotated[str, _option("--width", "LENGTH", "Width of the Hall bar.", _FILM)] = "20um",
    thickness: Annotated[
        str | None, _option("--thickness", "LENGTH", "Thickness, for models of the bulk.", _FILM)
    ] = None,
    interaction: Annotated[
        float | None,
        _option("--interaction", "K_EE", "Slope of the interaction correction in e^2/(pi h).", _FILM),
    ] = None,
    l_phi: Annotated[
        str, _option("--l-phi", "LENGTH", "L_phi at the lowest temperature.", _DEPHASING)
    ] = "300nm",
    p: Annotated[float, _option("--p", "NUMBER", "Exponent of the dephasing rate.", _DEPHASING)] = 1.0,
    l_0: Annotated[
        str | None, _option("--l-0", "LENGTH", "L_phi that is reached at T = 0.", _DEPHASING)
    ] = None,
    temperatures: Annotated[
        str, _option("--temperatures", "LIST", "Temperatures of the series.", _MEASUREMENT)
    ] = "2, 3, 4.5, 7, 10, 15 K",
    b_max: Annotated[str, _option("--b-max", "FIELD", "Sweeps run from -B to B.", _MEASUREMENT)] = "1T",
    step: Annotated[str, _option("--step", "FIELD", "Distance of the points.", _MEASUREMENT)] = "10mT",
    noise: Annotated[
        float, _option("--noise", "NUMBER", "Scatter of a point over R(B = 0).", _MEASUREMENT)
    ] = 1e-4,
    offset: Annotated[str, _option("--offset", "FIELD", "Field offset of the magnet.", _MEASUREMENT)] = "0T",
    hall_admixture: Annotated[
        float, _option("--hall-admixture", "NUMBER", "Part of R_xy in R_xx.", _MEASUREMENT)
    ] = 0.0,
    typical: Annotated[
        bool, typer.Option("--typical", help="All defects of an ordinary PPMS.", rich_help_panel=_MEASUREMENT)
    ] = False,
    defect: Annotated[
        list[str] | None,
        _option("--defect", "NAME=VALUE", "Another defect, like pink=1e-4 or hysteresis=2mT.", _MEASUREMENT),
    ] = None,
    file_format: Annotated[
        Literal["quantum-design", "text"],
        _option("--format", "quantum-design|text", "What the files look like.", _MEASUREMENT),
    ] = "quantum-design",
    engine: Annotated[
        Literal["formula", "loops", "cooperon", "flights"],
        _option("--engine", "NAME", "formula, or a simulation: loops, cooperon, flights.", _ENGINE),
    ] = "formula",
    precision: Annotated[
        float, _option("--precision", "NUMBER", "Standard error of the simulation in G0.", _ENGINE)
    ] = 5e-3,
    jobs: Annotated[int, _option("--jobs", "N", "Processes that simulate.", _ENGINE)] = 1,
    dask: Annotated[
        str | None, _option("--dask", "ADDRESS", "Simulate on the Dask cluster of this scheduler.", _ENGINE)
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Seed of all noise.")] = 0,
    then_fit: Annotated[bool, typer.Option("--then-fit", help="Fit the files, compare with truth.")] = False,
    force: Force = False,
) -> None:
    """Write a whole temperature series as an instrument would, with the true values in truth.json.

    With --interaction the conductance at B = 0 follows the temperature, by localization and by interaction,
    and so does the Hall coefficient: for hlnfit separate. With --then-fit the files are fitted as hlnfit fit
    does, and each parameter stands beside its true value: could data like mine tell L_so, or only a bound?
    With --engine the curve comes from a simulation that knows no formula; what it has done is kept in
    DIR/partial until the files are written.
    """
    from hlnfit.cli.defect_options import with_defects
    from hlnfit.cli.new_file import check_new, write_new
    from hlnfit.cli.simulated_film import law_through, level_with_localization, simulated_film
    from hlnfit.simulation.instrument import (
        Column,
        Defects,
        Film,
        PlainText,
        QuantumDesign,
        Schedule,
        typical_ppms,
    )
    from hlnfit.simulation.instrument import simulate as write
    from hlnfit.simulation.instrument.files import TRUTH_FILE

    if seed < 0:
        raise ConfigError(f"--seed is {seed}", expected="a whole number of 0 or more")
    steps = temperatures_in(temperatures)
    law = law_through(min(steps), l_phi, l_0, p)
    sigma0 = 1.0 / quantity_in("--r-sheet", r_sheet, "resistance")
    sheet_density = quantity_in("--density", density, "density")
    bar = {
        "length": quantity_in("--length", length, "length"),
        "width": quantity_in("--width", width, "length"),
    }
    height = None if thickness is None else quantity_in("--thickness", thickness, "length")
    film = simulated_film(
        model, parameters or (), law, sigma0=sigma0, density=sheet_density, thickness=height, **bar
    )
    if then_fit:
        check_new(out / RECOVERY, force=force)
    shift = quantity_in("--offset", offset, "field", above_zero=False)
    start = typical_ppms(noise) if typical else Defects(white=noise)
    if shift != 0.0 or not typical:
        start = replace(start, offset_up=shift, offset_down=shift)
    if hall_admixture != 0.0 or not typical:
        start = replace(start, hall_admixture=hall_admixture)
    defects = with_defects(start, defect or ())
    top = quantity_in("--b-max", b_max, "field")
    schedule = Schedule(steps, B_max=top, step=quantity_in("--step", step, "field"))
    curve, partial = film.curve, None
    if engine != "formula":
        # Refuse before minutes of work rather than after.
        check_new(out / TRUTH_FILE, force=force)
        partial = out / PARTIAL_RESULTS
        curve = _simulated(engine, model, film, steps, top, precision, seed, jobs, dask, partial)
    elif jobs != 1 or dask is not None:
        raise ConfigError("a formula needs no workers", expected="--jobs and --dask together with --engine")
    level: float | Callable[[float], float] = sigma0
    if interaction is not None:
        film = replace(film, truth=replace(film.truth, K_ee=interaction))
        level = level_with_localization(film.curve, sigma0, min(steps))
    text = PlainText(columns=(Column("B", "T"), Column("R_xx", "Ohm"), Column("R_xy", "Ohm")))
    files = write(
        curve,
        Film(bar["length"], bar["width"], level, sheet_density, interaction=interaction or 0.0),
        schedule,
        out,
        defects=defects,
        file_format=QuantumDesign(title=f"simulated film, {model}") if file_format != "text" else text,
        truth=film.truth,
        seed=seed,
        force=force,
    )
    if partial is not None:
        remove_partial(partial)
    log(f"Wrote {len(files)} file{'s' * (len(files) != 1)} and truth.json into {out}.")
    if not then_fit:
        kind = "wire" if film.dimension == 1 else "hall-bar"
        geometry = f"--geometry {kind} --length {length} --width {width}"
        verb = "fit" if interaction is None else "separate"
        geometry += f" --thickness {thickness}" if thickness is not None else ""
        results().print(
            f"hlnfit {verb} {' '.join(str(f) for f in files)} --model {model} {geometry}",
            markup=False,
            soft_wrap=True,
        )
        return
    kind = "wire" if film.dimension == 1 else "hall-bar"
    size = {"kind": kind, "length": length, "width": width, "thickness": thickness}
    analysis = _fitted(files, model, size, density)
    from hlnfit.cli.exits import outcome
    from hlnfit.cli.recovery_table import print_recovery, recovered, rows
    from hlnfit.report.csv_text import all_columns, csv_text

    found = recovered(analysis, film.parameters)
    table = rows(found)
    print_recovery(results(), found)
    write_new(out / RECOVERY, csv_text(all_columns(table), table), force=force)
    raise typer.Exit(outcome(analysis))


def _simulated(
    engine: str,
    model: str,
    film: SimulatedFilm,
    temperatures: tuple[float, ...],
    B_max: float,
    precision: float,
    seed: int,
    jobs: int,
    dask: str | None,
    partial: Path,
) -> Curve:
    """Return the curve of the film as an engine finds it."""
    from hlnfit.cli.engine_curve import engine_curve
    from hlnfit.simulation.partial_results import found_in
    from hlnfit.simulation.workers import workers

    if found_in(partial):
        log(f"Going on with what an earlier run left in {partial}.")
    with progress() as shown, workers(jobs, dask) as executor:
        return engine_curve(
            engine,
            model,
            film.parameters,
            temperatures,
            B_max,
            precision=precision,
            seed=seed,
            executor=executor,
            checkpoint=partial,
            progress=shown,
        )


def _fitted(files: Sequence[Path], model: str, bar: dict[str, str | None], density: str) -> Analysis:
    """Fit the files as ``hlnfit fit`` does."""
    from hlnfit.analysis import run
    from hlnfit.cli.carry_out import show
    from hlnfit.config import Config

    geometry = {name: text for name, text in bar.items() if text is not None}
    config = Config.from_options(
        {
            "data": {"files": [str(file) for file in files]},
            "geometry": geometry,
            "sample": {"density": density},
            "fit": {"model": model},
        },
        Path(),
    )
    with progress() as shown:
        analysis = run(config, progress=shown)
    show(analysis)
    return analysis
