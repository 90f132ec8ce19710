"""Curves, films, schedules, defects and truth that go into a simulated measurement."""

from __future__ import annotations

import json

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import digamma

from hlnfit.constants import G0
from hlnfit.errors import ConfigError
from hlnfit.simulation.instrument import Defects, Film, PowerLaw, Schedule, Truth, from_arrays, tabulated
from hlnfit.simulation.instrument.curves import along_temperature, evaluate


def cusp(B: NDArray[np.float64], T: float) -> NDArray[np.float64]:
    """Weak localization with B_phi = 2 mT/K, in siemens."""
    y = 2e-3 * T / np.maximum(np.abs(B), 1e-6)
    return G0 * (digamma(0.5 + y) - np.log(y))


def test_interpolation_in_temperature_follows_a_drifting_sweep() -> None:
    """A drift from 2 K to 3 K changes the curve by half; between its nodes it is right to 1e-4."""
    B = np.linspace(-1.0, 1.0, 201)
    T = np.linspace(2.0, 3.0, 201)
    exact = np.array([cusp(B[i : i + 1], float(T[i]))[0] for i in range(B.size)])

    np.testing.assert_allclose(along_temperature(cusp, B, T), exact, atol=1e-4 * exact.max())


def test_a_steady_temperature_needs_one_call() -> None:
    """Without jitter the curve is calculated once."""
    calls: list[float] = []

    def counting(B: NDArray[np.float64], T: float) -> NDArray[np.float64]:
        calls.append(T)
        return cusp(B, T)

    along_temperature(counting, np.linspace(0.0, 1.0, 5), np.full(5, 4.2))

    assert [4.2] == calls


def test_tabulated_curve_agrees_with_the_slow_one() -> None:
    """Sixty fields are enough for 1e-3 of the cusp anywhere, and each temperature is calculated once."""
    calls: list[float] = []

    def slow(B: NDArray[np.float64], T: float) -> NDArray[np.float64]:
        calls.append(T)
        return cusp(B, T)

    fast = tabulated(slow, np.linspace(0.0, 1.1, 60) ** 2, (2.0, 10.0))
    B = np.linspace(-1.0, 1.0, 501)

    np.testing.assert_allclose(np.asarray(fast(B, 2.0)), cusp(B, 2.0), atol=1e-3 * cusp(np.ones(1), 2.0)[0])
    assert [2.0, 10.0] == calls


def test_curve_through_arrays_is_linear_between_temperatures_and_constant_outside() -> None:
    """Halfway between two temperatures it is the mean of both; beyond them the nearest."""
    B = np.array([0.0, 0.1, 0.5, 1.0])
    curve = from_arrays(B, {2.0: B, 4.0: 3.0 * B})

    np.testing.assert_allclose(2.0 * B, np.asarray(curve(-B, 3.0)))
    np.testing.assert_allclose(B, np.asarray(curve(B, 1.0)))
    np.testing.assert_allclose(3.0 * B, np.asarray(curve(B, 9.0)))


def test_curve_beyond_its_table_is_refused() -> None:
    """A table to 1 T says nothing about 1.01 T."""
    curve = from_arrays([0.0, 0.1, 0.5, 1.0], {2.0: [0.0, 1e-6, 2e-6, 3e-6]})

    with pytest.raises(ConfigError, match=r"known up to 1 T, the sweep reaches 1\.01 T"):
        curve(np.array([1.01]), 2.0)


@pytest.mark.parametrize("fields", [[0.1, 0.2, 0.3, 0.4], [0.0, 0.2, 0.1, 0.4], [0.0, 1.0]])
def test_fields_of_a_table_rise_from_zero(fields: list[float]) -> None:
    """A table without zero, out of order or too short is refused."""
    with pytest.raises(ConfigError, match="do not rise from zero"):
        from_arrays(fields, {2.0: fields})


def test_curve_of_the_wrong_shape_or_value_is_named() -> None:
    """What the user's callable did wrong is told with field and temperature."""
    with pytest.raises(ConfigError, match=r"shape \(\) for 3 fields at 4 K"):
        evaluate(lambda B, T: 1.0, np.zeros(3), 4.0)
    with pytest.raises(ConfigError, match=r"not finite at B = 0 T, T = 4 K"), np.errstate(divide="ignore"):
        evaluate(lambda B, T: 1.0 / B, np.array([1.0, 0.0]), 4.0)


def test_hall_resistance_is_field_over_charge_density() -> None:
    """1 T over 1e17 electrons per square metre is 62.4151 ohm (1/e = 6.241509074e18 1/C, CODATA)."""
    assert -62.41509074 == pytest.approx(Film(density=1e17, hall_sign=-1).hall(np.array([1.0]))[0], rel=1e-9)


def test_film_conductance_can_depend_on_temperature() -> None:
    """A callable is taken at every temperature, a number everywhere; background is quadratic or free."""
    T = np.array([1.0, 2.0])

    assert [1e-3, 2e-3] == Film(sigma0=lambda t: 1e-3 * t).sigma_at(T).tolist()
    assert [1e-3, 1e-3] == Film(sigma0=1e-3).sigma_at(T).tolist()
    assert [-4e-6, -9e-6] == pytest.approx(Film(background=-1e-6).background_at(T + 1.0, T).tolist())
    assert [3e-6, 3e-6] == Film(background=lambda B, t: 3e-6 + 0 * B).background_at(T, T).tolist()


