"""Gate voltages along the rows, as conditions that change in steps."""

from __future__ import annotations

import numpy as np

from hlnfit.loaders.conversion import in_si
from hlnfit.loaders.text.columns import Columns
from hlnfit.loaders.text.names import NamedColumn
from hlnfit.sweep import FloatArray


def gate_steps(columns: Columns) -> dict[str, FloatArray]:
    """Return the gate voltages in volts: ``gate_V``, or ``top_gate_V`` and ``back_gate_V`` for two.

    A gate column without a unit is not used: nothing says whether it holds volts or millivolts.
    """
    gates = [c for c in columns.named if c.is_gate and c.by_unit == "voltage"]
    found: dict[str, FloatArray] = {}
    for column in gates:
        raw, _ = columns.table.numbers(column.index)
        values = in_si(raw, column.unit, "voltage", columns.place(column.index))
        if np.isfinite(values).any():
            found.setdefault(_name(column, len(gates)), values)
    return found


def _name(column: NamedColumn, count: int) -> str:
    if count == 1:
        return "gate_V"
    low = column.label.casefold().replace("_", "")
    if "top" in low or "vtg" in low:
        return "top_gate_V"
    if "back" in low or "bottom" in low or "vbg" in low:
        return "back_gate_V"
    return "gate_V"
