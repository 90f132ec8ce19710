"""``hlnfit inspect``: what is in files, before anything is fitted."""

from __future__ import annotations

import json as json_text
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hlnfit.cli.console import log, progress, results
from hlnfit.cli.exits import DONE, NO, PARTIAL
from hlnfit.cli.options import Files, Force, Json, Settings, takes_settings
from hlnfit.config import Config

if TYPE_CHECKING:
    from hlnfit.sweep import SweepSet


@takes_settings("data", but=("select", "exclude"))
def inspect(
    files: Files,
    settings: Settings,
    plot: Annotated[bool, typer.Option("--plot", help="Draw the raw data into a PNG.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", metavar="PNG", help="The picture of --plot.", show_default="FILE_raw.png"
        ),
    ] = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Show what is in measurement files: format, columns and why they were chosen, sweeps, doubts.

    The numbers of the sweeps are those that --select and --exclude of hlnfit fit understand, for the same
    files in the same order.
    """
    from hlnfit.config.reading import read

    config = Config.from_options({"data": {**settings.get("data", {}), "files": files}}, Path())
    picture = _picture(config, out, force=force) if plot or out else None
    with progress() as bar:
        sweeps = read(config, bar)
    if json:
        typer.echo(json_text.dumps(_as_dict(sweeps), indent=1, ensure_ascii=False, allow_nan=False))
    else:
        from hlnfit.cli.sweep_tables import print_files

        print_files(results(), sweeps)
    if picture is not None and sweeps.sweeps:
        from hlnfit.cli.raw_figure import save_raw_figure

        save_raw_figure(sweeps, picture)
        log(f"Drawn: {picture}")
    for problem in sweeps.problems:
        log(f"Not read: {problem.message}")
    raise typer.Exit(NO if not sweeps.sweeps else PARTIAL if sweeps.problems else DONE)


def _picture(config: Config, out: Path | None, *, force: bool) -> Path:
    """Return where the picture goes, and refuse to overwrite before any work is done."""
    from hlnfit.cli.new_file import check_new

    path = out or Path(f"{config.files()[0].stem}_raw.png")
    check_new(path, force=force)
    return path


def _as_dict(sweeps: SweepSet) -> dict[str, Any]:
    from hlnfit.report.results_json import plain

    found: dict[str, Any] = plain(
        {
            "schema": "hlnfit-inspect/1",
            "sweeps": [
                {
                    "sweep": k,
                    "file": s.source.file,
                    "path": s.source.path,
                    "sha256": s.source.sha256,
                    "format": s.source.loader,
                    "columns": s.source.columns,
                    "lines": s.source.rows,
                    "axis": s.axis,
                    "direction": s.direction,
                    "n_points": len(s),
                    "temperature_K": s.temperature,
                    "B_min_T": float(s.B.min()),
                    "B_max_T": float(s.B.max()),
                    "R_xx_min_ohm": float(s.R_xx.min()),
                    "R_xx_max_ohm": float(s.R_xx.max()),
                    "has_R_xy": s.R_xy is not None,
                    "two_terminal": s.two_terminal,
                    "conditions": s.conditions,
                    "comments": s.quality,
                    "flags": [f.as_dict() for f in s.flags],
                    "steps": s.log,
                }
                for k, s in enumerate(sweeps)
            ],
            "pieces": [
                {
                    "file": p.file,
                    "lines": p.rows,
                    "n_points": p.n_points,
                    "B_min_T": p.B_min,
                    "B_max_T": p.B_max,
                    "temperature_K": p.temperature,
                    "reason": p.reason,
                }
                for p in sweeps.pieces
            ],
            "problems": [{"file": p.file, "message": p.message} for p in sweeps.problems],
        }
    )
    return found