@pytest.mark.parametrize(
    "bad", [{"length": 0.0}, {"width": -1.0}, {"density": float("nan")}, {"hall_sign": 2}]
)
def test_impossible_film_is_refused(bad: dict[str, float]) -> None:
    """Lengths and density are positive, the sign is a sign."""
    with pytest.raises(ConfigError):
        Film(**bad)  # type: ignore[arg-type]


def test_film_that_does_not_conduct_is_refused() -> None:
    """A sheet conductance of zero or below has no resistance."""
    with pytest.raises(ConfigError, match="not positive"):
        Film(sigma0=lambda T: -1.0).sigma_at(np.array([1.0]))


def test_fields_are_symmetric_dense_inside_and_reach_the_end() -> None:
    """10 mT steps to 0.2 T, 25 mT to 1 T: 2 (20 + 32) + 1 fields; down is up backwards."""
    schedule = Schedule((2.0,), B_max=1.0, step=0.025, inner_step=0.01, inner_range=0.2)
    up = schedule.fields("up")

    assert 105 == up.size
    assert (-1.0, 1.0) == (up[0], up[-1])
    assert 0.0 in up
    np.testing.assert_array_equal(-up[::-1], up)
    np.testing.assert_array_equal(up[::-1], schedule.fields("down"))
    np.testing.assert_allclose(0.01, np.diff(up)[np.abs(up[:-1] + 0.005) < 0.19])
    np.testing.assert_allclose(0.025, np.diff(up)[up[:-1] >= 0.2])


@pytest.mark.parametrize(("step", "n"), [(0.3, 7), (0.4, 5), (1.0, 3)])
def test_steps_are_rounded_to_reach_the_largest_field(step: float, n: int) -> None:
    """A step that does not divide the range is changed, not the range."""
    fields = Schedule((2.0,), B_max=1.0, step=step).fields()

    assert n == fields.size
    assert 1.0 == fields[-1]


@pytest.mark.parametrize(
    "bad",
    [
        {"temperatures": ()},
        {"temperatures": (2.0, 2.0)},
        {"temperatures": (-1.0,)},
        {"step": 0.0},
        {"step": 2.0},
        {"inner_step": -0.1},
        {"inner_range": 3.0},
        {"directions": ("sideways",)},
        {"seconds_per_point": 0.0},
    ],
)
def test_impossible_schedule_is_refused(bad: dict[str, object]) -> None:
    """Each setting that cannot be measured is a ConfigError."""
    with pytest.raises(ConfigError):
        Schedule(**{"temperatures": (2.0,), **bad})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "bad",
    [
        {"white": -1e-4},
        {"white": float("nan")},
        {"fragments": (9, 2)},
        {"missing": 2.0},
        {"ucf": 1e-6, "ucf_field": 0.0},
        {"hysteresis": 1e-3, "hysteresis_width": 0.0},
    ],
)
def test_impossible_defect_is_refused(bad: dict[str, float]) -> None:
    """Amplitudes are not negative, parts are parts, widths are not zero."""
    with pytest.raises(ConfigError):
        Defects(**bad)  # type: ignore[arg-type]


def test_signed_defects_may_be_negative() -> None:
    """Offsets, admixtures and drifts have a sign."""
    assert -1.0 == Defects(offset_up=-1.0, hall_admixture=-1.0, temperature_drift=-1.0).hall_admixture


def test_power_law_through_two_lengths() -> None:
    """100 nm is 16.4553 mT (hbar/4e = 1.64553e-16 T m^2); the law of p = 2 goes through both lengths."""
    law = PowerLaw.through(1.0, 200e-9, 4.0, 100e-9, p=2.0)

    assert 16.4553e-3 == pytest.approx(law.B_phi(4.0), rel=1e-5)
    assert 200e-9 == pytest.approx(law.L_phi(1.0))


def test_power_law_that_needs_a_negative_rate_is_refused() -> None:
    """300 nm at 1.5 K and 60 nm at 20 K is steeper than T: no saturation can make it so."""
    with pytest.raises(ConfigError, match="no dephasing rate"):
        PowerLaw.through(1.5, 300e-9, 20.0, 60e-9, p=1.0)


def test_truth_has_the_published_schema() -> None:
    """Lengths are in nm, an unknown spin-orbit length is null."""
    text = Truth(lambda T: 1e-7 / T, alpha=-0.5, p=1.0).render([("a.dat", 2.0)])

    assert {
        "schema": "hlnfit-truth/1",
        "sweeps": [{"file": "a.dat", "temperature_K": 2.0, "L_phi_nm": 50.0, "L_so_nm": None, "alpha": -0.5}],
        "dephasing": {"p": 1.0},
    } == json.loads(text)


def test_truth_tells_the_spin_orbit_length() -> None:
    """A length of 120 nm is written as 120."""
    text = Truth(lambda T: 1e-7, L_so=120e-9).render([("a.dat", 2.0)])

    assert 120.0 == json.loads(text)["sweeps"][0]["L_so_nm"]
