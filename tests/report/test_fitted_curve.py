"""The fit at the points of a sweep."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit import models
from hlnfit.constants import G0
from hlnfit.report.fitted_curve import band_to_draw, field_grid, fitted_curve, smooth_model


def test_the_corrected_data_are_the_formula_that_was_put_in(wal):
    """Offset, level and odd terms are gone: what is left is -f2/2 with B_phi = 2 mT, plus noise."""
    points = fitted_curve(wal.series.fits[0])
    truth = models.get("hln_simple")(points.x, alpha=-0.5, B_phi=2e-3)

    assert np.max(np.abs(points.correction - truth)) < 6.0 * 3e-8


def test_both_directions_lose_their_own_offset(wal):
    """Up and down lie on one curve after an offset of 2 and -1.5 mT was taken out."""
    fit = wal.series.fits[0]
    points = fitted_curve(fit)
    up, down = (points.B[fit.curve.group == g] - points.x[fit.curve.group == g] for g in (0, 1))

    assert 2e-3 == pytest.approx(float(up[0]), abs=2e-4)
    assert -1.5e-3 == pytest.approx(float(down[0]), abs=2e-4)


def test_the_smooth_model_is_zero_at_zero_field_and_has_no_error_there(wal):
    """sigma(B) - sigma(0) is known at B = 0."""
    value, error = smooth_model(wal.series.fits[0], np.array([0.0, 0.1]))

    assert 0.0 == value[0] == error[0]
    assert value[1] < 0.0 < error[1]


def test_a_curve_without_a_fit_is_shown_from_its_value_at_zero_field(rejects):
    """Grey curves start at zero like the others."""
    from hlnfit.fitting import SweepFit

    curve = rejects.curves[0]
    points = fitted_curve(SweepFit(curve, "hln_simple"))

    assert 0.0 == pytest.approx(float(points.correction[np.argmin(np.abs(curve.B))]), abs=0.1 * G0)
    assert np.all(np.isnan(points.fit))


def test_the_grid_is_dense_where_the_cusp_is():
    """Ends included, steps of a thousandth near B = 0."""
    x = field_grid(-1.0, 0.5)

    assert (-1.0, 0.5) == (x[0], x[-1])
    assert np.all(np.diff(x) > 0.0)
    assert np.min(np.diff(x)) < 1e-3 * np.max(np.diff(x)) * 3.0


def test_a_band_that_says_nothing_is_not_drawn():
    """Wider than the curve is high, or infinite: no edge; a narrow one keeps its width."""
    model = np.array([0.0, 1.0, 2.0])
    low, high = band_to_draw(model, np.array([0.0, 3.0, np.inf]))
    np.testing.assert_array_equal([0.0, np.nan, np.nan], low)
    np.testing.assert_array_equal([0.0, np.nan, np.nan], high)
    low, high = band_to_draw(model, np.array([0.1, 0.2, 0.3]))
    np.testing.assert_allclose(high - low, [0.2, 0.4, 0.6])
