"""``write_report``: every file of an analysis, at once."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from hlnfit.report.coherence_csv import coherence_csv
from hlnfit.report.curves_csv import curve_csv, curve_file
from hlnfit.report.dephasing_csv import dephasing_csv
from hlnfit.report.files import FIGURE_KINDS, check_out, write_files
from hlnfit.report.results_json import results_json

if TYPE_CHECKING:
    from hlnfit.analysis import Analysis

Progress = Callable[[str, int, int], None]


def silent(stage: str, done: int, total: int) -> None:
    """Report progress to nobody."""


def write_report(
    analysis: Analysis,
    out: str | PathLike[str],
    *,
    plots: bool = True,
    force: bool = False,
    progress: Progress | None = None,
) -> list[Path]:
    """Write tables, curves, figures, the page and the resolved config of an analysis.

    Parameters
    ----------
    analysis : Analysis
    out : path
        Folder; made where it is missing.
    plots : bool
        False leaves the figures out, on the page too.
    force : bool
        Replace a report that is there already; files that the new one does not have are removed.
    progress : callable(stage, done, total), optional

    Returns
    -------
    list of Path
        What was written: coherence.csv first, then the other tables, curves, figures, page and config.

    Raises
    ------
    OutputError
        There is a report already and ``force`` is False, or the disk refuses. Nothing was changed then.
    """
    folder = Path(out)
    check_out(folder, force=force)
    report = progress or silent
    config = analysis.config.to_toml(folder=folder)
    files: dict[str, bytes | str] = {
        "coherence.csv": coherence_csv(analysis),
        "dephasing.csv": dephasing_csv(analysis),
        "results.json": results_json(analysis, config),
    }
    for k, fit in enumerate(analysis.series.fits):
        files[f"curves/{curve_file(fit, k)}"] = curve_csv(fit)
    drawings = _drawings(analysis, files, report) if plots else {}
    from hlnfit.report.page import report_html

    files["report.html"] = report_html(analysis, drawings, config_text=config)
    files["hlnfit.toml"] = config
    return write_files(folder, files, force=force)


def _drawings(analysis: Analysis, files: dict[str, bytes | str], report: Progress) -> dict[str, bytes]:
    """Add the figures to the files and return them as SVG, in the order of the page."""
    from hlnfit.report.figure_files import figure_bytes
    from hlnfit.report.figures import draw, figure_modules

    drawings: dict[str, bytes] = {}
    modules = figure_modules()
    for k, (name, _) in enumerate(modules):
        report("Drawing", k, len(modules))
        figure = draw(name, analysis)
        if figure is not None:
            for kind in FIGURE_KINDS:
                files[f"figures/{name}.{kind}"] = figure_bytes(figure, kind)
            drawings[name] = figure_bytes(figure, "svg")
    report("Drawing", len(modules), len(modules))
    return drawings
