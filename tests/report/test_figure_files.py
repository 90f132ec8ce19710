"""Figures as files and in pages."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from hlnfit.report.figure_files import figure_bytes, inline_svg, width_of
from hlnfit.report.style import drawing, new_figure


def figure():
    """Return a small figure with a clipped line and a formula."""
    with drawing():
        out = new_figure(3.4, 2.0)
        axes = out.subplots()
        axes.plot([0.0, 1.0, 2.0], [0.123456789, 2.0, 1.0], marker="o")
        axes.set_xlabel(r"$B_\varphi$")
    return out


@pytest.mark.parametrize("kind", ["png", "pdf", "svg"])
def test_files_are_the_same_every_time_and_hold_no_date(kind):
    """Two drawings are equal byte by byte."""
    first = figure_bytes(figure(), kind)

    assert first == figure_bytes(figure(), kind)
    assert b"CreationDate" not in first
    assert b"<dc:date>" not in first


def test_png_has_200_dots_an_inch():
    """3.4 by 2 inches are 680 by 400 pixels (IHDR of the PNG specification)."""
    data = figure_bytes(figure(), "png")

    assert (680, 400) == (int.from_bytes(data[16:20]), int.from_bytes(data[20:24]))


def test_inline_svg_is_well_formed_and_all_its_ids_have_the_prefix():
    """Two figures on a page share no id."""
    text = inline_svg(figure_bytes(figure(), "svg"), "one-", 'a "label" with < and &')
    root = ET.fromstring(text)
    ids = [e.get("id") for e in root.iter() if e.get("id")]

    assert ids and all(i.startswith("one-") for i in ids)
    assert set(re.findall(r"url\(#([^)]+)\)", text)) | set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)
    assert 'a "label" with < and &' == root.get("aria-label")
    assert "metadata" not in text and "<?xml" not in text


def test_inline_svg_has_the_width_of_the_paper_times_the_scale():
    """3.4 inches on paper, 4.76 on the page."""
    svg = figure_bytes(figure(), "svg")

    assert 3.4 == pytest.approx(width_of(svg), abs=0.01)
    assert 'style="width:4.76in"' in inline_svg(svg, "a-", "label", scale=1.4)
