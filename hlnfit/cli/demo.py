"""``hlnfit demo``: the whole job on the sample data, beside the true values."""

from __future__ import annotations

import json as json_text
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hlnfit.cli.carry_out import carry_out, say_where
from hlnfit.cli.console import results
from hlnfit.cli.exits import outcome
from hlnfit.cli.options import Force, Json
from hlnfit.config import Config
from hlnfit.errors import ConfigError, OutputError

if TYPE_CHECKING:
    from rich.console import Console

    from hlnfit.analysis import Analysis

GEOMETRY = {"kind": "hall-bar", "length": "100um", "width": "20um"}


@dataclass(frozen=True, slots=True)
class Film:
    """One folder of the sample data and how it is fitted."""

    name: str
    files: str
    model: str
    says: str


FILMS = (
    Film("wal_film", "*.dat", "hln_simple", "antilocalization, a PPMS file with all its defects"),
    Film("wl_film", "*.dat", "hln_simple", "localization, a PPMS file"),
    Film("crossover_film", "*.dat", "hln", "from antilocalization to localization, with L_so"),
    Film("two_column", "*.txt", "hln_simple", "text files of two columns, temperature in the name"),
)
FIRST = FILMS[0]


def demo(
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="OUT", help="Folder for tables, figures and reports.")
    ] = Path("hlnfit-demo"),
    film: Annotated[
        str | None,
        typer.Option(metavar="NAME", help=f"Only one of {', '.join(f.name for f in FILMS)}."),
    ] = None,
    force: Force = False,
    json: Json = False,
    no_plots: Annotated[bool, typer.Option("--no-plots", help="Do not draw figures.")] = False,
) -> None:
    """Do the whole job on sample data: four simulated films, 1.5 to 20 K, of which the truth is known.

    The report of the first film, or of the one that is named, stands in OUT; those of the others in
    folders of their names below it. With --json one film is fitted. It works from any directory.
    """
    chosen = _chosen(film) if film is not None else FILMS[:1] if json else FILMS
    codes = []
    for number, one in enumerate(chosen):
        where = out if number == 0 else out / one.name
        analysis = _carry_out_one(one, where, force=force, json=json, plots=not no_plots)
        say_where(where, as_json=json)
        codes.append(outcome(analysis))
    raise typer.Exit(max(codes))


def _chosen(name: str) -> tuple[Film, ...]:
    found = tuple(f for f in FILMS if f.name == name)
    if not found:
        raise ConfigError(f"there is no film {name!r}", expected=", ".join(f.name for f in FILMS))
    return found


def _carry_out_one(film: Film, out: Path, *, force: bool, json: bool, plots: bool) -> Analysis:
    folder = sample_data() / film.name
    files = sorted(str(f) for f in folder.glob(film.files))
    config = Config.from_options(
        {
            "data": {"files": files},
            "geometry": GEOMETRY,
            "fit": {"model": film.model},
            "run": {"plots": plots},
        },
        Path(),
    )
    console = results()
    if not json:
        told = f"--geometry {GEOMETRY['kind']} --length {GEOMETRY['length']} --width {GEOMETRY['width']}"
        model = "" if film.model == "hln_simple" else f" --model {film.model}"
        console.print(f"\n[bold]{film.name}[/]: {film.says}")
        console.print("The same as:", style="dim")
        console.print(
            f"  hlnfit fit {folder / film.files} {told}{model} -o {out}\n", markup=False, soft_wrap=True
        )
    analysis = carry_out(config, out, force=force, as_json=json)
    if not json:
        truth = json_text.loads((folder / "truth.json").read_text(encoding="utf-8"))
        print_truth(console, analysis, truth)
    return analysis


def sample_data() -> Path:
    """Return the folder of the sample data: inside an installed package, or beside it in a checkout.

    Raises
    ------
    OutputError
        It is in neither place.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_sample_data", package.parent / "sample_data"):
        if (folder / FIRST.name / "truth.json").is_file():
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

    from hlnfit.numbers import parameter_text, plain_number
    from hlnfit.report.labels import readable_unit

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    names = {"L_phi": "L_phi_nm", "alpha": "alpha", "L_so": "L_so_nm"}
    names = {n: k for n, k in names.items() if any(n in f.params for f in analysis.series.fits)}
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
            if p is None or true[key] is None or not p.err > 0.0:
                cells += ["", "", ""]
                continue
            scale = readable_unit(p.unit)[0]
            away = (p.value * scale - true[key]) / (p.err * scale)
            cells += [parameter_text(p, scale), plain_number(true[key], 4), f"{away:+.1f} sigma"]
        table.add_row(plain_number(fit.temperature, 3), *cells)
    console.print("\n[bold]Against the true values of the simulation[/]")
    console.print(table)
    console.print(f"true exponent of dephasing: p = {truth['dephasing']['p']:g}")
