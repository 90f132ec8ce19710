"""Tables with a resistance column for each temperature: ``B (T), R_2K (Ohm), R_5K (Ohm)``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hlnfit.loaders.filename import temperature_in_name
from hlnfit.loaders.text.columns import Columns
from hlnfit.loaders.text.names import NamedColumn


@dataclass(frozen=True, slots=True)
class WideColumn:
    """A resistance column with the temperature in its name, and the field column it goes with."""

    index: int
    field_index: int | None
    kelvin: float
    name: str


def columns_by_temperature(columns: Columns, resistances: Sequence[NamedColumn]) -> tuple[WideColumn, ...]:
    """Return the resistance columns if each of at least two names another temperature, else nothing.

    A table in which every resistance has its own field column (exports of plotting programs) is paired
    up: the field column is the last one before the resistance.
    """
    found = {c.index: temperature_in_name(c.label) for c in resistances}
    kelvins = [t[0] for t in found.values() if t is not None]
    if len(kelvins) < 2 or len(kelvins) != len(resistances) or len(set(kelvins)) != len(kelvins):
        return ()
    fields = [c.index for c in columns.of_kind("field")]
    paired = len(fields) == len(resistances)
    wide = []
    for column, kelvin in zip(resistances, kelvins):
        before = [f for f in fields if f < column.index]
        wide.append(WideColumn(column.index, max(before) if paired and before else None, kelvin, column.name))
    return tuple(wide)
