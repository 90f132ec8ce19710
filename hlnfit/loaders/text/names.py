"""Column names with their units: ``Magnetic Field (Oe)``, ``B_T``, ``R, Ohm``, ``B/T``, ``Temp_K``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from hlnfit.loaders.table import name_and_unit
from hlnfit.units import SPELLINGS, is_unit

Kind = Literal["field", "temperature", "resistance", "conductance", "voltage", "current", "resistivity"]

KINDS: tuple[Kind, ...] = (
    "field", "temperature", "resistance", "voltage", "current", "conductance", "resistivity",
)  # fmt: skip

_WORDS: dict[Kind, re.Pattern[str]] = {
    "field": re.compile(
        r"magn\w*[\s_.-]*field|field|^b(?![a-z])|^h(?![a-z])|(?<![a-z])b[xyz]?(?![a-z])|b_?field|"
        r"[µμm]u?_?[0₀]_?h|feld|champ|campo|поле|индукц|磁场|磁場"
    ),
    "temperature": re.compile(
        r"temp|^t(?![a-z])|^t_|(?<![a-z])t[\s_-]?(?:sample|probe|stage|mc|bath|cell)|thermom|cernox|ruo|температур|"
        r"^т(?![а-я])|温度"
    ),
    "resistance": re.compile(
        r"resist|^r(?![a-z])|^r_?(?:xx|xy|yy|yx|h|s|sq|sheet|long|hall)|(?<![a-z])r_?(?:xx|xy|yy|yx)|widerst|"
        r"сопротив|^rho|^ρ|^z(?![a-z])|hall|tmr|电阻"
    ),
    "conductance": re.compile(r"conduct|^g(?![a-z])|^g_?(?:xx|xy|sd)|^sigma|^σ|leitwert|проводим"),
    "voltage": re.compile(
        r"volt|^v(?![a-z])|^v_?(?:xx|xy|yy|yx|h|long)|^u(?![a-z])|lock|^x$|spannung|напряж"
    ),
    "current": re.compile(r"curr|^i(?![a-z])|^i_|strom|excit|(?<![а-я])ток"),
    "resistivity": re.compile(r"resistiv|^rho|^ρ"),
}
_NOT: dict[Kind, re.Pattern[str]] = {
    "field": re.compile(r"electric|status|rate|heater|gate|displacement|min\b|max\b|^min|^max|e-field"),
    "temperature": re.compile(r"status|rate|heater|^time|min\b|max\b|^min|^max|power|motor"),
    "resistance": re.compile(r"phase|theta|quad|imag|status|range|(?<=[xyr0-9])_y$|heater"),
    "conductance": re.compile(r"thermal|phase|status"),
    "voltage": re.compile(
        r"phase|theta|quad|imag|gate|(?<![a-z])v_?[bt]?g(?![a-z])|heater|status|range|_y$|osc|bias"
    ),
    "current": re.compile(r"leak|gate|heater|magnet|status|range|phase|motor|i_?[bt]?g(?![a-z])"),
    "resistivity": re.compile(r"phase"),
}
SPREAD = re.compile(
    r"(?<![a-z])(?:std|stdev|err(?:or)?|sem|dev|unc)(?![a-z0-9])|std[_.]|_std|±|^[σδΔ](?=[rRvV])",
    re.IGNORECASE,
)
SET_POINT = re.compile(
    r"(?<![a-z])(?:set|target|demand|goal|setpoint|sp|soll|prog)(?![a-z])|set_?p", re.IGNORECASE
)
GATE = re.compile(r"gate|(?<![a-z])v_?[bt]?g(?![a-z])|затвор", re.IGNORECASE)
_LEAK = re.compile(r"leak|curr|^i", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamedColumn:
    """A column by its name: what it may be, and in which unit.

    Attributes
    ----------
    index : int
    name : str
        As in the file.
    label : str
        Without the unit.
    unit : str or None
    by_name : frozenset of Kind
        What the words say; ``by_unit`` is the one kind that the unit allows.
    """

    index: int
    name: str
    label: str
    unit: str | None
    by_name: frozenset[Kind]
    by_unit: Kind | None

    @property
    def is_spread(self) -> bool:
        """True for a standard deviation or an error."""
        return bool(SPREAD.search(self.label))

    @property
    def is_gate(self) -> bool:
        """True for a gate voltage."""
        fitting = self.unit is None or self.by_unit == "voltage"
        return bool(GATE.search(self.label)) and not _LEAK.search(self.label) and fitting

    def may_be(self, kind: Kind) -> bool:
        """True where words and unit allow this kind and at least one of them says so."""
        if self.is_spread or self.is_gate or _NOT[kind].search(self.label.casefold()):
            return False
        return kind in self.by_name if self.by_unit is None else self.by_unit == kind


# A part of a name is a unit only where it is spelled like one of these: pint knows too many letters.
SPELLED_UNITS = frozenset(SPELLINGS) - {"", "1", "C", "me"} | {
    *("T", "mT", "K", "mK", "V", "mV", "uV", "nV", "A", "mA", "uA", "nA", "pA", "S", "mS", "uS"),
    *("ohm", "kohm", "Mohm", "mohm"),
}


def unit_kind(unit: str) -> Kind | None:
    """Return what a unit measures among the quantities of transport, or None."""
    return next((kind for kind in KINDS if is_unit(unit, kind)), None) if unit else None


def _forms(name: str) -> list[tuple[str, str | None]]:
    """Return the ways to read a name as label and unit, the plainest first."""
    label, unit = name_and_unit(name)
    if unit is not None:
        return [(label, unit or None)]
    found: list[tuple[str, str | None]] = []
    for pattern in (
        r"^(.+?)\s*/\s*(\S+)$",
        r"^(.+?)\s*[,;:]\s*(\S+)$",
        r"^(.+)_([^_\s]+)$",
        r"^(.+)\s(\S+)$",
    ):
        match = re.match(pattern, name.strip())
        if match and match[2] in SPELLED_UNITS:
            found.append((match[1].strip(), match[2]))
    return [*found, (name.strip(), None)]


def kinds_of_words(label: str) -> frozenset[Kind]:
    """Return what the words of a name may mean."""
    low = label.casefold().strip()
    return frozenset(kind for kind in KINDS if _WORDS[kind].search(low))


def named_columns(names: Sequence[str], units: Sequence[str] = ()) -> list[NamedColumn]:
    """Understand the names (and the row of units where there is one)."""
    found = []
    for index, name in enumerate(names):
        row_unit = _without_brackets(units[index]) if index < len(units) else ""
        if row_unit:
            label, unit = name_and_unit(name)[0], row_unit
            found.append(_column(index, name, label, unit))
            continue
        forms = [_column(index, name, label, unit) for label, unit in _forms(name)]
        # A unit that is only part of the name is believed where the words before it agree with it.
        fitting = [c for c in forms[:-1] if c.by_unit is not None and _agrees(c)]
        found.append(fitting[0] if fitting else forms[-1])
    return found


def _agrees(column: NamedColumn) -> bool:
    compatible = {column.by_unit, *({"resistance"} if column.by_unit in ("voltage", "conductance") else ())}
    return bool(column.by_name & compatible) or column.is_spread or column.is_gate


def _column(index: int, name: str, label: str, unit: str | None) -> NamedColumn:
    return NamedColumn(
        index, name.strip(), label, unit, kinds_of_words(label), unit_kind(unit) if unit else None
    )


def _without_brackets(unit: str) -> str:
    text = unit.strip()
    return text[1:-1].strip() if text[:1] in "([{" and text[-1:] in ")]}" and len(text) > 1 else text
