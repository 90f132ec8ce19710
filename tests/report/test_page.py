"""report.html."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from hlnfit.fitting import Series
from hlnfit.flags import Flag
from hlnfit.report.figure_files import figure_bytes
from hlnfit.report.figures import draw, figure_names
from hlnfit.report.page import report_html

VOID = {"meta", "br", "link", "img", "hr", "input", "path", "use", "rect", "circle", "ellipse", "stop"}


class Reader(HTMLParser):
    """Collects ids, links, tags and text, and checks that what is opened is closed."""

    def __init__(self):
        super().__init__()
        self.ids, self.sources, self.tags, self.open, self.text = [], [], [], [], []

    def handle_starttag(self, tag, attributes):
        """Note what is opened."""
        self.tags.append(tag)
        for name, value in attributes:
            if name == "id":
                self.ids.append(value)
            if name in ("src", "href", "xlink:href"):
                self.sources.append((tag, value))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        """Note what is opened and closed at once."""
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        """Check that the last one opened is closed."""
        if tag not in VOID:
            assert tag == self.open.pop()

    def handle_data(self, data):
        """Keep what a person sees."""
        if self.open and self.open[-1] not in ("style", "svg"):
            self.text.append(data)


def read(text):
    """Parse a page."""
    reader = Reader()
    reader.feed(text)
    assert reader.open == []
    return reader


def words(text):
    """Return the visible text of a page with single blanks."""
    return re.sub(r"\s+", " ", " ".join(read(text).text))


@pytest.fixture(scope="module")
def page(wal, tmp_path_factory):
    """The page of the four temperatures, with figures."""
    drawn = {name: draw(name, wal) for name in figure_names()}
    pictures = {name: figure_bytes(figure, "svg") for name, figure in drawn.items() if figure is not None}
    return report_html(wal, pictures, config_text=wal.config.to_toml(folder=tmp_path_factory.mktemp("page")))


def test_nothing_is_loaded_from_anywhere(page):
    """Only links that a person may follow lead out; no script, no style sheet, no image file."""
    reader = read(page)

    assert not {"script", "link", "iframe", "object"} & set(reader.tags)
    for tag, target in reader.sources:
        outside = not target.startswith(("#", "data:"))
        assert not outside or (tag == "a" and target.startswith("https://doi.org/"))
    assert "@import" not in page and "url(http" not in page


def test_every_id_is_there_once_and_every_link_inside_leads_somewhere(page):
    """Figures of one page share no ids."""
    reader = read(page)
    inside = {t[1:] for _, t in reader.sources if t.startswith("#")}

    assert len(reader.ids) == len(set(reader.ids))
    assert inside <= set(reader.ids)


def test_it_says_the_result_at_the_top(page, wal):
    """L_phi from the warmest to the coldest, the exponent, the amplitude and the verdicts."""
    top = words(page).partition("Table of the series")[0]

    assert "4 sweeps, 2 to 16 K" in top
    assert "at 16 K and 2 K" in top
    assert wal.dephasing.preferred.law in top
    assert "4 good" in top


def test_all_figures_have_a_caption_and_a_label(page):
    """For those who do not see them."""
    figures = re.findall(r"<figure .*?</figure>", page, flags=re.DOTALL)

    assert 9 == len(figures)
    for figure in figures:
        assert 1 == figure.count("<figcaption>")
        assert re.search(r'<svg[^>]* role="img" aria-label="[^"]{40,}"', figure)


def test_bounds_are_shown_where_there_is_no_number(undetermined):
    """> 310 stands in the table, as it does in coherence.csv."""
    bounds = [f.params["L_so"].bound for f in undetermined.series.fits if f.params["L_so"].bound]
    text = words(report_html(undetermined, {}))

    assert bounds
    for bound in bounds:
        assert bound in text
    assert (
        f"determined in {3 - len(bounds)} of 3 sweeps" in text
        or f"in none of {len(bounds)}" in text
        or "95 % limit" in text
    )


def test_everything_from_outside_is_escaped(rejects):
    """File names, messages and flags are text, whatever they hold."""
    evil = Flag("evil", "caution", "<script>alert(1)</script>", '"><img src=x onerror=alert(2)>')
    html = report_html(replace(rejects, flags=(evil,)), {}, config_text="<script>3</script>")
    reader = read(html)

    assert not {"script", "img", "zero", "field"} & set(reader.tags)
    assert "&lt;script&gt;alert(1)" in html
    assert "<zero> & noise" in words(html)
    assert "<b>.dat, line 3" in words(html)
    assert "<script>3</script>" in words(html)


def test_one_page_says_why_nothing_can_be_used(unusable):
    """Every reason, each with its sweep."""
    text = words(report_html(unusable, {}))

    assert "No sweep can be used." in text
    assert "60 K: R reaches -1 ohm" in text
    assert "2 rejected" in text


def test_no_sweep_at_all_still_makes_a_page(empty):
    """The table is replaced by a sentence."""
    text = words(report_html(empty, {}))

    assert "No sweep over magnetic field was found" in text
    assert "There is no sweep." in text


def test_each_flag_is_told_once_with_its_sweeps(single, wal):
    """One code, one paragraph."""
    flag = Flag("odd", "info", "The odd part is large.", "Nothing to do.")
    fits = tuple(replace(f, flags=(flag,)) for f in wal.series.fits)
    text = words(report_html(replace(wal, series=Series(fits, "hln_simple"), dephasing=None), {}))
    flags = text.partition("Sweep by sweep")[0]

    assert 1 == flags.count("The odd part is large.")
    assert "2 K, 4.2 K, 8 K, 16 K" in flags


def test_fifty_sweeps_fit_on_a_page(wal):
    """One row and one box each; the table scrolls."""
    fits = tuple(wal.series.fits[k % 4] for k in range(50))
    html = report_html(replace(wal, series=replace(wal.series, fits=fits)), {})

    assert 50 == len(re.findall(r'<details id="sweep-\d+">', html))
    assert 'class="scroll tall"' in html


def test_rejected_numbers_are_marked_in_their_box(rejects):
    """They stand there to find the reason."""
    text = words(report_html(rejects, {}))

    assert "The fit was rejected: these numbers are no results" in text


def test_hashes_versions_and_config_are_on_the_page(page):
    """What it takes to repeat the analysis."""
    text = words(page)

    assert "hlnfit 0.1.0" in text
    assert f"{3:064x}" in text
    assert "hlnfit run hlnfit.toml" in text
    assert 'kind = "hall-bar"' in text


def test_the_regime_is_told(page, single):
    """With a density every ratio; without one the conductance alone, and what is missing."""
    assert "Regime of the sample" in words(page)
    assert "Models that nothing speaks against" in words(page)
    assert "Not known: density" in words(report_html(single, {}))
