"""``hlnfit demo``: the whole job on the sample data, beside the true values."""

from __future__ import annotations

import json as json_text
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hlnfit.cli.carry_out import carry_out, finish
from hlnfit.cli.console import results
from hlnfit.cli.options import Force, Json
from hlnfit.config import Config
from hlnfit.errors import OutputError

if TYPE_CHECKING:
    from rich.console import Console

    from hlnfit.analysis import Analysis

FILM = "wal_film"
FILE = "wal_film_PPMS.dat"
GEOMETRY = {"kind": "hall-bar", "length": "100um", "width": "20um"}


def demo(
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="OUT", help="Folder for tables, figures and report.")
    ] = Path("hlnfit-demo"),
    force: Force = False,
    json: Json = False,
    no_plots: Annotated[bool, typer.Option("--no-plots", help="Do not draw figures.")] = False,
) -> None:
    """Do the whole job on sample data: a simulated PPMS file of an antilocalizing film, 1.5 to 20 K.

    The true values are known, and stand beside the fitted ones. It works from any directory.
    """
    folder = sample_data() / FILM
    config = Config.from_options(
        {"data": {"files": [str(folder / FILE)]}, "geometry": GEOMETRY, "run": {"plots": not no_plots}},
        Path(),
    )
    console = results()
    if not json:
        told = f"--geometry {GEOMETRY['kind']} --length {GEOMETRY['length']} --width {GEOMETRY['width']}"
        console.print("The same as:", style="dim")
        console.print(f"  hlnfit fit {folder / FILE} {told} -o {out}\n", markup=False, soft_wrap=True)
    analysis = carry_out(config, out, force=force, as_json=json)
    if not json:
        truth = json_text.loads((folder / "truth.json").read_text(encoding="utf-8"))
        print_truth(console, analysis, truth)
    finish(analysis, out, as_json=json)


def sample_data() -> Path:
    """Return the folder of the sample data: inside an installed package, or beside it in a checkout.

    Raises
    ------
    OutputError
        It is in neither place.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_sample_data", package.parent / "sample_data"):
        if (folder / FILM / FILE).is_file():
            return folder
    raise OutputError(
        "the sample data are not here",
        expected=f"{package / '_sample_data'}",
        advice="Install hlnfit again: python -m pip install --force-reinstall hlnfit.",
    )


def print_truth(console: Console, analysis: Analysis, truth: dict[str, Any]) -> None:
    """Print fitted and true L_phi and alpha side by side, with the distance in standard errors."""
    from rich import box
    from rich.table import Table

    from hlnfit.report.labels import readable_unit
    from hlnfit.report.numbers import parameter_text, plain_number

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    names = {"L_phi": "L_phi_nm", "alpha": "alpha"}
    table.add_column("T (K)", justify="right")
    for name in names:
        unit = " (nm)" if name.startswith("L_") else ""
        for head in (f"{name}{unit}", "true", "off by"):
            table.add_column(head, justify="right")
    for fit in analysis.series.fits:
        true = min(truth["sweeps"], key=lambda s: abs(s["temperature_K"] - fit.temperature))
        cells = []
        for name, key in names.items():
            p = fit.params.get(name)
            if p is None or true[key] is None:
                cells += ["", "", ""]
                continue
            scale = readable_unit(p.unit)[0]
            away = (p.value * scale - true[key]) / (p.err * scale)
            cells += [parameter_text(p, scale), plain_number(true[key], 4), f"{away:+.1f} sigma"]
        table.add_row(plain_number(fit.temperature, 3), *cells)
    console.print("\n[bold]Against the true values of the simulation[/]")
    console.print(table)
    console.print(f"true exponent of dephasing: p = {truth['dephasing']['p']:g}")
