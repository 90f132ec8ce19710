"""``hlnfit init``: the settings of a fit as a config to read, change and keep."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hlnfit.cli.console import log, progress, results
from hlnfit.cli.exits import DONE, PARTIAL
from hlnfit.cli.new_file import check_new, write_new
from hlnfit.cli.options import Files, Force, Settings, takes_settings
from hlnfit.config import Config

if TYPE_CHECKING:
    from hlnfit.sweep import SweepSet


@takes_settings()
def init(
    files: Files,
    settings: Settings,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="CONFIG", help="The config to write.")] = Path(
        "hlnfit.toml"
    ),
    force: Force = False,
) -> None:
    """Write the settings of a fit as an annotated config, with the sweeps that were found.

    It takes the options of hlnfit fit; what is left out stands in the config as a comment with an example.
    """
    from hlnfit.config.reading import nothing_to_fit, read

    check_new(out, force=force)
    sections = {**settings, "data": {**settings.get("data", {}), "files": files}}
    config = Config.from_options(sections, Path())
    with progress() as bar:
        sweeps = read(config, bar)
    for problem in sweeps.problems:
        log(f"Not read: {problem.message}")
    if not any(s.axis == "field" for s in sweeps):
        raise nothing_to_fit(sweeps, config.files())
    write_new(out, config.to_toml(out.parent, header=_header(out, sweeps), offer=True), force=force)
    console = results()
    console.print(f"Written: {out} ({len(sweeps)} sweeps)", markup=False, soft_wrap=True)
    if config.geometry.kind is None:
        console.print("Set the kind of geometry in it (and its lengths) before the run.", soft_wrap=True)
    console.print(f"Next: hlnfit run {out} -o OUT", markup=False, soft_wrap=True)
    raise typer.Exit(PARTIAL if sweeps.problems else DONE)


def _header(out: Path, sweeps: SweepSet) -> list[str]:
    """Return the comments at the top: how to use the config, and what was found in the files."""
    from hlnfit.cli.sweep_tables import one_line

    return [
        f"Run it with: hlnfit run {out.name} -o OUT",
        "Quantities are text with a unit. Lines that begin with # are not in force.",
        "",
        "Sweeps in these files, by the numbers that select, exclude and match understand:",
        *(f"  {one_line(k, s)}" for k, s in enumerate(sweeps)),
    ]
