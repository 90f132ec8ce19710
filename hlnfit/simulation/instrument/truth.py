"""Truth: what went into a simulated file, written as truth.json beside it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from hlnfit.constants import field_from_length, length_from_field
from hlnfit.errors import ConfigError

SCHEMA = "hlnfit-truth/1"


@dataclass(frozen=True, slots=True)
class PowerLaw:
    """Dephasing rate as a field: B_phi = B_0 + A T^p.

    Attributes
    ----------
    B_0 : float, T
        Saturation at low temperature.
    A : float, T/K^p
    p : float
    """

    B_0: float
    A: float
    p: float

    def __post_init__(self) -> None:
        if not (self.B_0 >= 0.0 and self.A >= 0.0 and self.B_0 + self.A > 0.0 and math.isfinite(self.p)):
            raise ConfigError(
                f"B_phi = {self.B_0:g} + {self.A:g} T^{self.p:g} is no dephasing rate",
                expected="fields that are not negative and not both zero",
            )

    def B_phi(self, T: float) -> float:
        """Return the phase-coherence field in tesla at a temperature in kelvin."""
        return float(self.B_0 + self.A * T**self.p)

    def L_phi(self, T: float) -> float:
        """Return the phase-coherence length in metres."""
        return length_from_field(self.B_phi(T))

    @classmethod
    def through(cls, T_1: float, L_1: float, T_2: float, L_2: float, p: float) -> PowerLaw:
        """Return the law of exponent p through two coherence lengths (m) at two temperatures (K)."""
        B_1, B_2 = field_from_length(L_1), field_from_length(L_2)
        A = (B_2 - B_1) / (T_2**p - T_1**p)
        return cls(B_0=B_1 - A * T_1**p, A=A, p=p)


@dataclass(frozen=True, slots=True)
class Truth:
    """True values behind a simulated measurement.

    Attributes
    ----------
    L_phi : callable(T) -> float, m
    L_so : float, m, or None
        None where the curve has no spin-orbit length.
    alpha : float
        Amplitude: +1 WL, -1/2 one WAL channel; 1 for models without a free amplitude.
    p : float or None
        Exponent of the dephasing rate, 1/tau_phi ~ T^p.
    K_ee : float or None
        Slope of the interaction correction in G0; None writes none.
    """

    L_phi: Callable[[float], float]
    L_so: float | None = None
    alpha: float = 1.0
    p: float | None = None
    K_ee: float | None = None

    def render(self, entries: Iterable[tuple[str, float]]) -> str:
        """Return the text of truth.json for pairs of file name and temperature (K).

        One entry a file and temperature: sweeps up and down at one temperature have one truth.
        """
        sweeps = [
            {
                "file": file,
                "temperature_K": temperature,
                "L_phi_nm": _nanometres(self.L_phi(temperature)),
                "L_so_nm": None if self.L_so is None else _nanometres(self.L_so),
                "alpha": self.alpha,
            }
            for file, temperature in entries
        ]
        content: dict[str, Any] = {"schema": SCHEMA, "sweeps": sweeps, "dephasing": {"p": self.p}}
        if self.K_ee is not None:
            content["interaction"] = {"K_ee": self.K_ee}
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _nanometres(length: float) -> float:
    # Seven digits: enough to test a fit against, few enough to be the same on every platform.
    return float(f"{length * 1e9:.7g}")
