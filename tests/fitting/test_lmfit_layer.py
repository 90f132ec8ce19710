"""lmfit is the interface: same optimum, same errors, ties and bounds of the user."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit import fit
from hlnfit.errors import ConfigError
from hlnfit.fitting import user_parameters
from tests.fitting.curves import noisy, three_terms

B = np.linspace(-1.0, 1.0, 301)


@pytest.fixture(scope="module")
def curve():
    """A crossover curve with 1 % noise."""
    return noisy(three_terms(B - 0.004, 5e-3, 0.05, 2.0), B, np.random.default_rng(2))


def test_lmfit_finds_no_better_minimum_and_the_same_errors(curve):
    """lmfit, started at the optimum, stays there and gives the same standard errors."""
    found = fit(curve, "hln", fix={"B_e": 2.0}, errors="covariance")
    result = found.lmfit

    for name in ("B_phi", "B_so", "B_offset", "dsigma0"):
        assert found.best[name] == pytest.approx(result.params[name].value, rel=1e-6)
        assert found.params[name].err == pytest.approx(result.params[name].stderr, rel=1e-4)
    assert found.params["L_so"].value == pytest.approx(result.params["L_so"].value, rel=1e-6)
    assert found.params["L_so"].err == pytest.approx(result.params["L_so"].stderr, rel=1e-4)
    assert "L_so" in result.fit_report()


def test_ties_hold(curve):
    """An expression of the user ties B_so to B_phi."""
    p = user_parameters(curve, "hln", fix={"B_e": 2.0})
    p.add("ratio", value=8.0, min=1.0)
    p["B_so"].expr = "ratio * B_phi"
    tied = fit(curve, "hln", fix={"B_e": 2.0}, parameters=p)
    free = fit(curve, "hln", fix={"B_e": 2.0}, errors="covariance")

    assert free.best["B_so"] == pytest.approx(tied.best["B_so"], rel=1e-4)
    assert free.params["B_so"].err == pytest.approx(tied.params["B_so"].err, rel=0.01)


def test_bounds_hold(curve):
    """A bound of the user is kept."""
    p = user_parameters(curve, "hln", fix={"B_e": 2.0})
    p["B_so"].max = 0.045

    assert fit(curve, "hln", parameters=p).best["B_so"] <= 0.045


def test_held_values_hold(curve):
    """vary=False holds a value."""
    p = user_parameters(curve, "hln", fix={"B_e": 2.0})
    p["B_phi"].set(value=6e-3, vary=False)

    assert 6e-3 == pytest.approx(fit(curve, "hln", parameters=p).best["B_phi"], rel=1e-12)


def test_unknown_names_are_refused(curve):
    """A parameter that nothing uses is told, not ignored."""
    p = user_parameters(curve, "hln")
    p.add("B_soo", value=1.0)
    with pytest.raises(ConfigError, match="B_soo"):
        fit(curve, "hln", parameters=p)
