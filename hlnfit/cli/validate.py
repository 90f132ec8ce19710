"""``hlnfit validate``: do the formulas say what the engines find?"""

from __future__ import annotations

import json as json_text
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from hlnfit.cli.console import log, progress, results
from hlnfit.cli.exits import DONE, NO
from hlnfit.cli.new_file import check_new, write_new
from hlnfit.cli.options import Force
from hlnfit.cli.partial_folder import PARTIAL_RESULTS, remove_partial
from hlnfit.errors import OutputError

if TYPE_CHECKING:
    from hlnfit.validation.agreement import Agreement

TABLES = ("agreement.csv", "agreement.json", "agreement.md")
FIGURES = ("overview", "curves")
KINDS: Final[tuple[Literal["png", "pdf"], ...]] = ("png", "pdf")


def validate(
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="DIR", help="Folder for tables and figures.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Coarser resolutions, no lattice wires: a minute or two.")
    ] = False,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", help="Processes to work with.")] = 1,
    dask: Annotated[
        str | None,
        typer.Option("--dask", metavar="ADDRESS", help="Work on the Dask cluster of this scheduler."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Seed of all random numbers.")] = 0,
    line: Annotated[
        list[str] | None, typer.Option("--line", metavar="NAME", help="Run this line only; may be repeated.")
    ] = None,
    force: Force = False,
    json: Annotated[bool, typer.Option("--json", help="Write JSON to stdout instead of a table.")] = False,
    no_plots: Annotated[bool, typer.Option("--no-plots", help="Do not draw figures.")] = False,
) -> None:
    """Hold the formulas against simulations that know none of them: random walks, Cooperons, lattices.

    Each line states what the engine found, what the formula says, the standard error, what else the two may
    differ by and why, and the resolution that had to be reached. Exit code 0: all agree; 1: some do not.
    The numbers depend on the seed, and not on the number of workers. With -o, what is done is kept in
    DIR/partial until the end: after a crash the same command goes on from there and gives the same numbers.
    """
    import hlnfit
    from hlnfit.simulation.partial_results import found_in
    from hlnfit.simulation.workers import workers
    from hlnfit.validation.agreement_tables import content, markdown, rows
    from hlnfit.validation.engines import chosen
    from hlnfit.validation.engines import validate as validated

    names = _names(plots=not no_plots)
    if out is not None:
        _check(out, names, force=force)
    asked = chosen(quick=quick, only=line or ())
    partial = None if out is None else out / PARTIAL_RESULTS
    if partial is not None and found_in(partial):
        log(f"Going on with what an earlier run left in {partial}.")
    found: list[Agreement] = []
    with progress() as bar, workers(jobs, dask) as executor:
        started = time.monotonic()
        options: dict[str, Any] = {"executor": executor, "progress": bar, "checkpoint": partial}
        for one in validated(quick=quick, seed=seed, only=line or (), **options):
            found.append(one)
            seconds, started = time.monotonic() - started, time.monotonic()
            verdict = "agrees" if one.passes else "DISAGREES"
            log(f"{len(found):2d}/{len(asked)}  {one.name}: {verdict} ({seconds:.1f} s)")
    about: dict[str, Any] = {"seed": seed, "quick": quick, "version": hlnfit.__version__}
    text = json_text.dumps(content(found, **about), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    if json:
        typer.echo(text, nl=False)
    else:
        _show(found)
    if out is not None:
        from hlnfit.report.csv_text import all_columns, csv_text

        table = rows(found)
        files: dict[str, bytes | str] = {
            "agreement.csv": csv_text(all_columns(table), table),
            "agreement.json": text,
            "agreement.md": markdown(found, **about),
        }
        if not no_plots:
            files |= _figures(found)
        for name, file in files.items():
            write_new(out / name, file, force=force)
        remove_partial(out / PARTIAL_RESULTS)
        if not json:
            results().print(f"\nTables and figures: {out}", markup=False, soft_wrap=True)
    raise typer.Exit(DONE if all(one.passes for one in found) else NO)


def _names(*, plots: bool) -> list[str]:
    return [*TABLES, *(f"figures/{name}.{kind}" for name in FIGURES for kind in KINDS if plots)]


def _check(out: Path, names: list[str], *, force: bool) -> None:
    """Refuse the folder before minutes of work rather than after."""
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out} is a file", expected="a folder after -o, which may be new")
    for name in names:
        check_new(out / name, force=force)


def _figures(found: list[Agreement]) -> dict[str, bytes | str]:
    from hlnfit.report.figure_files import figure_bytes
    from hlnfit.report.style import DOUBLE, drawing, new_figure
    from hlnfit.validation import agreement_figures as draw

    files: dict[str, bytes | str] = {}
    with drawing():
        overview = new_figure(DOUBLE, draw.overview_height(found))
        draw.draw_overview(found, overview)
        curves = new_figure(DOUBLE, draw.curves_height(found))
        draw.draw_curves(found, curves)
    for name, figure in (("overview", overview), ("curves", curves)):
        for kind in KINDS:
            files[f"figures/{name}.{kind}"] = figure_bytes(figure, kind)
    return files


def _show(found: list[Agreement]) -> None:
    """Print the worst point of each line."""
    from rich import box
    from rich.table import Table

    from hlnfit.numbers import plain_number
    from hlnfit.validation.agreement_tables import worst_point

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    table.add_column("line", no_wrap=True)
    for head in ("value", "reference", "std. error", "allowance", "resolution"):
        table.add_column(head, justify="right", no_wrap=True)
    table.add_column("agrees")
    for one in found:
        c, k = one.comparison, worst_point(one)
        numbers = (c.value[k], c.reference[k], c.error[k], c.allowance[k], c.resolution[k])
        agrees = "yes" if one.passes else "[bold red]no[/]"
        digits = (5, 5, 2, 2, 2)
        table.add_row(one.name, *(plain_number(float(x), d) for x, d in zip(numbers, digits)), agrees)
    console = results()
    console.print("[bold]Engines against formulas[/], the worst point of each line")
    console.print(table)
    wrong = [one for one in found if not one.passes]
    for one in wrong:
        console.print(f"\n{one.name}: {one.title}.", markup=False, soft_wrap=True)
        c, k = one.comparison, worst_point(one)
        if not c.resolved[k]:
            said = f"the standard error {c.error[k]:.3g} is not below the resolution {c.resolution[k]:.3g}"
        else:
            said = f"off by {c.difference[k]:.4g}, allowed are {c.limit[k]:.4g}; {c.reason}"
        console.print(f"  At {one.x_label} = {c.x[k]:.4g}: {said}.", markup=False, soft_wrap=True)
    if not wrong:
        console.print(f"\nAll {len(found)} lines agree.")
