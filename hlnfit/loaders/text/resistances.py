"""The resistance columns of a named table: longitudinal, Hall, scatter; two-terminal or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from hlnfit.errors import LoadError, NoResistanceError
from hlnfit.flags import Flag
from hlnfit.loaders.channels import Channel, tell_roles
from hlnfit.loaders.text.columns import USER, Columns, Role
from hlnfit.loaders.text.labview import readings_at_the_source, says_two_terminal, sections_of
from hlnfit.loaders.text.names import SPREAD, Kind, NamedColumn
from hlnfit.sweep import FloatArray


@dataclass(frozen=True, slots=True)
class Resistances:
    """The chosen resistances in ohms, each a row of the table, and what is to be said about them."""

    longitudinal: Role
    hall: Role | None
    std: FloatArray | None
    two_terminal: bool
    flags: tuple[Flag, ...]
    log: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column that holds a resistance, a conductance or a voltage, with the unit to use."""

    column: NamedColumn
    unit: str | None
    note: str = ""


def candidates(columns: Columns) -> list[Candidate]:
    """Return the columns a resistance can come from: ohms, else siemens, else volts.

    A resistance without a unit takes the unit the user gave, or the one that every other resistance
    column of the file has.

    Raises
    ------
    NoResistanceError
        There is no such column.
    LoadError
        The only resistance columns have no unit, or an unknown one.
    """
    given = columns.options.resistance_unit
    kinds: tuple[Kind, ...] = ("resistance", "conductance", "voltage", "resistivity")
    unitless: list[NamedColumn] = []
    for kind in kinds:
        found = columns.of_kind(kind)
        known = [c for c in found if c.by_unit == kind]
        unitless += [c for c in found if c.by_unit is None and c not in unitless]
        units = {c.unit for c in known}
        adopted = given or (next(iter(units)) if kind == "resistance" and len(units) == 1 else None)
        offered = [Candidate(c, given or c.unit) for c in known]
        if adopted and kind == "resistance":
            source = "given by the user" if given else "that of the other resistance column"
            offered += [
                Candidate(c, adopted, f"{c.name} has no unit; {adopted} is {source}.")
                for c in found
                if c.by_unit is None and c.unit is None
            ]
        offered = [o for o in offered if np.isfinite(columns.table.numbers(o.column.index)[0]).any()]
        if offered:
            return sorted(offered, key=lambda o: o.column.index)
    if columns.options.resistance_column is not None:
        return []
    for column in (c for c in unitless if "resistance" in c.by_name):
        columns.ohms(column.index, "")  # raises: no unit, or an unknown one
    listed = ", ".join(n for n in columns.table.names if n) or "nameless"
    raise NoResistanceError(
        f"no resistance in this file: its columns are {listed}",
        line=columns.table.header_line or None,
        expected="a column such as R (Ohm), or volts and a current",
        advice="Name it with --resistance-column if it is among them.",
    )


