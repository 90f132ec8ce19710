"""The language of ``--select``, ``--exclude`` and ``match``: which sweeps are meant.

A selection is a list of terms with commas between them: conditions with a value or a range
(``T=4.2K``, ``T=2..10K``, ``T=..1K``, ``gate_V=-2``, ``direction=up``) and numbers of sweeps as
``hlnfit inspect`` shows them, counted from 0 (``0,3..5``). Terms of one kind are alternatives; terms of
different kinds must hold together: ``T=2K,T=4K,gate_V=-2`` means both temperatures at one gate voltage.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from hlnfit.errors import ConfigError, UnitError
from hlnfit.units import parse_quantity

if TYPE_CHECKING:
    from hlnfit.sweep import Sweep, SweepSet

TOLERANCE: Final = 0.01
"""Measured conditions are met within 1 %, as sweeps at one temperature are."""
_DIMENSION: Final = {"K": "temperature", "V": "voltage", "deg": "angle", "A": "current", "T": "field"}
_EXPECTED: Final = "sweep numbers (0,3..5) or conditions (T=4.2K, T=2..10K, gate_V=-2, direction=up)"


@dataclass(frozen=True, slots=True)
class Term:
    """One alternative: a range of a condition or of numbers (``name`` is ``number``), or a direction."""

    name: str
    low: float
    high: float
    word: str = ""

    def holds(self, value: float) -> bool:
        """Return True where a measured value lies in the range."""
        if not math.isfinite(value):
            return False
        slack = 0.0 if self.name == "number" else TOLERANCE
        low = self.low - slack * abs(self.low) - 1e-9 * bool(slack)
        high = self.high + slack * abs(self.high) + 1e-9 * bool(slack)
        return low <= value <= high


@dataclass(frozen=True, slots=True)
class Selection:
    """A parsed selection.

    Attributes
    ----------
    text : str
        As it was written.
    terms : tuple of Term
    """

    text: str
    terms: tuple[Term, ...]

    @classmethod
    def parse(cls, text: str, name: str = "select") -> Selection:
        """Read a selection.

        Raises
        ------
        ConfigError
            It cannot be understood; ``name`` is what the user calls it.
        """
        terms = tuple(_term(part.strip(), text, name) for part in text.split(",") if part.strip())
        if not terms:
            raise ConfigError(f"{name} is empty", expected=_EXPECTED)
        return cls(text, terms)

    def matches(self, number: int, sweep: Sweep) -> bool:
        """Return True for a sweep that is meant; ``number`` is its place in its SweepSet."""
        for name in dict.fromkeys(t.name for t in self.terms):
            alternatives = [t for t in self.terms if t.name == name]
            if name == "direction":
                if not any(t.word == sweep.direction for t in alternatives):
                    return False
            else:
                value = _value(name, number, sweep)
                if not any(t.holds(value) for t in alternatives):
                    return False
        return True


def _term(part: str, text: str, option: str) -> Term:
    name, equals, value = (p.strip() for p in part.partition("="))
    if not equals:
        match = re.fullmatch(r"(\d+)(?:\s*\.\.\s*(\d+))?", part)
        if match is None:
            raise ConfigError(f"{option} is {text!r}: {part!r} cannot be understood", expected=_EXPECTED)
        first_number = float(match[1])
        return Term("number", first_number, float(match[2]) if match[2] else first_number)
    if name == "direction":
        if value not in ("up", "down", "mixed"):
            raise ConfigError(f"{option} is {text!r}: {part!r}", expected="direction=up or direction=down")
        return Term("direction", 0.0, 0.0, value)
    if name in ("temperature", "temperature_K"):
        name = "T"
    unit = "K" if name == "T" else name.rpartition("_")[2] if "_" in name else ""
    ends = [e.strip() for e in value.split("..")]
    if len(ends) > 2 or not any(ends):
        raise ConfigError(f"{option} is {text!r}: {part!r} cannot be understood", expected=_EXPECTED)
    # In 2..10K the unit of the end is that of the start, too.
    last = re.search(r"[^\d.eE+\-\s].*$", ends[-1]) if ends[-1] else None
    if len(ends) == 2 and ends[0] and last and re.fullmatch(r"[-+.\deE\s]+", ends[0]):
        ends[0] += last[0]
    numbers = [_number(end, unit, option, part) if end else None for end in ends]
    first, second = numbers[0], numbers[-1]
    low = -math.inf if first is None else first
    high = math.inf if second is None else second
    if low > high:
        low, high = high, low
    return Term(name, low, high)


def _number(text: str, unit: str, option: str, part: str) -> float:
    """Read a value in the unit of its condition; without a unit it is taken to be in that unit."""
    try:
        return float(text)
    except ValueError:
        pass
    dimension = _DIMENSION.get(unit)
    try:
        if dimension is None:
            match = re.search(r"[^\d.eE+\-\s]+$", text)
            found = next((d for u, d in _DIMENSION.items() if match and match[0].endswith(u)), None)
            if found is None:
                raise UnitError(f"{text!r} is no number", expected="a number")
            dimension = found
        return parse_quantity(text, dimension, name=part).value
    except UnitError as exc:
        raise ConfigError(f"{option}: {exc.found}", expected=exc.expected) from None


def _value(name: str, number: int, sweep: Sweep) -> float:
    if name == "number":
        return number
    if name == "T":
        return sweep.temperature
    if name in sweep.conditions:
        return sweep.conditions[name]
    # gate=-2V for gate_V
    return next((v for n, v in sweep.conditions.items() if n.rpartition("_")[0] == name), math.nan)


def choose(sweeps: SweepSet, select: Selection | None, exclude: Selection | None) -> SweepSet:
    """Return the set with the chosen sweeps only; their numbers stay those of the whole set.

    Raises
    ------
    ConfigError
        No sweep over field is left.
    """
    chosen = tuple(
        s
        for k, s in enumerate(sweeps)
        if (select is None or select.matches(k, s)) and not (exclude and exclude.matches(k, s))
    )
    if any(s.axis == "field" for s in chosen):
        return replace(sweeps, sweeps=chosen)
    given = {"select": select, "exclude": exclude}
    said = " and ".join(f"{name} {one.text!r}" for name, one in given.items() if one)
    T = sorted({f"{s.temperature:.3g}" for s in sweeps if math.isfinite(s.temperature)}, key=float)
    raise ConfigError(
        f"{said} leaves none of the {len(sweeps)} sweeps",
        expected=f"a choice among sweeps 0 to {len(sweeps) - 1}"
        + (f" at {', '.join(T[:12])}{', ...' if len(T) > 12 else ''} K" if T else ""),
        advice="hlnfit inspect lists them.",
    )
