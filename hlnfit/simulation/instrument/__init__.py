"""Synthetic instrument files: a curve, a film and an instrument with the defects of real ones.

``simulate(curve, film, schedule, out)`` writes files in the format of an instrument and the true values
beside them; ``measure`` gives the rows without writing. ``hlnfit.simulation.instrument(...)`` is short for
``simulate``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from hlnfit.simulation.instrument.curves import Curve, from_arrays, tabulated
from hlnfit.simulation.instrument.defects import Defects, typical_ppms
from hlnfit.simulation.instrument.files import FileFormat, simulate
from hlnfit.simulation.instrument.film import Film
from hlnfit.simulation.instrument.measurement import measure
from hlnfit.simulation.instrument.plain_text import Column, PlainText
from hlnfit.simulation.instrument.quantum_design import QuantumDesign
from hlnfit.simulation.instrument.recording import Recording
from hlnfit.simulation.instrument.schedule import Schedule
from hlnfit.simulation.instrument.truth import PowerLaw, Truth

__all__ = [
    "Column",
    "Curve",
    "Defects",
    "FileFormat",
    "Film",
    "PlainText",
    "PowerLaw",
    "QuantumDesign",
    "Recording",
    "Schedule",
    "Truth",
    "from_arrays",
    "measure",
    "simulate",
    "tabulated",
    "typical_ppms",
]


class _CallableModule(ModuleType):
    """The package and the engine share a name: calling the package runs the engine."""

    def __call__(self, *args: Any, **kwargs: Any) -> list[Path]:
        return simulate(*args, **kwargs)


sys.modules[__name__].__class__ = _CallableModule
