from __future__ import annotations

import numpy as np
import pytest

from hlnfit.errors import FitError
from hlnfit.models.two_band import two_band_resistivity
from hlnfit.reduction.hall import Hall, hall_of_sweep, mean_slope, measure_hall
from hlnfit.sweep import Sweep

E = 1.602176634e-19


def cusp(B: np.ndarray) -> np.ndarray:
    """An even curve with a cusp, as weak antilocalization mixes into R_xy."""
    return np.asarray(np.log1p(np.abs(B) / 0.01))


def test_density_of_a_film() -> None:
    """62.415 ohm/T is a sheet density of 1e17 m^-2: n = 1/(e slope), e = 1.602176634e-19 C exactly."""
    B = np.linspace(-1.0, 1.0, 101)

    hall = measure_hall(B, B / (1e17 * E), 1e-3)

    assert 62.41509074 == pytest.approx(hall.slope, rel=1e-8)
    assert 1e17 == pytest.approx(hall.density, rel=1e-10)
    assert 1 == hall.sign and not hall.nonlinear and hall.determined


def test_mixed_in_resistance_and_offset_do_not_matter() -> None:
    """A cusp of R_xx fifty times the Hall resistance, mixed in about a displaced centre, changes nothing."""
    B = np.linspace(-1.0, 1.0, 401)
    centre = 0.0085

    hall = measure_hall(B, -0.6 * (B - centre) + 30.0 + 8.0 * cusp(B - centre), 1e-3, centre=centre)

    assert -0.6 == pytest.approx(hall.slope, rel=2e-3)
    assert -1 == hall.sign
    assert 30.0 == pytest.approx(hall.offset, abs=3.0)


@pytest.mark.parametrize("centre", [0.0, 0.0123])
def test_pulls_of_the_slope(centre: float) -> None:
    """Over 300 seeds the slope is unbiased and its errors are right, without errors being given."""
    B = np.concatenate([np.linspace(-1.0, 1.0, 151), np.linspace(0.98, -1.0, 137)])
    pulls = []
    for seed in range(300):
        rng = np.random.default_rng(seed)
        hall = measure_hall(
            B, 5.0 * B + 0.2 * cusp(B - centre) + 0.05 * rng.normal(size=B.size), centre=centre
        )
        pulls.append((hall.slope - 5.0) / hall.slope_error)

    # Three standard errors; the noise itself is estimated, and errors are never narrowed.
    assert 0.0 == pytest.approx(np.mean(pulls), abs=3.0 / np.sqrt(300))
    assert 0.85 < np.std(pulls) < 1.1


def test_linear_hall_resistance_is_rarely_called_nonlinear() -> None:
    """Noise makes fewer than 1 of 100 linear Hall resistances nonlinear."""
    B = np.linspace(-1.0, 1.0, 101)
    found = sum(
        measure_hall(B, B + 0.3 * np.random.default_rng(seed).normal(size=B.size)).nonlinear
        for seed in range(300)
    )

    assert found <= 3


def test_two_bands_are_nonlinear() -> None:
    """Electrons beside a few fast holes bend the Hall resistance; the cubic part is that of the formula.

    At low field the slope is (sum n mu |mu|) / (e (sum n |mu|)^2), with signed mobilities.
    """
    n, mu = (1e16, 3e15), (-0.3, 1.2)
    B = np.linspace(-0.25, 0.25, 201)
    _, rho_xy = two_band_resistivity(B, n[0], mu[0], n[1], mu[1])
    expected = sum(k * m * abs(m) for k, m in zip(n, mu, strict=True)) / (
        E * sum(k * abs(m) for k, m in zip(n, mu, strict=True)) ** 2
    )

    hall = measure_hall(B, rho_xy, 0.05)

    assert hall.nonlinear
    assert expected == pytest.approx(hall.slope, rel=0.02)
    assert hall.nonlinearity < -0.02
    assert "density of neither" in " ".join(hall.log)
    np.testing.assert_allclose(rho_xy, hall.resistance(B), atol=0.01 * np.max(rho_xy))


