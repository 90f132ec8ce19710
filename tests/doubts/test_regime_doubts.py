"""Doubts about the regime speak where the theory ends, and say what is missing where it cannot be told."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import constants as c

from hlnfit import Magnetoconductance, Sample, fit, models
from hlnfit.doubts import Evidence, doubts, raise_flags
from hlnfit.fitting.result import ParameterValue

QUANTUM = c.e**2 / c.h
B = np.linspace(-0.01, 0.01, 41)
WELL = Sample(density=3e15, mass=0.067 * c.m_e)
# Its B_tr at 20 e^2/h: l = 20/sqrt(2 pi n) = 145.7 nm, hbar/(2 e l^2) = 15.5 mT.
B_TR = 0.0155


def flags(sample=WELL, g=20.0, *, L_phi=3e-6, B_max=1e-3, alpha=1.0, T=1.0, measures=None, more=()):
    """Codes and severities of the regime for one fitted curve."""

    def parameter(name, unit, value):
        return ParameterValue(name, unit, value, 0.01 * abs(value), math.nan, math.nan, True)

    params = {"L_phi": parameter("L_phi", "m", L_phi)}
    if alpha is not None:
        params["alpha"] = parameter("alpha", "", alpha)
    params |= {name: parameter(name, "m", 1.0) for name in more}
    evidence = Evidence(
        Magnetoconductance(B, B, temperature=T, measures=measures or {}),
        sample,
        params=params,
        B_max=B_max,
        sigma0=g * QUANTUM,
        free_amplitude=alpha is not None,
        null_delta=100.0,
    )
    regime = {d.code for d in doubts() if d.judge.__module__ == "hlnfit.doubts.regime"}
    return {f.code: f for f in raise_flags(evidence, "optimum") if f.code in regime}


def severities(found):
    """Severity by code."""
    return {code: f.severity for code, f in found.items()}


def test_a_good_sample_raises_nothing():
    """Diffusive, metallic, thin and known: no doubt about the regime."""
    assert {} == flags()


@pytest.mark.parametrize(("g", "severity"), [(3.0, "caution"), (0.5, "reject")])
def test_strong_disorder(g, severity):
    """k_F l below 5 is a caution, below 1 no metal."""
    assert severity == severities(flags(g=g))["strong_disorder"]


def test_second_order_is_told():
    """At g = 8 the second order takes 8 % of the amplitude: info; at g = 20 (3 %) nothing is said."""
    found = flags(g=8.0)["second_order"]

    assert "info" == found.severity
    assert 1.0 - 2.0 / (8.0 * math.pi) == pytest.approx(found.evidence["two_loop"])
    assert "second_order" not in flags(g=20.0)


@pytest.mark.parametrize(("alpha", "severity"), [(1.0, "info"), (None, "caution")])
def test_fast_dephasing(alpha, severity):
    """tau/tau_phi = 0.0106: a free amplitude takes it up, a fixed one does not."""
    found = flags(L_phi=1e-6, alpha=alpha)["fast_dephasing"]

    assert severity == found.severity
    assert (145.67e-9 / 1e-6) ** 2 / 2.0 == pytest.approx(found.evidence["tau_over_tau_phi"], rel=1e-3)


def test_models_beyond_diffusion_are_not_doubted_for_it():
    """A model that has the transport field as a parameter holds beyond 0.1 B_tr and 0.003."""
    assert {"fast_dephasing", "beyond_diffusion"} == set(flags(L_phi=1e-6, B_max=0.5 * B_TR))
    assert {} == flags(L_phi=1e-6, B_max=0.5 * B_TR, more=("B_tr",))


def test_beyond_the_localization_length():
    """g = 1.2, l = 8.7 nm: xi = 58 nm, so that L_phi = 100 nm is strongly localized; WAL is not judged."""
    found = flags(g=1.2, L_phi=100e-9)

    assert "caution" == found["longer_than_localization_length"].severity
    assert 8.74e-9 * math.exp(0.6 * math.pi) == pytest.approx(
        found["longer_than_localization_length"].evidence["localization_length_m"], rel=1e-2
    )
    assert "longer_than_localization_length" not in flags(g=1.2, L_phi=100e-9, alpha=-0.5)


def test_missing_data_are_information():
    """No density: info. A density without a mass: info, of another kind."""
    assert {"sample_unknown": "info"} == severities(flags(Sample()))
    assert {"mass_unknown": "info"} == severities(flags(Sample(density=3e15)))


def test_dimension():
    """Thicker, narrower or shorter than L_phi: each is a caution with both lengths in it."""
    thick = Sample(density=3e15, mass=0.067 * c.m_e, thickness=5e-6)

    assert {"thicker_than_L_phi": "caution"} == severities(flags(thick))
    assert {} == flags(thick, more=("thickness",))
    assert {"narrower_than_L_phi": "caution"} == severities(flags(measures={"width_m": 1e-6}))
    assert {"shorter_than_L_phi": "caution"} == severities(flags(measures={"length_m": 1e-6}))


def test_without_a_conductance_nothing_is_claimed():
    """A curve from arrays without sigma0 raises no doubt about the metal."""
    assert "strong_disorder" not in flags(g=math.nan)


def test_a_window_that_was_cut_at_the_transport_field_is_not_doubted():
    """The conductance at B = 0 follows from the fit, a per cent beside the reading that cut the window."""
    field = np.linspace(-3.0, 3.0, 301)
    clean = models.get("hln_simple")(field, alpha=-0.5, B_phi=2e-3)
    y = clean + 2e-5 + 1e-8 * np.random.default_rng(4).normal(size=field.size)
    sample = Sample(density=1e19, mass=0.5 * 9.109e-31)
    found = fit(Magnetoconductance(field, y, sigma0=1.25e-3), b_max="auto", sample=sample)

    assert found.B_max > 0.08 * sample.B_tr(1.25e-3)
    assert found.sigma0 == pytest.approx(1.27e-3, rel=1e-3)
    assert "beyond_diffusion" not in [f.code for f in found.flags]
