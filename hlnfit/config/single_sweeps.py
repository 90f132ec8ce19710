"""Settings for single sweeps, spread over the curves that they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hlnfit.config.schema import SweepSection
from hlnfit.config.selection import Selection
from hlnfit.curve import Magnetoconductance
from hlnfit.sweep import SweepSet
from hlnfit.units import parse_quantity


@dataclass(frozen=True)
class Settings:
    """What each curve is fitted with.

    Attributes
    ----------
    each : list of dict
        Options of the fit, one dict a curve.
    fix : dict
        Values to hold; a dict as value holds the parameter in the curves with these numbers only.
    unmatched : list of str
        ``match`` of the settings that met no curve.
    """

    each: list[dict[str, Any]]
    fix: dict[str, Any]
    unmatched: list[str]


def window(text: str) -> float | str:
    """Return b_max in tesla, or ``auto``."""
    return text if text == "auto" else parse_quantity(text, "field", name="b_max").value


def spread(
    entries: Sequence[SweepSection],
    fix: Mapping[str, Any],
    curves: Sequence[Magnetoconductance],
    sweeps: SweepSet,
) -> Settings:
    """Return the settings of each curve; later entries win.

    Parameters
    ----------
    entries
        ``[[sweep]]`` of the config.
    fix
        What is held in all curves.
    sweeps
        The set that ``curve.source.numbers`` refers to: a curve is meant where one of its sweeps is.
    """
    each: list[dict[str, Any]] = [{} for _ in curves]
    held: dict[str, Any] = dict(fix)
    unmatched = []
    for entry in entries:
        match = Selection.parse(entry.match, "match")
        met = [k for k, c in enumerate(curves) if any(match.matches(n, sweeps[n]) for n in c.source.numbers)]
        for k in met:
            if entry.b_max is not None:
                each[k]["b_max"] = window(entry.b_max)
            if entry.odd is not None:
                each[k]["odd"] = entry.odd
        for name, value in entry.fix.items():
            if not isinstance(held.get(name), dict):
                held[name] = dict.fromkeys(range(len(curves)), held[name]) if name in held else {}
            held[name].update(dict.fromkeys(met, value))
        if not met:
            unmatched.append(entry.match)
    return Settings(each, held, unmatched)
