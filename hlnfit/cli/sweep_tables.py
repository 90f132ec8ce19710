"""What was found in files, as tables for people."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich import box
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from hlnfit.cli.flag_words import TEXT_WIDTH, concerns, print_flags
from hlnfit.numbers import plain_number
from hlnfit.report.labels import condition_label

if TYPE_CHECKING:
    from rich.console import Console

    from hlnfit.sweep import Piece, Sweep, SweepSet

ROLES = ("field", "temperature", "resistance", "hall")
MOST_PIECES = 6
MOST_COMMENTS = 3
_NUMBER = re.compile(r"\d[\d.e+-]*")
Numbered = tuple[int, "Sweep"]


def print_files(console: Console, sweeps: SweepSet) -> None:
    """Print one block for each kind of file: those that were read in the same way stand together."""
    groups: dict[Any, list[Numbered]] = {}
    for k, s in enumerate(sweeps):
        groups.setdefault((s.source.loader, *_alike(s.source.columns)), []).append((k, s))
    for mine in groups.values():
        names = {s.source.file for _, s in mine}
        _print_group(console, mine, [p for p in sweeps.pieces if Path(p.file).name in names])
    files = len({s.source.path for s in sweeps})
    total = len(sweeps)
    console.print(f"{total} sweep{'s' * (total != 1)} in {files} file{'s' * (files != 1)}")


def _alike(columns: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the choice of columns without the numbers that differ from file to file."""
    out = []
    for role, text in columns.items():
        name, _, reason = text.partition(" (")
        # Without brackets the text is a reason only: 'T=2K' in the file name.
        out.append((role, f"{name} ({_NUMBER.sub('#', reason)}" if reason else _NUMBER.sub("#", name)))
    return tuple(out)


def _print_group(console: Console, sweeps: Sequence[Numbered], pieces: Sequence[Piece]) -> None:
    first = sweeps[0][1]
    files = list(dict.fromkeys(s.source.file for _, s in sweeps))
    heading = files[0] if len(files) == 1 else f"{len(files)} files"
    console.print(f"[bold]{escape(heading)}[/]  {first.source.loader}")
    _print_columns(console, [s for _, s in sweeps])
    console.print(_sweep_table(sweeps, with_files=len(files) > 1))
    width = min(console.width, TEXT_WIDTH)
    for note in _notes(sweeps, pieces):
        console.print(Padding(escape(f"- {note}"), (0, 0, 0, 2)), width=width)
    found = concerns((f, k) for k, s in sweeps for f in s.flags)
    if found:
        console.print("Doubts")
        print_flags(console, found, len(sweeps))
    console.print()


def _print_columns(console: Console, sweeps: Sequence[Sweep]) -> None:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column()
    columns = sweeps[0].source.columns
    for role in (*ROLES, *(r for r in columns if r not in ROLES)):
        if role in columns:
            same = all(s.source.columns[role] == columns[role] for s in sweeps)
            table.add_row(f"  {role}", escape(columns[role]) + ("" if same else ", and alike"))
    console.print(table)


def _notes(sweeps: Sequence[Numbered], pieces: Sequence[Piece]) -> list[str]:
    """Return what else is to be said: conditions, what the loader did, comments, pieces."""
    notes = [
        f"{condition_label(n)[0].capitalize()} {plain_number(value, 4)} {condition_label(n)[1]}."
        for n, value in _constant(sweeps).items()
    ]
    notes += dict.fromkeys(line for _, s in sweeps for line in s.log)
    comments = list(dict.fromkeys(c for _, s in sweeps for c in s.quality))
    if comments:
        notes.append(f"Comments of the instrument: {_first(comments, MOST_COMMENTS)}.")
    if pieces:
        told = [f"lines {p.rows[0]}-{p.rows[1]} ({p.reason})" for p in pieces]
        n = len(pieces)
        notes.append(f"{n} piece{'s are' if n > 1 else ' is'} no sweep: {_first(told, MOST_PIECES)}.")
    return notes


def _first(told: Sequence[str], most: int) -> str:
    return "; ".join(told[:most]) + (f"; and {len(told) - most} more" if len(told) > most else "")


def _constant(sweeps: Sequence[Numbered]) -> dict[str, float]:
    """Return the conditions that are the same in all of these sweeps."""
    first = sweeps[0][1].conditions
    return {n: v for n, v in first.items() if all(s.conditions.get(n) == v for _, s in sweeps)}


def _sweep_table(sweeps: Sequence[Numbered], *, with_files: bool) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    constant = _constant(sweeps)
    varying = [n for n in sorted({n for _, s in sweeps for n in s.conditions}) if n not in constant]
    for head in ("#", "T (K)", "B (T)", "R_xx (ohm)", "points"):
        table.add_column(head, justify="right", no_wrap=True)
    table.add_column("run", no_wrap=True)
    for name in varying:
        label, unit = condition_label(name)
        table.add_column(f"{label} ({unit})", justify="right")
    table.add_column("file" if with_files else "lines", overflow="fold")
    for k, s in sweeps:
        rows = "" if s.source.rows is None else f"{s.source.rows[0]}-{s.source.rows[1]}"
        table.add_row(
            str(k),
            _temperature(s),
            _span(s.B),
            _span(s.R_xx),
            str(len(s)),
            s.direction if s.axis == "field" else f"{s.direction} in T",
            *(plain_number(s.conditions[n], 3) if n in s.conditions else "" for n in varying),
            escape(s.source.file) if with_files else rows,
        )
    return table


def _temperature(sweep: Sweep) -> str:
    if sweep.axis == "temperature":
        return _span(sweep.T)
    return "?" if not math.isfinite(sweep.temperature) else plain_number(sweep.temperature, 4)


def _span(values: Iterable[float]) -> str:
    """Return the smallest and the largest value, shortened to one where they agree."""
    known = [float(v) for v in values if math.isfinite(v)]
    if not known:
        return "?"
    low, high = (plain_number(v, 4) for v in (min(known), max(known)))
    return low if low == high else f"{low} to {high}"


def one_line(number: int, sweep: Sweep) -> str:
    """Return what tells a sweep from the others, for a comment."""
    conditions = "".join(
        f", {condition_label(n)[0]} {plain_number(v, 4)} {condition_label(n)[1]}"
        for n, v in sweep.conditions.items()
    )
    where = f"B {_span(sweep.B)} T {sweep.direction}"
    return f"{number}: {_temperature(sweep)} K, {where}, {len(sweep)} points{conditions}, {sweep.source.file}"
