"""Fits over temperature: slopes come back, what cannot be told apart is said, bad sweeps get a reason."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import constants as c

import hlnfit as hf
from hlnfit.errors import ConfigError, GeometryError, UnitError
from hlnfit.fitting.temperature import fit_temperature
from hlnfit.sample import HallBar, Sample, Square, Wire
from hlnfit.sweep import Sweep

G0 = c.e**2 / (math.pi * c.h)
T = np.geomspace(0.3, 12.0, 60)


def sweep(sigma, *, at=T, rng=None, noise=0.0, squares=1.0, **rest):
    """R(T) of a film with this sheet conductance; noise is relative."""
    R = squares / np.asarray(sigma)
    if rng is not None:
        R = R * (1.0 + noise * rng.normal(size=R.size))
    return Sweep(np.full(at.size, rest.pop("B", 0.0)), R, at, axis="temperature", **rest)


def logarithm(slope, level=1e-3):
    """A conductance that grows by slope G0 per ln T."""
    return level + slope * G0 * np.log(T)


# ---- slopes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slope", [1.6, -0.5, 0.02])
def test_a_slope_comes_back(slope):
    """d sigma/d ln T of 1.6, -0.5 and 0.02 G0, each within three errors, from a Hall bar."""
    rng = np.random.default_rng(0)
    found = fit_temperature(
        sweep(logarithm(slope), rng=rng, noise=1e-5, squares=5.0), "wl_log", geometry=HallBar("100um", "20um")
    )
    p = found.params["alpha_p"]

    assert "good" == found.verdict
    assert p.determined
    assert abs(p.value - slope) < 3.0 * p.err
    assert p.lo < p.value < p.hi
    assert p.value == pytest.approx(found.params["slope"].value)
    assert 1e-3 == pytest.approx(found.params["sigma_level"].value, rel=1e-4)


def test_slopes_are_unbiased_and_their_errors_are_right():
    """Over 200 seeds the pulls of the slope have mean 0 +- 0.2 and a width of 1 +- 0.2."""
    pulls = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        found = fit_temperature(
            sweep(logarithm(1.3), rng=rng, noise=1e-5), "wl_log", geometry=Square(), errors="covariance"
        )
        p = found.params["alpha_p"]
        pulls.append((p.value - 1.3) / p.err)

    assert abs(np.mean(pulls)) < 0.2
    assert 1.0 == pytest.approx(np.std(pulls), abs=0.2)


def test_localization_and_interaction_cannot_be_told_apart():
    """The default model has one slope for two terms: their sum is determined, and a flag says so."""
    rng = np.random.default_rng(1)
    found = fit_temperature(sweep(logarithm(1.6), rng=rng, noise=1e-5), geometry=Square())

    assert "wl_log+eei_2d" == found.model
    assert (("alpha_p", "F0"),) == found.open
    assert not found.params["alpha_p"].determined
    assert not found.params["F0"].determined
    assert math.isnan(found.row()["alpha_p"])
    slope = found.params["slope"]
    assert abs(slope.value - 1.6) < 3.0 * slope.err
    assert "caution" == found.verdict
    flag = next(f for f in found.flags if f.code == "terms_inseparable")
    assert "1.6 +-" in flag.message
    assert "hlnfit separate" in flag.advice


# K_ee = 1 + (4 n_v^2 - 1)[1 - ln(1 + F0)/F0]; values with 34 digits from mpmath, shortened.
@pytest.mark.parametrize(
    ("F0", "n_v", "K_ee"),
    [
        (-0.454, 1, 0.001301960987453678),
        (-0.3, 2, -1.833747196936619),
        (-0.1, 2, 0.1959226513260548),
        (-0.01, 1, 0.9848992439495676),
    ],
)
def test_interaction_constant_from_a_slope(F0, n_v, K_ee):
    """With alpha p held, F0 comes back from the slope of the interaction correction."""
    found = fit_temperature(
        sweep(logarithm(1.0 + K_ee)),
        geometry=Square(),
        sample=Sample(valley_degeneracy=n_v),
        fix={"alpha_p": 1.0},
    )

    assert F0 == pytest.approx(found.params["F0"].value, abs=1e-6)
    assert found.params["n_v"].fixed


def test_the_level_of_the_interaction_correction_is_the_samples():
    """With tau from the sample, model and level add up to sigma; eei_2d at 0.5 K as mpmath has it."""
    # e^2/(pi h) {1 + 3 [1 - ln(1 + F0)/F0]} ln(k_B T tau/hbar), F0 = -0.1, tau = 0.1 ps
    well = Sample(density=1e15, mass=0.067 * c.m_e)
    sigma = 1e15 * c.e**2 * 1e-13 / (0.067 * c.m_e)
    found = fit_temperature(
        sweep(sigma + np.zeros(60) + 1e-9 * np.log(T)), "eei_2d", geometry=Square(), sample=well,
        fix={"F0": -0.1},
    )  # fmt: skip

    assert 1e-13 == pytest.approx(found.held["tau"], rel=1e-3)
    assert -0.00005204095120368769 == pytest.approx(found.evaluate(0.5)["eei_2d"][0], rel=1e-3)
    parts = found.evaluate(T)
    assert found.problem.value(found.best) == pytest.approx(sum(parts.values()))


def test_intermediate_temperatures():
    """Zala, Narozhny and Aleiner: F0 and tau both come back, E_F only shifts the level and is held."""
    F0, tau = -0.2, 2e-12
    triplet = 1.0 - math.log(1.0 + F0) / F0
    linear = 2.0 * math.pi * c.k * T * tau / c.hbar * (1.0 + 3.0 * F0 / (1.0 + F0))
    sigma = 5e-3 + G0 * (linear + (1.0 + 3.0 * triplet) * np.log(T))
    found = fit_temperature(
        sweep(sigma, rng=np.random.default_rng(2), noise=3e-5), "eei_zna", geometry=Square(), free=("tau",)
    )

    for name, true in (("F0", F0), ("tau", tau)):
        p = found.params[name]
        assert p.determined
        assert abs(p.value - true) < 3.0 * p.err
    assert found.params["E_F"].fixed


def test_phonons_beside_the_logarithm():
    """drude_power takes up the phonons: exponent and slope come back, the residual resistance is held."""
    rho, a, n = 1000.0, 0.02, 3.0
    sigma = 1.0 / (rho + a * T**n) + 1.2 * G0 * np.log(T)
    found = fit_temperature(
        sweep(sigma, rng=np.random.default_rng(3), noise=1e-5), "wl_log+drude_power", geometry=Square()
    )

    assert abs(found.params["alpha_p"].value - 1.2) < 4.0 * found.params["alpha_p"].err
    assert n == pytest.approx(found.params["n"].value, abs=0.15)
    assert found.params["rho_0"].fixed


def test_a_wire():
    """A wire: L_phi at 1 K from its conductance, with p of Nyquist noise held."""
    L_1, length = 0.8e-6, 50e-6
    G = 2e-4 - 2.0 * c.e**2 / c.h * L_1 / length * T ** (-1.0 / 3.0)
    found = fit_temperature(
        sweep(G, rng=np.random.default_rng(4), noise=3e-6), "wl_1d", geometry=Wire(length, 0.1e-6),
        fix={"p": 2.0 / 3.0},
    )  # fmt: skip

    assert found.params["length"].fixed
    assert abs(found.params["L_1"].value - L_1) < 3.0 * found.params["L_1"].err


def test_bulk():
    """Bulk: 1.294/sqrt 2 (4/3 - 3/2 F-tilde) sqrt(k_B T/hbar D) e^2/(4 pi^2 hbar), times the thickness."""
    # eei_3d at T = 0.5 and 4 K, D = 1e-3 m^2/s, F = 0.1 from mpmath: 54.07777 and 152.95508 S/m
    d, D = 200e-9, 1e-3
    sigma = 1e5 + 54.07777879873320657 * np.sqrt(T / 0.5)
    found = fit_temperature(
        sweep(d * sigma), "eei_3d", geometry=Square(thickness=d), fix={"D": D}, errors="covariance"
    )

    assert 152.9550846846326888 == pytest.approx(found.evaluate(4.0)["eei_3d"][0], rel=1e-4)
    assert 0.1 == pytest.approx(found.params["F"].value, abs=1e-3)
    with pytest.raises(GeometryError, match="thickness"):
        fit_temperature(sweep(d * sigma), "eei_3d", geometry=Square())


# ---- what is determined ---------------------------------------------------------------------------------


def test_a_rate_without_a_trace_has_a_bound_only():
    """No saturation in the data: B_0 is bounded from above and has no value."""
    B_so = 5e-3
    phase = 1e-3 * T
    one = 1e-3
    value = 1.5 * np.log((phase + 4 / 3 * B_so) / (one + 4 / 3 * B_so)) - 0.5 * np.log(phase / one)
    found = fit_temperature(
        sweep(1e-3 + G0 * value, rng=np.random.default_rng(5), noise=1e-5),
        "wl_spin_orbit", geometry=Square(), fix={"B_so": "5 mT", "p": 1.0},
    )  # fmt: skip

    B_0, B_1, L_0 = (found.params[n] for n in ("B_0", "B_1", "L_0"))
    assert B_1.determined
    assert abs(B_1.value - 1e-3) < 3.0 * B_1.err
    assert not B_0.determined
    assert B_0.bound.startswith("< ")
    assert L_0.bound.startswith("> ")
    assert c.hbar / (4.0 * c.e * L_0.bound_value**2) == pytest.approx(B_0.bound_value)


def test_profile_and_covariance_agree_for_a_line():
    """A linear model has a parabolic profile: limits are value +- error."""
    data = sweep(logarithm(1.0), rng=np.random.default_rng(6), noise=1e-5)
    p = fit_temperature(data, "wl_log", geometry=Square()).params["alpha_p"]
    q = fit_temperature(data, "wl_log", geometry=Square(), errors="covariance").params["alpha_p"]

    assert q.lo == pytest.approx(p.lo, rel=1e-4)
    assert q.hi == pytest.approx(p.hi, rel=1e-4)


# ---- lmfit ---------------------------------------------------------------------------------------------


def test_lmfit_gives_the_same_numbers():
    """fit.lmfit is a ModelResult with the values and errors of the table."""
    found = fit_temperature(
        sweep(logarithm(1.6), rng=np.random.default_rng(7), noise=1e-5),
        geometry=Square(), fix={"alpha_p": 1.0}, errors="covariance",
    )  # fmt: skip
    p, q = found.params["F0"], found.lmfit.params["F0"]

    assert p.value == pytest.approx(q.value, rel=1e-6)
    assert p.err == pytest.approx(q.stderr, rel=1e-3)


def test_ties_and_bounds_of_the_user():
    """lmfit.Parameters of one's own: the slope of localization tied to that of interaction."""
    data = sweep(logarithm(1.8), rng=np.random.default_rng(8), noise=1e-5)
    import lmfit

    user = lmfit.Parameters()
    user.add("K_ee", value=1.0)
    user.add("alpha_p", expr="K_ee")
    found = fit_temperature(data, "wl_log+eei_2d_slope", geometry=Square(), parameters=user)

    assert 0.9 == pytest.approx(found.params["alpha_p"].value, abs=3.0 * found.params["alpha_p"].err)
    assert found.params["K_ee"].value == found.params["alpha_p"].value
    assert found.params["K_ee"].determined


