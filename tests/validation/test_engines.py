"""The lines of the validation: a right formula agrees with its engine, a wrong one does not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from hlnfit import models, simulation
from hlnfit.errors import ConfigError
from hlnfit.validation import engines, lines_ballistic, lines_lattice, lines_wires
from hlnfit.validation.engines import Run, chosen, lines, seed_of, validate

LINES = {one.name: one for one in lines()}
SLOW = {"dirty_wire_flights"}


class Changed:
    """A model with other parameters, or with another factor."""

    def __init__(self, model, factor=1.0, **multiples):
        self.model, self.factor, self.multiples = model, factor, multiples

    def __call__(self, B, **parameters):
        """Return the value of the changed formula."""
        parameters = {n: v * self.multiples.get(n, 1.0) for n, v in parameters.items()}
        return self.factor * self.model(B, **parameters)


@pytest.fixture(scope="module")
def remembered():
    """Engines that walk the same loops only once in this file."""
    kept = {}

    def remember(engine):
        def ask(*args, **options):
            key = (engine.__name__, repr(args), repr(sorted(options.items())))
            if key not in kept:
                kept[key] = engine(*args, **options)
            return kept[key]

        return ask

    names = ("loops", "flights", "loop_areas", "cooperon", "localization_length", "lattice")
    return {name: remember(getattr(simulation, name)) for name in names}


@pytest.fixture
def run_line(monkeypatch, remembered):
    """Run a line quickly, with some models replaced."""

    def run(name, **replaced):
        for engine, again in remembered.items():
            monkeypatch.setattr(simulation, engine, again)
        right = models.get
        with monkeypatch.context() as patch:
            patch.setattr(models, "get", lambda n: replaced.get(n) or right(n))
            return LINES[name](Run(seed_of(0, name), quick=True))

    return run


@pytest.mark.parametrize(
    "name", [one.name for one in chosen(quick=True) if one.name not in SLOW], ids=lambda n: n
)
def test_line_agrees(run_line, name):
    """Engine and formula agree in a quick run."""
    found = run_line(name)

    assert found.passes, [row for row in found.rows() if not row["agrees"]]
    assert found.title and found.title[0].isupper()


WRONG = [
    ("spinless_loops", "hln_simple", Changed(models.get("hln_simple"), -1.0)),
    ("spinless_loops", "hln_simple", Changed(models.get("hln_simple"), B_phi=1.03)),
    ("elliott_yafet_loops", "hln", models.get("hln_three_halves")),
    ("elliott_yafet_loops", "hln", Changed(models.get("hln"), B_so=2.0)),
    ("elliott_yafet_loops", "hln", Changed(models.get("hln"), -1.0)),
    ("cubic_loops", "hln_dp", Changed(models.get("hln_dp"), B_so=2.0)),
    ("cubic_loops", "hln_dp", Changed(models.get("hln_dp"), -1.0)),
    ("rashba_loops", "ilp", Changed(models.get("ilp"), B_so=2.0, B_so1=2.0)),
    ("rashba_loops", "ilp", Changed(models.get("ilp"), B_so1=0.5)),
    ("linear_and_cubic_loops", "ilp", Changed(models.get("ilp"), B_so1=1.3)),
    ("spin_helix_loops", "hln_simple", Changed(models.get("hln_simple"), alpha=-0.5)),
    ("film_loops", "film", Changed(models.get("film"), thickness=1.05)),
    ("film_loops", "film", Changed(models.get("film"), -1.0)),
    ("bulk_loops", "kawabata", Changed(models.get("kawabata"), 0.98)),
    ("rashba_cooperon", "ilp", Changed(models.get("ilp"), B_so=2.0, B_so1=2.0)),
    ("rashba_cooperon", "ilp", Changed(models.get("ilp"), B_phi=1.0001)),
    ("rashba_dresselhaus_cooperon", "rashba_dresselhaus", Changed(models.get("rashba_dresselhaus"), B_R=2.0)),
    ("rashba_dresselhaus_cooperon", "rashba_dresselhaus", Changed(models.get("rashba_dresselhaus"), -1.0)),
    ("spin_helix_cooperon", "hln_simple", Changed(models.get("hln_simple"), B_phi=1.0001)),
    ("rashba_zeeman_cooperon", "rashba_zeeman", Changed(models.get("rashba_zeeman"), zeta=2.0)),
    ("ballistic_flights", "ballistic", Changed(models.get("ballistic"), B_phi=2.0)),
    ("ballistic_flights", "ballistic", Changed(models.get("hln_simple"), alpha=1.0)),
    ("golub_flights_quarter_turn", "golub", Changed(models.get("golub"), theta=2.0)),
    ("golub_flights_half_turn", "golub", Changed(models.get("golub"), theta=0.9)),
]


@pytest.mark.parametrize(("name", "model", "wrong"), WRONG)
def test_a_wrong_formula_is_caught(run_line, name, model, wrong):
    """A factor of two in a field, a wrong sign, 3/2 for 4/3: the line says no, and why it could tell."""
    if isinstance(wrong, Changed) and model == "ballistic" and wrong.model.name == "hln_simple":
        # The diffusive formula in place of the ballistic one.
        diffusive = models.get("hln_simple")
        found = run_line(name, ballistic=lambda B, B_phi, B_tr: diffusive(B, alpha=1.0, B_phi=B_phi))
    else:
        found = run_line(name, **{model: wrong})

    assert not found.passes
    assert np.all(found.comparison.resolved)


def test_a_wrong_first_ballistic_term_is_caught(run_line, monkeypatch):
    """The whole curve in place of coherent backscattering alone is not taken."""
    right = lines_ballistic.ballistic_parts

    def both(b, beta):
        back, other = right(b, beta)
        return type(back)(back.value + other.value, back.by_log_b, back.by_log_beta), other

    monkeypatch.setattr(lines_ballistic, "ballistic_parts", both)
    assert not run_line("ballistic_backscattering").passes


def test_a_wrong_constant_of_pure_wires_is_caught(run_line, monkeypatch):
    """The constant of rough walls does not do for mirrors, nor that of mirrors for rough walls."""
    monkeypatch.setattr(lines_wires, "SPECULAR", (4 * np.pi, 3.0))
    monkeypatch.setattr(lines_wires, "DIFFUSE", (9.5, 4.8))

    assert not run_line("pure_wire_mirrors").passes
    assert not run_line("pure_wire_rough_walls").passes


def test_universality_classes_are_told_apart(run_line, monkeypatch):
    """With the length of another class, (N + 1) l for 2 N l, a localization line says no."""
    value = run_line("unitary_localization").comparison
    orthogonal = run_line("orthogonal_localization").comparison

    assert abs(value.value[0] - orthogonal.reference[0]) > value.limit[0]
    assert abs(orthogonal.value[0] - value.reference[0]) > orthogonal.limit[0]


def test_classes_of_wires_are_told_apart():
    """Dips and variances of two classes differ by more than any allowance of the lattice lines."""
    # -2/3, 0, 1/3 and 8/15, 4/15, 2/15: P. A. Mello and A. D. Stone, Phys. Rev. B 44, 3559 (1991).
    assert 2 / 3 == pytest.approx(lines_lattice._whole_dip(), abs=1e-3)
    # Neighbouring classes, with all that both lines allow and four standard errors at the resolution.
    assert 1 / 3 > 0.033 + 0.033 + 4 * 0.04
    assert 8 / 15 - 4 / 15 > (0.2 + 4 * 0.05) * 8 / 15
    assert 4 / 15 - 2 / 15 > (0.2 + 4 * 0.05) * 4 / 15


def test_workers_change_nothing():
    """One thread, two threads: the same bits in every column."""
    names = ("spinless_loops", "su2_critical_point", "return_after_flights")
    serial = [one.rows() for one in validate(quick=True, only=names)]
    with ThreadPoolExecutor(2) as threads:
        threaded = [one.rows() for one in validate(quick=True, only=names, executor=threads)]

    assert serial == threaded


def test_seed_of_a_line_knows_its_name_only():
    """Lines have seeds of their own, and another seed of the run changes them."""
    assert seed_of(0, "film_loops") != seed_of(0, "bulk_loops")
    assert seed_of(0, "film_loops") != seed_of(1, "film_loops")
    assert Run(3).options_of(0)["seed"] != Run(3).options_of(1)["seed"]


def test_unknown_lines_and_seeds_are_refused():
    """A line that does not exist is named beside those that do."""
    with pytest.raises(ConfigError, match=r"no line film.*spinless_loops"):
        chosen(quick=True, only=["film"])
    with pytest.raises(ConfigError, match="the seed is -1"):
        list(validate(quick=True, seed=-1))


def test_quick_leaves_out_what_needs_long():
    """A full run has the lattice wires, a quick one has not; by name any line can be asked for."""
    quick, full = ({one.name for one in chosen(quick=q)} for q in (True, False))

    assert {"lattice_dips", "lattice_variances"} == full - quick
    assert ["lattice_dips"] == [one.name for one in chosen(quick=True, only=["lattice_dips"])]


def test_two_lines_of_one_name_are_an_error(monkeypatch):
    """A copied line that kept its name does not hide the other."""
    import hlnfit.validation.lines_wires as wires

    clone = wires.pure_wire_mirrors
    monkeypatch.setattr(wires, "another", clone, raising=False)
    lines.cache_clear()
    with pytest.raises(ValueError, match="two lines"):
        engines.lines()
    monkeypatch.undo()
    lines.cache_clear()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["dirty_wire_flights", "lattice_dips", "lattice_variances"])
def test_slow_line_agrees(name):
    """Wires agree with the theory of long wires within their allowance."""
    assert LINES[name](Run(seed_of(0, name), quick=True)).passes
