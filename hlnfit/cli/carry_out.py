"""What the verbs fit, run and demo have in common: analyse, show, write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from hlnfit.cli.console import log, progress, results
from hlnfit.cli.exits import outcome

if TYPE_CHECKING:
    from hlnfit.analysis import Analysis
    from hlnfit.config import Config


def carry_out(
    config: Config, out: Path | None, *, force: bool, as_json: bool, plots: bool = True
) -> Analysis:
    """Run an analysis, show its results on stdout and write its report into ``out``.

    Raises
    ------
    HlnfitError
        It cannot be carried out, or there is output already and ``force`` is False.
    """
    from hlnfit.analysis import run
    from hlnfit.report import write_report
    from hlnfit.report.files import check_out

    if out is not None:
        check_out(out, force=force)
    with progress() as bar:
        analysis = run(config, progress=bar, force=force)
        log_reading(analysis)
        if not as_json:
            show(analysis)
        if out is not None:
            write_report(analysis, out, plots=plots and config.run.plots, force=force, progress=bar)
    if as_json:
        show_json(analysis, out)
    return analysis


def finish(analysis: Analysis, out: Path | None, *, as_json: bool) -> None:
    """Say where the report is and leave with the exit code of the analysis."""
    say_where(out, as_json=as_json)
    raise typer.Exit(outcome(analysis))


def say_where(out: Path | None, *, as_json: bool) -> None:
    """Say where the report is, or that nothing was written."""
    if out is None:
        log("Nothing was written; -o OUT saves tables, figures and a report.")
    elif not as_json:
        results().print(f"\nReport: {out / 'report.html'}", markup=False, soft_wrap=True)


def show(analysis: Analysis) -> None:
    """Print the table of the series, the law of dephasing, models compared and the flags in words."""
    from hlnfit.cli.flag_words import concerns_of, letters_of, print_flags
    from hlnfit.cli.series_table import print_dephasing, print_series

    found = concerns_of(analysis)
    console = results()
    print_series(console, analysis, letters_of(found))
    print_dephasing(console, analysis)
    if analysis.comparison is not None:
        console.print("\n[bold]Models[/]")
        console.print(analysis.comparison.words, markup=False)
    if found:
        console.print("\n[bold]Flags[/]")
        print_flags(console, found, len(analysis.series.fits))


def show_json(analysis: Analysis, out: Path | None) -> None:
    """Print everything that is known, as in results.json."""
    from hlnfit.report.results_json import plain
    from hlnfit.report.results_json import results as content

    found: dict[str, Any] = content(analysis)
    found["out"] = None if out is None else str(out)
    typer.echo(json.dumps(plain(found), indent=1, ensure_ascii=False, allow_nan=False))


def log_reading(analysis: Analysis) -> None:
    """Say what was read, on stderr."""
    sweeps = analysis.sweeps
    files = len({s.source.path for s in sweeps})
    n = len(sweeps)
    used = sum(len(c.source.numbers) for c in analysis.curves)
    curves = len(analysis.curves)
    log(
        f"Read {n} sweep{'s' * (n != 1)} from {files} file{'s' * (files != 1)}; "
        f"fitted {used} of them as {curves} curve{'s' * (curves != 1)}."
    )
    for problem in sweeps.problems:
        log(f"Not read: {problem.message}")
    if not analysis.usable:
        log("No sweep can be used; the flags say why.")
