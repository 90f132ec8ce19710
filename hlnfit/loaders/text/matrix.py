"""Matrix files: rows are steps of a gate, columns are steps of the field, the axes are given by the user."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlnfit.errors import LoadError
from hlnfit.flags import Flag
from hlnfit.loaders.conversion import Place, in_ohms
from hlnfit.loaders.options import LoadOptions
from hlnfit.loaders.table import BadCell, Table, bad_row_flags
from hlnfit.sweep import FloatArray

MIN_COLUMNS = 20
"""A file without names and with this many columns is a matrix."""

_FIELD_IN_WORDS = re.compile(
    r"field\s+(?:\w+\s+){0,2}from\s+(?P<a>[-+]?[\d.]+)\s*(?P<ua>m?T|k?Oe|k?G)?\s*to\s+(?P<b>[-+]?[\d.]+)\s*"
    r"(?P<ub>m?T|k?Oe|k?G)\b[,;]?\s*(?:every|step|in steps of)\s+(?P<s>[\d.]+)\s*(?P<us>m?T|k?Oe|k?G)?",
    re.IGNORECASE,
)
_GATE_IN_WORDS = re.compile(
    r"gate(?:\s+voltage)?\s+from\s+(?P<a>[-+]?[\d.]+)[^\d]*?\bto\s+(?P<b>[-+]?[\d.]+).*?"
    r"every\s+(?P<s>[\d.]+)\s*(?P<u>m?V)\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Trace:
    """One sweep of a matrix: ohms along the field axis, its line, its gate voltage where known."""

    index: int
    line: int
    R: FloatArray
    gate: float | None


@dataclass(frozen=True, slots=True)
class Matrix:
    """The traces of a matrix file on one field axis (tesla)."""

    B: FloatArray
    traces: tuple[Trace, ...]
    flags: tuple[Flag, ...]
    log: tuple[str, ...]


def looks_like_matrix(table: Table) -> bool:
    """Tell whether a table without names is a matrix."""
    return not table.names and table.width >= MIN_COLUMNS


def read_matrix(table: Table, options: LoadOptions, said: Sequence[str]) -> Matrix:
    """Return the traces in ohms on the field axis the user gave.

    Raises
    ------
    LoadError
        No axis was given, it fits neither side of the matrix, or the numbers have no unit.
    """
    shape = f"{len(table)} rows and {table.width} columns"
    if options.axis is None:
        raise LoadError(
            f"the file is a matrix of {shape} without axes",
            line=int(table.lines[0]),
            expected="the field of its columns",
            advice=_axis_advice(said),
        )
    start, stop, points = options.axis
    across = points == table.width
    if not across and points != len(table):
        raise LoadError(
            f"field_axis {options.field_axis!r} has {points} points, the matrix has {shape}",
            line=int(table.lines[0]),
            expected="as many points as columns or rows",
            advice=_axis_advice(said),
        )
    values, bad = _numbers(table)
    flags = bad_row_flags([*table.broken, *bad], len(table) + len(table.broken), table.cut_off)
    ohms, log = _ohms(values, options, table)
    B = np.linspace(start, stop, points)
    lines = table.lines
    if not across:
        ohms, lines = ohms.T, np.full(table.width, int(lines[0]), dtype=np.int64)
        log.append("The field runs down the rows: each column is a sweep.")
    gates = _gates(said, len(ohms), log)
    traces, broken = [], []
    for k, row in enumerate(ohms):
        reason = _why_broken(row)
        if reason:
            broken.append((k, int(lines[k]), reason))
        else:
            traces.append(Trace(k, int(lines[k]), row, None if gates is None else float(gates[k])))
    if not traces:
        raise LoadError("every sweep of the matrix is broken", line=broken[0][1], expected="measured numbers")
    return Matrix(B, tuple(traces), (*flags, *_broken_flag(broken)), tuple(log))


def average(matrix: Matrix) -> tuple[FloatArray, FloatArray]:
    """Return the mean of the traces and its standard error, both in ohms.

    Each trace is first freed of its own mean: how much the resistance itself changes from gate to gate
    is no scatter of the shape that is fitted.
    """
    stack = np.array([t.R for t in matrix.traces])
    mean: FloatArray = stack.mean(axis=0)
    if len(stack) < 2:
        raise LoadError("only one sweep is left to average", expected="at least two rows")
    shape = stack - stack.mean(axis=1, keepdims=True)
    error: FloatArray = shape.std(axis=0, ddof=1) / np.sqrt(len(stack))
    return mean, error


def _numbers(table: Table) -> tuple[NDArray[np.float64], list[BadCell]]:
    """Return the matrix; a row with a cell that does not parse is NaN there and listed once."""
    columns, bad = [], {}
    for index in range(table.width):
        values, cells = table.numbers(index)
        columns.append(values)
        bad.update({c.line: c for c in cells if c is not None and c.line not in bad})
    return np.array(columns).T, list(bad.values())


def _ohms(
    values: NDArray[np.float64], options: LoadOptions, table: Table
) -> tuple[NDArray[np.float64], list[str]]:
    unit = options.resistance_unit or ("V" if options.amperes is not None else None)
    if unit is None:
        raise LoadError(
            "nothing says what the numbers of the matrix are",
            line=int(table.lines[0]),
            expected="a current (the numbers are volts) or a unit",
            advice="Give --current, such as --current 10nA, or --resistance-unit ohm.",
        )
    amperes = options.amperes
    flat, note = in_ohms(
        values.ravel(),
        unit,
        Place("matrix", int(table.lines[0])),
        current=amperes,
        current_from=f"the given current of {amperes:g} A" if amperes else "",
    )
    return flat.reshape(values.shape), [note] if note else []


def _gates(said: Sequence[str], count: int, log: list[str]) -> FloatArray | None:
    """Return the gate voltages if the comment says from, to and step, and their number fits."""
    match = _GATE_IN_WORDS.search(" ".join(said))
    if match is None:
        return None
    try:
        a, b, step = float(match["a"]), float(match["b"]), float(match["s"])
    except ValueError:
        return None
    if step <= 0.0 or round(abs(b - a) / step) + 1 != count or count < 2:
        return None
    scale = 1e-3 if match["u"].lower() == "mv" else 1.0
    log.append(f"Gate voltages from the comment: {a:g} to {b:g} {match['u']} in {count} steps.")
    gates: FloatArray = np.round(np.linspace(a, b, count) * scale, 9)
    return gates


def _why_broken(row: FloatArray) -> str | None:
    """Say why a trace is no complete sweep: it stopped at one reading, or numbers are missing."""
    if not np.isfinite(row).all():
        return f"{int(np.sum(~np.isfinite(row)))} of {row.size} numbers are missing"
    change = np.flatnonzero(np.diff(row) != 0.0)
    edges = np.r_[-1, change, row.size - 1]
    lengths = np.diff(edges)
    longest = int(np.argmax(lengths))
    if lengths[longest] > max(10, row.size // 5):
        first = int(edges[longest]) + 2
        return f"one reading stands {lengths[longest]} times from column {first} on: the sweep was stopped"
    return None


def _broken_flag(broken: Sequence[tuple[int, int, str]]) -> tuple[Flag, ...]:
    if not broken:
        return ()
    said = "; ".join(f"row {k} (line {line}): {reason}" for k, line, reason in broken[:5])
    return (
        Flag(
            "broken_sweeps",
            "info",
            f"{len(broken)} sweep{'s' if len(broken) > 1 else ''} of the matrix left out: {said}.",
            "Rows are counted from 0.",
            {"rows": [k for k, _, _ in broken], "lines": [line for _, line, _ in broken]},
        ),
    )


def _axis_advice(said: Sequence[str]) -> str:
    match = _FIELD_IN_WORDS.search(" ".join(said))
    if match is None:
        return "Give --field-axis START:STOP:STEP with units, such as --field-axis=-25mT:25mT:0.2mT."
    u = match["ub"]
    axis = f"{match['a']}{match['ua'] or u}:{match['b']}{u}:{match['s']}{match['us'] or u}"
    return f"The comment says {match[0]!r}: give --field-axis={axis}."
