"""The resistance columns of a named table: longitudinal, Hall, scatter; two-terminal or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from hlnfit.errors import LoadError, NoResistanceError
from hlnfit.flags import Flag
from hlnfit.loaders.channels import Channel, tell_roles
from hlnfit.loaders.contacts import says_two_terminal
from hlnfit.loaders.text.columns import Columns, Role
from hlnfit.loaders.text.labview import readings_at_the_source, sections_of
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
    inferred: bool = False


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
        bare = [c for c in found if c.unit is None]
        unitless += [c for c in found if c.by_unit is None and c not in unitless]
        # A unit the user gave is for the columns that have none, or for all where all have one.
        offered = [Candidate(c, c.unit if bare else given or c.unit) for c in known]
        if kind == "resistance":
            offered += _adopting(bare, given, {c.unit for c in known})
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


def _adopting(bare: Sequence[NamedColumn], given: str | None, units: set[str | None]) -> list[Candidate]:
    """Give resistances without a unit the one the user said, or the only one the other resistances have."""
    if given:
        return [Candidate(c, given, f"{c.name}: {given} is given by the user.") for c in bare]
    if len(units) != 1:
        return []
    unit = next(iter(units))
    note = "has no unit; that of the other resistance column is taken,"
    return [Candidate(c, unit, f"{c.name} {note} {unit}.", inferred=True) for c in bare]


@dataclass(frozen=True, slots=True)
class Offer:
    """A candidate in ohms, as a channel to choose from."""

    candidate: Candidate
    role: Role
    channel: Channel
    notes: tuple[str, ...]


def choose(columns: Columns, B: FloatArray, offered: Sequence[Candidate], said: Sequence[str]) -> Resistances:
    """Choose among the candidates and convert to ohms; the user's word comes first.

    Raises
    ------
    NoResistanceError
        The only resistance is a Hall resistance.
    LoadError
        A conversion is not possible (volts without a current).
    """
    options = columns.options
    offers = _offers(columns, B, offered, said)
    told = tell_roles([o.channel for o in offers])
    longitudinal, notes, flags = _taken(offers, told.longitudinal, told.reasons.get("resistance", ""))
    hall, hall_notes, _ = _taken(offers, told.hall, told.reasons.get("hall", ""))
    flags += told.flags
    if options.hall_column is not None:
        hall, hall_notes = _by_user(columns, options.hall_column, "Hall")
    if options.resistance_column is not None:
        longitudinal, notes = _by_user(columns, options.resistance_column, "resistance")
        flags = ()
        if hall is not None and hall.index == longitudinal.index and options.hall_column is None:
            hall, hall_notes = None, ()
    elif options.purpose == "hall" and hall is not None:
        longitudinal, notes, hall, hall_notes = hall, hall_notes, None, ()
    if longitudinal is None:
        raise NoResistanceError(
            f"no longitudinal resistance in this file: {hall.why if hall else 'the only channel'} "
            "is a Hall resistance",
            advice="Give it as --hall-file beside the file with R_xx, or name it with --resistance-column.",
        )
    at_source = any(o.channel.two_terminal for o in offers if o.role.index == longitudinal.index)
    return Resistances(
        longitudinal,
        None if options.purpose == "hall" else hall,
        _spread(columns, longitudinal, offered),
        at_source or says_two_terminal(said) or _is_source_over_current(columns, longitudinal),
        flags,
        tuple(dict.fromkeys([*notes, *hall_notes])),
    )


def _offers(
    columns: Columns, B: FloatArray, offered: Sequence[Candidate], said: Sequence[str]
) -> list[Offer]:
    at_source = readings_at_the_source(sections_of(said))
    offers = []
    for candidate in offered:
        try:
            role, note = columns.ohms(candidate.column.index, "", candidate.unit)
        except LoadError:
            if columns.options.resistance_column is None:
                raise
            # The user chose another column: what is wrong with this one does not matter.
            continue
        ok = np.isfinite(role.values) & np.isfinite(B)
        two_terminal = _number(candidate.column.label, len(offered)) in at_source
        channel = Channel(role.name, (), B[ok], role.values[ok], two_terminal)
        offers.append(Offer(candidate, role, channel, tuple(t for t in (candidate.note, note) if t)))
    return offers


def _taken(
    offers: Sequence[Offer], which: int | None, reason: str
) -> tuple[Role | None, tuple[str, ...], tuple[Flag, ...]]:
    if which is None:
        return None, (), ()
    offer = offers[which]
    inferred = (_inferred(offer.candidate),) if offer.candidate.inferred else ()
    return replace(offer.role, reason=reason), offer.notes, inferred


def _by_user(columns: Columns, choice: str | int, role: str) -> tuple[Role, tuple[str, ...]]:
    found, note = columns.chosen_resistance(choice, role)
    return found, (note,) if note else ()


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


def _is_source_over_current(columns: Columns, chosen: Role) -> bool:
    """Tell whether the resistance is the constant voltage of a source over a measured current.

    A voltage that stays put while the current varies is a bias and no reading; a resistance formed with
    it has the leads in it.
    """
    volts = [c for c in columns.of_kind("voltage") if c.by_unit == "voltage"]
    amps = [c for c in columns.of_kind("current") if c.by_unit == "current"]
    if len(volts) != 1 or len(amps) != 1:
        return False
    v = columns.read(volts[0].index, "voltage", "").values
    i = columns.read(amps[0].index, "current", "").values
    known = np.isfinite(v) & np.isfinite(i) & (i != 0.0) & np.isfinite(chosen.values)
    if known.sum() < 10:
        return False
    v, i, R = v[known], i[known], chosen.values[known]
    steady = np.ptp(v) <= 1e-5 * abs(float(np.median(v))) and np.ptp(i) > 1e-4 * abs(float(np.median(i)))
    return bool(steady and np.median(np.abs(R * i - v)) < 0.01 * abs(float(np.median(v))))


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
