"""The regime of a sample: numbers from the textbook, dimensions, and what follows for the models."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest
from scipy import constants as c

from hlnfit import models
from hlnfit.errors import ConfigError
from hlnfit.regime import regime_of
from hlnfit.regime.demands import DEMANDS
from hlnfit.regime.dimension import dimension_within
from hlnfit.regime.scaling import flow, localization_length, two_loop_amplitude
from hlnfit.sample import HallBar, Sample, Wire

QUANTUM = c.e**2 / c.h
# A quantum well in GaAs: n = 3e11 cm^-2, m = 0.067 m_e, at a sheet conductance of 20 e^2/h.
WELL = Sample(density=3e15, mass=0.067 * c.m_e)
SIGMA = 20.0 * QUANTUM
BAR = HallBar("100um", "20um", "10nm")


# ---- scaling -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("symmetry", "spins", "expected"),
    [
        # E. Abrahams et al., Phys. Rev. Lett. 42, 673 (1979), for two spins and g in e^2/h: -2/pi; one spin
        # has half of it.
        ("orthogonal", 2, -2.0 / math.pi),
        ("orthogonal", 1, -1.0 / math.pi),
        ("symplectic", 2, 1.0 / math.pi),
        # -2/(pi^2 g), and -1/(2 pi^2 g) per spin, at g = 10
        ("unitary", 2, -2.0 / (math.pi**2 * 10.0)),
        ("unitary", 1, -1.0 / (2.0 * math.pi**2 * 10.0)),
    ],
)
def test_flow_of_the_conductance(symmetry, spins, expected):
    """dg/d ln L is -2/pi, +1/pi and -2/(pi^2 g) in the three classes."""
    assert expected == pytest.approx(flow(10.0, symmetry, spins), rel=1e-15)


def test_flow_is_that_of_the_logarithmic_correction():
    """The amplitude +1 (-1/2) of the magnetoconductance is the flow -2/pi (+1/pi): G0 = e^2/(pi h)."""
    # delta sigma = alpha G0 ln(tau/tau_phi) = -2 alpha G0 ln(L_phi/l), in e^2/h: -2 alpha/pi.
    assert -2.0 * 1.0 / math.pi == pytest.approx(flow(30.0, "orthogonal"))
    assert -2.0 * -0.5 / math.pi == pytest.approx(flow(30.0, "symplectic"))


@pytest.mark.parametrize(
    ("g", "symmetry", "expected"),
    # l exp(pi k_F l/2) and l exp[(pi k_F l/2)^2] with l = 10 nm and k_F l = g
    [
        (3.0, "orthogonal", 1e-8 * math.exp(1.5 * math.pi)),
        (1.0, "unitary", 1e-8 * math.exp((0.5 * math.pi) ** 2)),
        (3.0, "symplectic", math.inf),
        (1e4, "orthogonal", math.inf),
    ],
)
def test_localization_length(g, symmetry, expected):
    """The flow ends at l exp(pi k_F l/2), much further without time reversal, nowhere with spin-orbit."""
    assert expected == pytest.approx(localization_length(g, 1e-8, symmetry))


@pytest.mark.parametrize("symmetry", ["orthogonal", "unitary"])
def test_localization_length_is_where_the_flow_ends(symmetry):
    """Integrating dg/d ln L from g at l downwards reaches zero at the localization length."""
    from scipy.integrate import quad

    logarithm, _ = quad(lambda g: -1.0 / flow(g, symmetry), 0.0, 4.0)

    assert logarithm == pytest.approx(math.log(localization_length(4.0, 1.0, symmetry)))


@pytest.mark.parametrize(("g", "percent"), [(10.0, 6), (5.0, 13)])
def test_two_loop_amplitude(g, percent):
    """The second order takes 6 % at g = 10 and 13 % at g = 5 (Minkov, Germanenko and Gornyi 2004)."""
    assert percent == round(100.0 * (1.0 - two_loop_amplitude(g)))


# ---- numbers of one sample ----------------------------------------------------------------------------


def test_numbers_of_a_quantum_well():
    """k_F l, l, D, tau, B_tr, L_T and the ratios from the Drude relations, by hand."""
    r = regime_of(WELL, SIGMA, 1.0, L_phi=1e-6, geometry=BAR, B_max=1e-3)
    k_F = math.sqrt(2.0 * math.pi * 3e15)
    l = 20.0 / k_F  # noqa: E741
    v = c.hbar * k_F / (0.067 * c.m_e)

    assert 20.0 == pytest.approx(r.g)
    assert 20.0 == pytest.approx(r.k_F_l)
    assert l == pytest.approx(r.mean_free_path)
    assert 145.7e-9 == pytest.approx(r.mean_free_path, rel=1e-3)
    assert v * l / 2.0 == pytest.approx(r.D)
    assert l / v == pytest.approx(r.tau)
    assert c.hbar / (2.0 * c.e * l**2) == pytest.approx(r.B_tr)
    assert math.sqrt(c.hbar * v * l / 2.0 / c.k) == pytest.approx(r.L_T)
    assert c.k * (l / v) / c.hbar == pytest.approx(r.thermal)
    assert c.hbar * v * l / 2.0 / 1e-8 == pytest.approx(r.thouless_energy)  # length 100 um
    assert 1e-12 / (v * l / 2.0) == pytest.approx(r.tau_phi)
    assert (l / v) / r.tau_phi == pytest.approx(r.tau_over_tau_phi)
    assert 1e-3 / r.B_tr == pytest.approx(r.B_max_over_B_tr)
    assert SIGMA / (3e15 * c.e) * 1e-3 == pytest.approx(r.omega_c_tau)
    # g mu_B B/(k_B T) at 1 mT and 1 K: 2 x 0.67171 mK
    assert 2.0 * 6.7171e-4 == pytest.approx(r.zeeman_over_thermal, rel=1e-4)
    assert -2.0 / math.pi / 20.0 == pytest.approx(r.beta)
    assert 100.0 == pytest.approx(r.L_phi_over_thickness)
    assert 0.05 == pytest.approx(r.L_phi_over_width)
    assert l / 1e-8 == pytest.approx(r.l_over_thickness)
    assert () == r.missing


def test_the_ratio_of_times_needs_no_mass():
    """tau/tau_phi = l^2/(2 L_phi^2): the density alone is enough."""
    r = regime_of(Sample(density=3e15), SIGMA, 1.0, L_phi=1e-6)

    assert (r.mean_free_path / 1e-6) ** 2 / 2.0 == pytest.approx(r.tau_over_tau_phi)
    assert r.D is None
    assert r.tau_phi is None


def test_what_is_missing_is_listed_and_none():
    """A conductance alone gives g, k_F l and the scaling; everything else is None and named."""
    r = regime_of(Sample(), SIGMA)

    assert "metallic" == r.metal
    for name in ("mean_free_path", "D", "tau", "B_tr", "L_T", "thermal", "dimension", "diffusive"):
        assert getattr(r, name) is None
    assert (
        "density", "mass or Fermi velocity", "temperature", "L_phi", "B_max", "thickness", "width", "length",
    ) == r.missing  # fmt: skip


@pytest.mark.parametrize(("g", "metal"), [(20.0, "metallic"), (3.0, "marginal"), (0.5, "localized")])
def test_ioffe_regel(g, metal):
    """k_F l above 5 is a metal, below 1 it is none."""
    assert metal == regime_of(Sample(), g * QUANTUM).metal


@pytest.mark.parametrize(("T", "regime"), [(0.1, "diffusive"), (5.0, "intermediate"), (50.0, "ballistic")])
def test_interaction_regime(T, regime):
    """k_B T tau/hbar of the well is 0.08 at 1 K: diffusive below, ballistic far above."""
    assert regime == regime_of(WELL, SIGMA, T).interaction


def test_a_wire_is_asked_for_its_sheet_conductance():
    """The conductance of a whole wire becomes that of a square."""
    wire = Wire("10um", "0.1um")

    assert 20.0 == pytest.approx(regime_of(WELL, SIGMA / 100.0, geometry=wire).g)


def test_a_dirac_cone_has_no_mass():
    """Graphene at 1e12 cm^-2: the Fermi velocity gives D."""
    sheet = Sample(density=1e16, fermi_velocity=1e6, valley_degeneracy=2)
    r = regime_of(sheet, SIGMA)
    l = 10.0 / math.sqrt(math.pi * 1e16)  # noqa: E741  # sigma = (4/2)(e^2/h) k_F l

    assert 0.5 * 1e6 * l == pytest.approx(r.D)


@pytest.mark.parametrize("bad", [{"sigma0": 0.0}, {"T": -1.0}, {"L_phi": math.nan}, {"symmetry": "odd"}])
def test_impossible_values_are_refused(bad):
    """A conductance, temperature or length that is not positive gives no numbers."""
    given = {"sigma0": SIGMA, "T": 1.0, "L_phi": None, "symmetry": "orthogonal"} | bad

    with pytest.raises(ConfigError, match=next(iter(bad))):
        regime_of(WELL, given["sigma0"], given["T"], L_phi=given["L_phi"], symmetry=given["symmetry"])


# ---- dimension -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("thickness", "width", "expected"),
    [
        (10e-9, 20e-6, 2),
        (10e-9, 100e-9, 1),
        (1e-6, 20e-6, 3),
        (1e-6, None, 3),
        (10e-9, None, 2),
        (None, 20e-6, None),
        (None, 100e-9, 1),
        (None, None, None),
    ],
)
def test_dimension_within_a_length(thickness, width, expected):
    """A direction counts where the sample is longer than 300 nm in it; unknown thickness leaves it open."""
    assert expected == dimension_within(300e-9, thickness, width)


def test_interaction_has_a_dimension_of_its_own():
    """A film of 500 nm is 2D for L_phi = 1 um and 3D for L_T = 363 nm."""
    r = regime_of(WELL, SIGMA, 1.0, L_phi=1e-6, geometry=HallBar("100um", "20um", "500nm"))

    assert (2, 3) == (r.dimension, r.interaction_dimension)


@pytest.mark.parametrize(
    ("L_phi", "B_max", "expected"),
    [
        (3e-6, 1e-3, True),
        (3e-6, None, True),
        (3e-6, 5e-3, False),  # 0.32 B_tr
        (0.5e-6, 1e-3, False),  # tau/tau_phi = 0.042
        (None, 1e-3, None),
    ],
)
def test_diffusive(L_phi, B_max, expected):
    """Diffusive formulas need tau/tau_phi < 0.003 and B < 0.1 B_tr; a window not given may be chosen."""
    assert expected is regime_of(WELL, SIGMA, 1.0, L_phi=L_phi, B_max=B_max).diffusive


# ---- models --------------------------------------------------------------------------------------------


def allowed(r):
    """Answer and reason by model."""
    return {a.model: a for a in r.models(models)}


def test_every_model_has_an_answer_with_a_reason():
    """No model is left out, and none without words."""
    found = allowed(regime_of(WELL, SIGMA, 1.0, L_phi=3e-6, geometry=BAR))

    assert set(models.names()) == set(found)
    assert all(a.reason for a in found.values())


def test_every_demand_belongs_to_a_model():
    """The table of demands holds no name that is misspelled (two of them are models of flights)."""
    assert set(DEMANDS) - set(models.names()) <= {"ballistic", "golub"}


def test_a_diffusive_film():
    """Films are allowed, wires and bulk are not, each with the numbers."""
    found = allowed(regime_of(WELL, SIGMA, 0.3, L_phi=3e-6, geometry=BAR))

    for name in ("hln_simple", "hln", "ilp", "wl_log", "eei_2d"):
        assert found[name].allowed is True, found[name]
    for name in ("wire", "kawabata", "wl_3d", "eei_3d", "eei_1d", "graphene", "parallel_orbital"):
        assert found[name].allowed is False, found[name]
    assert "L_phi = 3 um" in found["kawabata"].reason
    assert "thickness 10 nm" in found["kawabata"].reason


def test_a_wire():
    """A bar narrower than L_phi allows wires, dirty or pure by the mean free path."""

    def bar(length, width):
        whole = SIGMA * width / length
        geometry = Wire(f"{length}um", f"{width}um")
        return allowed(regime_of(WELL, whole, 0.3, L_phi=3e-6, geometry=geometry))

    dirty, pure, short = bar(100, 0.3), bar(100, 0.1), bar(1, 0.3)

    assert (True, False) == (dirty["wire"].allowed, dirty["wire_pure_specular"].allowed)
    assert (False, True) == (pure["wire"].allowed, pure["wire_pure_specular"].allowed)
    assert (False, True) == (short["wire"].allowed, short["wire_finite_length"].allowed)
    assert dirty["hln_simple"].allowed is False


def test_bulk():
    """A thick film with a short L_phi is bulk: Kawabata's formula, and film between."""
    metal = Sample(density=1e20, mass=c.m_e, thickness=1e-6)
    found = allowed(regime_of(metal, 0.01, 4.0, L_phi=0.3e-6))

    assert found["kawabata"].allowed is True
    assert found["film"].allowed is True
    assert found["hln"].allowed is False


