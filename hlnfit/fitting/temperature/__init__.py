"""Fits over temperature: from R(T) at a held field to localization, interaction and what else bends it."""

from __future__ import annotations

from hlnfit.fitting.temperature.fit import fit_temperature
from hlnfit.fitting.temperature.result import TemperatureFit

__all__ = ["TemperatureFit", "fit_temperature"]
