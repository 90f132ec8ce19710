"""Quantum Design MultiVu files of the Resistivity, AC Transport and Electrical Transport options.

Schema: ``[Header]`` (optional; it is often stripped) and ``[Data]``, a comma-separated column row, one
row a reading. Temperature in kelvin, field in oersted; a channel in ``Bridge n ...``, ``... ch n`` or
``... Ch n`` columns. Errors: the ``Std. Dev.`` columns are the scatter inside one point and are kept as
``R_xx_std`` in ohms. Quirks: units differ per bridge; channels may alternate row by row with empty
cells; the first cell of a row may hold a comment; a sample position that was never connected holds
numbers like 8.6E+26; other options (magnetometry, heat capacity) write the same kind of file without
any resistance.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hlnfit.errors import LoadError, NoResistanceError
from hlnfit.flags import Flag
from hlnfit.loaders.channels import Channel, Roles, tell_roles, upright
from hlnfit.loaders.contacts import says_two_terminal
from hlnfit.loaders.conversion import Place, in_ohms
from hlnfit.loaders.encoding import decode, encoding_of
from hlnfit.loaders.multivu.bridges import Bridge, ChannelReader, Readings, find_bridges
from hlnfit.loaders.multivu.header import MultiVuHeader, read_header
from hlnfit.loaders.multivu.rows import read_rows
from hlnfit.loaders.multivu.shared_columns import conditions_of, field_of, thermometer_of
from hlnfit.loaders.multivu.unmeasured import measurement, sidecar
from hlnfit.loaders.options import USER, LoadOptions
from hlnfit.loaders.recording import HallRows, Recording
from hlnfit.loaders.source import open_file
from hlnfit.loaders.split import split
from hlnfit.loaders.table import Table, bad_row_flags, find_column, name_and_unit
from hlnfit.loaders.temperature import temperature_of
from hlnfit.sweep import FloatArray, SweepSet

NAME = "quantum-design"
TITLE = "Quantum Design MultiVu (PPMS Resistivity, ACT, ETO)"
EXTENSIONS = (".dat", ".csv", ".txt")
READS = "all resistance channels in ohms, field, temperature, Std. Dev., comments"

_STRIPPED = re.compile(r"comment,\s*time ?stamp \(|^time ?stamp \(\w+\),.*temperature \(", re.IGNORECASE)


def sniff(head: bytes, path: Path) -> float:
    """Return how sure it is that this is a MultiVu file (or one of its sidecars)."""
    encoding = encoding_of(head)
    if encoding is None:
        return 0.0
    text = head.decode(encoding, errors="replace").lstrip("\ufeff \r\n")
    if text[:8].lower() == "[header]":
        return 1.0 if re.search(r"^(BYAPP|FILEOPENTIME|INFO|\[Data\])", text, re.MULTILINE) else 0.4
    if _STRIPPED.search(text.split("\n", 1)[0].split("\r", 1)[0]):
        return 0.95
    return 0.9 if sidecar(text.rpartition("\n")[0] or text) else 0.0


def read(path: Path, options: LoadOptions) -> SweepSet:
    """Read one file.

    Raises
    ------
    NoResistanceError
        The file is understood and holds no resistance; the message says what it holds.
    LoadError
        The file cannot be read.
    """
    raw, source = open_file(path)
    text = decode(raw)
    other = sidecar(text[:4000])
    if other is not None:
        raise NoResistanceError(
            f"no resistance in this file: it is {other}", advice="Load the .dat file beside it."
        )
    lines = text.split("\n")
    header = read_header(lines)
    bridges = find_bridges(header.names)
    table, comments = read_rows(lines, header)
    reader = ChannelReader(table, header, options.resistance_unit)
    readings, failures = _readings(reader, bridges)
    chosen = [_chosen(table, reader, c, options) for c in (options.resistance_column, options.hall_column)]
    if not readings and chosen[0] is None:
        if failures:
            raise failures[0]
        raise NoResistanceError(
            f"no resistance in this file: it holds {measurement(header.application, header.names)}",
            advice="Load the file of the Resistivity, AC Transport or Electrical Transport option.",
        )
    B, field_bad, field_reason = field_of(table, options)
    dead = [r.label for r in readings if not np.any(r.R[np.isfinite(r.R)])]
    live = [r for r in readings if r.label not in dead]
    roles = tell_roles([_channel(r, B, header, path) for r in live])
    longitudinal, hall, reasons = _settle(live, roles, chosen, options)
    if longitudinal is None:
        raise NoResistanceError(
            "no longitudinal resistance in this file: "
            + (f"the only channel, {hall.label}, is a Hall channel" if hall else "every channel reads 0"),
            advice="Give it as --hall-file beside the file with R_xx, or name it with --resistance-column.",
        )
    measured, temperature_bad, temperature_name = thermometer_of(table, options)
    thermometry = temperature_of(measured, temperature_name, len(table), path, options)
    T = thermometry.T
    bad = [a or b or c for a, b, c in zip(field_bad, temperature_bad, longitudinal.bad)]
    good = np.isfinite(B) & np.isfinite(longitudinal.R) & np.array([b is None for b in bad], dtype=bool)
    flags = bad_row_flags(
        [*table.broken, *(b for b in bad if b is not None)], len(table) + len(table.broken), table.cut_off
    )
    if not good.any():
        raise LoadError(
            f"no row has both a field and a resistance ({longitudinal.label})",
            line=table.header_line,
            expected="numbers in both columns",
        )
    hall_rows = None
    if hall is not None:
        ok = np.isfinite(B) & np.isfinite(hall.R)
        hall_rows = HallRows(B[ok], T[ok], hall.R[ok], table.lines[ok])
    R = longitudinal.R
    R, sign_flags = upright(R, longitudinal.label) if options.purpose == "sweeps" else (R, ())
    conditions, steps = conditions_of(table, longitudinal)
    recording = Recording(
        B=B[good],
        T=T[good],
        R_xx=R[good],
        lines=table.lines[good],
        R_xx_std=None if longitudinal.std is None else longitudinal.std[good],
        hall=hall_rows,
        steps={name: values[good] for name, values in steps.items()},
        conditions=conditions,
        comments=comments,
        two_terminal=says_two_terminal(header.hints(longitudinal.number, path.stem)),
        columns={
            "field": field_reason,
            "temperature": thermometry.reason,
            "resistance": f"{longitudinal.label} ({reasons['resistance']})",
            **({"hall": f"{hall.label} ({reasons['hall']})"} if hall else {}),
        },
        flags=(
            *flags,
            *thermometry.flags,
            *_dead_flags(dead),
            *sign_flags,
            *(() if chosen[0] else roles.flags),
        ),
        log=_log(header, longitudinal, hall, good, len(table)),
    )
    return split(recording, replace(source, loader=NAME))


def _readings(reader: ChannelReader, bridges: list[Bridge]) -> tuple[list[Readings], list[LoadError]]:
    """Read every channel; one that cannot be read matters only where there is no other."""
    found: list[Readings] = []
    failures: list[LoadError] = []
    for bridge in bridges:
        try:
            readings = reader.read(bridge)
        except LoadError as error:
            failures.append(error)
        else:
            found += [readings] if readings is not None else []
    return found, failures


def _channel(readings: Readings, B: FloatArray, header: MultiVuHeader, path: Path) -> Channel:
    ok = np.isfinite(readings.R) & np.isfinite(B)
    return Channel(readings.label, header.hints(readings.number, path.stem), B[ok], readings.R[ok])


def _settle(
    live: list[Readings], roles: Roles, chosen: list[Readings | None], options: LoadOptions
) -> tuple[Readings | None, Readings | None, dict[str, str]]:
    """Put the user's choice before the choice by names and symmetry."""
    reasons = {"resistance": "", "hall": "", **roles.reasons}
    longitudinal = None if roles.longitudinal is None else live[roles.longitudinal]
    hall = None if roles.hall is None else live[roles.hall]
    if options.purpose == "hall":
        wanted = chosen[0] or hall or longitudinal
        reasons["resistance"] = USER if chosen[0] else reasons["hall"] or reasons["resistance"]
        return wanted, None, reasons
    if chosen[0] is not None:
        longitudinal, reasons["resistance"] = chosen[0], USER
        if hall is not None and hall.number == longitudinal.number:
            hall = None
    if chosen[1] is not None:
        hall, reasons["hall"] = chosen[1], USER
    return longitudinal, hall, reasons


