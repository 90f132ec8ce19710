"""What limits over noise models cover: the linear problem quickly, whole simulated sweeps at length."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit.fitting.reml import estimate_noise
from hlnfit.simulation.instrument.draws import Draws
from hlnfit.simulation.instrument.fluctuations import FieldPattern, pink_noise
from hlnfit.validation.calibration.rates import rates
from hlnfit.validation.calibration.study import study
from hlnfit.validation.calibration.sweep import WINDOWS
from tests.fitting.curves import one_channel

N, SWEEPS = 161, 150
B = np.linspace(-1.0, 1.0, N)
ONE = np.zeros(N, dtype=np.int64)


def noise_of(kind, seed, rng):
    """Noise of the simulated instrument, with half as much of white noise where it is not white."""
    white = rng.normal(size=N)
    if kind == "white":
        return white
    draws = Draws(np.random.SeedSequence(seed), 0)
    slow = pink_noise(draws, N) if kind == "1/f" else FieldPattern(draws, rng.uniform(0.08, 0.25))(B)
    return 2.0 * slow + white


@pytest.mark.parametrize(
    ("kind", "least", "most"), [("white", 60, 76), ("fluctuations", 56, 84), ("1/f", 56, 84)]
)
def test_limits_over_noise_models_cover(kind, least, most):
    """68 % limits of rate and amplitude hold the truth, within two standard errors of the promise."""
    rng = np.random.default_rng(11)
    inside = []
    for seed in range(SWEEPS):
        rate = 10.0 ** rng.uniform(-2.5, -1.7)
        step = 1e-4
        curve = one_channel(B, 1.0, rate)
        by_rate = (one_channel(B, 1.0, rate * (1 + step)) - one_channel(B, 1.0, rate * (1 - step))) / (
            2 * step
        )
        J = np.stack([by_rate, curve, 1e-5 * np.ones(N), 1e-5 * B], axis=1)
        size = 0.005 * np.ptp(curve)
        found = estimate_noise(
            noise_of(kind, seed, rng),
            J / size,
            B,
            ONE,
            known_white=False,
            names=("rate", "alpha", "c", "odd"),
        )
        for at, name in enumerate(found.names[:2]):
            # The fit stands at the truth; noise moves it by this much.
            shift, spread = found.shift[found.chosen, at], found.spread(name)
            off = -shift / found.sigma[found.chosen, at]
            inside.append(abs(off) < spread.reach(1.0, 1 if off > 0.0 else -1))

    assert least <= 100.0 * np.mean(inside) <= most


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_limits_of_simulated_sweeps_cover():
    """400 sweeps of the study, each window: within two standard errors of the range that is promised."""
    found = rates(list(study(400, seed=6)))
    wanted = [r for r in found if r.parameter == "all" and r.quantity.startswith("coverage of")]

    assert 6 * len(WINDOWS) == len(wanted)
    for r in wanted:
        assert r.least - 2.0 * r.error <= r.value <= r.most + 2.0 * r.error, r
