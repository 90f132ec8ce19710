"""``hlnfit run``: an analysis from its config."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hlnfit.cli.carry_out import carry_out, finish
from hlnfit.cli.options import Force, Json, Out
from hlnfit.config import Config


def run(
    config: Annotated[Path, typer.Argument(metavar="CONFIG", help="A config such as hlnfit.toml.")],
    out: Out = None,
    force: Force = False,
    json: Json = False,
    no_plots: Annotated[bool, typer.Option("--no-plots", help="Tables and page without figures.")] = False,
) -> None:
    """Carry out the analysis that a config describes.

    The hlnfit.toml that stands beside every report repeats it exactly: the same inputs give the same
    coherence.csv, byte for byte.
    """
    analysis = carry_out(Config.load(config), out, force=force, as_json=json, plots=not no_plots)
    finish(analysis, out, as_json=json)
