"""Localization and interaction of a film with known parameters come back, by every route, without bias."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

import hlnfit as hf
from hlnfit.errors import ConfigError, FitError, GeometryError, UnitError
from hlnfit.sample import HallBar, Sample, VanDerPauw, Wire
from hlnfit.separation.settings import band_of

from .film import G0, TEMPERATURES, Film

BAR = HallBar("100um", "20um")
FILM = Film()


def separate(sweeps, geometry, **options):
    """All fields below the band are fitted: looking for a window costs most of the time."""
    return hf.separate(sweeps, geometry, **{"b_max": None, **options})


def truth(film):
    """What should come back."""
    return {
        "slope_zero": film.alpha * film.p + film.K_ee,
        "K_ee": film.K_ee,
        "alpha_p": film.alpha * film.p,
        "F0": film.F0,
        "alpha": film.alpha,
        "p": film.p,
        "alpha_p_mr": film.alpha * film.p,
        "K_ee_hall": film.K_ee,
        "F0_hall": film.F0,
    }


def codes(found):
    """Severity of each flag."""
    return {f.code: f.severity for f in found.flags}


@pytest.fixture(scope="module")
def found():
    """One separation of the film."""
    return hf.separate(FILM.sweeps(11), BAR)


# ---- numbers -------------------------------------------------------------------------------------------


def test_every_number_comes_back(found):
    """Slopes, K_ee by two routes, F0, alpha and p: each within four errors (or 0.3 %) of the truth."""
    for name, true in truth(FILM).items():
        p = found.params[name]
        assert p.determined
        assert abs(p.value - true) < max(4.0 * p.err, 3e-3 * abs(true)), name
        assert p.lo < p.value < p.hi
    assert "good" == found.verdict
    assert 0.0 == found.params["slope_quenched"].value - found.lines["as_measured"].slope


def test_routes_are_independent_and_agree(found):
    """The quenched and the Hall route agree within 3 errors of their difference."""
    value, error = found.difference("K_ee", "K_ee_hall")

    assert abs(value) < 3.0 * error
    assert error > found.params["K_ee_hall"].err * 0.9


def test_the_difference_of_slopes_is_localization(found):
    """alpha p = slope at B = 0 minus K_ee, with the error of the difference."""
    zero, K_ee, alpha_p = (found.params[n] for n in ("slope_zero", "K_ee", "alpha_p"))

    assert zero.value - K_ee.value == pytest.approx(alpha_p.value)
    assert found.difference("slope_zero", "K_ee")[1] == pytest.approx(alpha_p.err)


def study(film, seeds, **options):
    """Values and errors by name over many seeds."""
    out: dict[str, list[tuple[float, float]]] = {}
    for seed in seeds:
        result = separate(film.sweeps(seed, points=121), BAR, b_max=None, **options)
        for name, p in result.params.items():
            out.setdefault(name, []).append((p.value, p.err))
    return {n: np.array(v) for n, v in out.items()}


CASES = {
    "localization": FILM,
    "antilocalization": replace(FILM, alpha=-0.5, F0=-0.05, g_factor=0.0),
    "an offset, other exponent and sign of F0": replace(FILM, offset=5e-3, p=1.4, F0=0.3),
    "large Hall admixture": replace(FILM, admixture=-0.3, misalignment=0.2),
}
ROUTES = ("slope_zero", "K_ee", "alpha_p", "F0", "K_ee_hall", "F0_hall")


@pytest.mark.parametrize("case", ["large Hall admixture"])
def test_without_bias(case):
    """Over 3 seeds the mean pull of every route is within 3/sqrt(3) of zero."""
    film = CASES[case]
    for name, pairs in study(film, range(100, 103)).items():
        if name in ROUTES:
            pull = (pairs[:, 0] - truth(film)[name]) / pairs[:, 1]
            assert abs(np.mean(pull)) < 1.75, name


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_without_bias_and_with_honest_errors(case):
    """Over 100 seeds the pulls have mean 0 +- 0.35 and a width of 1 +- 0.25."""
    film = CASES[case]
    for name, pairs in study(film, range(200, 300)).items():
        if name in ROUTES:
            pull = (pairs[:, 0] - truth(film)[name]) / pairs[:, 1]
            assert abs(np.mean(pull)) < 0.35, name
            assert 1.0 == pytest.approx(np.std(pull), abs=0.25), name


def test_valleys():
    """With two valleys 15 triplets count: K_ee = 1 + 15 [1 - ln(1 + F0)/F0] = 0.1959 at F0 = -0.1."""
    # K_ee is set through the constant of one valley that gives the same slope.
    from scipy.optimize import brentq

    from .film import interaction_slope

    same = brentq(lambda F0: interaction_slope(F0) - interaction_slope(-0.1, 2), -0.9, -1e-6)
    film = replace(FILM, F0=same, g_factor=0.0)
    result = separate(film.sweeps(1), BAR, sample=Sample(valley_degeneracy=2), g_factor=0.0)

    assert 0.1959226513 == pytest.approx(result.params["K_ee"].value, abs=3e-3)
    assert -0.1 == pytest.approx(result.params["F0"].value, abs=1e-3)


def test_a_film_of_high_mobility():
    """At mobility times B = 0.25, 1/rho_xx shows 1 - (mu B)^2 = 94 % of the interaction, which is undone."""
    film = replace(FILM, density=4.2e16, noise=3e-6, g_factor=0.0)
    sweeps = film.sweeps(2)
    result = separate(sweeps, BAR, b_max="0.7T", g_factor=0.0)
    blind = separate([replace(s, R_xy=None) for s in sweeps], BAR, b_max="0.7T", g_factor=0.0)

    assert 0.25 == pytest.approx(result.mobility_field, abs=0.02)
    assert film.K_ee == pytest.approx(result.params["K_ee"].value, abs=3e-3)
    ratio = blind.params["K_ee"].value / result.params["K_ee"].value
    assert 1.0 - result.mobility_field**2 == pytest.approx(ratio, abs=5e-3)


def test_spin_orbit_coupling_inside_of_the_range():
    """With the full formula B_so is shared, and what is left of the triplets is taken off with it."""
    from scipy.special import digamma

    class Crossover(Film):
        """Isotropic spin-orbit coupling with 4/3 B_so = 40 mT."""

        def localization(self, B, T):
            B_phi = self.B_1 * T**self.p
            out = np.zeros(np.shape(B))
            for weight, rate in ((1.5, B_phi + 0.04), (-0.5, B_phi)):
                size = np.maximum(np.abs(B), 1e-9 * rate)
                full = digamma(0.5 + rate / size) + np.log(size)
                out = out + weight * G0 * np.where(np.abs(B) < 1e-6 * rate, np.log(rate), full)
            # A constant that the level of the film takes up again.
            return out + G0 * math.log(self.B_1)

    film = Crossover(g_factor=0.0, noise=3e-6)
    options = {"model": "hln", "fix": {"B_e": 1e4}, "g_factor": 0.0, "b_max": None}
    result = separate(film.sweeps(3, points=201), BAR, **options)

    assert ("B_so",) == result.series.shared
    assert abs(result.params["K_ee"].value - film.K_ee) < max(4.0 * result.params["K_ee"].err, 0.01)


# ---- sweeps over temperature, in-plane fields ----------------------------------------------------------


def test_sweeps_over_temperature_alone():
    """R(T) at 0 and at 1 T gives the slopes; that the field quenches cannot be checked, which is told."""
    rng = np.random.default_rng(5)
    film = replace(FILM, B_1=1e-4, g_factor=0.0, admixture=0.0)
    runs = [film.over_temperature(B, rng) for B in (0.0, 1.0)]
    result = separate(runs, BAR, g_factor=0.0)

    assert abs(result.params["slope_zero"].value - (1.0 + film.K_ee)) < 4.0 * result.params["slope_zero"].err
    # B_phi at 6 K is 0.6 mT: 0.3 % of the logarithm are left at 1 T.
    assert result.params["alpha_p"].value == pytest.approx(1.0, abs=0.01)
    assert "caution" == codes(result)["quench_unverified"]
    assert "alpha" not in result.params


def test_sweeps_over_temperature_join_field_sweeps():
    """They share the slope with the field sweeps, each with a level of its own, and sharpen it."""
    rng = np.random.default_rng(6)
    film = replace(FILM, noise=1e-4)
    sweeps = film.sweeps(6)
    runs = [film.over_temperature(B, rng, points=200) for B in (0.0, 0.9, -0.9, 0.05)]
    alone, together = separate(sweeps, BAR), separate([*sweeps, *runs], BAR)

    for name in ("slope_zero", "K_ee"):
        p, q = alone.params[name], together.params[name]
        assert q.err < 0.7 * p.err
        assert abs(q.value - truth(film)[name]) < 4.0 * q.err
    assert any(x.sweep == -1 for x in together.levels)


def test_an_in_plane_field_gives_the_constant_of_the_triplets():
    """The isotropic part -G0 zeta (1 - K_ee) g2(h) gives K_ee and F0 a third time."""
    film = replace(FILM, F0=-0.3, noise=2e-6)
    rng = np.random.default_rng(7)
    plane = [film.sweep(T, rng, B_max=5.0, in_plane=True) for T in (0.4, 0.7, 1.2)]
    result = separate([*film.sweeps(7), *plane], BAR)

    p = result.params["K_ee_zeeman"]
    assert abs(p.value - film.K_ee) < 4.0 * p.err
    assert -0.3 == pytest.approx(result.params["F0_zeeman"].value, abs=0.01)
    # g mu_B B/(k_B T) of 5 T at 0.4 K is 16.8
    assert 16.79 == pytest.approx(result.in_plane.largest_h, rel=1e-2)
    assert "routes_disagree" not in codes(result)


def test_in_plane_sweeps_alone():
    """Without a perpendicular sweep there are no slopes, but the triplets are there."""
    rng = np.random.default_rng(8)
    plane = [FILM.sweep(T, rng, B_max=6.0, in_plane=True) for T in (0.4, 1.2)]
    result = separate(plane, BAR)

    assert {"K_ee_zeeman", "F0_zeeman"} == set(result.params)
    assert abs(result.params["F0_zeeman"].value + 0.2) < 0.01


# ---- doubts --------------------------------------------------------------------------------------------


def test_a_density_that_depends_on_temperature_makes_the_routes_disagree():
    """2 % of density per factor of ten changes R_H as no interaction does: caution, with the distance."""
    rng = np.random.default_rng(9)
    sweeps = [replace(FILM, density=1e19 * (1.0 + 0.02 * math.log10(T))).sweep(T, rng) for T in TEMPERATURES]
    result = separate(sweeps, BAR)
    flag = next(f for f in result.flags if f.code == "routes_disagree")

    assert "caution" == flag.severity
    assert "errors apart" in flag.message
    d, e = flag.evidence["K_ee_minus_K_ee_hall"]
    assert abs(d) > 3.0 * e
    assert abs(result.params["K_ee"].value - FILM.K_ee) < 4.0 * result.params["K_ee"].err


def test_phonons_are_no_logarithm():
    """A T^2 part of the resistance bends sigma(ln T): caution, and the errors are widened."""
    rng = np.random.default_rng(10)
    sweeps = []
    for T in TEMPERATURES:
        s = FILM.sweep(T, rng)
        sweeps.append(replace(s, R_xx=s.R_xx + 0.05 * T**2))
    result = separate(sweeps, BAR)

    assert "caution" == codes(result)["not_logarithmic"]
    assert result.params["K_ee"].err > 10.0 * separate(FILM.sweeps(10), BAR).params["K_ee"].err


def test_a_field_that_does_not_quench():
    """B_phi of up to a third of the field: no K_ee is given; the slopes as measured are."""
    film = replace(FILM, B_1=30e-3)
    result = separate(film.sweeps(12, B_max=0.4), BAR)

    assert "reject" == codes(result)["not_quenched"]
    assert "reject" == result.verdict
    assert not result.params["K_ee"].determined
    assert not result.params["F0"].determined
    assert result.params["slope_zero"].determined


def test_a_field_that_quenches_nearly():
    """B_phi of an eighth of the field: the correction is told, and right."""
    film = replace(FILM, B_1=20e-3, g_factor=0.0)
    result = separate(film.sweeps(13), BAR, b_max=None, g_factor=0.0)

    assert "caution" == codes(result)["not_quenched"]
    assert abs(result.params["K_ee"].value - film.K_ee) < 4.0 * result.params["K_ee"].err
    assert abs(result.params["slope_quenched"].value - film.K_ee) > 0.1


def test_without_a_hall_resistance():
    """One route is left, and the mobility is taken as zero: info."""
    sweeps = [replace(s, R_xy=None) for s in FILM.sweeps(14)]
    result = separate(sweeps, BAR)

    assert "K_ee_hall" not in result.params
    assert "info" == codes(result)["mobility_unknown"]
    assert abs(result.params["K_ee"].value - FILM.K_ee) < 4.0 * result.params["K_ee"].err


def test_antilocalization_has_no_triplets():
    """alpha = -1/2: no Zeeman term by default, and F0 is only a translation."""
    film = replace(FILM, alpha=-0.5, g_factor=0.0)
    result = separate(film.sweeps(15), BAR)

    assert 0.0 == result.g_factor
    assert "info" == codes(result)["triplets_suppressed"]


def test_the_error_of_the_geometry_is_common_to_all_slopes():
    """A length known to 2 % gives every slope an error of 2 %, and leaves the exponent alone."""
    sweeps = FILM.sweeps(16)
    sharp = separate(sweeps, BAR)
    wide = separate(sweeps, HallBar("100(2) um", "20um"))

    for name in ("slope_zero", "K_ee"):
        expected = math.hypot(sharp.params[name].err, 0.02 * sharp.params[name].value)
        assert expected == pytest.approx(wide.params[name].err, rel=1e-3)
    assert sharp.params["p"].err == pytest.approx(wide.params["p"].err, rel=1e-3)
    # Common to both routes, it drops out of their difference.
    assert sharp.difference("K_ee", "K_ee_hall")[1] == pytest.approx(
        wide.difference("K_ee", "K_ee_hall")[1], rel=0.05
    )


def test_two_temperatures_are_few():
    """A slope through two points fits anything: caution."""
    result = separate(FILM.sweeps(17, temperatures=(1.0, 4.0)), BAR)

    assert "caution" == codes(result)["temperature_range_short"]
    assert abs(result.params["K_ee"].value - FILM.K_ee) < 5.0 * result.params["K_ee"].err


def test_range_of_temperatures_and_directions():
    """t_max leaves sweeps out, which is told; up and down sweeps become one curve."""
    rng = np.random.default_rng(18)
    sweeps = [FILM.sweep(T, rng, direction=d) for T in TEMPERATURES for d in ("up", "down")]
    result = separate(sweeps, BAR, t_max="4 K")

    assert 5 == len(result.levels)
    assert "info" == codes(result)["separation_left_out"]


# ---- result --------------------------------------------------------------------------------------------


def test_tables_and_json(found):
    """One row a number, one a temperature; JSON holds no numbers of numpy."""
    rows = {r["quantity"]: r for r in found.rows()}
    levels = found.level_rows()

    assert "interaction, from the quenched conductance" == rows["K_ee"]["meaning"]
    assert list(TEMPERATURES) == [r["temperature_K"] for r in levels]
    assert FILM.B_1 == pytest.approx(
        np.interp(0.0, np.log(TEMPERATURES), [r["B_phi_T"] for r in levels]), rel=0.1
    )
    content = json.loads(json.dumps(found.as_dict()))
    assert "hlnfit-separation/1" == content["schema"]
    assert rows["F0"]["value"] == content["quantities"]["F0"]["value"]
    matrix = np.array(content["covariance"]["matrix"])
    assert rows["K_ee"]["err"] == pytest.approx(
        math.sqrt(matrix[found.names.index("K_ee"), found.names.index("K_ee")])
    )


def test_slopes_over_field(found):
    """The slope falls from alpha p + K_ee to K_ee, as the fitted numbers say at every field."""
    over = found.over_field

    assert over.slope[0] > 1.0
    assert over.slope[-1] < 0.8
    assert np.all(np.abs(over.slope - over.expected) < np.maximum(5.0 * over.error, 0.02))


def test_it_is_public():
    """hf.separate and its result can be had from the top."""
    assert hf.Separation is type(separate(FILM.sweeps(1, temperatures=(1.0, 2.5, 5.0)), BAR))


# ---- what cannot be done -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("geometry", "options", "error", "words"),
    [
        (None, {}, GeometryError, "no geometry"),
        (Wire("10um", "0.1um"), {}, ConfigError, "wire"),
        (BAR, {"model": "kawabata"}, ConfigError, "kawabata"),
        (BAR, {"model": "quadratic"}, ConfigError, "quadratic"),
        (BAR, {"model": "hnl"}, ConfigError, "unknown"),
        (BAR, {"quench": "1T"}, ConfigError, "two fields"),
        (BAR, {"quench": "2T..1T"}, ConfigError, "smaller and a larger"),
        (BAR, {"quench": "1..2"}, UnitError, "unit"),
        (BAR, {"g_factor": -1.0}, ConfigError, "g_factor"),
        (BAR, {"t_max": "cold"}, UnitError, "t_max"),
        (BAR, {"t_max": 0.6}, FitError, "two or more temperatures"),
    ],
)
def test_what_cannot_be_carried_out(geometry, options, error, words):
    """Wires, models of other dimensions, impossible bands, one temperature: each in words."""
    with pytest.raises(error, match=words):
        separate(FILM.sweeps(0), geometry, **options)


@pytest.mark.parametrize("geometry", [VanDerPauw()])
def test_other_geometries(geometry):
    """A van der Pauw sample gives the same slopes as the bar."""
    film = replace(FILM, squares=geometry.squares.value)
    result = separate(film.sweeps(19), geometry)

    assert abs(result.params["alpha_p"].value - 1.0) < 4.0 * result.params["alpha_p"].err


@pytest.mark.parametrize("quench", ["0.5T..0.8T", "0.5..0.8T", ("0.5T", 0.8), (0.5, 0.8)])
def test_bands_are_written_as_people_do(quench):
    """Text with units, or numbers in tesla."""
    assert (0.5, 0.8) == pytest.approx(band_of(quench))


def test_a_band_that_is_asked_for():
    """Its middle is the quenching field."""
    result = separate(FILM.sweeps(20), BAR, quench="0.5T..0.8T")

    assert (0.5, 0.8) == pytest.approx(result.band)
    assert 0.65 == pytest.approx(result.B_quench)


def test_the_regime_is_that_of_the_highest_temperature(found):
    """k_F l and B_tr from the conductance and the Hall density, both from the sweeps."""
    r = found.regime

    assert max(TEMPERATURES) == r.T
    # 2e-3 S are 51.6 e^2/h, and two spins give k_F l = g
    assert 51.6 == pytest.approx(r.k_F_l, rel=0.05)
    assert 7.8 == pytest.approx(r.B_tr, rel=0.1)
