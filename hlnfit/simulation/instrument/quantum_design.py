"""Quantum Design's text format, as the Resistivity option of a PPMS writes it.

A header between ``[Header]`` and ``[Data]``, a row of column names, then rows with commas. Four bridges
have their columns whether they are used or not: here bridge 1 is R_xx and bridge 2 is R_xy. The columns
``Bridge N Resistivity`` and ``Bridge N Std. Dev.`` are the resistance times cross section over length of
the sample table; users mostly leave 1 mm^2 and 1 mm there, so that the numbers are a thousandth of the
resistance and no resistivity. Numbers are single precision, printed with 15 digits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from hlnfit.simulation.instrument.recording import Recording

_OERSTED_PER_TESLA = 1e4
_START = 30422650.78


@dataclass(frozen=True, slots=True)
class QuantumDesign:
    """The Resistivity option's ``.dat`` file.

    Attributes
    ----------
    title : str
    cross_section, probe_distance : float, mm^2 and mm
        What the user typed into the sample table.
    excitation : float, uA
    readings : int
        Readings that are averaged to a point.
    header : bool
        False for a file whose header was stripped, as happens to files that were opened elsewhere.
    one_file_per_temperature : bool
    """

    title: str = "default name"
    cross_section: float = 1.0
    probe_distance: float = 1.0
    excitation: float = 5.0
    readings: int = 25
    header: bool = True
    one_file_per_temperature: bool = False
    suffix: str = ".dat"

    def render(self, recording: Recording) -> str:
        """Return the text of the file."""
        # mm^2 over mm, in metres.
        factor = 1e-3 * self.cross_section / self.probe_distance
        lines = [*self._header(), ",".join(_columns())] if self.header else [",".join(_columns())]
        excitation = _single(self.excitation)
        for i in range(len(recording)):
            works = bool(np.isfinite(recording.R_xx[i]))
            drive = excitation if works else ""
            lines.append(
                ",".join(
                    (
                        recording.comment[i],
                        f"{_START + recording.time[i]:.2f}",
                        "4385" if i == 0 else "4369",
                        _single(recording.T[i]),
                        _single(_OERSTED_PER_TESLA * recording.B[i]),
                        "0",
                        _single(factor * recording.R_xx[i]),
                        drive,
                        _single(factor * recording.R_xy[i]),
                        drive,
                        *("",) * 4,
                        _single(factor * recording.R_xx_std[i]),
                        _single(factor * recording.R_xy_std[i]),
                        *("",) * 2,
                        str(self.readings),
                        _single(recording.R_xx[i]),
                        _single(recording.R_xy[i]),
                        *("",) * 2,
                    )
                )
            )
        return "\n".join(lines) + "\n"

    def _header(self) -> list[str]:
        lines = [
            "[Header]",
            f"TITLE, {self.title}",
            f"FILEOPENTIME,{_START:.2f},12/18/2024,10:42 AM",
            "BYAPP, Resistivity, 2.1, 1.0",
            "INFO, APPNAME, PPMS MultiVu Application, 1.5.11",
        ]
        for bridge, name in enumerate(("Rxx", "Rxy", "", ""), start=1):
            lines += [
                f"INFO, {name}, Sample{bridge} Name",
                f"INFO, {self.cross_section:g}, Sample{bridge} Cross Section",
                f"INFO, {self.probe_distance:g}, Sample{bridge} Length",
                f"INFO, Ohm-m, Sample{bridge} Units",
            ]
        last = len(_columns())
        return [
            *lines,
            "FIELDGROUP, Resistivity," + ",".join(str(k) for k in range(2, last + 1)),
            "STARTUPGROUP, Resistivity",
            "STARTUPAXIS, X, 5, LINEAR, AUTO",
            "STARTUPAXIS, Y1, 7, LINEAR, AUTO",
            "STARTUPAXIS, Y2, 9, LINEAR, AUTO",
            "PLOT_APPEARANCE, ALL, HORZ_GRID_ON, VERT_GRID_ON, MARKERS_AND_LINES, ALL_LINES",
            "DATATYPE, TIME, 2",
            "DATATYPE, COMMENT, 1",
            "[Data]",
        ]


def _columns() -> tuple[str, ...]:
    bridges = range(1, 5)
    return (
        "Comment",
        "Time Stamp (sec)",
        "Status (code)",
        "Temperature (K)",
        "Magnetic Field (Oe)",
        "Sample Position (deg)",
        *(f"Bridge {k} {name}" for k in bridges for name in ("Resistivity (Ohm-m)", "Excitation (uA)")),
        *(f"Bridge {k} Std. Dev. (Ohm-m)" for k in bridges),
        "Number of Readings",
        *(f"Bridge {k} Resistance (Ohms)" for k in bridges),
    )


def _single(value: float) -> str:
    """Return a single-precision number with 15 digits; empty for NaN."""
    return "" if math.isnan(value) else f"{float(np.float32(value)):.15g}"
