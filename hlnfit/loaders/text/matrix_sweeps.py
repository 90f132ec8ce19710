"""Sweeps of a matrix file: one a row, or the mean over the rows with its standard error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from hlnfit.loaders.filename import gate_in_name
from hlnfit.loaders.options import USER, LoadOptions
from hlnfit.loaders.recording import Recording
from hlnfit.loaders.split import split
from hlnfit.loaders.table import Table
from hlnfit.loaders.temperature import temperature_of
from hlnfit.loaders.text.matrix import Matrix, average, read_matrix
from hlnfit.sweep import Source, SweepSet


def matrix_sweeps(
    table: Table, said: Sequence[str], path: Path, options: LoadOptions, source: Source
) -> SweepSet:
    """Return each row as a sweep, or their mean where the user asked for it.

    Raises
    ------
    LoadError
        The axis is missing or does not fit, or the numbers have no unit.
    """
    matrix = read_matrix(table, options, said)
    n = matrix.B.size
    thermometry = temperature_of(None, "", n, path, options, header=said)
    columns = {"field": f"field_axis {options.field_axis} ({USER})", "temperature": thermometry.reason}
    common = Recording(
        B=matrix.B,
        T=thermometry.T,
        R_xx=matrix.traces[0].R,
        lines=np.full(n, matrix.traces[0].line, dtype=np.int64),
        flags=(*matrix.flags, *thermometry.flags),
        log=matrix.log,
    )
    if options.average is not None:
        return split(_averaged(common, matrix, options.average, columns, path.stem), source)
    total = SweepSet()
    for trace in matrix.traces:
        conditions = {"gate_V": trace.gate} if trace.gate is not None else {"index": float(trace.index)}
        recording = replace(
            common,
            R_xx=trace.R,
            lines=np.full(n, trace.line, dtype=np.int64),
            conditions=conditions,
            columns={**columns, "resistance": f"row {trace.index} (each row of the matrix is a sweep)"},
        )
        total = total + split(recording, source)
    return total


def _averaged(common: Recording, matrix: Matrix, over: str, columns: dict[str, str], name: str) -> Recording:
    mean, error = average(matrix)
    gates: Sequence[float] = [t.gate for t in matrix.traces if t.gate is not None]
    nominal = gate_in_name(name)
    first, last = matrix.traces[0], matrix.traces[-1]
    lines = np.linspace(first.line, last.line, matrix.B.size).astype(np.int64)
    span = f", gate {gates[0]:g} to {gates[-1]:g} V" if gates else ""
    note = (
        f"Mean over {over}: {len(matrix.traces)} rows{span}. R_xx_std is the standard error of the mean, "
        "from the scatter of the rows after each was freed of its own mean."
    )
    return replace(
        common,
        R_xx=mean,
        lines=lines,
        R_xx_std=error,
        std_kind="measured",
        # Averaged over, the gate is no condition; the nominal one in the name tells files apart.
        conditions={} if nominal is None else {"gate_V": nominal[0]},
        columns={
            **columns,
            "resistance": f"mean of {len(matrix.traces)} rows (over {over}, {USER})",
        },
        log=(*common.log, note),
    )
