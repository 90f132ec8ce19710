"""What the INI-like header of a LabVIEW program says: which readings share contacts with the source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_SECTION = re.compile(r"^\[(.+)\]$")
_CONFIGURATION = re.compile(r"^measure voltage configuration\s*(\d*)$", re.IGNORECASE)
_INITIAL_GATE = re.compile(r"^(?:initial\s+|static\s+)?gate\s+volt(?:age|\.)?\s*\(V\)$", re.IGNORECASE)
_INITIAL_TEMPERATURE = re.compile(r"^(?:initial\s+|set\s+)?temperature\s*\(K\)$", re.IGNORECASE)

Sections = Mapping[str, Mapping[str, str]]


def sections_of(said: Sequence[str]) -> Sections:
    """Return ``[Section]`` and ``key = value`` lines as text."""
    found: dict[str, dict[str, str]] = {}
    current = ""
    for line in said:
        match = _SECTION.match(line.strip())
        if match:
            current = match[1].strip()
            found.setdefault(current, {})
        elif "=" in line:
            key, _, value = line.partition("=")
            found.setdefault(current, {})[key.strip()] = value.strip().strip('"')
    return found


def readings_at_the_source(sections: Sections) -> frozenset[int]:
    """Return the numbers of the voltage readings taken by the instrument that sources the current.

    They are two-terminal: the leads of source and meter are the same.
    """
    sources = {
        values["GPIB"]
        for name, values in sections.items()
        if name.lower().startswith(("dynamic current", "dynamic voltage")) and "GPIB" in values
    }
    meters: dict[int, str] = {}
    for name, values in sections.items():
        match = _CONFIGURATION.match(name)
        if match:
            meters[int(match[1] or 1)] = values.get("GPIB", "")
    if not meters and any(name.lower().startswith("dynamic voltage") for name in sections):
        return frozenset({0, 1})
    return frozenset(number for number, address in meters.items() if address in sources)


def initial_gate(sections: Sections) -> tuple[float, str] | None:
    """Return the gate voltage in volts that was set before the run, and the line that says it.

    None where none or several are said.
    """
    return _one_number(sections, _INITIAL_GATE)


def initial_temperature(sections: Sections) -> tuple[float, str] | None:
    """Return the temperature in kelvin that was set before the run, and the line that says it."""
    return _one_number(sections, _INITIAL_TEMPERATURE)


def _one_number(sections: Sections, pattern: re.Pattern[str]) -> tuple[float, str] | None:
    found: dict[float, str] = {}
    for values in sections.values():
        for key, text in values.items():
            if pattern.match(key):
                try:
                    found[float(text)] = f"{key} = {text}"
                except ValueError:
                    continue
    return next(iter(found.items())) if len(found) == 1 else None
