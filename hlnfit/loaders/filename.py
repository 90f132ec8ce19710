"""Temperature and gate voltage from the name of a file, where it says them without ambiguity."""

from __future__ import annotations

import re

_NUMBER = r"(?P<value>[-+]?\d+(?:[.p,]\d+)?)"
_END = r"(?![A-Za-z0-9])"
_BEFORE = r"(?<![A-Za-z0-9.])"

_POSITIVE = r"(?P<value>\d+(?:[.p,]\d+)?)"
_KELVIN = re.compile(rf"{_BEFORE}(?:[Tt](?:emp)?\s?[=_ ]?)?{_POSITIVE}\s?(?P<unit>mK|K){_END}")
_BARE = re.compile(rf"{_BEFORE}T\s?=\s?{_POSITIVE}(?!\s?[A-Za-z])")
_GATE = re.compile(
    rf"(?<![0-9.])(?:{_NUMBER}\s?(?P<unit>m?V)_?(?:b|t)?g{_END}|"
    rf"{_BEFORE}V_?(?:b|t)?g\s?=?\s?(?P<value2>[-+]?\d+(?:[.p,]\d+)?)\s?(?P<unit2>m?V)?{_END})",
    re.IGNORECASE,
)


def _float(text: str) -> float:
    return float(text.replace("p", ".").replace(",", "."))


def temperature_in_name(name: str) -> tuple[float, str] | None:
    """Return the temperature in kelvin and the text that says it (``300mK``, ``T=3.0K``, ``[T=2]``).

    None where the name holds none, or several that differ (``RT_300K_2K``).
    """
    found: dict[float, str] = {}
    for match in _KELVIN.finditer(name):
        value = _float(match["value"]) * (1e-3 if match["unit"] == "mK" else 1.0)
        found.setdefault(round(value, 9), match[0])
    if not found:
        for match in _BARE.finditer(name):
            found.setdefault(round(_float(match["value"]), 9), match[0])
    if len(found) != 1:
        return None
    value, text = next(iter(found.items()))
    return (value, text) if value > 0.0 else None


def gate_in_name(name: str) -> tuple[float, str] | None:
    """Return the gate voltage in volts and the text that says it (``75.00Vg``, ``-3p5Vbg``, ``Vg=2V``)."""
    found: dict[float, str] = {}
    for match in _GATE.finditer(name):
        number, unit = match["value"] or match["value2"], match["unit"] or match["unit2"]
        value = _float(number) * (1e-3 if unit and unit.lower() == "mv" else 1.0)
        found.setdefault(round(value, 9), match[0])
    return next(iter(found.items())) if len(found) == 1 else None
