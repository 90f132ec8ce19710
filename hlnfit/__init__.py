"""Weak localization, antilocalization and interaction corrections, from file to L_phi(T).

    >>> import hlnfit as hf
    >>> sweeps = hf.load("data/*.dat")                                  # doctest: +SKIP
    >>> curves = hf.reduce(sweeps, hf.HallBar("100um", "20um"))         # doctest: +SKIP
    >>> series = hf.fit_series(curves, model="hln_simple")              # doctest: +SKIP

Names are imported when they are first used, so that ``import hlnfit`` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hlnfit import loaders, models, simulation, special
    from hlnfit.analysis import Analysis, run
    from hlnfit.config import Config
    from hlnfit.curve import Magnetoconductance
    from hlnfit.dephasing import DephasingFit, fit_dephasing
    from hlnfit.errors import HlnfitError
    from hlnfit.fitting import MapFit, Series, SweepFit, fit_map, fit_series
    from hlnfit.fitting.comparison import Comparison, compare_models
    from hlnfit.fitting.fit import fit
    from hlnfit.fitting.temperature import TemperatureFit, fit_temperature
    from hlnfit.loaders import load
    from hlnfit.maps.file import fit_map_file
    from hlnfit.reduction import reduce
    from hlnfit.regime import Regime, regime_of
    from hlnfit.report import write_report
    from hlnfit.sample import HallBar, Sample, Square, VanDerPauw, Wire
    from hlnfit.separation import Separation
    from hlnfit.separation.separate import separate
    from hlnfit.sweep import Sweep, SweepSet

    __version__: str

_HOME = {
    "Analysis": "hlnfit.analysis",
    "Comparison": "hlnfit.fitting.comparison",
    "Config": "hlnfit.config",
    "DephasingFit": "hlnfit.dephasing",
    "HallBar": "hlnfit.sample",
    "HlnfitError": "hlnfit.errors",
    "Magnetoconductance": "hlnfit.curve",
    "MapFit": "hlnfit.fitting",
    "Regime": "hlnfit.regime",
    "Sample": "hlnfit.sample",
    "Separation": "hlnfit.separation",
    "Series": "hlnfit.fitting",
    "Square": "hlnfit.sample",
    "Sweep": "hlnfit.sweep",
    "SweepFit": "hlnfit.fitting",
    "SweepSet": "hlnfit.sweep",
    "TemperatureFit": "hlnfit.fitting.temperature",
    "VanDerPauw": "hlnfit.sample",
    "Wire": "hlnfit.sample",
    "compare_models": "hlnfit.fitting.comparison",
    "fit": "hlnfit.fitting",
    "fit_dephasing": "hlnfit.dephasing",
    "fit_map": "hlnfit.fitting",
    "fit_map_file": "hlnfit.maps.file",
    "fit_series": "hlnfit.fitting",
    "fit_temperature": "hlnfit.fitting.temperature",
    "load": "hlnfit.loaders",
    "reduce": "hlnfit.reduction",
    "regime_of": "hlnfit.regime",
    "run": "hlnfit.analysis",
    "separate": "hlnfit.separation",
    "write_report": "hlnfit.report",
}
_MODULES = ("loaders", "models", "simulation", "special")

__all__ = [
    "Analysis",
    "Comparison",
    "Config",
    "DephasingFit",
    "HallBar",
    "HlnfitError",
    "Magnetoconductance",
    "MapFit",
    "Regime",
    "Sample",
    "Separation",
    "Series",
    "Square",
    "Sweep",
    "SweepFit",
    "SweepSet",
    "TemperatureFit",
    "VanDerPauw",
    "Wire",
    "__version__",
    "compare_models",
    "fit",
    "fit_dephasing",
    "fit_map",
    "fit_map_file",
    "fit_series",
    "fit_temperature",
    "load",
    "loaders",
    "models",
    "reduce",
    "regime_of",
    "run",
    "separate",
    "simulation",
    "special",
    "write_report",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562)."""
    if name in _MODULES:
        return importlib.import_module(f"hlnfit.{name}")
    if name in _HOME:
        value = getattr(importlib.import_module(_HOME[name]), name)
    elif name == "__version__":
        value = _version()
    else:
        raise AttributeError(f"module 'hlnfit' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("hlnfit")
    except PackageNotFoundError:
        # A checkout that was never installed has no metadata.
        return "0+checkout"
