"""``write_map``: every file of a map that was made from curves, at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlnfit.report.coherence_csv import coherence_csv
from hlnfit.report.curves_csv import curve_csv, curve_file
from hlnfit.report.files import FIGURE_KINDS, check_out, write_files
from hlnfit.report.maps import color_map, lines
from hlnfit.report.maps.cells import cells, quantities
from hlnfit.report.results_json import plain, results

if TYPE_CHECKING:
    import xarray as xr

    from hlnfit.analysis import Analysis
    from hlnfit.maps.grid import Grid

MAP_FILE = "map.nc"
Drawn = tuple[str, str, bytes]
"""Title, caption and SVG of a figure."""


def map_results(analysis: Analysis, grid: Grid, config_text: str | None = None) -> dict[str, Any]:
    """Return the content of results.json: that of a series, and where each curve stands."""
    content = results(analysis, config_text)
    content["map"] = {
        "axes": {a.name: a.values for a in grid.axes},
        "shape": grid.shape,
        "place": grid.place,
        "file": MAP_FILE,
    }
    return content


def write_map(
    analysis: Analysis,
    out: str | PathLike[str],
    *,
    plots: bool = True,
    force: bool = False,
    progress: Callable[[str, int, int], None] = lambda stage, done, total: None,
) -> list[Path]:
    """Write the map (map.nc), tables, curves, figures, the page and the resolved config.

    Raises
    ------
    OutputError
        There is a report already and ``force`` is False, or the disk refuses. Nothing was changed then.
    MissingExtraError
        xarray or h5netcdf is not installed.
    """
    from hlnfit.maps.dataset import dataset_of, netcdf_bytes
    from hlnfit.report.page import report_html

    folder = Path(out)
    check_out(folder, force=force)
    grid: Grid = analysis.extra["grid"]
    config = analysis.config.to_toml(folder=folder)
    data = dataset_of(analysis.series.fits, grid, analysis.series.model, analysis.versions)
    content = plain(map_results(analysis, grid, config))
    files: dict[str, bytes | str] = {
        "coherence.csv": coherence_csv(analysis),
        MAP_FILE: netcdf_bytes(data),
        "results.json": json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n",
    }
    for k, fit in enumerate(analysis.series.fits):
        files[f"curves/{curve_file(fit, k)}"] = curve_csv(fit)
    drawn = draw_map(data, files, progress) if plots else {}
    drawings = {name: svg for name, (_, _, svg) in drawn.items()}
    told = {name: (title, caption) for name, (title, caption, _) in drawn.items()}
    files["report.html"] = report_html(analysis, drawings, config_text=config, told=told, verb="map")
    files["hlnfit.toml"] = config
    return write_files(folder, files, force=force)


def draw_map(
    data: xr.Dataset, files: dict[str, bytes | str], progress: Callable[[str, int, int], None]
) -> dict[str, Drawn]:
    """Add the figures to the files and return them with their words, in the order of the page."""
    from hlnfit.report.figure_files import figure_bytes

    drawn: dict[str, Drawn] = {}
    names = quantities(data)
    for k, name in enumerate(names):
        progress("Drawing", k, len(names))
        found = cells(data, name)
        for kind, module in (("map", color_map), ("lines", lines)):
            figure = module.draw(found)
            if figure is None:
                continue
            for suffix in FIGURE_KINDS:
                files[f"figures/{kind}_{name}.{suffix}"] = figure_bytes(figure, suffix)
            title = f"{name}{' over the map' if kind == 'map' else ''}"
            drawn[f"{kind}_{name}"] = (title, module.CAPTION.format(what=name), figure_bytes(figure, "svg"))
    progress("Drawing", len(names), len(names))
    return drawn


__all__ = ["MAP_FILE", "draw_map", "map_results", "write_map"]
