"""``hlnfit calibrate``: how often do limits and verdicts hold?"""

from __future__ import annotations

import json as json_text
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import numpy as np
import typer

from hlnfit.cli.console import log, progress, results
from hlnfit.cli.exits import DONE
from hlnfit.cli.new_file import check_new, write_new
from hlnfit.cli.options import Force
from hlnfit.errors import OutputError

if TYPE_CHECKING:
    from hlnfit.validation.calibration.rates import Rate
    from hlnfit.validation.calibration.sweep import Outcome

TABLES: Final = ("rates.csv", "fits.csv", "calibration.json", "calibration.md")
FIGURES: Final = ("coverage", "pulls", "verdicts")
KINDS: Final[tuple[Literal["png", "pdf"], ...]] = ("png", "pdf")


def calibrate(
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="DIR", help="Folder for tables and figures.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="160 sweeps instead of 2000.")] = False,
    sweeps: Annotated[
        int | None, typer.Option("--sweeps", metavar="N", help="As many sweeps as this instead.")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", help="Processes to work with.")] = 1,
    dask: Annotated[
        str | None,
        typer.Option("--dask", metavar="ADDRESS", help="Work on the Dask cluster of this scheduler."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Seed of all random numbers.")] = 0,
    force: Force = False,
    json: Annotated[bool, typer.Option("--json", help="Write JSON to stdout instead of a table.")] = False,
    no_plots: Annotated[bool, typer.Option("--no-plots", help="Do not draw figures.")] = False,
) -> None:
    """Fit simulated sweeps of known films as measured ones, and count how often limits and verdicts hold.

    Films of several kinds, white noise, conductance fluctuations and 1/f noise, offsets of the magnet, Hall
    voltage, and curves that are no interference at all. The numbers depend on the seed, and not on the number
    of workers.
    """
    import hlnfit
    from hlnfit.simulation.workers import workers
    from hlnfit.validation.calibration.rates import rates
    from hlnfit.validation.calibration.study import FULL, QUICK, study
    from hlnfit.validation.calibration.sweep import WINDOWS
    from hlnfit.validation.calibration.tables import content, fit_rows, markdown, rate_rows

    names = [*TABLES, *(f"figures/{name}.{kind}" for name in FIGURES for kind in KINDS if not no_plots)]
    if out is not None:
        _check(out, names, force=force)
    n = sweeps if sweeps is not None else QUICK if quick else FULL
    outcomes: list[Outcome] = []
    last_choice = list(WINDOWS)[-1]
    with progress() as bar, workers(jobs, dask) as executor:
        for outcome in study(n, seed=seed, executor=executor, progress=bar):
            outcomes.append(outcome)
            done = outcome.index + 1
            if done % 200 == 0 and outcome.choice == last_choice:
                log(f"{done}/{n} sweeps")
    found = rates(outcomes)
    seconds = float(np.median([o.seconds for o in outcomes]))
    log(
        f"{len(outcomes)} fits of {n} sweeps; a fit with its limits and doubts took {seconds:.2g} s (median)."
    )
    about: dict[str, Any] = {"seed": seed, "sweeps": n, "version": hlnfit.__version__}
    text = (
        json_text.dumps(content(outcomes, found, **about), indent=1, ensure_ascii=False, allow_nan=False)
        + "\n"
    )
    if json:
        typer.echo(text, nl=False)
    else:
        _show(found)
    if out is not None:
        from hlnfit.report.csv_text import all_columns, csv_text

        fits, table = fit_rows(outcomes), rate_rows(found)
        files: dict[str, bytes | str] = {
            "rates.csv": csv_text(all_columns(table), table),
            "fits.csv": csv_text(all_columns(fits), fits),
            "calibration.json": text,
            "calibration.md": markdown(outcomes, found, **about),
        }
        if not no_plots:
            files |= _figures(outcomes, found)
        for name, file in files.items():
            write_new(out / name, file, force=force)
        if not json:
            results().print(f"\nTables and figures: {out}", markup=False, soft_wrap=True)
    raise typer.Exit(DONE)


def _check(out: Path, names: list[str], *, force: bool) -> None:
    """Refuse the folder before minutes of work rather than after."""
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out} is a file", expected="a folder after -o, which may be new")
    for name in names:
        check_new(out / name, force=force)


def _figures(outcomes: list[Outcome], found: list[Rate]) -> dict[str, bytes | str]:
    from hlnfit.report.figure_files import figure_bytes
    from hlnfit.report.style import DOUBLE, drawing, new_figure
    from hlnfit.validation.calibration import figures as draw

    files: dict[str, bytes | str] = {}
    with drawing():
        coverage = new_figure(DOUBLE, 3.0)
        draw.draw_coverage(found, coverage)
        pulls = new_figure(DOUBLE, 2.4)
        draw.draw_pulls(outcomes, pulls)
        verdicts = new_figure(DOUBLE, 4.6)
        draw.draw_verdicts(outcomes, verdicts)
    for name, figure in zip(FIGURES, (coverage, pulls, verdicts), strict=True):
        for kind in KINDS:
            files[f"figures/{name}.{kind}"] = figure_bytes(figure, kind)
    return files


def _show(found: list[Rate]) -> None:
    """Print the rates that tell most: all parameters together, and the verdicts."""
    from rich import box
    from rich.table import Table

    from hlnfit.validation.calibration.rates import EVERY

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    for head in ("rate", "window", "noise"):
        table.add_column(head, no_wrap=True)
    for head in ("cases", "found", "std. error", "should be"):
        table.add_column(head, justify="right", no_wrap=True)
    for r in found:
        promised = (r.least, r.most) != (0.0, 1.0)
        if not r.n or not (promised or r.noise == EVERY or r.quantity.startswith("coverage")):
            continue
        if r.parameter != EVERY and "information" not in r.quantity:
            continue
        percent = r.quantity != "median pull"
        value, error = (f"{100 * x:.1f} %" if percent else f"{x:.2f}" for x in (r.value, r.error))
        if not promised:
            wanted = ""
        elif percent:
            wanted = f"{100 * r.least:g} to {100 * r.most:g} %"
        else:
            wanted = f"{r.least:g} to {r.most:g}"
        shown = value if r.kept else f"[bold red]{value}[/]"
        table.add_row(r.quantity, r.window, r.noise, str(r.n), shown, error, wanted)
    console = results()
    console.print("[bold]How often limits and verdicts hold[/]")
    console.print(table)
