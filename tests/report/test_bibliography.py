"""References."""

from __future__ import annotations

import doctest
import re

import pytest

from hlnfit import models
from hlnfit.dephasing import laws
from hlnfit.models import Reference
from hlnfit.report import bibliography
from hlnfit.report.bibliography import LMFIT, bibtex, hlnfit_bibtex, unique


def all_references():
    """Return every reference of every model and law."""
    found = [r for n in models.names() for r in models.get(n).references]
    return unique([*found, *(r for n in laws.names() for r in laws.get(n).references)])


def test_the_examples_of_the_docstrings_hold():
    """What the documentation shows is what comes out."""
    assert 0 == doctest.testmod(bibliography).failed


@pytest.mark.parametrize("reference", all_references(), ids=lambda r: r.bibtex_key or r.text[:20])
def test_every_reference_makes_a_complete_entry(reference):
    """Key, authors and year; balanced braces; a DOI only where one is given."""
    entry = bibtex(reference)

    assert re.match(r"@(article|misc)\{[A-Za-z0-9_:+.-]+,\n", entry)
    assert "author = {" in entry
    assert re.search(r"year = \{\d{4}\}", entry)
    assert entry.count("{") == entry.count("}")
    assert ("doi = {" in entry) == bool(reference.doi)


def test_an_article_is_taken_apart():
    """Authors joined by and, journal, volume, page."""
    text = "M. Glazov, L. Golub and X. Y. Z, J. Phys.: Condens. Matter 14, R501 (2002)"
    entry = bibtex(Reference(text, doi="10.1/x_y", bibtex_key="k"))

    assert "author = {M. Glazov and L. Golub and X. Y. Z}" in entry
    assert "journal = {J. Phys.: Condens. Matter}" in entry
    assert ("volume = {14}" in entry, "pages = {R501}" in entry, "doi = {10.1/x_y}" in entry) == (True,) * 3


def test_et_al_becomes_others():
    """As BibTeX wants it."""
    entry = bibtex(Reference("W. Knap et al., Phys. Rev. B 53, 3912 (1996)", bibtex_key="knap1996"))

    assert "author = {W. Knap and others}" in entry


def test_what_is_no_article_becomes_misc():
    """Software and chapters of books keep their text."""
    entry = bibtex(LMFIT)

    assert entry.startswith("@misc{lmfit,")
    assert "author = {M. Newville and T. Stensitzki and D. B. Allen and A. Ingargiola}" in entry
    assert "year = {2014}" in entry


def test_one_paper_is_cited_once_whatever_the_equation():
    """Two equations of one paper are one entry."""
    one = Reference("A. B, J. 1, 2 (2000)", equation="1", bibtex_key="b2000")
    two = Reference("A. B, J. 1, 2 (2000)", equation="2", bibtex_key="b2000")

    assert [one] == unique([one, two])


def test_hlnfit_cites_itself_with_its_version():
    """A version that is not known is left out."""
    assert "version = {0.1.0}" in hlnfit_bibtex("0.1.0")
    assert "version" not in hlnfit_bibtex("")
