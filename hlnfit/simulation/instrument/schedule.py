"""Schedule: which temperatures and fields a measurement visits, in which order."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from hlnfit.errors import ConfigError
from hlnfit.sweep import FloatArray

RampDirection = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Field sweeps at a list of temperatures.

    Attributes
    ----------
    temperatures : tuple of float, K
    B_max : float, T
        Sweeps run between -B_max and +B_max.
    step : float, T
        Distance of the points, rounded so that whole steps reach B_max.
    inner_step, inner_range : float, T
        Smaller steps where abs(B) <= inner_range; None and 0 for equal steps everywhere.
    directions : tuple of {"down", "up"}
        Sweeps at each temperature, in this order.
    seconds_per_point, settling_time : float, s
        Time for one point, and between two temperatures.
    """

    temperatures: tuple[float, ...]
    B_max: float = 1.0
    step: float = 0.025
    inner_step: float | None = None
    inner_range: float = 0.0
    directions: tuple[RampDirection, ...] = ("down", "up")
    seconds_per_point: float = 12.0
    settling_time: float = 1800.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "temperatures", tuple(float(t) for t in self.temperatures))
        object.__setattr__(self, "directions", tuple(self.directions))
        if not self.temperatures or not all(math.isfinite(t) and t > 0.0 for t in self.temperatures):
            raise ConfigError(f"temperatures are {self.temperatures}", expected="positive numbers in kelvin")
        if len(set(self.temperatures)) != len(self.temperatures):
            raise ConfigError("a temperature is listed twice", expected="each temperature once")
        steps = (self.step, self.step if self.inner_step is None else self.inner_step)
        if not all(0.0 < s <= self.B_max for s in steps) or not math.isfinite(self.B_max):
            raise ConfigError(
                f"steps of {steps} T do not fit a range of {self.B_max:g} T", expected="0 < step <= B_max"
            )
        if not 0.0 <= self.inner_range <= self.B_max:
            raise ConfigError(
                f"inner_range is {self.inner_range:g} T", expected=f"between 0 and B_max = {self.B_max:g} T"
            )
        if not self.directions or not set(self.directions) <= {"up", "down"}:
            raise ConfigError(f"directions are {self.directions}", expected='"up", "down" or both')
        if not (self.seconds_per_point > 0.0 and self.settling_time >= 0.0):
            raise ConfigError("the times of the schedule are negative", expected="seconds")

    def fields(self, direction: RampDirection = "up") -> FloatArray:
        """Return the set fields (T) of one sweep; symmetric, zero included, each once."""
        inner_step = self.step if self.inner_step is None else self.inner_step
        n_inner = round(self.inner_range / inner_step)
        edge = min(n_inner * inner_step, self.B_max)
        # Rounding may leave less than half a step outside; it then belongs to the last inner step.
        n_outer = round((self.B_max - edge) / self.step)
        inner = inner_step * np.arange(1, n_inner + 1)
        outer = edge + (self.B_max - edge) / max(n_outer, 1) * np.arange(1, n_outer + 1)
        positive: FloatArray = np.concatenate([inner, outer])
        positive[-1] = self.B_max
        rising: FloatArray = np.concatenate([-positive[::-1], [0.0], positive])
        return rising if direction == "up" else -rising
