from __future__ import annotations

import numpy as np
import pytest

from hlnfit.dephasing import fit_rates, laws

T = np.geomspace(0.8, 20.0, 9)


@pytest.mark.parametrize("name", laws.names())
def test_lmfit_finds_the_same(name: str) -> None:
    """lmfit, started at the optimum with amplitudes above zero, stays there and gives the same errors."""
    rng = np.random.default_rng(5)
    B = 2e-3 + 6e-4 * T + 1e-5 * T**3
    covariance = np.diag((0.03 * B) ** 2) + np.outer(0.02 * B, 0.02 * B)
    y = B + np.linalg.cholesky(covariance) @ rng.normal(size=T.size)
    fit = fit_rates(T, y, covariance=covariance, laws=[name], R_sheet=400.0)[name]

    result = fit.lmfit

    assert fit.chi2 / fit.scale**2 == pytest.approx(result.chisqr, rel=1e-6, abs=1e-9)
    for parameter, value in fit.best.items():
        assert value == pytest.approx(result.params[parameter].value, rel=1e-5, abs=1e-12)
    free = [p for p in result.params.values() if p.vary]
    if all(p.value > 1e-9 for p in free):
        sigma = np.sqrt(np.diag(fit.covariance))
        np.testing.assert_allclose(sigma, [p.stderr for p in free], rtol=1e-3)
