"""``hlnfit fit``: results on stdout, words on stderr, files in the folder, and the exit code."""

from __future__ import annotations

import json
import sys

import pytest

from .conftest import BAR

FAST = ("--errors", "covariance", "--no-plots")


def test_table_flags_and_report(call, films, tmp_path):
    """One row a sweep with value and error, the flags in words with letters, and where the report is."""
    done = call("fit", films / "*.txt", *BAR, *FAST, "-o", tmp_path / "out")

    assert 0 == done.exit_code
    lines = done.stdout.splitlines()
    rows = [line.split() for line in lines if line[:1].isdigit()]
    assert [["0", "2"], ["1", "3"], ["2", "4.2"], ["3", "6"], ["4", "9"], ["5", "13"]] == [
        r[:2] for r in rows
    ]
    assert all("±" in row and "good" in row for row in rows)
    assert any(line.startswith("a  ") and "all sweeps" in line for line in lines)
    assert f"Report: {tmp_path / 'out' / 'report.html'}" in lines
    assert "6 sweeps from 6 files" in done.stderr


def test_plain_when_piped(call, films):
    """No colours, no trailing blanks, and no row is cut: it can be searched and pasted."""
    done = call("fit", films / "film_T=2K.txt", *BAR, *FAST, columns=80)

    assert "\x1b" not in done.stdout
    assert "…" not in done.stdout
    assert all(line == line.rstrip() for line in done.stdout.splitlines())
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_without_an_output_folder_nothing_is_written(call, films, tmp_path):
    """A look at the numbers leaves no file, and says so."""
    done = call("fit", films / "film_T=2K.txt", *BAR, *FAST)

    assert 0 == done.exit_code
    assert [] == list(tmp_path.iterdir())
    assert "Nothing was written" in done.stderr


def test_json_is_all_there_is_on_stdout(call, films):
    """Programs read stdout, people read stderr."""
    done = call("fit", films / "film_T=2K.txt", *BAR, *FAST, "--json")
    found = json.loads(done.stdout)

    assert "hlnfit/1" == found["schema"]
    assert 2.0 == found["coherence"]["rows"][0]["temperature_K"]
    assert found["out"] is None


def test_output_is_never_overwritten_unasked(call, films, tmp_path):
    """The folder is looked at before any work is done; --force replaces what is there."""
    arguments = ("fit", films / "film_T=2K.txt", *BAR, *FAST, "-o", tmp_path / "out")
    assert 0 == call(*arguments).exit_code
    before = (tmp_path / "out" / "coherence.csv").read_bytes()
    again = call(*arguments)

    assert 2 == again.exit_code
    assert "--force" in again.stderr
    assert "" == again.stdout
    assert 0 == call(*arguments, "--force").exit_code
    assert before == (tmp_path / "out" / "coherence.csv").read_bytes()


def test_directions_are_told_apart_where_they_are_not_merged(call, ppms):
    """Two rows of one temperature say which is the sweep down and which the sweep up."""
    done = call("fit", ppms, *BAR, *FAST, "--select", "T=1.5K", "--merge", "none")
    merged = call("fit", ppms, *BAR, *FAST, "--select", "T=1.5K")

    assert ["down", "up"] == [line.split()[2] for line in done.stdout.splitlines() if line[:1].isdigit()]
    assert "run" not in merged.stdout.splitlines()[1]