# ---- data ------------------------------------------------------------------------------------------------


def test_range_of_temperatures():
    """t_min and t_max take units and cut the sweep."""
    found = fit_temperature(sweep(logarithm(1.0)), "wl_log", geometry=Square(), t_min="500 mK", t_max=4.0)

    assert 0.5 <= found.T[0]
    assert found.T[-1] <= 4.0


def test_errors_that_were_measured_are_used():
    """Given errors are kept as they are, and twice as large errors give twice as large limits."""
    sigma = logarithm(1.0)
    errs = []
    for factor in (1.0, 2.0):
        rng = np.random.default_rng(9)
        R_std = np.full(T.size, factor * 0.01)
        data = Sweep(np.zeros(T.size), 1.0 / sigma + 0.01 * rng.normal(size=T.size), T,
                     R_xx_std=R_std, axis="temperature")  # fmt: skip
        found = fit_temperature(data, "wl_log", geometry=Square(), errors_are_measured=True)
        assert "given" == found.errors
        errs.append(found.params["alpha_p"].err)

    assert 2.0 == pytest.approx(errs[1] / errs[0], rel=1e-6)


def test_without_a_geometry_the_resistance_is_that_of_a_square():
    """It is fitted, and a flag says what was assumed."""
    found = fit_temperature(sweep(logarithm(1.0)), "wl_log")

    assert {"geometry_assumed": "caution"} == {f.code: f.severity for f in found.flags}
    assert 1.0 == pytest.approx(found.params["alpha_p"].value, rel=1e-6)


