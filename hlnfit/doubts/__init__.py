"""Doubts: reasons not to believe a number, one function each, in families by what they look at."""

from __future__ import annotations

from hlnfit.doubts.registry import Doubt, Evidence, Found, SeriesEvidence, doubts, raise_flags

__all__ = ["Doubt", "Evidence", "Found", "SeriesEvidence", "doubts", "raise_flags"]
