"""A series of fits made by hand: what the temperature dependence is given, without any curve fitted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from hlnfit.curve import Magnetoconductance
from hlnfit.fitting import ParameterValue, Series, SweepFit
from hlnfit.flags import Flag

NAN = float("nan")


def _fit(T: float, B_phi: float, error: float, sigma0: float, severity: str, changes: dict) -> SweepFit:
    values = {
        "value": B_phi,
        "err": error,
        "determined": bool(np.isfinite(B_phi)),
        "fixed": False,
        "bound": "",
    }
    values |= changes
    value = ParameterValue("B_phi", "T", lo=NAN, hi=NAN, **values)
    flags = (Flag("made_by_hand", severity, "For a test."),) if severity != "good" else ()  # type: ignore[arg-type]
    curve = Magnetoconductance([], [], temperature=T)
    return SweepFit(curve, "hln_simple", {"B_phi": value}, sigma0=sigma0, flags=flags)


@pytest.fixture
def make_series() -> Callable[..., Series]:
    """Return a maker of series from T, B_phi and errors; ``special`` changes single sweeps."""

    def make(
        T: Sequence[float],
        B_phi: Sequence[float],
        err: Sequence[float],
        *,
        sigma0: Sequence[float] | None = None,
        special: dict[int, dict[str, Any]] | None = None,
        **rest: Any,
    ) -> Series:
        sigma = [2e-3] * len(T) if sigma0 is None else sigma0
        fits = []
        for k, (t, b, e, s) in enumerate(zip(T, B_phi, err, sigma, strict=True)):
            changes = dict((special or {}).get(k, {}))
            severity = changes.pop("severity", "good")
            fits.append(_fit(t, b, e, s, severity, changes))
        return Series(tuple(fits), "hln_simple", **rest)

    return make
