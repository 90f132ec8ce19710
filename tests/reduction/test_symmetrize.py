from __future__ import annotations

import numpy as np
import pytest

from hlnfit.curve import Magnetoconductance
from hlnfit.errors import FitError
from hlnfit.reduction.symmetrize import (
    antisymmetrize,
    fold,
    odd_part,
    symmetrize,
    symmetrize_curve,
    symmetrize_sweep,
)
from hlnfit.sweep import Sweep


def even(x: np.ndarray) -> np.ndarray:
    """A smooth even curve."""
    return np.asarray(1.0 / (1.0 + 4.0 * x * x))


def odd(x: np.ndarray) -> np.ndarray:
    """A smooth odd curve."""
    return np.asarray(0.5 * x - 0.2 * x**3)


def test_even_and_odd_parts_on_an_uneven_grid() -> None:
    """Both parts of a curve come back on a grid that is not symmetric, about a displaced centre.

    Folding the same arrays by index would mix values that are up to 0.05 T apart.
    """
    rng = np.random.default_rng(2)
    B = np.sort(rng.uniform(-1.0, 1.1, 800))
    centre = 0.031

    folded = fold(B, even(B - centre) + odd(B - centre), centre=centre)

    np.testing.assert_allclose(even(folded.B), folded.even, atol=2e-4)
    np.testing.assert_allclose(odd(folded.B), folded.odd, atol=2e-4)
    by_index = 0.5 * (even(B) + odd(B) + (even(B) + odd(B))[::-1])
    assert np.max(np.abs(by_index - even(B))) > 0.02


def test_symmetric_grid_needs_no_interpolation() -> None:
    """On a symmetric grid the parts are exact sums and differences, with the error over root 2."""
    B = np.linspace(-1.0, 1.0, 21)
    y = np.random.default_rng(0).normal(size=21)

    b, part, error = symmetrize(B, y, 0.3)
    _, difference, odd_error = antisymmetrize(B, y, 0.3)

    np.testing.assert_allclose(B[10:], b, atol=1e-15)
    np.testing.assert_allclose(0.5 * (y[10:] + y[10::-1]), part, atol=1e-14)
    np.testing.assert_allclose(0.5 * (y[10:] - y[10::-1]), difference, atol=1e-14)
    assert error is not None and odd_error is not None
    np.testing.assert_allclose(0.3 / np.sqrt(2.0), error[1:])
    np.testing.assert_allclose(0.3 / np.sqrt(2.0), odd_error[1:])


def test_the_point_at_zero_counts_once() -> None:
    """A single point at the centre keeps its own error, and has no odd part."""
    folded = fold(np.linspace(-1.0, 1.0, 21), np.ones(21), 0.3)

    assert folded.even_error is not None and folded.odd_error is not None
    assert (0.0, 0.0) == (folded.B[0], folded.odd[0])
    assert 0.3 == pytest.approx(folded.even_error[0])
    assert 0.0 == folded.odd_error[0]


@pytest.mark.parametrize("centre", [0.0, 0.0123, -0.037])
def test_information_is_not_counted_twice(centre: float) -> None:
    """The weighted mean of the folded points scatters by no more than its claimed error.

    With the points of both sides kept, a fit would claim 1.41 times less.
    """
    B = np.linspace(-1.0, 1.0, 101)
    means, claimed = [], 0.0
    for seed in range(400):
        y = 0.2 * np.random.default_rng(seed).normal(size=B.size)
        folded = fold(B, y, 0.2, centre=centre)
        assert folded.even_error is not None
        weight = 1.0 / folded.even_error**2
        means.append(float(np.sum(weight * folded.even) / np.sum(weight)))
        claimed = float(1.0 / np.sqrt(np.sum(weight)))

    assert 0.9 < np.std(means) / claimed < 1.08


def test_denser_side_does_not_multiply_points() -> None:
    """One side measured ten times as densely gives no more folded points than the other has."""
    B = np.concatenate([np.linspace(-1.0, -0.1, 10), np.linspace(0.01, 1.0, 100)])

    assert 10 >= fold(B, even(B)).B.size


def test_points_beyond_the_other_side_are_left_out_and_logged() -> None:
    """From -0.5 to 1 T only 0.5 T can be folded, and the log says how many points that costs."""
    B = np.linspace(-0.5, 1.0, 151)

    folded = fold(B, even(B))

    assert 0.5 == pytest.approx(folded.B[-1])
    assert "50 points lie beyond" in " ".join(folded.log)


