"""The order of the steps from sweep to curve."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit.errors import ConfigError, GeometryError
from hlnfit.flags import verdict_of
from hlnfit.reduction import reduce
from hlnfit.sample import HallBar, Square, VanDerPauw, Wire
from hlnfit.sweep import Sweep

BAR = HallBar("100um", "20um")


def sweep(n=201, *, direction="up", offset=0.0, noise=0.0, T=2.0, seed=0, **rest):
    """A WAL-like dip in R over +-1 T."""
    B = np.linspace(-1.0, 1.0, n)
    R = 4000.0 - 40.0 * np.exp(-np.abs(B - offset) / 0.1)
    R = R + noise * np.random.default_rng(seed).normal(size=n)
    if direction == "down":
        B, R = B[::-1], R[::-1]
    return Sweep(B, R, np.full(n, T), direction=direction, **rest)


@pytest.mark.parametrize(
    ("geometry", "squares"),
    [
        (BAR, 5.0),
        (Square(), 1.0),
        # L. J. van der Pauw, Philips Res. Rep. 13, 1 (1958): R_sheet = pi R / ln 2 = 4.53236 R
        (VanDerPauw(), 1.0 / 4.532360141827194),
        (Wire("10um", "80nm"), 1.0),
    ],
)
def test_each_geometry_gives_its_conductance(geometry, squares):
    """sigma = squares / R far from the dip, where R = 4000 ohm."""
    (curve,) = reduce(sweep(), geometry)

    assert squares / 4000.0 == pytest.approx(curve.sigma0 + curve.dsigma[0], rel=1e-5)


def test_geometry_is_never_guessed():
    """Without a geometry the command stops and asks."""
    with pytest.raises(GeometryError, match="no geometry"):
        reduce(sweep())


def test_error_of_the_geometry_is_carried():
    """5 % of the length and 12 % of the width are 13 % of the conductance."""
    (curve,) = reduce(sweep(), HallBar("100(5) um", "50(6) um"))

    assert 0.13 == pytest.approx(curve.scale_error, rel=1e-12)


def test_up_and_down_at_one_temperature_become_one_curve():
    """Both directions are kept, each as a group with a name."""
    (curve,) = reduce(
        [sweep(noise=0.1, offset=0.006), sweep(direction="down", noise=0.1, offset=-0.006, seed=1)], BAR
    )

    assert 402 == len(curve)
    assert ("up", "down") == curve.group_names
    assert not curve.measures["hysteresis"]
    assert -0.012 == pytest.approx(curve.measures["directions_shift_T"], abs=0.002)


def test_other_temperatures_and_merge_none_stay_apart():
    """Two per cent in temperature is another temperature; merge="none" keeps every sweep."""
    pair = [sweep(noise=0.1), sweep(direction="down", noise=0.1, T=2.04)]

    assert 2 == len(reduce(pair, BAR))
    pair[1] = sweep(direction="down", noise=0.1)
    assert 2 == len(reduce(pair, BAR, merge="none"))
    with pytest.raises(ConfigError, match="merge"):
        reduce(pair, BAR, merge="everything")


def test_butterfly_is_not_merged_and_knows_why():
    """Directions whose dips lie 0.3 T apart are hysteresis, not the remanence of a magnet."""
    curves = reduce(
        [sweep(noise=0.1, offset=0.15), sweep(direction="down", noise=0.1, offset=-0.15, seed=1)], BAR
    )

    assert 2 == len(curves)
    assert all(c.measures["hysteresis"] for c in curves)


def test_std_dev_gives_the_shape_and_neighbours_the_scale():
    """A Std. Dev. ten times the scatter, twice as large on one side, gives errors of the right size."""
    n = 401
    rng = np.random.default_rng(5)
    std = np.where(np.linspace(-1, 1, n) > 0.0, 2.0, 1.0)
    s = sweep(n)
    s = Sweep(s.B, s.R_xx + 0.1 * std * rng.normal(size=n), s.T, R_xx_std=std * rng.uniform(0.8, 1.2, n))
    (curve,) = reduce(s, BAR)
    (given,) = reduce(s, BAR, errors_are_measured=True)

    assert ("instrument", "given") == (curve.errors, given.errors)
    assert 10.0 == pytest.approx(curve.measures["std_over_scatter"], rel=0.2)
    per_ohm = 5.0 / 4000.0**2
    assert 0.1 * per_ohm == pytest.approx(np.median(curve.error[curve.B < -0.5]), rel=0.15)
    assert 0.2 * per_ohm == pytest.approx(np.median(curve.error[curve.B > 0.5]), rel=0.15)
    assert 1.0 * per_ohm == pytest.approx(np.median(given.error[given.B < -0.5]), rel=0.1)


def test_outliers_are_left_out_and_named_but_never_at_the_cusp():
    """A wild point is dropped with a flag; the three points around B = 0 are kept whatever they are."""
    s = sweep(noise=0.1)
    R = s.R_xx.copy()
    R[30] += 50.0
    R[100] -= 50.0
    wild = Sweep(s.B, R, s.T)
    (curve,) = reduce(wild, BAR)
    (kept,) = reduce(wild, BAR, keep_outliers=True)

    assert (200, 201) == (len(curve), len(kept))
    assert 0.0 in curve.B
    assert ["outliers"] == [f.code for f in curve.flags]


def test_resistance_through_zero_gives_no_number():
    """A superconducting sweep is answered with a rejected curve without points."""
    s = sweep()
    (curve,) = reduce(Sweep(s.B, 0.4 * np.clip(np.abs(s.B) - 0.3, 0.0, None) - 1e-3, s.T), BAR)

    assert 0 == len(curve)
    assert "reject" == verdict_of(curve.flags)
    assert curve.measures["R_centre_ohm"] < 0.0


def test_negative_resistance_throughout_is_turned():
    """Exchanged leads change the sign of R, not the physics; the log says so."""
    s = sweep()
    (curve,) = reduce(Sweep(s.B, -s.R_xx, s.T), BAR)

    assert curve.sigma0 > 0.0
    assert any("sign" in line for line in curve.log)


def test_bad_cells_are_passed_over():
    """NaN in field or resistance leaves the other points."""
    s = sweep()
    R = s.R_xx.copy()
    R[:5] = np.nan
    (curve,) = reduce(Sweep(s.B, R, s.T), BAR)

    assert 196 == len(curve)


def test_nine_points_are_no_sweep():
    """Too few points are a verdict and a reason, not an exception."""
    s = sweep().take(np.arange(9))
    (curve,) = reduce(s, BAR)

    assert ["too_few_points"] == [f.code for f in curve.flags]


def test_every_step_is_logged():
    """The conversion and the origin of the errors stand in the log."""
    (curve,) = reduce(sweep(noise=0.1), BAR)

    assert any(line.startswith("Conductance = 5 / R") for line in curve.log)
    assert any("Scatter" in line for line in curve.log)


def with_hall(n_sheet=1e19, **rest):
    """A sweep with the Hall resistance of one band."""
    s = sweep(noise=0.05, **rest)
    slope = 1.0 / (1.602176634e-19 * n_sheet)
    return Sweep(s.B, s.R_xx, s.T, R_xy=slope * s.B, direction=s.direction)


def test_density_follows_from_R_xy():
    """n = 1 / (e dR_xy/dB), the mobility from it, and both in the measures of the curve."""
    (curve,) = reduce(with_hall(), BAR)

    assert 1e19 == pytest.approx(curve.measures["density_m2"], rel=1e-6)
    # sigma / (n e) with sigma = 5 / 3960 ohm at B = 0
    assert 5.0 / 3960.0 / 1.602176634 == pytest.approx(curve.measures["mobility_m2_Vs"], rel=0.01)
    assert any("Hall slope" in line for line in curve.log)


def test_merged_directions_keep_the_mean_density():
    """Two directions give one density."""
    (curve,) = reduce([with_hall(), with_hall(direction="down", seed=1)], BAR)

    assert 1e19 == pytest.approx(curve.measures["density_m2"], rel=1e-6)


def test_sigma_xx_is_the_inverted_tensor():
    """With one Drude band sigma_xx bends as sigma_0 / (1 + (mu B)^2), which 1/rho_xx does not."""
    B = np.linspace(-1.0, 1.0, 201)
    s = Sweep(B, np.full(201, 500.0), np.full(201, 2.0), R_xy=40.0 * B)
    (flat,) = reduce(s, Square())
    (bent,) = reduce(s, Square(), quantity="sigma-xx")

    assert 0.0 == pytest.approx(np.ptp(flat.dsigma), abs=1e-15)
    expected = 1.0 / 500.0 / (1.0 + (40.0 * B / 500.0) ** 2)
    np.testing.assert_allclose(bent.dsigma + bent.sigma0, expected, rtol=1e-9)


def test_sigma_xx_needs_the_hall_resistance():
    """Without R_xy the answer is a flag; for a wire, or another word, a ConfigError."""
    (curve,) = reduce(sweep(), BAR, quantity="sigma-xx")

    assert ["hall_missing"] == [f.code for f in curve.flags]
    with pytest.raises(ConfigError, match="wire"):
        reduce(sweep(), Wire("1um", "0.1um"), quantity="sigma-xx")
    with pytest.raises(ConfigError, match="rho-xx"):
        reduce(sweep(), BAR, quantity="rho-xx")


def test_tilted_field_enters_by_its_normal_component():
    """At 60 degrees from the normal half of the field counts."""
    (curve,) = reduce(sweep(conditions={"tilt_deg": 60.0}), BAR)

    assert 0.5 == pytest.approx(curve.B.max(), rel=1e-9)
    assert any("normal" in line for line in curve.log)


def test_either_flank_of_a_crossover_curve_is_no_hysteresis():
    """Two equal maxima beside B = 0, of which noise picks one or the other, are merged."""
    B = np.linspace(-1.0, 1.0, 201)
    even = 4000.0 + 10.0 * np.exp(-(((np.abs(B) - 0.3) / 0.15) ** 2))
    merged = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        pair = [
            Sweep(B, even + 0.3 * rng.normal(size=201), np.full(201, 2.0), direction=d)
            for d in ("up", "down")
        ]
        merged += len(reduce(pair, BAR)) == 1

    assert 20 == merged
