"""What the tests of the models share: reference values and a numerical derivative."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hlnfit.models import Model, evaluate

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


@pytest.fixture(scope="session")
def jacobian_by_differences() -> Callable[[Model, np.ndarray, np.ndarray], np.ndarray]:
    """Return the eighth-order central difference quotient of a model by each of its parameters."""
    weights = {1: 4.0 / 5.0, 2: -1.0 / 5.0, 3: 4.0 / 105.0, 4: -1.0 / 280.0}

    def differentiate(model: Model, B: np.ndarray, p: np.ndarray, step: float = 2e-3) -> np.ndarray:
        out = np.zeros((B.size, p.size))
        for k in range(p.size):
            h = step * abs(p[k]) if p[k] != 0.0 else step
            for i, w in weights.items():
                for sign in (1.0, -1.0):
                    q = p.copy()
                    q[k] += sign * i * h
                    out[:, k] += sign * w / h * evaluate(model, B, q)[0]
        return out

    return differentiate