def test_beyond_diffusion():
    """At tau/tau_phi = 0.01 a fixed amplitude is wrong, a free one is told; at 0.04 neither holds."""
    near = allowed(regime_of(WELL, SIGMA, 1.0, L_phi=1e-6, geometry=BAR))
    far = allowed(regime_of(WELL, SIGMA, 1.0, L_phi=0.5e-6, geometry=BAR))

    assert (False, True) == (near["hln"].allowed, near["hln_simple"].allowed)
    assert "below 1" in near["hln_simple"].reason
    assert far["hln_simple"].allowed is False


def test_the_band_decides():
    """A velocity with two valleys is graphene, with one state a gapped cone, a mass is neither."""
    graphene = allowed(
        regime_of(Sample(density=1e16, fermi_velocity=1e6, valley_degeneracy=2), SIGMA, 1.0, L_phi=3e-6)
    )
    cone = Sample(density=1e16, fermi_velocity=5e5, spin_degeneracy=1, thickness=1e-9)

    assert graphene["graphene"].allowed is None  # the thickness was not given
    assert "thickness" in graphene["graphene"].reason
    assert graphene["hln"].allowed is False
    assert allowed(regime_of(cone, SIGMA, 1.0, L_phi=3e-6))["gapped_dirac"].allowed is True