def test_mobility_and_bulk_coefficient() -> None:
    """mu = slope / R_sheet with both errors; the bulk coefficient is slope times thickness."""
    hall = measure_hall(np.linspace(-1, 1, 50), 10.0 * np.linspace(-1, 1, 50), 0.1)

    value, error = hall.mobility(200.0, 4.0)

    assert 0.05 == pytest.approx(value, rel=1e-9)
    assert 0.05 * np.hypot(hall.slope_error / 10.0, 0.02) == pytest.approx(error, rel=1e-6)
    assert 10.0 * 20e-9 == pytest.approx(hall.hall_coefficient(20e-9)[0])


def test_one_sided_sweep() -> None:
    """From 0 to 9 T the slope is that beside a constant, and the log warns of the mixed part."""
    B = np.linspace(0.0, 9.0, 91)

    hall = measure_hall(B, 4.0 + 2.5 * B, 1e-3)

    assert not hall.two_sided
    assert 2.5 == pytest.approx(hall.slope, rel=1e-6)
    assert 4.0 == pytest.approx(hall.offset, rel=1e-6)
    assert "one sign" in " ".join(hall.log)


def test_no_hall_effect_gives_no_density() -> None:
    """Noise alone is not determined, and no density is written."""
    B = np.linspace(-1.0, 1.0, 101)
    hall = measure_hall(B, 0.1 * np.random.default_rng(4).normal(size=B.size))

    assert not hall.determined
    assert "no density" in " ".join(hall.log)


def test_window() -> None:
    """With B_max only the fields within it are used."""
    B = np.linspace(-2.0, 2.0, 201)
    hall = measure_hall(B, np.where(np.abs(B) < 1.0, B, 5.0 * B), 1e-3, B_max=0.9)

    assert 1.0 == pytest.approx(hall.slope, rel=1e-9)
    assert 0.9 == pytest.approx(hall.B_max)


def test_too_few_points() -> None:
    """Seven points, or one field only, are refused in words."""
    with pytest.raises(FitError, match="7 usable points"):
        measure_hall(np.linspace(-1, 1, 7), np.ones(7))
    with pytest.raises(FitError, match="different fields"):
        measure_hall(np.zeros(20), np.ones(20))
    with pytest.raises(FitError, match="not positive"):
        measure_hall(np.linspace(-1, 1, 20), np.ones(20), 0.0)


def test_sweeps() -> None:
    """A sweep gives its slope, gaps in R_xy included; one without R_xy gives nothing."""
    B = np.linspace(-1.0, 1.0, 101)
    R_xy = np.where(np.arange(101) % 10 == 0, np.nan, 3.0 * B)
    with_hall = Sweep(B, np.full(101, 500.0), np.full(101, 4.2), R_xy=R_xy)
    hall = hall_of_sweep(with_hall)

    assert hall is not None
    assert 3.0 == pytest.approx(hall.slope, rel=1e-6)
    assert hall_of_sweep(Sweep(B, np.full(101, 500.0), np.full(101, 4.2))) is None
    assert hall_of_sweep(Sweep(B, np.full(101, 500.0), np.full(101, 4.2), R_xy=np.full(101, np.nan))) is None


def _hall(slope: float, error: float) -> Hall:
    return Hall(slope, error, 0.0, 0.0, 0.0, 0.0, False, 0.0, 1.0, 50, 1.0, True)


def test_mean_of_several_sweeps() -> None:
    """Weighted mean by hand; the error widens where the slopes disagree."""
    mean, error = mean_slope([_hall(1.0, 0.1), _hall(1.1, 0.2)])
    apart = mean_slope([_hall(1.0, 0.1), _hall(2.0, 0.1)])

    assert (1.0 * 100 + 1.1 * 25) / 125 == pytest.approx(mean)
    assert 1 / np.sqrt(125) == pytest.approx(error)
    # chi2 = 2 (0.5/0.1)^2 = 50 for one degree of freedom
    assert np.sqrt(50.0 / 200.0) == pytest.approx(apart[1])
    with pytest.raises(FitError, match="no Hall slope"):
        mean_slope([])
