"""The reference values, for the tests of the special functions."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

_FILE = Path(__file__).parents[1] / "reference" / "quantum_interference.json"


@pytest.fixture(scope="session")
def reference() -> Callable[[str], list[tuple[dict[str, float], float | list[float]]]]:
    """Return the reader of the reference values: (arguments, value) of each point of a key."""
    table = json.loads(_FILE.read_text(encoding="utf-8"))["values"]

    def read(key: str) -> list[tuple[dict[str, float], float | list[float]]]:
        points = []
        for point in table[key]["points"]:
            value = point["value"]
            number = [float(v) for v in value] if isinstance(value, list) else float(value)
            points.append(({k: float(v) for k, v in point["args"].items()}, number))
        return points

    return read
