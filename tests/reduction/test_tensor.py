from __future__ import annotations

import numpy as np
import pytest

from hlnfit.errors import FitError
from hlnfit.models.two_band import two_band_resistivity
from hlnfit.reduction.tensor import (
    conductivity_xx,
    drude_conductivity,
    drude_resistivity,
    invert,
    tensor_of_sweep,
)
from hlnfit.sample import HallBar, Square, Wire
from hlnfit.sweep import Sweep

E = 1.602176634e-19
# rho_xx and rho_xy in ohms of two bands: B (T), n1 (m^-2), mu1 (m^2/Vs, signed), n2, mu2. Computed
# independently with mpmath, 30 digits, by inverting the sum of two Drude conductivity tensors.
TWO_BANDS = [
    (0.1, 1e16, 0.3, 3e15, 1.2, 947.5728735491908414136486712288367, 74.66094793152925414921948015219262),
    (0.1, 1e16, -0.3, 3e15, 1.2, 950.95101880992849695953628817381, 48.80244847899494749485735510059697),
    (0.1, 1e16, -0.3, 3e15, 0.05, 1981.541530511796427219621177858608, -56.14092474028910346482922123516715),
    (1.0, 1e16, 0.3, 3e15, 0.05, 1987.026313885571114901921349580513, 570.4946174138350937510506921134781),
    (1.0, 1e16, -0.3, 3e15, 1.2, 1406.110310340867129132125841299247, 314.2363916599547244826757216308029),
    (9.0, 1e16, -0.3, 3e15, 1.2, 4281.848770369305754147498205594092, -7053.955546794496572890561720808697),
]


@pytest.mark.parametrize(("B", "n1", "mu1", "n2", "mu2", "xx", "xy"), TWO_BANDS)
def test_two_bands(B: float, n1: float, mu1: float, n2: float, mu2: float, xx: float, xy: float) -> None:
    """The inverted sum of two Drude tensors equals an independent computation to ten digits."""
    bands = [drude_conductivity(B, E * n * abs(mu), mu) for n, mu in ((n1, mu1), (n2, mu2))]

    rho = invert(bands[0][0] + bands[1][0], bands[0][1] + bands[1][1])

    assert xx == pytest.approx(float(rho.xx), rel=1e-10)
    # The bands of the third row nearly cancel in sigma_xy.
    assert xy == pytest.approx(float(rho.xy), rel=1e-9)


def test_inverse_of_the_inverse() -> None:
    """Inverting twice returns the tensor."""
    rng = np.random.default_rng(0)
    xx, xy = rng.uniform(100, 2000, 50), rng.uniform(-3000, 3000, 50)

    sigma = invert(xx, xy)
    back = invert(sigma.xx, sigma.xy)

    np.testing.assert_allclose(xx, back.xx, rtol=1e-12)
    np.testing.assert_allclose(xy, back.xy, rtol=1e-12)


def test_drude_resistivity_has_no_magnetoresistance() -> None:
    """One band: rho_xx = 1/sigma_0 at every field, rho_xy = mu B / sigma_0, and they are inverses."""
    B = np.linspace(-5.0, 5.0, 11)
    rho = drude_resistivity(B, 2e-3, -0.4)
    sigma = drude_conductivity(B, 2e-3, -0.4)

    inverse = invert(*rho)

    np.testing.assert_allclose(500.0, rho[0])
    np.testing.assert_allclose(sigma[0], inverse.xx, rtol=1e-14)
    np.testing.assert_allclose(sigma[1], inverse.xy, rtol=1e-13, atol=1e-20)


def test_errors_are_those_of_repetition() -> None:
    """Propagated errors of both elements are the scatter of 20000 noisy tensors, to 3 %."""
    rng = np.random.default_rng(1)
    xx, xy, exx, exy = 700.0, 450.0, 4.0, 9.0
    many = invert(xx + exx * rng.normal(size=20000), xy + exy * rng.normal(size=20000))

    one = invert(xx, xy, exx, exy)

    assert one.xx_error is not None and one.xy_error is not None
    assert np.std(many.xx) == pytest.approx(float(one.xx_error), rel=0.03)
    assert np.std(many.xy) == pytest.approx(float(one.xy_error), rel=0.03)