def _chosen(
    table: Table,
    reader: ChannelReader,
    choice: str | int | None,
    options: LoadOptions,
) -> Readings | None:
    """Return the readings of a column the user named, or of the channel it belongs to."""
    if choice is None:
        return None
    index = find_column(table, choice, "resistance")
    for bridge in find_bridges(table.names):
        if index in bridge.columns.values():
            own = _without_rivals(bridge.columns, index)
            bridge.columns.clear()
            bridge.columns.update(own)
            found = reader.read(bridge)
            if found is not None:
                return found
    values, bad = table.numbers(index)
    place = Place(table.label(index), table.header_line)
    unit = options.resistance_unit or name_and_unit(table.names[index])[1]
    R, note = in_ohms(values, unit, place, current=options.amperes, current_from="the given current")
    return Readings(place.column, 0, R, None, None, bad, (note,) if note else ())


def _without_rivals(columns: dict[str, int], index: int) -> dict[str, int]:
    """Return the columns of a channel without those that would win over the chosen one."""
    order = ("resistance", "resistivity", "volts")
    role = next(r for r, i in columns.items() if i == index)
    dropped = order[: order.index(role)] if role in order else ()
    return {r: i for r, i in columns.items() if r not in dropped}


def _dead_flags(labels: list[str]) -> tuple[Flag, ...]:
    return tuple(
        Flag("dead_channel", "info", f"{label} reads 0 in every row and is left out.", "Look at its wiring.")
        for label in labels
    )


def _log(
    header: MultiVuHeader, chosen: Readings, hall: Readings | None, good: NDArray[np.bool_], n_rows: int
) -> tuple[str, ...]:
    said = [f"Written by {header.application}."] if header.application else []
    said.extend(chosen.log)
    if hall is not None:
        said.extend(hall.log)
    left = n_rows - int(good.sum())
    if left:
        said.append(f"{left} of {n_rows} rows hold no reading of {chosen.label}.")
    return tuple(said)