def test_measure_of_the_odd_part() -> None:
    """Pure noise has an odd chi-square near 1; a Hall admixture of three errors shows."""
    B = np.linspace(-1.0, 1.0, 201)
    noise = 0.01 * np.random.default_rng(3).normal(size=B.size)

    clean = fold(B, even(B) + noise, 0.01)
    mixed = fold(B, even(B) + noise + 0.1 * B, 0.01)

    assert 1.0 == pytest.approx(clean.odd_chi2_red, abs=0.3)
    assert mixed.odd_chi2_red > 20.0
    assert 0.1 / np.sqrt(3.0) == pytest.approx(mixed.odd_rms, rel=0.05)
    assert 0.1 == pytest.approx(mixed.odd_peak, rel=0.2)
    assert 0.8 == pytest.approx(clean.even_span, rel=0.05)


def test_order_and_repetition_do_not_matter() -> None:
    """A sweep in reversed order, or with each point read twice, gives the same parts."""
    B = np.linspace(-1.0, 1.02, 64)
    y = even(B) + odd(B)
    one = fold(B, y, 0.1)

    back = fold(B[::-1], y[::-1], 0.1)
    twice = fold(np.repeat(B, 2), np.repeat(y, 2), 0.1)

    np.testing.assert_allclose(one.even, back.even)
    np.testing.assert_allclose(one.even, twice.even)
    assert one.even_error is not None and twice.even_error is not None
    np.testing.assert_allclose(one.even_error, np.sqrt(2.0) * twice.even_error)


def test_one_sided_curve_is_refused() -> None:
    """A one-sided curve has no even part."""
    with pytest.raises(FitError, match="one-sided"):
        fold(np.linspace(0.0, 1.0, 20), np.ones(20))


def test_odd_part_at_every_field() -> None:
    """The odd part is given at the measured fields, and nothing where the other side is missing."""
    B = np.linspace(-1.0, 1.5, 101)

    part = odd_part(B, 2.0 * B + 3.0)

    np.testing.assert_allclose(2.0 * B[B <= 1.0], part[B <= 1.0], atol=1e-12)
    assert np.isnan(part[B > 1.0]).all()


def test_curve_of_two_directions() -> None:
    """Each direction is folded about its own centre; the curve says it is symmetrized and keeps a log."""
    B = np.linspace(-1.0, 1.0, 81)
    curve = Magnetoconductance(
        np.concatenate([B, B]),
        np.concatenate([even(B - 0.01), even(B + 0.02) + 0.1 * (B + 0.02)]),
        0.01,
        group=np.repeat([0, 1], 81),
        group_names=("up", "down"),
        sigma0=1e-3,
    )

    folded = symmetrize_curve(curve, centre=(0.01, -0.02))

    assert folded.symmetrized and not folded.two_sided
    assert {0, 1} == set(folded.group.tolist())
    np.testing.assert_allclose(even(folded.B), folded.dsigma, atol=3e-3)
    assert 0.01 / np.sqrt(2.0) == pytest.approx(float(np.median(folded.error)))  # type: ignore[arg-type]
    assert 0.1 == pytest.approx(folded.measures["fold_odd_peak_S"], rel=0.05)
    assert 2 == sum("Folded" in line for line in folded.log)
    with pytest.raises(FitError, match="3 centres for 2 directions"):
        symmetrize_curve(curve, centre=(0.0, 0.0, 0.0))


def test_sweep_keeps_even_resistance_and_odd_hall_resistance() -> None:
    """R_xx loses its Hall part and R_xy its R_xx part; temperature is the mean of both sides."""
    B = np.linspace(-1.0, 1.003, 201)
    sweep = Sweep(
        B, 500.0 + 5.0 * even(B) + 3.0 * B, 4.2 + 0.1 * B, R_xy=20.0 * B + 7.0 * even(B), direction="down"
    )

    folded = symmetrize_sweep(sweep)

    assert folded.R_xy is not None
    assert np.all(np.diff(folded.B) > 0.0) and folded.B[0] >= 0.0
    np.testing.assert_allclose(500.0 + 5.0 * even(folded.B), folded.R_xx, atol=2e-3)
    np.testing.assert_allclose(20.0 * folded.B, folded.R_xy, atol=3e-3)
    np.testing.assert_allclose(4.2, folded.T, atol=1e-9)
    assert "Folded" in folded.log[0]
