"""The sum over the levels of a spin-split well: blocks of fields, and its derivatives."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit.special.spin_orbit_sum import triplet_differences


def _fill(B: np.ndarray, B_phi: float, B_so: float, B_so1: float) -> np.ndarray:
    out = np.empty((4, B.size))
    triplet_differences(B, B_phi, B_so, B_so1, out)
    return out


@pytest.mark.parametrize("n", [1, 15, 16, 17, 100])
def test_each_field_by_itself(n) -> None:
    """Fields in blocks share points and panels; the values are those of each field alone, in any order."""
    rng = np.random.default_rng(n)
    B = 10.0 ** rng.uniform(-2.5, 1.0, n)
    alone = np.concatenate([_fill(B[i : i + 1], 0.01, 0.2, 0.15) for i in range(n)], axis=1)

    np.testing.assert_allclose(_fill(B, 0.01, 0.2, 0.15), alone, rtol=1e-11, atol=1e-13)


def test_order_of_the_sweep_changes_no_bit() -> None:
    """A sweep down gives the numbers of the sweep up."""
    B = np.linspace(0.01, 2.0, 90)

    np.testing.assert_array_equal(_fill(B, 0.01, 0.2, 0.15), _fill(B[::-1].copy(), 0.01, 0.2, 0.15)[:, ::-1])


@pytest.mark.parametrize("rates", [(0.02, 0.2, 0.1), (1.0, 0.3, 0.3), (0.003, 3.0, 0.5), (0.05, 0.05, 0.0)])
def test_derivatives(rates) -> None:
    """The derivatives by the three rates are those of the value, by differences of fourth order."""
    B = np.geomspace(0.01, 10.0, 20)
    out = _fill(B, *rates)
    for k in range(3):
        h = 2e-3 * max(rates[k], 0.05 * rates[1])

        def shifted(m, k=k, h=h):
            moved = list(rates)
            moved[k] += m * h
            return _fill(B, *moved)[0]

        slope = (8.0 * (shifted(1) - shifted(-1)) - (shifted(2) - shifted(-2))) / (12.0 * h)

        np.testing.assert_allclose(slope, out[k + 1], rtol=1e-7, atol=1e-9 * np.abs(out[k + 1]).max())
