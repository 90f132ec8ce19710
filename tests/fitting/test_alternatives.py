"""Linear in place of added spin-orbit coupling, on the even part of the curve alone."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit import Magnetoconductance, fit, models
from hlnfit.fitting.alternatives import even_part
from hlnfit.fitting.solve import minimize
from tests.fitting.curves import three_terms

B = np.linspace(-1.0, 1.0, 241)
TRUTH = {"B_phi": 8e-3, "B_so": 3e-2}


def measured(values, seed=1):
    """A curve with an offset, an odd part and noise."""
    rng = np.random.default_rng(seed)
    return Magnetoconductance(B + 3e-3, values + 2e-6 * B + 0.004 * np.ptp(values) * rng.normal(size=B.size))


def test_the_even_part_holds_the_curve():
    """Fewer points, each within a few standard errors of the true curve; no offset, no odd part."""
    even = even_part_of(measured(three_terms(B, 8e-3, 3e-2, 50.0)))
    true = three_terms(even.B, 8e-3, 3e-2, 50.0)

    assert even.B.size < B.size / 2
    assert even.odd == () and even.fixed["B_offset"] == 0.0
    assert np.all(np.abs(even.y - true) < 5.0 * even.error)


def even_part_of(curve):
    """The even part as the fit of the three terms sees it."""
    found = fit(curve, "hln", fix={"B_e": 50.0})
    return even_part(found.problem, minimize(found.problem, found.problem.theta_of(found.best)))


@pytest.mark.parametrize("true", ["hln", "ilp"])
def test_chi_square_is_that_of_fits_to_all_points(true):
    """The gain by linear splitting is the difference of two fits of the whole curve."""
    if true == "hln":
        y = three_terms(B, 8e-3, 3e-2, 50.0)
    else:
        y = models.get("ilp")(B, B_phi=8e-3, B_so=6e-2, B_so1=1e9)
    curve = measured(y)
    added = fit(curve, "hln", fix={"B_e": 50.0})
    linear = fit(curve, "ilp", fix={"B_so1": 1e9}, errors="covariance")
    gain = (added.misfit.chi2 - linear.misfit.chi2) / added.unit
    found = added.systematics["linear_delta_chi2"]

    assert gain == pytest.approx(found, rel=0.05, abs=1.0)
    assert linear.best["B_so"] == pytest.approx(added.systematics["linear_B_so_T"], rel=0.05)
