"""A map on the command line: what it covers, and one row for each value of its shortest axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from hlnfit.report.maps.summary import MapSummary


def print_map(console: Console, told: MapSummary) -> None:
    """Print the table of a map."""
    from rich.table import Table

    console.print(told.title, markup=False, soft_wrap=True)
    words = {"good": "good", "caution": "with caution", "reject": "rejected"}
    console.print(", ".join(f"{told.verdicts[v]} {w}" for v, w in words.items()), markup=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in told.heads:
        table.add_column(head, justify="right" if ":" not in head else "left")
    for row in told.rows:
        table.add_row(*row)
    console.print(table)
    if told.n_more:
        console.print(f"... and {told.n_more} more", markup=False)


def print_flag_counts(console: Console, told: MapSummary) -> None:
    """Print how many curves carry each flag, and what it means."""
    from hlnfit.doubts.registry import doubts
    from hlnfit.fitting.maps.verdict import UNFITTED, UNFITTED_MEANING

    meanings = {UNFITTED: UNFITTED_MEANING, **{d.code: d.meaning for d in doubts("optimum")}}
    if told.flags:
        console.print("\n[bold]Flags[/]")
    for code, count in told.flags.items():
        console.print(f"{count:8d}  {code}: {meanings.get(code, '')}", markup=False, soft_wrap=True)
