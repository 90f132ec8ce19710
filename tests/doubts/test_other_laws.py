"""Curves of the size of weak localization that follow another law are not good, whatever the noise."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from hlnfit import Magnetoconductance, Square, fit, reduce
from hlnfit.doubts import Evidence
from hlnfit.doubts.shape import other_law_possible
from hlnfit.fitting.rivals import Rival
from hlnfit.sweep import Sweep
from tests.doubts.zoo import fluctuating
from tests.fitting.curves import G0, one_channel

TOP = 2.0
SHAPES = {
    "Lorentzian": lambda u, w: u**2 / (u**2 + w**2),
    "squared Lorentzian": lambda u, w: 1.0 - (1.0 + (u / w) ** 2) ** -2,
    "Gaussian": lambda u, w: -np.expm1(-((u / w) ** 2)),
    "rounded linear": lambda u, w: np.hypot(u, w) - w,
    "squared magnetization": lambda u, w: np.tanh(u / w) ** 2,
    "two bands": lambda u, w: u**2 / (u**2 + w**2) + 0.3 * u**2,
    "hopping": lambda u, w: np.tanh((u / w) ** 2 / (1.0 + np.abs(u) / w)),
    "power 3/2": lambda u, w: np.abs(u) ** 1.5,
}
NOISES = ("weak", "white", "fluctuations", "1/f")


def pink(rng, n):
    """1/f noise of unit variance."""
    f = np.fft.rfftfreq(2 * n)[1:]
    z = (rng.normal(size=f.size) + 1j * rng.normal(size=f.size)) / np.sqrt(f)
    y = np.fft.irfft(np.concatenate([[0.0], z]))[:n]
    return (y - y.mean()) / y.std()


def measured(shape, height, noise, rng, *, field=0.2, n=161):
    """The curve of a film of 1 kohm whose conductance changes by ``height`` e^2/(pi h)."""
    R0 = 1e3
    x = np.linspace(-TOP, TOP, n)
    y = shape((x - 3e-3) / TOP)
    y = y / np.ptp(y) + 0.2 * x / TOP + (1e-3 if noise == "weak" else 3e-3) * rng.normal(size=n)
    if noise == "white":
        y = y + 0.01 * rng.normal(size=n)
    elif noise == "fluctuations":
        y = y + 0.01 * fluctuating(rng, x, field)
    elif noise == "1/f":
        y = y + 0.01 * pink(rng, n)
    sweep = Sweep(x, R0 * (1.0 + height * G0 * R0 * y), np.full(n, 2.0))
    return reduce([sweep], Square())[0]


@pytest.mark.parametrize(("noise", "most"), [("weak", 0), ("white", 0), ("fluctuations", 1), ("1/f", 1)])
def test_another_law_is_not_good(noise, most):
    """Narrow and broad, of either sign, at half to twice the natural amplitude.

    Slow noise of 1 % of the height can turn one law into another within the errors: one of 24 may pass.
    """
    good = []
    for name, shape in SHAPES.items():
        for seed, (w, height) in enumerate([(0.08, 0.5), (0.2, -2.0), (0.5, 1.0)]):
            rng = np.random.default_rng([seed, NOISES.index(noise)])
            found = fit(measured(lambda u, w=w, shape=shape: shape(u, w), height, noise, rng), b_max="auto")
            assert all(f.message and f.advice for f in found.flags if f.severity != "info")
            if found.verdict == "good":
                good.append((name, w, height, found.params["alpha"].value))

    assert len(good) <= most, good


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize(("alpha", "B_phi"), [(1.0, 0.004), (-0.5, 0.02), (1.0, 0.1)])
def test_weak_localization_stays_good(alpha, B_phi, noise):
    """With the same noise, over 20 to 500 B_phi."""
    rng = np.random.default_rng([5, NOISES.index(noise)])
    height = float(np.ptp(one_channel(np.linspace(-TOP, TOP, 161), alpha, B_phi))) / G0
    curve = measured(lambda u: -one_channel(TOP * u, alpha, B_phi), height, noise, rng, field=15.0 * B_phi)
    found = fit(curve, b_max="auto")

    assert "good" == found.verdict, [(f.code, f.message) for f in found.flags if f.severity != "info"]


def evidence(ahead, *, alpha=1.0, L_phi=1e-7, B_max=2.0):
    """What a doubt sees of a fit to 2 T that is ahead of another law by so much (B_phi = 16 mT)."""
    params = {"alpha": SimpleNamespace(value=alpha, err=0.02), "L_phi": SimpleNamespace(value=L_phi)}
    return Evidence(
        curve=Magnetoconductance(np.linspace(-2.0, 2.0, 41), np.zeros(41)),
        params=params,
        rival=Rival("a law", 0.1, -ahead, B_max),
        free_amplitude=True,
        B_max=B_max,
    )


@pytest.mark.parametrize(
    ("ahead", "other", "raised"),
    [
        (1.0, {}, False),
        (8.0, {"alpha": 0.2}, True),
        (12.0, {"alpha": 0.2}, False),
        (8.0, {"alpha": -0.52}, False),
        (8.0, {"B_max": 1.0}, True),
        (12.0, {"B_max": 1.0}, False),
        (15.0, {"L_phi": 2e-8}, True),
        (25.0, {"L_phi": 2e-8}, False),
    ],
)
def test_more_evidence_is_asked_where_something_else_speaks_against_it(ahead, other, raised):
    """An amplitude that is no count of channels, a part of the sweep, the foot of a cusp (1.2 B_phi)."""
    assert raised == (other_law_possible(evidence(ahead, **other)) is not None)
