"""``run``: from a config to an analysis; what cannot be used never stops the rest."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from hlnfit.analysis import run, versions
from hlnfit.config import Config
from hlnfit.errors import ConfigError, GeometryError, LoadError

DATA = Path(__file__).resolve().parents[1] / "sample_data" / "two_column"
BAR = {"kind": "hall-bar", "length": "100um", "width": "20um"}
FAST = {"errors": "covariance"}


def config(files: object = "film_T=*K.txt", **sections: object) -> Config:
    """Return a config over the sample files, with the fast errors unless said otherwise."""
    names = [files] if isinstance(files, str) else list(files)  # type: ignore[call-overload]
    data = {"files": [str(DATA / n) for n in names], **sections.pop("data", {})}  # type: ignore[dict-item]
    return Config(**{"data": data, "geometry": BAR, "fit": FAST, **sections})


@pytest.fixture(scope="module")
def analysis():
    """The analysis of all six files."""
    return run(config())


def test_truth_is_found(analysis):
    """L_phi of each film of the sample data within 4 standard errors, alpha = -1/2 as simulated."""
    truth = json.loads((DATA / "truth.json").read_text(encoding="utf-8"))
    true = {round(s["temperature_K"], 3): s["L_phi_nm"] * 1e-9 for s in truth["sweeps"]}

    assert [2.0, 3.0, 4.2, 6.0, 9.0, 13.0] == [round(f.temperature, 3) for f in analysis.series]
    for fit in analysis.series:
        L, alpha = fit.params["L_phi"], fit.params["alpha"]
        assert abs(L.value - true[round(fit.temperature, 3)]) < 4.0 * L.err
        assert abs(alpha.value + 0.5) < 4.0 * alpha.err


def test_curves_stand_in_the_order_of_temperature(analysis):
    """The files come as 13 K, 2 K, ... by name; the series runs from cold to warm."""
    assert 13.0 == pytest.approx(analysis.sweeps[0].temperature)
    assert [(1,), (2,), (3,), (4,), (5,), (0,)] == [c.source.numbers for c in analysis.curves]


def test_dephasing_is_fitted_and_meets_the_truth(analysis):
    """1/tau_phi ~ T: the exponent of the simulation is 1."""
    assert analysis.dephasing is not None
    power = analysis.dephasing["power"]

    assert abs(power.p - 1.0) < 4.0 * power.p_err


def test_config_is_resolved(analysis):
    """Six inputs with their hashes, and the versions an answer may depend on."""
    assert 6 == len(analysis.config.input)
    assert all(64 == len(i.sha256) for i in analysis.config.input)
    assert set(versions()) == set(analysis.versions)
    assert analysis.usable
    assert analysis.complete


def test_nothing_is_printed(capsys):
    """Progress goes to the callable that is passed in, words to nobody."""
    told: list[tuple[str, int, int]] = []
    run(config("film_T=2K.txt"), progress=lambda *step: told.append(step))

    assert ("", "") == tuple(capsys.readouterr())
    assert {"Reading", "Fitting"} <= {stage for stage, _, _ in told}
    assert all(done <= total for _, done, total in told)


def test_a_config_file_can_be_given(tmp_path):
    """A path is read as a config."""
    path = tmp_path / "hlnfit.toml"
    path.write_text(config("film_T=2K.txt").to_toml(tmp_path), encoding="utf-8")

    assert 1 == len(run(path).series)


def test_two_temperatures_give_no_law():
    """Fewer than three temperatures determine no law; the analysis says so and goes on."""
    analysis = run(config(["film_T=2K.txt", "film_T=3K.txt"]))

    assert analysis.dephasing is None
    assert ["no_dephasing_fit"] == [f.code for f in analysis.flags]


def test_a_bad_file_never_stops_the_batch(tmp_path):
    """A file of rubbish is a problem with a reason; the others are fitted."""
    bad = tmp_path / "bad.dat"
    bad.write_bytes(bytes(range(256)) * 20)
    analysis = run(config(["film_T=2K.txt", str(bad)]))

    assert 1 == len(analysis.series)
    assert ["bad.dat"] == [Path(p.file).name for p in analysis.sweeps.problems]
    assert analysis.usable
    assert not analysis.complete


def test_a_sweep_that_cannot_be_fitted_never_stops_the_batch(tmp_path):
    """Resistance of both signs has no conductance: the sweep is rejected with a reason, the other fitted."""
    B = np.linspace(-0.5, 0.5, 41)
    rows = "\n".join(f"{b:.4f}\t{r:.4f}" for b, r in zip(B, np.tile([1.0, -1.0], 21)))
    (tmp_path / "odd_T=5K.txt").write_text("B (T)\tR_xx (Ohm)\n" + rows + "\n", encoding="utf-8")
    analysis = run(config(["film_T=2K.txt", str(tmp_path / "odd_T=5K.txt")]))

    assert ["reject"] == [f.verdict for f in analysis.series if not f.fitted]
    assert analysis.usable
    assert not analysis.complete


def test_nothing_but_bad_files_is_an_error(tmp_path):
    """With no sweep at all the answer is no: LoadError, with the reason for each file."""
    for name in ("a.dat", "b.dat"):
        (tmp_path / name).write_bytes(b"")

    with pytest.raises(LoadError, match="the file is empty"):
        run(config([str(tmp_path / "a.dat")]))
    with pytest.raises(LoadError, match=r"(?s)the 2 files hold no sweep.*a\.dat.*b\.dat"):
        run(config([str(tmp_path / "a.dat"), str(tmp_path / "b.dat")]))


def test_settings_for_single_sweeps():
    """A window and a value of their own for the sweep that is meant; unused ones are told."""
    analysis = run(
        config(
            ["film_T=2K.txt", "film_T=3K.txt"],
            sweep=[{"match": "T=3K", "b_max": "0.2T", "fix": {"alpha": -0.5}}, {"match": "T=77K"}],
        )
    )
    first, second = analysis.series

    assert not first.params["alpha"].fixed
    assert second.params["alpha"].fixed
    assert 0.2 == pytest.approx(second.B_max, abs=0.006)
    assert "settings_unused" in [f.code for f in analysis.flags]


def test_select_and_exclude():
    """Numbers are those of the sweeps as loaded: by name 13, 2, 3, 4.2, 6, 9 K."""
    analysis = run(config(data={"select": "T=2..4.2K", "exclude": "2"}))

    assert [2.0, 4.2] == [pytest.approx(f.temperature) for f in analysis.series]
    assert 6 == len(analysis.sweeps)


@pytest.mark.parametrize(
    ("sections", "words"),
    [
        ({"fit": {"model": "hnl"}}, "unknown"),
        ({"fit": {"dephasing": "pwr"}}, "unknown"),
        ({"fit": {"compare": ["hnl", "hln"]}}, "unknown"),
        ({"data": {"select": "cold"}}, "cold"),
        ({"data": {"exclude": "0..9"}}, "leaves none"),
        ({"fit": {"fix": {"L_soo": "3nm"}}}, "L_soo"),
        ({"sweep": [{"match": "cold"}]}, "cold"),
    ],
)
def test_what_cannot_be_carried_out_is_refused(sections, words):
    """No setting is passed over in silence."""
    with pytest.raises(ConfigError, match=words):
        run(config("film_T=2K.txt", **sections))


def test_the_number_of_jobs_changes_nothing():
    """Threads fit different sweeps at a time; every number is the same."""
    one, two = (run(config(fit={"errors": "covariance"}, run={"jobs": n})) for n in (1, 2))

    assert one.series.table().to_csv() == two.series.table().to_csv()


def test_a_geometry_is_needed():
    """Without a geometry there is no conductance, and none is guessed."""
    with pytest.raises(GeometryError, match="no geometry"):
        run(config(geometry={}))
