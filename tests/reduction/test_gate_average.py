from __future__ import annotations

import numpy as np
import pytest

from hlnfit.curve import Magnetoconductance
from hlnfit.reduction.gate_average import average_curves, average_sweeps
from hlnfit.sweep import Source, Sweep

B = np.linspace(-0.025, 0.025, 101)


def signal(x: np.ndarray) -> np.ndarray:
    """A cusp."""
    return np.asarray(1.0 / (1.0 + (x / 0.004) ** 2))


def test_sweeps_over_a_gate() -> None:
    """Conductances are averaged, R_xx_std is the measured error of the mean, the gate is dropped."""
    sweeps = [
        Sweep(
            B, 1.0 / (1e-3 * level + 1e-6 * signal(B)), np.full(B.size, 0.3), R_xy=level * B,
            conditions={"gate_V": gate, "tilt_deg": 0.0}, source=Source(file="a.txt", rows=(k, k)),
        )
        for k, (level, gate) in enumerate([(1.0, -2.0), (1.1, -2.1), (1.2, -2.2), (1.3, -2.3)])
    ]  # fmt: skip

    mean = average_sweeps(sweeps)

    np.testing.assert_allclose(1.0 / (1.15e-3 + 1e-6 * signal(B)), mean.R_xx, rtol=1e-10)
    assert "measured" == mean.std_kind and mean.R_xx_std is not None
    assert {"tilt_deg": 0.0} == dict(mean.conditions)
    assert mean.R_xy is not None
    np.testing.assert_allclose(1.15 * B, mean.R_xy, atol=1e-12)
    assert (0, 3) == mean.source.rows and "a.txt" == mean.source.file
    assert "gate_V" in mean.log[-1]


def test_curves_over_a_gate() -> None:
    """Magnetoconductance curves give one curve with given errors and the mean sheet conductance."""
    rng = np.random.default_rng(3)
    curves = [
        Magnetoconductance(
            B, 1e-6 * signal(B) + 1e-8 * rng.normal(size=B.size), 1e-8, temperature=0.3, sigma0=s,
            conditions={"gate_V": s},
        )
        for s in np.linspace(1e-3, 2e-3, 20)
    ]  # fmt: skip

    mean = average_curves(curves)

    assert "given" == mean.errors and mean.error is not None
    assert 1.5e-3 == pytest.approx(mean.sigma0) and 0.3 == pytest.approx(mean.temperature)
    assert 1e-8 / np.sqrt(20) == pytest.approx(float(np.median(mean.error)), rel=0.2)
    np.testing.assert_allclose(1e-6 * signal(B), mean.dsigma, atol=1.5e-8)
    assert {} == dict(mean.conditions)
