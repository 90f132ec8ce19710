"""Where the temperature of a file comes from, when there is no thermometer column or besides it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hlnfit.flags import Flag
from hlnfit.loaders.filename import temperature_in_name
from hlnfit.loaders.options import LoadOptions
from hlnfit.sweep import FloatArray


@dataclass(frozen=True, slots=True)
class Thermometry:
    """Temperature of each row in kelvin (NaN where unknown), why, and what is doubtful about it."""

    T: FloatArray
    reason: str
    flags: tuple[Flag, ...] = ()


def temperature_of(
    measured: FloatArray | None, column: str, n: int, path: Path, options: LoadOptions, header: str = ""
) -> Thermometry:
    """Settle the temperature: the user's word, else the column, else the file name, else unknown.

    Parameters
    ----------
    measured : float64 array or None
        Thermometer column in kelvin.
    column : str
        Its name and the reason why it was chosen.
    n : int
        Number of rows.
    header : str
        A temperature as the header says it, such as ``10,0 K``; looked at before the file name.
    """
    given = options.kelvin
    if given is not None:
        return Thermometry(np.full(n, given), "given by the user", _disagreement(measured, given))
    if measured is not None and np.isfinite(measured).any():
        return Thermometry(measured, column)
    for text, place in ((header, "header"), (path.stem, "file name")):
        found = temperature_in_name(text)
        if found is not None:
            return Thermometry(np.full(n, found[0]), f"{found[1].strip()!r} in the {place}")
    flag = Flag(
        "temperature_unknown",
        "caution",
        f"No temperature is known for {path.name}: there is no thermometer column and the name holds none.",
        "Give it with --temperature, such as --temperature 300mK.",
    )
    return Thermometry(np.full(n, np.nan), "unknown", (flag,))


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
