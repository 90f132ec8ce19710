"""Where the temperature of a file comes from, when there is no thermometer column or besides it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hlnfit.flags import Flag
from hlnfit.loaders.filename import temperature_in_name
from hlnfit.loaders.options import LoadOptions
from hlnfit.sweep import FloatArray

_SPEAKS_OF_TEMPERATURE = re.compile(r"temp|температур|\bat\s+[\d.]+\s*m?K\b|\bT\s*=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Thermometry:
    """Temperature of each row in kelvin (NaN where unknown), why, and what is doubtful about it."""

    T: FloatArray
    reason: str
    flags: tuple[Flag, ...] = ()


def temperature_of(
    measured: FloatArray | None,
    column: str,
    n: int,
    path: Path,
    options: LoadOptions,
    *,
    header: Sequence[str] = (),
    unusable: str | None = None,
) -> Thermometry:
    """Settle the temperature: the user's word, else the column, the file name, the header, else unknown.

    Parameters
    ----------
    measured : float64 array or None
        Thermometer column in kelvin.
    column : str
        Its name and the reason why it was chosen.
    n : int
        Number of rows.
    header : sequence of str
        Lines of the header; one that speaks of a temperature, such as ``Temperature: 10,0 K``, is believed.
    unusable : str, optional
        Name of a thermometer column that has no unit.
    """
    given = options.kelvin
    if given is not None:
        return Thermometry(np.full(n, given), "given by the user", _disagreement(measured, given))
    if measured is not None and np.isfinite(measured).any():
        return Thermometry(measured, column)
    found = temperature_in_name(path.stem)
    if found is not None:
        return Thermometry(np.full(n, found[0]), f"{found[1].strip()!r} in the file name")
    found = _in_header(header)
    if found is not None:
        return Thermometry(np.full(n, found[0]), f"{found[1].strip()!r} in the header")
    why = f"column {unusable} has no unit" if unusable else "there is no thermometer column"
    flag = Flag(
        "temperature_unknown",
        "caution",
        f"No temperature is known for {path.name}: {why} and the name holds none.",
        "Give it with --temperature, such as --temperature 300mK.",
    )
    return Thermometry(np.full(n, np.nan), "unknown", (flag,))


def _in_header(lines: Sequence[str]) -> tuple[float, str] | None:
    """Return the one temperature of which the header speaks."""
    found = {}
    for line in lines:
        if _SPEAKS_OF_TEMPERATURE.search(line):
            value = temperature_in_name(line.replace(";", " ").replace("\t", " "))
            if value is not None:
                found[value[0]] = value
    return next(iter(found.values())) if len(found) == 1 else None


def _disagreement(measured: FloatArray | None, given: float) -> tuple[Flag, ...]:
    if measured is None or not np.isfinite(measured).any():
        return ()
    read = float(np.nanmedian(measured))
    if abs(read - given) <= 0.1 * given:
        return ()
    return (
        Flag(
            "temperature_disagrees",
            "caution",
            f"The temperature was given as {given:.4g} K, the thermometer column reads {read:.4g} K.",
            "Leave out --temperature to use the column.",
            {"given_K": given, "column_K": read},
        ),
    )
