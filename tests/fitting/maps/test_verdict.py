"""The doubts of a map are those of a single fit: held against each other on random evidence."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from hlnfit.curve import Magnetoconductance
from hlnfit.doubts import Evidence, doubts, raise_flags
from hlnfit.fitting.maps.result import MapParameter
from hlnfit.fitting.maps.verdict import CODES, NOT_ASKED, MapEvidence, severities, verdicts_and_flags
from hlnfit.fitting.result import ParameterValue
from hlnfit.flags import verdict_of
from hlnfit.sample import Sample

N = 400


def evidence():
    """Random evidence in which every doubt is sometimes raised."""
    rng = np.random.default_rng(0)
    params = {}
    for name, centre, spread in (
        ("B_phi", 1e-2, 1.0), ("L_phi", 1e-7, 3.0), ("alpha", 0.5, 4.0), ("B_offset", 5e-3, 1.5)
    ):  # fmt: skip
        value = (
            centre * np.exp(spread * rng.normal(size=N)) * (rng.choice([-1, 1], N) if centre == 0.5 else 1)
        )
        err = np.abs(value) * np.exp(rng.uniform(-6.0, -0.7, N))
        determined = np.ones(N, dtype=bool) if name == "B_offset" else rng.random(N) < 0.8
        value, err = np.where(determined, value, np.nan), np.where(determined, err, np.nan)
        params[name] = MapParameter(name, "", value, err, value - err, value + err, determined)
    return MapEvidence(
        params=params,
        best={n: p.value for n, p in params.items()},
        fitted=rng.random(N) < 0.95,
        null_delta=rng.uniform(0.0, 40.0, N),
        significant=rng.random(N) < 0.5,
        relative=rng.uniform(0.0, 0.2, N),
        at_bound={"B_phi": rng.random(N) < 0.2},
        other_delta=np.where(rng.random((N, 2)) < 0.5, np.inf, rng.uniform(0.0, 8.0, (N, 2))),
        other_B_phi=1e-2 * np.exp(rng.normal(size=(N, 2))),
        free_amplitude=True,
        span=np.exp(rng.uniform(0.0, 6.0, N)),
        thickness=6e-8,
    )


def test_every_doubt_is_asked_or_named():
    """A new doubt of stage ``optimum`` has to be taken up here."""
    assert {d.code for d in doubts("optimum")} == {*CODES, *NOT_ASKED}


def test_same_flags_as_for_single_fits():
    """Codes, their order and the verdict of four hundred random fits."""
    e = evidence()
    verdict, flags = verdicts_and_flags(severities(e), e.fitted)
    seen = set()
    for k in np.flatnonzero(e.fitted):
        params = {
            n: ParameterValue(
                n,
                "",
                *(float(a[k]) for a in (p.value, p.err, p.lo, p.hi)),
                bool(p.determined[k]),
                # What errors from the covariance give, 95 % of a normal distribution.
                lo_95=float(p.value[k] - 1.959964 * p.err[k]),
                hi_95=float(p.value[k] + 1.959964 * p.err[k]),
            )
            for n, p in e.params.items()
        }
        expected = raise_flags(
            Evidence(
                curve=Magnetoconductance([e.span[k]], [0.0]),
                sample=Sample(thickness=e.thickness),
                best={n: float(a[k]) for n, a in e.best.items()},
                params=params,
                misfit=SimpleNamespace(
                    significant=bool(e.significant[k]), relative=float(e.relative[k]), chi2_red=9.0, rms=0.0
                ),
                at_bound=("B_phi",) if e.at_bound["B_phi"][k] else (),
                null_delta=float(e.null_delta[k]),
                second=tuple(
                    (d, b) for d, b in zip(e.other_delta[k], e.other_B_phi[k], strict=True) if np.isfinite(d)
                ),
                free_amplitude=True,
            ),
            "optimum",
        )
        expected = [f for f in expected if f.code not in NOT_ASKED]
        assert ";".join(f.code for f in expected) == flags[k]
        assert verdict_of(expected) == verdict[k]
        seen |= {f.code for f in expected}
    assert set(CODES) == seen
    assert {"reject"} == set(verdict[~e.fitted])
    assert {"too_few_points"} == set(flags[~e.fitted])