def choose(columns: Columns, B: FloatArray, offered: Sequence[Candidate], said: Sequence[str]) -> Resistances:
    """Choose among the candidates and convert to ohms; the user's word comes first."""
    options = columns.options
    roles: dict[int, Role] = {}
    log: list[str] = []
    channels: list[Channel] = []
    at_source = readings_at_the_source(sections_of(said))
    flags: tuple[Flag, ...] = ()
    for candidate in offered:
        try:
            role, note = columns.ohms(candidate.column.index, "", candidate.unit)
        except LoadError:
            if options.resistance_column is None:
                raise
            # The user chose another column: what is wrong with this one does not matter.
            continue
        roles[len(channels)] = role
        log += [text for text in (candidate.note, note) if text]
        ok = np.isfinite(role.values) & np.isfinite(B)
        two_terminal = _number(candidate.column.label, len(offered)) in at_source
        channels.append(Channel(role.name, (), B[ok], role.values[ok], two_terminal))
    told = tell_roles(channels)
    flags = told.flags
    longitudinal = None if told.longitudinal is None else roles[told.longitudinal]
    hall = None if told.hall is None else roles[told.hall]
    two_terminal = told.longitudinal is not None and channels[told.longitudinal].two_terminal
    reasons = told.reasons
    if options.hall_column is not None:
        hall, note = columns.chosen_resistance(options.hall_column, "Hall")
        log += [note] if note else []
        reasons = {**reasons, "hall": USER}
    if options.resistance_column is not None:
        longitudinal, note = columns.chosen_resistance(options.resistance_column, "resistance")
        log += [note] if note else []
        reasons = {**reasons, "resistance": USER}
        flags = ()
        two_terminal = any(roles[n].index == longitudinal.index and channels[n].two_terminal for n in roles)
        if hall is not None and hall.index == longitudinal.index and options.hall_column is None:
            hall = None
    if options.purpose == "hall":
        longitudinal, hall = hall or longitudinal, None
        reasons = {"resistance": reasons.get("hall", reasons.get("resistance", ""))}
    if longitudinal is None:
        raise NoResistanceError(
            f"no longitudinal resistance in this file: {hall.name if hall else 'the only channel'} is a Hall "
            f"resistance ({reasons.get('hall', 'odd in B')})",
            advice="Give it as --hall-file beside the file with R_xx, or name it with --resistance-column.",
        )
    longitudinal = replace(longitudinal, reason=reasons.get("resistance", ""))
    hall = None if hall is None else replace(hall, reason=reasons.get("hall", ""))
    inferred = [o for o in offered if o.note and o.column.index == longitudinal.index]
    flags += () if options.resistance_unit else tuple(_inferred(o) for o in inferred)
    two_terminal = two_terminal or says_two_terminal(said) or _voltage_is_constant(columns)
    std = _spread(columns, longitudinal, offered)
    used = {longitudinal.name, hall.name if hall else ""}
    return Resistances(
        longitudinal, hall, std, two_terminal, flags, tuple(t for t in log if any(u and u in t for u in used))
    )


def _number(label: str, count: int) -> int:
    """Return the number in ``Resistance 2``; 0 for a resistance without one."""
    match = re.search(r"(\d+)\s*$", label)
    return int(match[1]) if match else 0 if count == 1 else -1


def _inferred(candidate: Candidate) -> Flag:
    return Flag(
        "unit_inferred",
        "info",
        candidate.note,
        "Say it with --resistance-unit if this is wrong.",
        {"column": candidate.column.name, "unit": candidate.unit},
    )


def _voltage_is_constant(columns: Columns) -> bool:
    """Tell a biased voltage from a measured one: it stays put while the current varies.

    A resistance formed with the voltage of the source has the leads in it.
    """
    volts = [c for c in columns.of_kind("voltage") if c.by_unit == "voltage"]
    amps = [c for c in columns.of_kind("current") if c.by_unit == "current"]
    if len(volts) != 1 or len(amps) != 1:
        return False
    v, _ = columns.table.numbers(volts[0].index)
    i, _ = columns.table.numbers(amps[0].index)
    known = np.isfinite(v) & np.isfinite(i)
    if known.sum() < 10:
        return False
    v, i = v[known], i[known]
    steady = np.ptp(v) <= 1e-5 * abs(float(np.median(v)))
    return bool(steady and np.ptp(i) > 1e-4 * abs(float(np.median(i))) and np.median(v) != 0.0)


def _spread(columns: Columns, chosen: Role, offered: Sequence[Candidate]) -> FloatArray | None:
    """Return the scatter column of the chosen resistance in ohms, or None."""
    spreads = [c for c in columns.named if c.is_spread]
    target = _bare(columns.named[chosen.index].label) if columns.named else ""
    matching = [c for c in spreads if _bare(SPREAD.sub("", c.label)) == target]
    if not matching and len(offered) == 1:
        matching = [c for c in spreads if c.by_unit == "resistance"]
    if len(matching) != 1:
        return None
    column = matching[0]
    unit = column.unit or columns.named[chosen.index].unit
    try:
        role, _ = columns.ohms(column.index, "", unit)
    except LoadError:
        # A scatter in a unit of its own is no reason to refuse the file; the fit estimates the noise.
        return None
    if columns.named[chosen.index].by_unit == "conductance":
        return None
    std = np.abs(role.values)
    return std if np.isfinite(std).any() else None


def _bare(label: str) -> str:
    return re.sub(r"[\W_]+", "", label.casefold())
