"""One-flight kernels: quadrature against Tricomi's expansion and against the zero-field limit."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit.special.golub_kernels import high_level, low_levels, low_panels, zero_field_kernel


@pytest.mark.parametrize(("b", "s", "theta"), [(0.1, 1.02, 3.0), (1.0, 1.1, 0.5), (0.02, 1.3, 1.0)])
def test_both_roads_meet(b, s, theta) -> None:
    """At level 110 the integrals and the expansion agree for all four orders."""
    levels = 112
    X = np.empty((4, 3, levels))
    low_levels(b, s, theta, low_panels(b, s, theta, levels), X)
    scratch = np.empty(16)
    for m in range(4):
        found = high_level(110.0, b, s, theta, m, scratch)

        assert X[m, :, 110] == pytest.approx(found, abs=1e-7)


def test_normalization() -> None:
    """Without a field or a spin one flight returns 1/s: every electron collides once."""
    X = np.empty((4, 3, 4))
    low_levels(1e-8, 1.25, 0.0, low_panels(1e-8, 1.25, 0.0, 4), X)

    assert 1.0 / 1.25 == pytest.approx(X[0, 0, 0], abs=1e-6)
    assert not X[:, 1:].any()


def test_zero_field_kernel_is_the_limit_of_small_fields() -> None:
    """With q^2 = 2 b nu the Laguerre function becomes a Bessel function."""
    b, s, theta, q = 1e-6, 1.1, 0.7, 0.9
    scratch = np.empty(16)
    for m in range(4):
        N = q * q / (2.0 * b) - 0.5 * (m + 1.0)
        expected = zero_field_kernel(q, s, theta, m)

        assert expected == pytest.approx(high_level(N, b, s, theta, m, scratch), abs=1e-5)