def test_a_held_length_is_marked(call, films):
    """--fix takes lengths with a unit; the table says that the value was held."""
    done = call("fit", films / "film_T=2K.txt", *BAR, *FAST, "--fix", "L_phi=230nm")

    assert 0 == done.exit_code
    assert "230 (fixed)" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "no geometry was given"),
        (("--geometry", "hall-bar"), "needs its length"),
        (("--geometry", "cube"), "--geometry is 'cube'"),
        ((*BAR, "--length", "100"), "--length is '100', which has no unit"),
        ((*BAR, "--model", "hnl"), "model 'hnl' is unknown"),
        ((*BAR, "--model", "hln+quadratic"), "cannot be told apart"),
        ((*BAR, "--fix", "alpha"), "NAME=VALUE"),
        ((*BAR, "--errors", "bootstrap", "--bootstrap", "jackknife"), "--bootstrap is 'jackknife'"),
        ((*BAR, "--errors", "bootstrap", "--resamples", "5"), "--resamples"),
        ((*BAR, "--select", "T=77K"), "leaves none"),
        ((*BAR, "--no-such-option"), "No such option"),
    ],
)
def test_what_cannot_be_carried_out(call, films, arguments, words):
    """Exit code 2, the reason on stderr, nothing on stdout."""
    done = call("fit", films / "film_T=2K.txt", *arguments)

    assert 2 == done.exit_code
    assert words in " ".join(done.stderr.split())
    assert "" == done.stdout


def test_a_file_that_does_not_exist_is_a_usage_error(call):
    """A typing error in a name is told before anything is read."""
    done = call("fit", "nothing.dat", *BAR)

    assert 2 == done.exit_code
    assert "no such file" in done.stderr


def test_no_usable_data_is_the_answer_no(call, tmp_path):
    """An empty file: exit code 1 with the reason; no traceback."""
    (tmp_path / "empty.dat").write_bytes(b"")
    done = call("fit", "empty.dat", *BAR)

    assert 1 == done.exit_code
    assert "the file is empty" in done.stderr


def test_every_sweep_rejected_is_the_answer_no(call, tmp_path):
    """A straight line holds no quantum correction: exit code 1, and the report says why."""
    rows = "\n".join(f"{0.01 * k:.2f}\t{1000.0 + 0.01 * (k * 7919 % 13):.3f}" for k in range(-50, 51))
    (tmp_path / "flat_T=2K.txt").write_text("B (T)\tR_xx (Ohm)\n" + rows + "\n", encoding="utf-8")
    done = call("fit", "flat_T=2K.txt", "--geometry", "square", *FAST, "-o", "out")

    assert 1 == done.exit_code
    assert "reject" in done.stdout
    assert "No sweep can be used" in done.stderr
    assert (tmp_path / "out" / "coherence.csv").is_file()


def test_a_part_that_could_not_be_read(call, films, tmp_path):
    """The other files are fitted and reported: exit code 3."""
    (tmp_path / "empty.dat").write_bytes(b"")
    done = call("fit", films / "film_T=2K.txt", "empty.dat", *BAR, *FAST, "-o", "out")

    assert 3 == done.exit_code
    assert "Not read: empty.dat" in done.stderr
    assert (tmp_path / "out" / "coherence.csv").is_file()


@pytest.mark.slow
def test_errors_from_samples_of_the_posterior(call, films, tmp_path):
    """--errors mcmc: the limits are quantiles, the method is written down, and the posterior is drawn."""
    pytest.importorskip("emcee")
    pytest.importorskip("corner")
    out = tmp_path / "out"
    done = call("fit", films / "film_T=2K.txt", *BAR, "--errors", "mcmc", "--fix", "B_offset=0T", "-o", out)
    results = json.loads((out / "results.json").read_text(encoding="utf-8"))

    assert 0 == done.exit_code, done.stderr
    assert "mcmc" == results["sweeps"][0]["error_method"]
    assert results["sweeps"][0]["fit"]["posterior"]["converged"]
    assert (out / "figures" / "corner.png").is_file()
    assert "emcee" in (out / "report.html").read_text(encoding="utf-8")


def test_without_emcee_the_extra_is_named(call, films, monkeypatch):
    """Exit code 2 and what to install, before anything is fitted."""
    monkeypatch.setitem(sys.modules, "emcee", None)
    done = call("fit", films / "film_T=2K.txt", *BAR, "--errors", "mcmc")

    assert 2 == done.exit_code
    assert "hlnfit[mcmc]" in done.stderr
    assert "Traceback" not in done.stderr
