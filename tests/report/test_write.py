"""The whole report."""

from __future__ import annotations

import pytest

from hlnfit.errors import OutputError
from hlnfit.report import write_report
from hlnfit.report.figures import figure_names


def names(folder, paths):
    """Return paths relative to the folder."""
    return [p.relative_to(folder).as_posix() for p in paths]


def test_everything_of_the_contract_is_there(report):
    """Tables, curves, figures in two formats, page and config; and nothing else."""
    out, paths = report
    found = names(out, paths)
    curves = [f"curves/{k:03d}_{T}K.csv" for k, T in enumerate(["2", "4.2", "8", "16"])]
    figures = {f"figures/{n}.{kind}" for n in figure_names() if n != "corner" for kind in ("png", "pdf")}

    assert ["coherence.csv", "dephasing.csv", "results.json", *curves] == found[:7]
    assert ["report.html", "hlnfit.toml"] == found[-2:]
    assert figures == set(found[7:-2])
    assert set(found) == {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}


def test_the_config_is_written_for_its_new_place(report):
    """Paths are relative to the folder of the report."""
    out, _ = report
    text = (out / "hlnfit.toml").read_text(encoding="utf-8")

    assert "film_2K.dat" in text
    assert "../" in text


def test_no_file_has_a_carriage_return(report):
    """LF on every platform."""
    for path in report[1]:
        if path.suffix in (".csv", ".json", ".html", ".toml"):
            assert b"\r" not in path.read_bytes()


def test_without_plots_there_are_no_figures(wal, tmp_path):
    """Neither files nor pictures on the page."""
    paths = write_report(wal, tmp_path / "out", plots=False)

    assert not (tmp_path / "out" / "figures").exists()
    page = next(p for p in paths if p.name == "report.html").read_text(encoding="utf-8")
    assert "<figure" not in page


def test_a_second_report_needs_force(single, wal, tmp_path):
    """And then leaves no curve of the first behind."""
    out = tmp_path / "out"
    write_report(wal, out, plots=False)

    with pytest.raises(OutputError, match="--force"):
        write_report(single, out, plots=False)
    write_report(single, out, plots=False, force=True)
    assert ["000_0.05K.csv"] == sorted(p.name for p in (out / "curves").iterdir())


def test_the_same_analysis_gives_the_same_bytes(wal, tmp_path):
    """Nothing in a report depends on the clock or on a random number."""
    first = write_report(wal, tmp_path / "a", plots=False)
    second = write_report(wal, tmp_path / "b", plots=False)

    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_progress_is_told(single, tmp_path, monkeypatch):
    """Stage, how much is done, how much there is."""
    told = []
    monkeypatch.setattr("hlnfit.report.figure_files.figure_bytes", lambda *_: b'<svg width="9pt"></svg>')
    write_report(single, tmp_path / "out", progress=lambda *step: told.append(step))

    n = len(figure_names())
    assert [("Drawing", k, n) for k in range(n + 1)] == told


@pytest.mark.parametrize("kind", ["rejects", "unusable", "empty"])
def test_a_report_is_written_even_when_nothing_can_be_used(kind, request, tmp_path):
    """The reasons are worth a page."""
    paths = write_report(request.getfixturevalue(kind), tmp_path / "out", plots=False)

    assert all(p.stat().st_size for p in paths)
