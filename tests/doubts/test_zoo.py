"""None of what is no weak localization is good, and the reason is in the flags; honest sweeps stay good."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit import Square, fit, reduce
from hlnfit.sweep import Sweep
from tests.doubts.zoo import zoo
from tests.fitting.curves import one_channel, three_terms

ANIMALS = zoo(np.random.default_rng(20))


@pytest.mark.parametrize("name", ANIMALS)
def test_it_is_not_good_and_the_reason_is_named(name):
    """With the defaults of the command line."""
    sweeps, reasons = ANIMALS[name]
    found = fit(reduce(sweeps, Square())[0], b_max="auto")
    bad = {f.code for f in found.flags if f.severity != "info"}

    assert "good" != found.verdict
    assert bad & reasons, bad
    assert all(f.message and f.advice for f in found.flags if f.severity != "info")


@pytest.mark.parametrize("seed", range(12))
def test_honest_sweeps_stay_good(seed):
    """Localization and antilocalization, both directions or one, with offset and Hall admixture."""
    rng = np.random.default_rng(100 + seed)
    B_phi = 10.0 ** rng.uniform(-3.0, -1.5)
    n = int(rng.choice([61, 121, 241]))
    if seed % 3:
        top = B_phi * 10.0 ** rng.uniform(1.0, 2.0)
        model, curve = "hln_simple", lambda x, a=(1.0, -0.5)[seed % 2]: one_channel(x, a, B_phi)
    else:
        B_so = B_phi * 10.0 ** rng.uniform(-0.5, 2.0)
        top = min(100.0 * B_phi, 1.0)
        model, curve = "hln", lambda x: three_terms(x, B_phi, B_so, 4.0 + B_so)
    sweeps = []
    for direction in ("up", "down")[: 1 + seed % 2]:
        x = np.linspace(-top, top, n)[:: 1 if direction == "up" else -1]
        even = 1.0 / (1.0 / 700.0 + curve(x - 0.02 * top))
        height = np.ptp(even)
        R = even + height * (0.4 * x / top + 0.01 * rng.normal(size=n))
        sweeps.append(Sweep(x, R, 2.0 + 1e-3 * rng.normal(size=n), direction=direction))
    found = fit(reduce(sweeps, Square())[0], model, b_max="auto")

    assert "good" == found.verdict, [(f.code, f.message) for f in found.flags]
