"""Columns of a MultiVu file that all channels share: field, temperature, sample position."""

from __future__ import annotations

import numpy as np

from hlnfit.errors import LoadError
from hlnfit.loaders.conversion import Place, in_si
from hlnfit.loaders.multivu.bridges import Readings
from hlnfit.loaders.options import USER, LoadOptions
from hlnfit.loaders.table import BadCell, Table, find_column, name_and_unit
from hlnfit.sweep import FloatArray


def field_of(table: Table, options: LoadOptions) -> tuple[FloatArray, list[BadCell | None], str]:
    """Return the field in tesla, bad cells, and the column with the reason of its choice.

    Raises
    ------
    LoadError
        There is no field column, or its unit is unknown.
    """
    if options.field_column is not None:
        index, reason = find_column(table, options.field_column, "field"), USER
    else:
        plain = [name_and_unit(n)[0].strip().lower() for n in table.names]
        index = next((plain.index(n) for n in ("magnetic field", "field") if n in plain), -1)
        reason = "the field of the magnet"
        if index < 0:
            raise LoadError(
                "there is no field column",
                line=table.header_line,
                expected="a column Magnetic Field (Oe) or Field (Oe)",
                advice="Name it with --field-column.",
            )
    values, bad = table.numbers(index)
    place = Place(table.label(index), table.header_line)
    unit = options.field_unit or name_and_unit(table.names[index])[1]
    return in_si(values, unit, "field", place), bad, f"{place.column} ({reason})"


def thermometer_of(table: Table, options: LoadOptions) -> tuple[FloatArray | None, list[BadCell | None], str]:
    """Return the temperature in kelvin (None without a column), bad cells, and the column with its reason."""
    if options.temperature_column is not None:
        index, reason = find_column(table, options.temperature_column, "temperature"), USER
    else:
        plain = [name_and_unit(n)[0].strip().lower() for n in table.names]
        index, reason = plain.index("temperature") if "temperature" in plain else -1, "the sample thermometer"
        if index < 0:
            return None, [None] * len(table), ""
    values, bad = table.numbers(index)
    place = Place(table.label(index), table.header_line)
    kelvin = in_si(values, name_and_unit(table.names[index])[1], "temperature", place)
    return kelvin, bad, f"{place.column} ({reason})"


def conditions_of(table: Table, chosen: Readings) -> tuple[dict[str, float], dict[str, FloatArray]]:
    """Return conditions of the file (excitation) and conditions along the rows (angle of a rotator)."""
    conditions: dict[str, float] = {}
    steps: dict[str, FloatArray] = {}
    if chosen.excitation:
        conditions["excitation_A"] = float(f"{chosen.excitation:.3g}")
    plain = [name_and_unit(n)[0].strip().lower() for n in table.names]
    if "sample position" in plain:
        angle, _ = table.numbers(plain.index("sample position"))
        known = angle[np.isfinite(angle)]
        # Without a rotator the column holds 0 or memory that was never written.
        if known.size and np.all(np.abs(known) <= 720.0) and np.max(np.abs(known)) > 0.01:
            steps["tilt_deg"] = angle
    return conditions, steps
