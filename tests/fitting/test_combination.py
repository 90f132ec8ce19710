"""What is determined where single parameters are not: against expansions of the formulas."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit import fit
from tests.fitting.curves import noisy, one_channel, three_terms

B = np.linspace(-1.0, 1.0, 161)


def test_a_parabola_determines_the_amplitude_over_the_field_squared():
    """alpha G0 (B/B_phi)^2 / 24 is all that is left for B << B_phi."""
    found = fit(noisy(one_channel(B, 1.0, 6.0), B, np.random.default_rng(0)))
    c = found.combination

    assert not found.params["alpha"].determined and not found.params["B_phi"].determined
    assert "alpha / B_phi^2" == c.name
    assert "T^-2" == c.unit
    assert 1.0 / 36.0 == pytest.approx(c.value, abs=3.0 * c.relative_error * c.value)
    assert c.relative_error < 0.2
    assert c.words in next(f.message for f in found.flags if f.code == "determined_together")


def test_invisible_spin_orbit_coupling_leaves_a_sum_of_rates():
    """3/2 (B_phi + 4/3 B_so) - 1/2 B_phi = B_phi + 2 B_so is the slope to first order in B_so."""
    curve = noisy(three_terms(B, 0.01, 1e-4, 2.0), B, np.random.default_rng(2))
    found = fit(curve, "hln", fix={"B_e": 2.0})
    c = found.combination

    assert not found.params["B_so"].determined
    assert c.is_sum
    assert ["B_phi", "B_so"] == [n for n, _ in c.exponents]
    assert 2.0 == pytest.approx(c.exponents[1][1], rel=0.3)
    assert 0.0102 == pytest.approx(c.value, rel=0.06)
    assert c.name.startswith("B_phi + ")


def test_where_everything_is_determined_there_is_nothing_to_combine():
    """A WAL curve with both wings."""
    found = fit(noisy(one_channel(B, -0.5, 0.02), B, np.random.default_rng(1)))

    assert found.combination is None
    assert "determined_together" not in {f.code for f in found.flags}


def test_pairs_that_move_together_are_told():
    """A window of a few B_phi trades the amplitude for the field."""
    found = fit(noisy(one_channel(B, 1.0, 0.8), B, np.random.default_rng(2), 2e-3))
    flag = next(f for f in found.flags if f.code == "strongly_correlated")

    assert "info" == flag.severity
    assert "alpha" in flag.message and "B_phi" in flag.message
    assert abs(flag.evidence["correlation"]) > 0.97