def test_direction_of_the_field():
    """In the plane of the film only models of in-plane fields are left."""
    found = allowed(regime_of(WELL, SIGMA, 1.0, L_phi=3e-6, geometry=BAR, tilt_deg=90.0))

    assert found["parallel_zeeman"].allowed is True
    assert found["hln"].allowed is False


def test_unknown_thickness_leaves_films_open():
    """What is not known is said, and ranks behind what is certain."""
    ranked = regime_of(WELL, SIGMA, 1.0, L_phi=3e-6).models(models)
    order = [a.allowed for a in ranked]

    assert order == sorted(order, key=[True, None, False].index)
    found = {a.model: a for a in ranked}
    assert found["hln"].allowed is None
    assert "thickness (not given)" in found["hln"].reason


def test_no_metal_no_model():
    """At k_F l = 0.5 no correction to a metal is left."""
    ranked = regime_of(Sample(thickness=1e-9), 0.5 * QUANTUM, 1.0, L_phi=1e-7).models(models)

    assert not any(a.allowed for a in ranked if a.kind == "field")


def test_a_model_may_state_its_demands_itself():
    """A new model needs no entry in the table: it is asked for its dimension, or for what it states."""
    new = SimpleNamespace(name="new", kind="field", dimension=1, names=("B_phi",), extra={})
    stated = SimpleNamespace(name="new", kind="field", dimension=2, names=(), extra={"regime": ("in_plane",)})
    r = regime_of(WELL, SIGMA, 1.0, L_phi=3e-6, geometry=BAR)

    assert (False, "a film for L_phi = 3 um (thickness 10 nm, width 20 um)") == (
        r.models([new])[0].allowed, r.models([new])[0].reason,
    )  # fmt: skip
    assert "the field is not in the plane (tilt 0 degrees)" == r.models([stated])[0].reason


