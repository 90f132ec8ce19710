"""Profiles as lines."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit.report.profile_trace import trace


@pytest.mark.parametrize("name", ["B_phi", "alpha"])
def test_the_line_goes_through_the_limits(wal, name):
    """At the 68 % limits, which the fit found on its own, the profile is 1; at the optimum it is 0."""
    fit = wal.series.fits[0]
    values, delta = trace(fit, name, 9.0)
    p = fit.params[name]

    assert 0.0 == pytest.approx(float(np.interp(p.value, values, delta)), abs=0.05)
    assert 1.0 == pytest.approx(float(np.interp(p.lo, values, delta)), abs=0.12)
    assert 1.0 == pytest.approx(float(np.interp(p.hi, values, delta)), abs=0.12)
    assert np.all(np.diff(values) > 0.0)
    assert min(delta[0], delta[-1]) > 9.0


def test_a_length_that_is_not_determined_has_a_profile_that_stays_low(undetermined):
    """Towards B_so = 0 chi-square hardly rises."""
    fit = next(f for f in undetermined.series.fits if not f.params["L_so"].determined)
    values, delta = trace(fit, "B_so", 16.0)

    assert delta[0] < 9.0
    assert values[0] < 1e-2 * fit.best["B_so"] or fit.best["B_so"] < 1e-6
