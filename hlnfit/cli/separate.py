"""``hlnfit separate``: localization and interaction of a film, told apart."""

from __future__ import annotations

import json as json_text
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hlnfit.cli.carry_out import say_where
from hlnfit.cli.console import log, progress, results
from hlnfit.cli.exits import DONE, NO, PARTIAL
from hlnfit.cli.options import Files, Force, Json, Out, Settings, takes_settings
from hlnfit.config import Config
from hlnfit.errors import ConfigError

if TYPE_CHECKING:
    from rich.console import Console

    from hlnfit.separating import SeparationAnalysis

_OF_THE_FIT = ("background", "share", "quantity", "errors", "dephasing", "seed", "jobs")
"""Settings that a separation has no use for."""


@takes_settings("data", "geometry", "sample", "fit", "separate", "run", but=_OF_THE_FIT)
def separate(
    files: Files, settings: Settings, out: Out = None, force: Force = False, json: Json = False
) -> None:
    """Tell weak localization from electron-electron interaction: alpha p, K_ee and F_0^sigma, with errors.

    Field sweeps at several temperatures give the slope d sigma/d ln T at B = 0 and in a field well above
    B_phi; the Hall slope and sweeps with the field in the plane say the same independently. Sweeps over
    temperature at B = 0 and in a high field add to it. One FILE that is a config repeats what it describes.
    """
    from hlnfit.report.files import check_out
    from hlnfit.report.separation.write import write_separation
    from hlnfit.separating import run_separation

    config = _config(files, settings)
    if out is not None:
        check_out(out, force=force)
    with progress() as bar:
        analysis = run_separation(config, progress=bar, force=force)
        for problem in analysis.sweeps.problems:
            log(f"Not read: {problem.message}")
        if out is not None:
            write_separation(analysis, out, plots=config.run.plots, force=force, progress=bar)
    if json:
        _show_json(analysis, out)
    else:
        show(results(), analysis)
    say_where(out, as_json=json)
    raise typer.Exit(outcome(analysis))


def _config(files: list[str], settings: Settings) -> Config:
    if not any(f.lower().endswith(".toml") for f in files):
        sections = {**settings, "data": {**settings.get("data", {}), "files": files}}
        return Config.from_options(sections, Path())
    if len(files) > 1 or settings:
        raise ConfigError(
            "a config stands beside other files or options",
            expected="a config alone, or files with options",
            advice="Change the settings in the config.",
        )
    return Config.load(files[0])


def outcome(analysis: SeparationAnalysis) -> int:
    """Return the exit code: 1 where neither localization nor interaction was determined."""
    if not analysis.usable:
        return NO
    return DONE if analysis.complete else PARTIAL


def show(console: Console, analysis: SeparationAnalysis) -> None:
    """Print every number with its meaning, then the flags in words."""
    from rich import box
    from rich.table import Table

    from hlnfit.cli.flag_words import concerns, print_flags
    from hlnfit.numbers import parameter_text
    from hlnfit.separation.result import MEANINGS

    found = analysis.separation
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for head in ("quantity", "value", "what it is (slopes in e^2/(pi h))"):
        table.add_column(head, no_wrap=head != "what it is (slopes in e^2/(pi h))")
    for name, p in found.params.items():
        table.add_row(name, parameter_text(p), MEANINGS[name])
    console.print(table)
    for step in found.log:
        console.print(step, markup=False, style="dim")
    told = concerns((flag, None) for flag in found.flags)
    if told:
        console.print("\n[bold]Flags[/]")
        print_flags(console, told, len(found.levels))


def _show_json(analysis: SeparationAnalysis, out: Path | None) -> None:
    from hlnfit.report.results_json import plain
    from hlnfit.report.separation.results import results as content

    found = {**content(analysis), "out": None if out is None else str(out)}
    typer.echo(json_text.dumps(plain(found), indent=1, ensure_ascii=False, allow_nan=False))
