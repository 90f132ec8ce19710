"""Maps: the fits of many curves at once, with arrays in and arrays out."""

from __future__ import annotations

from hlnfit.fitting.maps.fit_map import fit_map
from hlnfit.fitting.maps.result import MapFit, MapParameter

__all__ = ["MapFit", "MapParameter", "fit_map"]
