"""Classical backgrounds: reference values, limits and the tensor of two bands."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit import models
from hlnfit.constants import E
from hlnfit.models.two_band import two_band_resistivity

B = np.linspace(-9.0, 9.0, 19)


def test_two_band_reference(reference) -> None:
    """Longitudinal and Hall resistivity of two bands of either sign agree with 30-digit values."""
    for a, expected in reference("two_band_rho_xx_rho_xy"):
        found = two_band_resistivity(a["B"], a["n1"], a["mu1"], a["n2"], a["mu2"])

        assert expected == pytest.approx([float(v) for v in found], rel=1e-13)


def test_inverse_rho_background_is_the_tensor_of_two_bands() -> None:
    """The closed form of 1/rho_xx(B) - 1/rho_xx(0) follows from the added tensors."""
    n1, mu1, n2, mu2 = 1e16, -0.3, 3e15, 1.2
    rho, _ = two_band_resistivity(B, n1, mu1, n2, mu2)
    zero, _ = two_band_resistivity(0.0, n1, mu1, n2, mu2)
    found = models.get("two_band_inverse_rho")(
        B, sigma_1=E * n1 * abs(mu1), mu_1=mu1, sigma_2=E * n2 * abs(mu2), mu_2=mu2
    )

    np.testing.assert_allclose(1.0 / rho - 1.0 / zero, found, rtol=1e-12, atol=1e-17)


def test_sigma_xx_background_is_the_tensor_of_two_bands() -> None:
    """Inverting the resistivity tensor of two bands leaves the sum of two Drude terms."""
    n1, mu1, n2, mu2 = 1e16, -0.3, 3e15, 1.2
    xx, xy = two_band_resistivity(B, n1, mu1, n2, mu2)
    sigma = xx / (xx**2 + xy**2)
    total = E * (n1 * abs(mu1) + n2 * abs(mu2))
    found = models.get("two_band")(
        B, sigma_1=E * n1 * abs(mu1), mu_1=abs(mu1), sigma_2=E * n2 * abs(mu2), mu_2=abs(mu2)
    )

    np.testing.assert_allclose(sigma - total, found, rtol=1e-11, atol=1e-17)


def test_one_band_has_no_magnetoresistance() -> None:
    """Equal mobilities make one band, whose rho_xx does not depend on the field."""
    found = models.get("two_band_inverse_rho")(B, sigma_1=1e-3, mu_1=0.4, sigma_2=2e-3, mu_2=0.4)

    assert not found.any()


def test_kohler_is_quadratic_at_low_field() -> None:
    """Well below 1/mu the Kohler background is -sigma_cl (mu B)^2."""
    b = np.array([1e-4, 1e-3])

    np.testing.assert_allclose(
        models.get("quadratic")(b, c2=-2e-3 * 0.1**2),
        models.get("kohler")(b, sigma_cl=2e-3, mu=0.1),
        rtol=1e-7,
    )


def test_linear_background_is_even() -> None:
    """The linear background goes with |B|; its coefficient has a name of its own."""
    model = models.get("linear")

    assert ("c1_abs",) == model.names
    np.testing.assert_array_equal(2e-6 * np.abs(B), model(B, c1_abs=2e-6))
