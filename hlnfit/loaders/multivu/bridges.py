"""Measurement channels of a MultiVu file, and their readings in ohms.

The options write a channel in different ways: ``Bridge 1 Resistance (Ohms)`` and ``Bridge 1 Resistivity
(Ohm-m)`` (Resistivity), ``Res. ch1 (ohm-cm)`` and ``Volts ch1`` with one ``Excitation (mA)`` (AC
Transport), ``Resistance Ch1 (Ohms)`` and ``AC Current Ch1 (mA)`` (Electrical Transport).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from hlnfit.errors import LoadError
from hlnfit.loaders.conversion import Place, in_ohms, in_si
from hlnfit.loaders.multivu.header import MultiVuHeader
from hlnfit.loaders.table import BadCell, Table, name_and_unit
from hlnfit.sweep import FloatArray
from hlnfit.units import is_unit

_CHANNEL = re.compile(r"(?:(?P<bridge>bridge)|(?<![a-z])ch(?:annel)?\.?)\s*(?P<number>\d+)", re.IGNORECASE)
_STD = re.compile(r"std|dev\b|err", re.IGNORECASE)


@dataclass(slots=True)
class Bridge:
    """Columns of one channel, by what they hold."""

    number: int
    family: str
    columns: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Readings:
    """A channel in SI, one value a row of the table, NaN where it was not read.

    Attributes
    ----------
    label : str
        Column the resistance comes from.
    R, std : float64 arrays, ohm
    excitation : float, A, or None
    bad : list
        Per row, a cell that does not parse.
    log : tuple of str
    """

    label: str
    number: int
    R: FloatArray
    std: FloatArray | None
    excitation: float | None
    bad: list[BadCell | None]
    log: tuple[str, ...] = ()


def _role(name: str) -> str | None:
    """Tell what a channel column holds from its name without channel and unit."""
    plain = name_and_unit(name)[0]
    low = _CHANNEL.sub(" ", plain).lower()
    if _STD.search(low):
        # "Res. Std.Dev. ch1" and "V Std.Dev. ch1" stand beside each other in one file.
        return "volts_std" if low.strip().startswith("v ") else "hall_std" if "hall" in low else "std"
    words = low.split()
    if "resistance" in low:
        return "resistance"
    if "resistivity" in low or (words and words[0] == "res."):
        return "resistivity"
    if words == ["volts"] or low.strip() == "in phase voltage ampl":
        return "volts"
    if words in (["excitation"], ["ac", "current"]):
        return "current"
    return None


def find_bridges(names: Sequence[str]) -> list[Bridge]:
    """Return the channels among the columns, numbered as the instrument does."""
    found: dict[tuple[str, int], Bridge] = {}
    shared_current = None
    for index, name in enumerate(names):
        match = _CHANNEL.search(name)
        if match is None:
            if name_and_unit(name)[0].strip().lower() == "excitation":
                shared_current = index
            continue
        role = _role(name)
        if role is not None:
            key = ("bridge" if match["bridge"] else "channel", int(match["number"]))
            found.setdefault(key, Bridge(key[1], key[0])).columns.setdefault(role, index)
    for bridge in found.values():
        if shared_current is not None and bridge.family == "channel":
            bridge.columns.setdefault("current", shared_current)
    # A bridge of the controller logged beside an AC measurement comes after the option's own channels.
    return sorted(found.values(), key=lambda b: (b.family == "bridge", b.number))


class ChannelReader:
    """Turns the columns of a channel into ohms, with the header's dimensions of the sample."""

    def __init__(self, table: Table, header: MultiVuHeader, resistance_unit: str | None = None) -> None:
        self.table = table
        self.header = header
        self.resistance_unit = resistance_unit

    def read(self, bridge: Bridge) -> Readings | None:
        """Return the readings, or None where the channel was not measured.

        Resistance columns win over resistivities; a resistivity is turned back to ohms with lead
        separation and cross-section of the header, else ohms are volts over current.
        """
        amperes = self._current(bridge)
        for role in ("resistance", "resistivity", "volts"):
            index = bridge.columns.get(role)
            if index is None:
                continue
            raw, bad = self.table.numbers(index)
            if not np.isfinite(raw).any():
                continue
            converted = self._ohms(role, raw, index, bridge, amperes)
            if converted is None:
                continue
            R, log = converted
            std = self._std(bridge, R, role, raw, amperes)
            known = np.isfinite(R) & np.isfinite(amperes) if amperes is not None else np.zeros(0, dtype=bool)
            excitation = (
                float(np.median(np.abs(amperes[known]))) if amperes is not None and known.any() else None
            )
            return Readings(self.table.label(index), bridge.number, R, std, excitation, bad, log)
        return None

    def _unit(self, index: int) -> str | None:
        return name_and_unit(self.table.names[index])[1]

    def _place(self, index: int) -> Place:
        return Place(self.table.label(index), self.table.header_line)

    def _current(self, bridge: Bridge) -> FloatArray | None:
        index = bridge.columns.get("current")
        if index is None:
            return None
        values, _ = self.table.numbers(index)
        return in_si(values, self._unit(index) or "mA", "current", self._place(index))

    def _ohms(
        self, role: str, raw: FloatArray, index: int, bridge: Bridge, amperes: FloatArray | None
    ) -> tuple[FloatArray, tuple[str, ...]] | None:
        unit, place = self._unit(index), self._place(index)
        if role == "volts":
            if amperes is None:
                raise LoadError(
                    "the channel holds volts and its current is not in the file",
                    line=place.line,
                    column=place.column,
                    expected="an excitation column",
                )
            R, note = in_ohms(raw, unit or "V", place, current=amperes, current_from="the excitation current")
            return R, (note,)
        if role == "resistance" or (unit and is_unit(unit, "resistance")):
            return in_ohms(raw, self.resistance_unit or unit, place)[0], ()
        per_ohm = self._length_over_area(bridge)
        if per_ohm is None:
            if "volts" in bridge.columns and amperes is not None:
                return None
            raise LoadError(
                f"the channel holds a resistivity ({unit}) and the header has no lead separation and "
                "cross-section to turn it into ohms",
                line=place.line,
                column=place.column,
                expected="a resistance column, or the header of the instrument",
                advice="Use the file as the instrument wrote it, header included.",
            )
        factor, text = per_ohm
        note = f"{place.column}: ohms are the resistivity times {text}."
        return in_si(raw, unit, "resistivity", place) * factor, (note,)

    def _length_over_area(self, bridge: Bridge) -> tuple[float, str] | None:
        """Return length over cross-section in 1/m: AC Transport writes cm, Resistivity writes mm."""
        area = self.header.number(bridge.number, "crosssection")
        for key, metre in (("leadseparation", 1e-2), ("length", 1e-3)):
            length = self.header.number(bridge.number, key)
            if length is not None and area is not None:
                u = "cm" if metre == 1e-2 else "mm"
                return length / (area * metre), f"{length:g} {u} / {area:g} {u}^2 (header)"
        return None

    def _std(
        self, bridge: Bridge, R: FloatArray, role: str, raw: FloatArray, amperes: FloatArray | None
    ) -> FloatArray | None:
        if role == "volts":
            index = bridge.columns.get("volts_std")
            if index is None or amperes is None:
                return None
            values, _ = self.table.numbers(index)
            with np.errstate(divide="ignore", invalid="ignore"):
                return values / np.abs(amperes)
        index = bridge.columns.get("std")
        if index is None:
            return None
        values, _ = self.table.numbers(index)
        if not np.isfinite(values).any():
            return None
        unit = self._unit(index)
        if unit and is_unit(unit, "resistance"):
            return in_si(values, unit, "resistance", self._place(index))
        # In the unit of the resistivity: the file itself says how many ohms that is.
        if role == "resistance":
            if "resistivity" not in bridge.columns:
                return None
            raw, _ = self.table.numbers(bridge.columns["resistivity"])
        both = np.isfinite(R) & np.isfinite(raw) & (raw != 0.0)
        return values * abs(float(np.median(R[both] / raw[both]))) if both.any() else None