def test_a_wrong_law_is_a_misfit():
    """A conductance that saturates is no logarithm: the misfit is told and widens the limits."""
    found = fit_temperature(sweep(1e-3 + 3.0 * G0 * np.log(T + 3.0)), "wl_log", geometry=Square())

    assert "temperature_misfit" in {f.code for f in found.flags}


def test_interaction_beyond_its_regime():
    """At k_B T tau/hbar = 1.6 the diffusive correction is doubted."""
    well = Sample(density=3e15, mass=0.067 * c.m_e)
    sigma = 3e15 * c.e**2 * 1e-12 / (0.067 * c.m_e)
    found = fit_temperature(
        sweep(sigma + G0 * np.log(T)), "eei_2d", geometry=Square(), sample=well, errors="covariance"
    )
    flag = next(f for f in found.flags if f.code == "interaction_not_diffusive")

    assert c.k * 12.0 * 1e-12 / c.hbar == pytest.approx(flag.evidence["thermal"], rel=0.02)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (sweep(logarithm(1.0)).take(np.arange(5)), "too_few_points"),
        (sweep(np.where(T < 1.0, -1e-3, 1e-3)), "resistance_not_positive"),
        (sweep(np.full(60, 1e-3), at=np.full(60, 2.0)), "too_few_points"),
    ],
)
def test_what_cannot_be_fitted_has_a_reason(data, code):
    """Too few points, negative resistance, one temperature: verdict reject, no number."""
    found = fit_temperature(data, "wl_log", geometry=Square())

    assert "reject" == found.verdict
    assert not found.fitted
    assert code in {f.code for f in found.flags}
    assert found.lmfit is None