# ---- rows ----------------------------------------------------------------------------------------------


def test_rows_are_in_units_that_people_read():
    """L_T in nm, D in cm^2/s, unknown values None; each known regime in words."""
    rows = {x.name: x for x in regime_of(WELL, SIGMA, 1.0, L_phi=1e-6, B_max=5e-3).rows()}

    assert 363.3 == pytest.approx(rows["L_T"].value, rel=1e-3)
    assert "nm" == rows["L_T"].unit
    assert 172.8 == pytest.approx(rows["D"].value, rel=1e-3)
    assert rows["thouless_energy"].value is None
    assert "metallic" == rows["k_F_l"].meaning
    assert "bends" in rows["B_max_over_B_tr"].meaning


@pytest.mark.parametrize(
    ("R_sheet", "says", "allowed"), [(20.0, "falls", False), (150.0, "sign", True), (400.0, "rises", True)]
)
def test_mooij(R_sheet, says, allowed):
    """Of films 10 nm thick: 20, 150 and 400 uOhm cm lie below, in and above the change of sign."""
    regime = regime_of(Sample(thickness=10e-9), 1.0 / R_sheet)
    row = next(r for r in regime.rows() if r.name == "resistivity")
    answer = next(a for a in regime.models(models) if a.model == "mooij_tcr")

    assert row.value == pytest.approx(R_sheet)
    assert row.unit == "uOhm cm"
    assert says in row.meaning
    assert answer.allowed is allowed
