"""Columns of numbers as text: CSV, TSV, blanks, decimal commas, LabVIEW, Origin, matrices.

Schema: any text with a block of numbers. Separator, decimal sign, encoding, row of names and row of units
are found from the content; units stand in the names or in a row of their own. Columns are chosen by name
and unit, with the reason in ``Source.columns``. Errors: a column called STD, Std. Dev. or error that
belongs to the resistance is kept as ``R_xx_std``; averaged matrices carry the standard error of the mean.
Quirks: LabVIEW headers (``Header length = N``, ``***End_of_Header***``), numbers like ``67.92E+3``,
``#SPILL!`` cells, files without names (columns and units by option), matrices whose axes are in a comment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from hlnfit.errors import LoadError
from hlnfit.flags import Flag
from hlnfit.loaders.channels import upright
from hlnfit.loaders.encoding import decode, encoding_of
from hlnfit.loaders.filename import gate_in_name
from hlnfit.loaders.options import LoadOptions
from hlnfit.loaders.recording import HallRows, Recording
from hlnfit.loaders.source import open_file
from hlnfit.loaders.split import split
from hlnfit.loaders.table import BadCell, Table, bad_row_flags
from hlnfit.loaders.temperature import temperature_of
from hlnfit.loaders.text.columns import Columns
from hlnfit.loaders.text.dialect import find_dialect
from hlnfit.loaders.text.gates import gate_steps
from hlnfit.loaders.text.header import TextHeader, read_header
from hlnfit.loaders.text.labview import initial_gate, initial_temperature, sections_of
from hlnfit.loaders.text.matrix import looks_like_matrix
from hlnfit.loaders.text.matrix_sweeps import matrix_sweeps
from hlnfit.loaders.text.resistances import Resistances, candidates, choose
from hlnfit.loaders.text.rows import Comments, read_rows
from hlnfit.loaders.text.wide import WideColumn, columns_by_temperature
from hlnfit.sweep import Source, SweepSet

NAME = "delimited-text"
TITLE = "Text with columns (CSV, TSV, blanks, LabVIEW, Origin)"
EXTENSIONS = (".txt", ".csv", ".tsv", ".dat", ".asc", ".lvm")
READS = "field, resistance, Hall resistance, temperature, gate by name and unit; matrices with given axes"


def sniff(head: bytes, path: Path) -> float:
    """Return how sure it is that this is text with columns of numbers; any text is possible."""
    if encoding_of(head) is None:
        return 0.0
    try:
        lines = decode(head).split("\n")[:-1]
    except LoadError:
        return 0.05
    return 0.5 if find_dialect(lines or [""]) else 0.05


def read(path: Path, options: LoadOptions) -> SweepSet:
    """Read one file.

    Raises
    ------
    NoResistanceError
        There are names, and none of them is a resistance.
    LoadError
        The file cannot be read, a column cannot be told, a unit is missing.
    """
    raw, source = open_file(path)
    return read_text(decode(raw).split("\n"), path, options, source, NAME)


def read_text(lines: list[str], path: Path, options: LoadOptions, source: Source, loader: str) -> SweepSet:
    """Read lines of text with columns of numbers in them; ``loader`` goes into the source."""
    source = replace(source, loader=loader)
    while lines and not lines[-1].strip():
        lines.pop()
    found = find_dialect(lines)
    header = None if found is None else read_header(lines, *found)
    if found is None or header is None:
        raise LoadError(
            f"there are no columns of numbers in this text (line 1 is {''.join(lines[:1]).strip()[:60]!r})",
            line=1,
            expected="at least two columns of numbers",
            advice="Check that this is a data file.",
        )
    dialect, width = found
    table, comments = read_rows(lines, header, dialect, width)
    if not len(table):
        raise LoadError("there are no rows of numbers", line=header.first + 1, expected="measured rows")
    if looks_like_matrix(table) or (options.axis is not None and not table.names):
        return matrix_sweeps(table, header.said, path, options, source)
    if options.average is not None:
        raise LoadError(
            f"average over {options.average} was asked for, and this is a table of named columns",
            line=table.header_line or None,
            expected="a matrix file, whose rows can be averaged",
            advice="Leave out --average for this file.",
        )
    total = SweepSet()
    for settings, reasons in _each_temperature(table, path, options):
        recording = _recording(table, header, comments, path, settings, dialect.name)
        recording = replace(recording, columns={**recording.columns, **reasons})
        total = total + split(recording, source)
    return total


def _each_temperature(
    table: Table, path: Path, options: LoadOptions
) -> Iterator[tuple[LoadOptions, dict[str, str]]]:
    """Yield the options once, or once for each resistance column that names a temperature of its own."""
    columns = Columns(table, options, path)
    by_hand = options.resistance_column is not None or options.kelvin is not None
    wide: tuple[WideColumn, ...] = ()
    if columns.named and not by_hand and options.purpose == "sweeps" and columns.temperature() is None:
        wide = columns_by_temperature(columns, [c.column for c in candidates(columns)])
    for one in wide:
        reasons = {
            "resistance": f"{one.name} (one of {len(wide)} resistances with a temperature each)",
            "temperature": f"in the name {one.name}",
        }
        settings = replace(options, resistance_column=one.index + 1, temperature=one.kelvin)
        if one.field_index is not None and options.field_column is None:
            settings = replace(settings, field_column=one.field_index + 1)
            reasons["field"] = f"{table.label(one.field_index)} (the last before {one.name})"
        yield settings, reasons
    if not wide:
        yield options, {}


def _recording(
    table: Table, header: TextHeader, comments: Comments, path: Path, options: LoadOptions, dialect: str
) -> Recording:
    columns = Columns(table, options, path)
    offered = candidates(columns) if columns.named else []
    field = columns.field()
    if not columns.named and options.resistance_column is None:
        raise LoadError(
            "the columns have no names, and the resistance column was not given",
            line=int(table.lines[0]),
            expected="--resistance-column and --resistance-unit",
        )
    B = field.values
    measured = choose(columns, B, offered, (*header.said, *table.names))
    R = measured.longitudinal.values
    R, sign_flags = upright(R, measured.longitudinal.name) if options.purpose == "sweeps" else (R, ())
    thermometer = columns.temperature()
    sections = sections_of(header.said)
    settled = initial_temperature(sections)
    thermometry = temperature_of(
        None if thermometer is None else thermometer.values,
        "" if thermometer is None else thermometer.why,
        len(table),
        path,
        options,
        header=header.said if settled is None else (f"temperature {settled[0]:f} K",),
        unusable=columns.unitless_temperature(),
    )
    parts = [field, measured.longitudinal, *([thermometer] if thermometer else [])]
    bad = [next((b for b in cells if b is not None), None) for cells in zip(*(p.bad for p in parts))]
    flags = bad_row_flags(
        [*table.broken, *(b for b in bad if b is not None)], len(table) + len(table.broken), table.cut_off
    )
    good = np.isfinite(B) & np.isfinite(R) & np.array([b is None for b in bad], dtype=bool)
    if not good.any():
        raise LoadError(
            f"no row has both a field ({field.name}) and a resistance ({measured.longitudinal.name})",
            line=table.header_line or None,
            expected="numbers in both columns",
        )
    T = thermometry.T
    hall = None
    if measured.hall is not None:
        ok = np.isfinite(B) & np.isfinite(measured.hall.values)
        hall = HallRows(B[ok], T[ok], measured.hall.values[ok], table.lines[ok])
    steps = {name: values[good] for name, values in gate_steps(columns).items()}
    named_gate = None if steps else gate_in_name(path.stem) or initial_gate(sections)
    return Recording(
        B=B[good],
        T=T[good],
        R_xx=R[good],
        lines=table.lines[good],
        R_xx_std=None if measured.std is None else measured.std[good],
        hall=hall,
        steps=steps,
        conditions={} if named_gate is None else {"gate_V": named_gate[0]},
        comments=comments,
        two_terminal=measured.two_terminal,
        columns={
            "field": field.why,
            "temperature": thermometry.reason,
            "resistance": measured.longitudinal.why,
            **({"hall": measured.hall.why} if measured.hall else {}),
        },
        flags=(*flags, *_missing(measured, table, bad), *thermometry.flags, *sign_flags, *measured.flags),
        log=(f"Read as text: {dialect}.", *measured.log),
    )


def _missing(measured: Resistances, table: Table, bad: list[BadCell | None]) -> tuple[Flag, ...]:
    """Count rows that hold no reading at all; where channels alternate, the other channel fills them."""
    empty = ~np.isfinite(measured.longitudinal.values)
    if measured.hall is not None:
        empty &= ~np.isfinite(measured.hall.values)
    count = int(np.sum(empty & np.array([b is None for b in bad], dtype=bool)))
    if not count:
        return ()
    return (
        Flag(
            "missing_readings",
            "info",
            f"{count} of {len(table)} rows hold no reading of {measured.longitudinal.name} (empty or NaN).",
            "",
            {"rows": count, "of": len(table)},
        ),
    )
