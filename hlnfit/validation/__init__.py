"""Validation: what hlnfit says against what is known to be true."""

from __future__ import annotations
