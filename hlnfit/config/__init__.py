"""The config: settings of an analysis, read from TOML or options and written back as text."""

from __future__ import annotations

from hlnfit.config.config import Config
from hlnfit.config.selection import Selection

__all__ = ["Config", "Selection"]
