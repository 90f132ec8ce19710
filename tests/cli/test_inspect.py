"""``hlnfit inspect``: what is in files, with reasons."""

from __future__ import annotations

import json

PNG = b"\x89PNG"


def test_columns_with_reasons_and_sweeps(call, ppms):
    """Format, columns and why, and one row a sweep with its number, temperature and direction."""
    done = call("inspect", ppms)

    assert 0 == done.exit_code
    assert "quantum-design" in done.stdout
    assert "Bridge 1 Resistance (Ohms) (the file calls it 'Rxx')" in done.stdout
    rows = [line.split() for line in done.stdout.splitlines() if line.lstrip()[:1].isdigit()]
    assert ["0", "1.5", "-1", "to", "1"] == rows[0][:5]
    assert "down" in rows[0]
    assert "20 sweeps in 1 file" in done.stdout
    assert "pieces are no sweep" in done.stdout


def test_files_that_were_read_alike_share_a_table(call, films):
    """A series of files is one table with the names of the files."""
    done = call("inspect", films / "*.txt")

    assert done.stdout.startswith("6 files")
    assert 1 == done.stdout.count("R_xx (Ohm)")
    assert "film_T=13K.txt" in done.stdout


def test_numbers_are_those_of_select(call, films):
    """--select understands the numbers of the table, for the same files."""
    shown = call("inspect", films / "*.txt").stdout
    number = next(line.split()[0] for line in shown.splitlines() if line.endswith("film_T=6K.txt"))
    fit = call(
        "fit", films / "*.txt", "--geometry", "square", "--select", number, "--errors", "covariance", "--json"
    )

    assert [6.0] == [row["temperature_K"] for row in json.loads(fit.stdout)["coherence"]["rows"]]


def test_json(call, ppms):
    """Everything for programs, in SI."""
    found = json.loads(call("inspect", ppms, "--json").stdout)

    assert 20 == len(found["sweeps"])
    assert "quantum-design" == found["sweeps"][0]["format"]
    assert 1.0 == round(found["sweeps"][0]["B_max_T"], 3)


def test_plot_is_a_picture_beside_the_user(call, ppms, tmp_path):
    """The picture goes where the user is, under the name of the file, and replaces nothing."""
    assert 0 == call("inspect", ppms, "--plot").exit_code
    assert (tmp_path / "wal_film_PPMS_raw.png").read_bytes().startswith(PNG)
    assert 2 == call("inspect", ppms, "--plot").exit_code
    assert 0 == call("inspect", ppms, "-o", "other.png").exit_code
    assert (tmp_path / "other.png").read_bytes().startswith(PNG)


def test_exit_codes(call, films, tmp_path):
    """1 where no file can be read, 3 where some cannot, 2 where a name is wrong."""
    (tmp_path / "empty.dat").write_bytes(b"")

    assert 1 == call("inspect", "empty.dat").exit_code
    assert 3 == call("inspect", "empty.dat", films / "film_T=2K.txt").exit_code
    assert 2 == call("inspect", "nothing.dat").exit_code
    assert 2 == call("inspect", films / "film_T=2K.txt", "--temperature", "cold").exit_code
