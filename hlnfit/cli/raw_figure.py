"""A picture of raw data: R_xx, and R_xy where it was measured, over field."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from hlnfit.cli.new_file import write_new

if TYPE_CHECKING:
    from hlnfit.sweep import SweepSet

MOST_NAMED = 12


def save_raw_figure(sweeps: SweepSet, path: Path) -> None:
    """Draw all sweeps into one PNG.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    import matplotlib as mpl

    from hlnfit.numbers import plain_number
    from hlnfit.report.figure_files import figure_bytes
    from hlnfit.report.style import DOUBLE, drawing, new_figure

    hall = any(s.R_xy is not None for s in sweeps)
    with drawing():
        figure = new_figure(DOUBLE, 3.2 if not hall else 5.6)
        panels = figure.subplots(2 if hall else 1, 1, squeeze=False)[:, 0]
        colors = mpl.colormaps["viridis"]
        for k, s in enumerate(sweeps):
            color = colors(0.86 * k / max(len(sweeps) - 1, 1))
            x = s.B if s.axis == "field" else s.T
            T = f"{plain_number(s.temperature, 3)} K" if math.isfinite(s.temperature) else s.source.file
            name = f"{k}: {T} {s.direction}"
            panels[0].plot(x, s.R_xx, ".-", ms=2.5, lw=0.6, color=color, label=name)
            if hall and s.R_xy is not None:
                panels[1].plot(x, s.R_xy, ".-", ms=2.5, lw=0.6, color=color)
        for panel, label in zip(panels, (r"$R_{xx}$ (Ω)", r"$R_{xy}$ (Ω)")):
            panel.set_ylabel(label)
        panels[-1].set_xlabel(
            "field (T)" if all(s.axis == "field" for s in sweeps) else "field (T) or temperature (K)"
        )
        if len(sweeps) <= MOST_NAMED:
            panels[0].legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
        png = figure_bytes(figure, "png")
    write_new(path, png, force=True)
