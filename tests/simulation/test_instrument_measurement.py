"""From a curve to the rows of an instrument: what each defect does to them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from hlnfit.constants import G0
from hlnfit.simulation.instrument import Defects, Film, Recording, Schedule, measure, typical_ppms
from hlnfit.sweep import FloatArray

SCHEDULE = Schedule((2.0, 4.0), B_max=1.0, step=0.01)
FILM = Film(length=100e-6, width=20e-6, sigma0=1e-3, density=1e17)


def peak(B: NDArray[np.float64], T: float) -> NDArray[np.float64]:
    """An even curve with a maximum at zero: what antilocalization looks like, without its formula."""
    return -G0 * np.log1p((B / (2e-3 * T)) ** 2) / 4.0


def flat(B: NDArray[np.float64], T: float) -> NDArray[np.float64]:
    """No quantum correction at all."""
    return 0.0 * B


def one_direction(recording: Recording, T: float, sign: int) -> Recording:
    """Rows of one sweep."""
    part = recording.at(T)
    return part.take((part.direction == sign) & ~part.fragment)


def lowest(recording: Recording) -> float:
    """Field of the smallest resistance."""
    return float(recording.B[np.nanargmin(recording.R_xx)])


def odd_part(recording: Recording) -> FloatArray:
    """Odd part of R_xx on symmetric fields."""
    return 0.5 * (recording.R_xx - recording.R_xx[::-1])


def test_perfect_instrument_reads_squares_over_conductance() -> None:
    """f2(1) = 0.0364899740 at B = B_phi, five squares of 1 mS: 4997.7511 ohm by hand."""
    f2_of_1 = 0.0364899740
    rows = measure(
        lambda B, T: G0 * f2_of_1 * (B != 0.0),
        FILM,
        Schedule((2.0,), B_max=1.0, step=1.0, directions=("up",)),
    )

    np.testing.assert_allclose([4997.7511, 5000.0, 4997.7511], rows.R_xx, rtol=0, atol=1e-4)
    np.testing.assert_allclose([-62.41509074, 0.0, 62.41509074], rows.R_xy, rtol=1e-9)
    assert [2.0, 2.0, 2.0] == rows.T.tolist()


def test_rows_follow_the_schedule() -> None:
    """Down, then up, at each temperature in turn; time runs forward and waits between temperatures."""
    rows = measure(flat, FILM, SCHEDULE)

    assert (2.0, 4.0) == rows.temperatures
    assert 4 * 201 == len(rows)
    assert [-1] * 201 + [1] * 201 == rows.direction[:402].tolist()
    assert np.diff(rows.time).min() > 11.0
    assert np.diff(rows.time)[401] > 1800.0


def test_offset_moves_the_cusp_by_direction() -> None:
    """An offset of -6 mT down and -9 mT up shows the cusp there, as the shown field is B + offset."""
    fine = replace(SCHEDULE, inner_step=1e-3, inner_range=0.05)
    rows = measure(peak, FILM, fine, Defects(offset_down=-6e-3, offset_up=-9e-3))

    assert -6e-3 == pytest.approx(lowest(one_direction(rows, 2.0, -1)), abs=1e-12)
    assert -9e-3 == pytest.approx(lowest(one_direction(rows, 2.0, 1)), abs=1e-12)


def test_hall_admixture_is_the_odd_part_in_ohms() -> None:
    """A third of R_xy = 62.4151 ohm/T in R_xx, whatever the curve; it may exceed the cusp."""
    rows = measure(peak, FILM, SCHEDULE, Defects(hall_admixture=1.0 / 3.0))
    sweep = one_direction(rows, 2.0, 1)

    np.testing.assert_allclose(62.41509074 / 3.0 * sweep.B, odd_part(sweep), atol=1e-7)


def test_odd_slope_can_be_larger_than_the_cusp() -> None:
    """Ten percent per tesla of 5 kilohm is 500 ohm at 1 T."""
    rows = measure(peak, FILM, SCHEDULE, Defects(odd_slope=0.1))

    assert 500.0 == pytest.approx(odd_part(one_direction(rows, 2.0, 1))[-1])


def test_white_noise_has_its_size() -> None:
    """1e-4 of 5 kilohm: 0.5 ohm within 10 %; the Hall channel has its own share."""
    rows = measure(flat, FILM, SCHEDULE, Defects(white=1e-4, hall_noise=0.1), seed=3)

    assert 0.5 == pytest.approx(np.std(rows.R_xx), rel=0.1)
    assert 0.05 == pytest.approx(np.std(rows.R_xy - 62.41509074 * rows.B), rel=0.1)


def test_std_column_is_not_the_error() -> None:
    """The column shows seven times the scatter of the points, and fluctuates itself."""
    rows = measure(flat, FILM, SCHEDULE, typical_ppms(1e-4), seed=3)

    assert 7.0 == pytest.approx(np.median(rows.R_xx_std) / 0.5, rel=0.1)
    assert 0.2 < np.std(np.log(rows.R_xx_std)) < 0.5


def test_fragments_are_few_points_of_field_jitter_at_the_turning_points() -> None:
    """Two to nine points after each sweep, within 20 microtesla of its last field."""
    rows = measure(flat, FILM, Schedule(tuple(range(1, 21)), step=0.1), Defects(fragments=(2, 9)), seed=1)
    edges = np.flatnonzero(np.diff(rows.fragment.astype(int)) != 0) + 1
    lengths = [len(s) for s in np.split(rows.fragment, edges) if s[0]]

    assert 40 == len(lengths)
    assert (2, 9) == (min(lengths), max(lengths))
    np.testing.assert_allclose(1.0, np.abs(rows.B[rows.fragment]), atol=2e-5)
    assert len(set(rows.B[rows.fragment].tolist())) == rows.fragment.sum()


def test_fluctuations_repeat_in_field_and_fall_with_temperature() -> None:
    """The same pattern at 2 K and 8 K, up and down; half as large at four times the temperature."""
    schedule = Schedule((2.0, 8.0), B_max=2.0, step=0.005)
    rows = measure(flat, FILM, schedule, Defects(ucf=1e-6, ucf_field=0.02), seed=5)
    cold_up, cold_down = one_direction(rows, 2.0, 1), one_direction(rows, 2.0, -1)
    warm = one_direction(rows, 8.0, 1)
    pattern = 5.0 / cold_up.R_xx - 1e-3

    np.testing.assert_allclose(cold_up.R_xx, cold_down.R_xx[::-1], rtol=1e-12)
    np.testing.assert_allclose(0.5 * pattern, 5.0 / warm.R_xx - 1e-3, atol=1e-15)
    assert 1e-6 == pytest.approx(np.std(pattern), rel=0.35)


def test_hysteresis_makes_a_butterfly() -> None:
    """The cusp moves to the coercive field, to the right going up and to the left going down."""
    defects = Defects(hysteresis=0.1, coercive_field=0.1, hysteresis_width=0.01)
    rows = measure(peak, FILM, SCHEDULE, defects)

    assert 0.1 == pytest.approx(lowest(one_direction(rows, 2.0, 1)), abs=0.011)
    assert -0.1 == pytest.approx(lowest(one_direction(rows, 2.0, -1)), abs=0.011)


def test_temperature_drift_is_shown_and_felt() -> None:
    """1 K of drift is in the temperature column and moves sigma_0(T)."""
    film = replace(FILM, sigma0=lambda T: 1e-3 * (1.0 + 0.01 * T))
    rows = measure(flat, film, replace(SCHEDULE, directions=("up",)), Defects(temperature_drift=1.0))
    sweep = one_direction(rows, 2.0, 1)

    assert (2.0, 3.0) == (sweep.T[0], sweep.T[-1])
    assert 1.03 / 1.02 == pytest.approx(sweep.R_xx[0] / sweep.R_xx[-1])


def test_temperature_jitter_has_its_size() -> None:
    """Half a millikelvin around the set temperature."""
    rows = measure(flat, FILM, SCHEDULE, Defects(temperature_jitter=5e-4), seed=2)

    assert 5e-4 == pytest.approx(np.std(rows.T - rows.T_set), rel=0.1)


def test_contact_asymmetry_puts_the_cusp_into_the_hall_channel() -> None:
    """One percent of R_xx = 5 kilohm is 50 ohm at B = 0."""
    rows = measure(flat, FILM, SCHEDULE, Defects(contact_asymmetry=0.01))

    assert 50.0 == pytest.approx(rows.R_xy[rows.B == 0.0][0])


def test_quantization_rounds_to_the_resolution() -> None:
    """Every reading is a multiple of a quarter ohm."""
    rows = measure(peak, FILM, SCHEDULE, Defects(quantization=0.25))

    np.testing.assert_array_equal(0.0, np.mod(rows.R_xx, 0.25))
    assert len(set(rows.R_xx.tolist())) > 10


def test_pink_noise_wanders() -> None:
    """Neighbouring points share 1/f noise: their difference is smaller than that of white noise."""
    rows = measure(flat, FILM, SCHEDULE, Defects(pink=1e-4), seed=4)

    assert np.std(np.diff(rows.R_xx)) < 0.9 * np.sqrt(2.0) * np.std(rows.R_xx)


def test_missing_readings_carry_the_reason() -> None:
    """Ten percent of the rows have no resistance and say why; others only talk."""
    rows = measure(flat, FILM, SCHEDULE, Defects(missing=0.1, comments=0.1, white=1e-4), seed=1)
    missing = np.isnan(rows.R_xx)

    assert 0.1 == pytest.approx(missing.mean(), abs=0.03)
    np.testing.assert_array_equal(missing, np.array(["compliance" in c for c in rows.comment]))
    np.testing.assert_array_equal(missing, np.isnan(rows.R_xx_std))
    assert any(c and not m for c, m in zip(rows.comment, missing, strict=True))


def test_seed_decides_everything() -> None:
    """The same seed gives the same rows, another one others."""
    a, b, c = (measure(peak, FILM, SCHEDULE, typical_ppms(), seed=s).R_xx for s in (1, 1, 2))

    np.testing.assert_array_equal(a, b)
    assert np.abs(a[:200] - c[:200]).max() > 0.1


def test_a_defect_has_its_own_random_numbers() -> None:
    """Switching comments on leaves the noise as it was."""
    quiet = measure(flat, FILM, SCHEDULE, Defects(white=1e-4), seed=1)
    talking = measure(flat, FILM, SCHEDULE, Defects(white=1e-4, comments=0.5, std_scatter=0.3), seed=1)

    np.testing.assert_array_equal(quiet.R_xx, talking.R_xx)


def test_recording_gives_the_sweeps_a_perfect_loader_would_find() -> None:
    """Four sweeps, no fragments, no missing rows, with their directions."""
    rows = measure(peak, FILM, SCHEDULE, replace(typical_ppms(), missing=0.05), seed=1)
    sweeps = rows.sweeps()

    assert ["down", "up", "down", "up"] == [s.direction for s in sweeps]
    assert [2.0, 2.0, 4.0, 4.0] == pytest.approx([s.temperature for s in sweeps], abs=1e-3)
    assert all(np.isfinite(s.R_xx).all() and 150 < len(s) <= 201 for s in sweeps)


def test_columns_of_a_recording_have_one_length() -> None:
    """A recording with a short column cannot be made."""
    rows = measure(flat, FILM, SCHEDULE)

    with pytest.raises(ValueError, match="differ in length"):
        replace(rows, R_xy=rows.R_xy[:-1])
