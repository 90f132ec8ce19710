"""Lab files to sweeps in SI: one format a file in ``readers``, chosen by content."""

from __future__ import annotations

from hlnfit.loaders.batch import load
from hlnfit.loaders.options import LoadOptions
from hlnfit.loaders.registry import Format, formats, names

__all__ = ["Format", "LoadOptions", "formats", "load", "names"]