def test_a_missing_error_counts_as_none() -> None:
    """With errors of rho_xx alone at zero Hall resistance, sigma_xx has its relative error."""
    one = invert(500.0, 0.0, 5.0)

    assert one.xx_error is not None and one.xy_error is not None
    assert 0.01 / 500.0 == pytest.approx(float(one.xx_error))
    assert 0.0 == float(one.xy_error)


def test_no_tensor_at_zero() -> None:
    """Where both elements vanish there is no inverse, and no number."""
    assert np.isnan(invert(0.0, 0.0).xx)


def test_sigma_xx_of_measured_resistances() -> None:
    """R_xx with a Hall admixture and R_xy with an R_xx admixture, about a displaced centre, give sigma_xx.

    2.5 squares of two bands; what is left is the odd part of R_xx, to first order.
    """
    centre = 0.0065
    B = np.linspace(-0.5, 0.5, 401)
    xx, xy = two_band_resistivity(B - centre, 1e16, -0.3, 3e15, 1.2)
    truth = invert(xx, xy).xx

    sigma, slope, odd, log = conductivity_xx(B, 2.5 * xx + 0.02 * xy, xy + 0.1 * xx, 2.5, centre=centre)

    rest = sigma - truth
    odd_rest = rest - rest[::-1]
    np.testing.assert_allclose(rest + rest[::-1], 0.0, atol=1e-3 * np.ptp(truth))
    assert np.max(np.abs(odd_rest)) > 0.0
    np.testing.assert_allclose(0.02 * xy, odd, atol=0.02 * 0.01 * np.max(np.abs(xy)))
    h = 1e-3
    up = invert((2.5 * xx + h) / 2.5, xy).xx
    down = invert((2.5 * xx - h) / 2.5, xy).xx
    np.testing.assert_allclose((up - down) / (2 * h), slope, rtol=1e-2)
    assert "inverted tensor" in log[-1]


def test_sigma_xx_where_the_hall_resistance_was_not_measured() -> None:
    """Missing points of R_xy are filled from the fit."""
    B = np.linspace(-0.5, 0.5, 201)
    xx, xy = drude_resistivity(B, 2e-3, 0.5)
    holes = np.where(np.abs(B) < 0.1, np.nan, xy)

    sigma, *_ = conductivity_xx(B, xx, holes, 1.0)

    np.testing.assert_allclose(drude_conductivity(B, 2e-3, 0.5)[0], sigma, rtol=1e-6)


def test_tensor_of_a_sweep() -> None:
    """A Hall bar's sweep gives sigma_xx and sigma_xy on B >= 0 with errors where they were measured."""
    B = np.linspace(-1.0, 1.0, 201)
    xx, xy = drude_resistivity(B, 2e-3, 0.8)
    sweep = Sweep(
        B,
        5.0 * xx + xy,
        np.full(201, 4.2),
        R_xy=xy + 0.1 * xx,
        R_xx_std=np.full(201, 0.5),
        std_kind="measured",
    )

    found = tensor_of_sweep(sweep, HallBar("100um", "20um"))

    expected = drude_conductivity(found.B, 2e-3, 0.8)
    np.testing.assert_allclose(expected[0], found.sigma.xx, rtol=1e-9)
    np.testing.assert_allclose(expected[1], found.sigma.xy, rtol=1e-9, atol=1e-15)
    assert found.sigma.xx_error is not None
    assert 0.1 / np.sqrt(2.0) / 500.0**2 == pytest.approx(found.sigma.xx_error[1], rel=1e-3)


def test_what_has_no_tensor() -> None:
    """Without R_xy, or in a wire, there is no tensor, and the message says what is missing."""
    B = np.linspace(-1.0, 1.0, 51)
    bare = Sweep(B, np.full(51, 500.0), np.full(51, 4.2))

    with pytest.raises(FitError, match="Hall resistance"):
        tensor_of_sweep(bare, Square())
    with pytest.raises(FitError, match="wire"):
        tensor_of_sweep(Sweep(B, bare.R_xx, bare.T, R_xy=B), Wire("10um", "100nm"))
