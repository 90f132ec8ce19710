"""``hlnfit formats``: what can be read."""

from __future__ import annotations

import json as json_text
from dataclasses import asdict

import typer

from hlnfit.cli.console import results
from hlnfit.cli.options import Json


def formats(json: Json = False) -> None:
    """List the file formats that can be read; the content of a file decides, not its extension."""
    from hlnfit import loaders

    found = loaders.formats()
    if json:
        typer.echo(json_text.dumps([asdict(f) for f in found], indent=1, ensure_ascii=False))
        return
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for head in ("name", "format", "reads"):
        table.add_column(head, no_wrap=head == "name")
    for f in found:
        table.add_row(f.name, f"{f.title}\n{' '.join(f.extensions)}", f.reads)
    results().print(table)
