"""``write_separation``: every file of a separation, at once."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from hlnfit.report.csv_text import all_columns, csv_text
from hlnfit.report.files import FIGURE_KINDS, check_out, write_files
from hlnfit.report.separation.figures import FIGURES, draw
from hlnfit.report.separation.results import results_json

if TYPE_CHECKING:
    from hlnfit.separating import SeparationAnalysis

Progress = Callable[[str, int, int], None]
HEADER = ("Repeat this separation with: hlnfit separate hlnfit.toml -o OUT",)


def write_separation(
    analysis: SeparationAnalysis,
    out: str | PathLike[str],
    *,
    plots: bool = True,
    force: bool = False,
    progress: Progress | None = None,
) -> list[Path]:
    """Write tables, figures, the page and the resolved config of a separation.

    Parameters
    ----------
    analysis : SeparationAnalysis
    out : path
        Folder; made where it is missing.
    plots : bool
        False leaves the figures out, on the page too.
    force : bool
        Replace a report that is there already.
    progress : callable(stage, done, total), optional

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    OutputError
        There is a report already and ``force`` is False, or the disk refuses. Nothing was changed then.
    """
    folder = Path(out)
    check_out(folder, force=force)
    config = analysis.config.to_toml(folder=folder, header=HEADER)
    found = analysis.separation
    quantities, levels = found.rows(), found.level_rows()
    files: dict[str, bytes | str] = {
        "separation.csv": csv_text(all_columns(quantities), quantities),
        "levels.csv": csv_text(all_columns(levels), levels),
        "results.json": results_json(analysis, config),
    }
    drawings = _drawings(analysis, files, progress) if plots else {}
    from hlnfit.report.separation.page import separation_html

    files["report.html"] = separation_html(analysis, drawings, config_text=config)
    files["hlnfit.toml"] = config
    return write_files(folder, files, force=force)


def _drawings(
    analysis: SeparationAnalysis, files: dict[str, bytes | str], progress: Progress | None
) -> dict[str, bytes]:
    """Add the figures to the files and return them as SVG, in the order of the page."""
    from hlnfit.report.figure_files import figure_bytes

    drawings: dict[str, bytes] = {}
    for k, name in enumerate(FIGURES):
        if progress is not None:
            progress("Drawing", k, len(FIGURES))
        figure = draw(name, analysis.separation)
        if figure is not None:
            for kind in FIGURE_KINDS:
                files[f"figures/{name}.{kind}"] = figure_bytes(figure, kind)
            drawings[name] = figure_bytes(figure, "svg")
    if progress is not None:
        progress("Drawing", len(FIGURES), len(FIGURES))
    return drawings