def test_large_changes_and_short_ranges_are_doubted():
    """A conductance that doubles is no small correction; a factor of 1.5 in T is no law."""
    found = fit_temperature(sweep(1e-4 + 10.0 * G0 * np.log(T / 0.2)), "wl_log", geometry=Square())
    short = fit_temperature(sweep(logarithm(1.0)), "wl_log", geometry=Square(), t_min=2.0, t_max=3.9)

    assert "change_large" in {f.code for f in found.flags}
    assert "temperature_range_short" in {f.code for f in short.flags}


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"model": "hln"}, ConfigError, "function of field"),
        ({"model": "wl_lag"}, ConfigError, "unknown"),
        ({"errors": "mcmc"}, ConfigError, "mcmc"),
        ({"fix": {"B_phi": 1.0}}, ConfigError, "no parameter B_phi"),
        ({"free": ("B_phi",)}, ConfigError, "no parameter B_phi"),
        ({"fix": {"F0": "zero"}}, ConfigError, "F0"),
        ({"fix": {"tau": "3 furlong"}}, UnitError, "furlong"),
        ({"fix": {"F0": 0.1}, "free": ("F0",)}, ConfigError, "both"),
    ],
)
def test_what_cannot_be_asked(options, error, words):
    """Wrong names, units and combinations are told before anything is fitted."""
    with pytest.raises(error, match=words):
        fit_temperature(sweep(logarithm(1.0)), **({"geometry": Square()} | options))


def test_a_sweep_over_field_is_refused():
    """It says which function is meant for it."""
    field = Sweep(np.linspace(-1, 1, 50), np.full(50, 1e3), np.full(50, 2.0))

    with pytest.raises(ConfigError, match=r"hlnfit\.fit"):
        fit_temperature(field)


def test_it_is_public():
    """hf.fit_temperature and its result can be had from the top."""
    assert hf.fit_temperature is fit_temperature
    assert isinstance(fit_temperature(sweep(logarithm(1.0)), "wl_log"), hf.TemperatureFit)
