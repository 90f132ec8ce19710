"""The methods paragraph."""

from __future__ import annotations

from dataclasses import replace

from hlnfit.report.methods import methods
from hlnfit.sample import VanDerPauw, Wire


def text(analysis):
    """Return the paragraphs as one text."""
    return " ".join(methods(analysis).paragraphs)


def test_it_says_what_was_done(wal):
    """Geometry, model, offsets, odd terms, window, errors, limits, laws."""
    said = text(wal)

    for part in (
        "a Hall bar with voltage probes 100 µm apart and a width of 20 µm (5 squares)",
        "model hln_simple of hlnfit",
        "G0 = e²/(πh)",
        "Free parameters were alpha and B_phi.",
        "each direction with its own offset",
        "c1 B + c3 B³",
        "largest of eight logarithmic ones",
        "estimated from the scatter of neighbouring points",
        "68 % limits of the profile likelihood",
        "Rate laws were fitted to B_φ(T) at 4 points between 2 and 16 K",
    ):
        assert part in said


def test_it_says_nothing_that_was_not_done(single, undetermined):
    """No window was looked for, no second direction measured, no law fitted."""
    said = text(single)

    assert "eight logarithmic" not in said
    assert "each direction" not in said
    assert "Rate laws" not in said
    assert "The fits used |B| up to 0.3 T." in said
    assert "Held at fixed values: B_e = 2 T." in text(undetermined)


def test_other_geometries_are_named(wal):
    """A van der Pauw sample and a wire."""
    assert "van der Pauw" in text(replace(wal, geometry=VanDerPauw()))
    wire = text(replace(wal, geometry=Wire("10um", "80(5) nm")))
    assert "a wire 10 µm long and 80 ± 5 nm wide" in wire
    assert wire.startswith("The conductance")


def test_the_papers_of_the_model_and_of_the_method_are_cited(wal, undetermined):
    """Hikami, Larkin and Nagaoka; the papers of the preferred law; lmfit and hlnfit."""
    found = methods(wal)
    keys = [r.bibtex_key for r in found.references]

    assert {"hikami1980", "golub1973", "wilks1938", "lmfit"} <= set(keys)
    assert {r.bibtex_key for r in wal.dephasing.preferred.rate_law.references} <= set(keys)
    assert len(keys) == len(set(keys))
    assert "@software{hlnfit," in found.bibtex
    assert "bergmann1984" in methods(undetermined).bibtex


def test_every_term_of_the_model_has_its_formula(single):
    """The correction and the background."""
    assert 2 == len(methods(single).formulas)


def test_without_any_fit_there_is_still_a_paragraph(empty):
    """What was meant to be done."""
    assert "model hln_simple" in text(empty)
