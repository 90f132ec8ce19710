"""What the INI-like header of a LabVIEW program says: which readings share contacts with the source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_SECTION = re.compile(r"^\[(.+)\]$")
_CONFIGURATION = re.compile(r"^measure voltage configuration\s*(\d*)$", re.IGNORECASE)
_TWO_TERMINAL = re.compile(
    r"(?<![a-z0-9])(?:two|2)[\s_-]*(?:terminal|probe|point|wire|pt)s?(?![a-z])", re.IGNORECASE
)

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


def says_two_terminal(texts: Sequence[str]) -> bool:
    """Tell whether any text calls the measurement two-terminal."""
    return any(_TWO_TERMINAL.search(text) for text in texts)
