from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import nnls

from hlnfit.dephasing import laws
from hlnfit.dephasing.laws import Setting
from hlnfit.dephasing.rates import make_rates
from hlnfit.dephasing.separable import SeparableProblem, best_amplitudes

T = np.geomspace(0.5, 20.0, 8)


@pytest.mark.parametrize("m", [1, 2, 3])
def test_amplitudes_are_those_of_nonnegative_least_squares(m: int) -> None:
    """For random columns and data the amplitudes are those of the Lawson-Hanson algorithm of scipy."""
    rng = np.random.default_rng(m)
    X, y = rng.normal(size=(60, 7, m)), rng.normal(size=(60, 7))

    amplitudes, chi2 = best_amplitudes(X, y)

    for k in range(60):
        expected, norm = nnls(X[k], y[k])
        np.testing.assert_allclose(expected, amplitudes[k], atol=1e-10)
        assert norm**2 == pytest.approx(chi2[k], rel=1e-10)


@pytest.mark.parametrize(
    ("name", "amplitudes", "shape"),
    [
        ("power", [3e-4], 1.37),
        ("power_saturating", [2e-3, 1e-4], 2.6),
        ("nyquist_2d", [1e-4, 5e-4], np.nan),
        ("nyquist_1d", [1e-3, 2e-3], np.nan),
        ("schmid_3d", [1e-4, 5e-5], np.nan),
        ("electron_phonon", [1e-3, 1e-6], 3.0),
        ("nyquist_2d_phonon", [1e-3, 2e-4, 1e-7], 4.0),
        ("nyquist_2d_log", [2e-4], 3.7),
    ],
)
def test_exact_data_give_exact_parameters(name: str, amplitudes: list[float], shape: float) -> None:
    """Without noise every law finds its own parameters to eight digits, without being told a start."""
    law, setting = laws.get(name), Setting(g=50.0)
    B = law.columns(T, np.array([shape]), setting)[0][0] @ np.array(amplitudes)

    o = SeparableProblem(law, make_rates(T, B, 0.01 * B), setting).optimum()

    np.testing.assert_allclose(amplitudes, o.amplitudes, rtol=1e-8)
    assert shape == pytest.approx(o.shape, rel=1e-8, nan_ok=True)
    assert o.chi2 < 1e-12


def test_an_amplitude_that_wants_to_be_negative_is_zero() -> None:
    """Data below a straight line through the origin give B_0 = 0, not a negative rate."""
    B = 1e-3 * T - 2e-4

    o = SeparableProblem(laws.get("nyquist_2d"), make_rates(T, B, 1e-5), Setting()).optimum()

    assert 0.0 == o.amplitudes[0]
    assert o.amplitudes[1] > 0.0


@pytest.mark.parametrize("seed", range(5))
def test_no_start_finds_a_lower_minimum(seed: int) -> None:
    """Forty random starts of a general minimizer never go below the optimum that was found."""
    from scipy.optimize import least_squares

    rng = np.random.default_rng(seed)
    B = 1e-3 + 2e-4 * T**1.6
    err = 0.15 * B
    y = B + err * rng.normal(size=T.size)
    o = SeparableProblem(laws.get("power_saturating"), make_rates(T, y, err), Setting()).optimum()

    def residual(p: np.ndarray) -> np.ndarray:
        return (1e-3 * p[0] + 1e-3 * p[1] * T ** p[2] - y) / err

    for _ in range(40):
        start = [rng.uniform(0, 3), rng.uniform(1e-4, 3), rng.uniform(0.15, 6)]
        found = least_squares(residual, start, bounds=([0, 0, 0.1], [np.inf, np.inf, 8.0]))
        assert o.chi2 <= 2 * found.cost * (1 + 1e-9)
