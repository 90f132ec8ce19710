"""Maps of 1000 curves through hlnfit.fit_map against a loop of lmfit.Model.fit from a good start.

    python benchmarks/maps.py

Three rates and a constant on 401 points with 1 % noise, errors from the covariance; hlnfit starts from
nothing and returns verdicts too, lmfit starts near the truth and only goes downhill. The ways take turns,
and the ratio of their median processor times counts, as a busy machine slows both; OMP_NUM_THREADS=1 makes
it one thread. Then the time a curve against the number of points and of curves. Exit code 1 where a promise
is broken: 300 times lmfit on a shared grid, 100 times where every curve has its own grid and errors, and no
growth of the cost of a curve or point.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import lmfit
import numpy as np
from minima import population
from one_curve import three_terms

import hlnfit as hf

ROUNDS = 7
LMFIT_CURVES = 20
AT_LEAST = {"shared grid": 300.0, "own grids and errors": 100.0}


def seconds(call: Callable[[], object]) -> float:
    """Return the time of one call."""
    start = time.process_time()
    call()
    return time.process_time() - start


def lmfit_loop(B, curves, truth) -> None:
    """Fit curves one after the other, each from 20 % beside the truth."""
    model = lmfit.Model(three_terms)
    for y, p in zip(curves, truth, strict=True):
        start = model.make_params(
            B_phi={"value": 0.8 * p[0], "min": 0},
            B_so={"value": 1.2 * p[1], "min": 0},
            B_e={"value": 0.8 * p[2], "min": 0},
            dsigma0=1e-9,
        )
        model.fit(y, start, B=B, weights=np.full(B.size, 1.0 / np.ptp(y)))


def against_lmfit() -> bool:
    """Print the ratios; return whether they hold."""
    B, curves, error, truth = population("standard", 1000, 0)
    rng = np.random.default_rng(0)
    fields = np.sort(B + 0.2 * (B[1] - B[0]) * rng.uniform(-1.0, 1.0, curves.shape), axis=1)
    own = np.array([hf.models.get("hln")(x, **dict(zip(("B_phi", "B_so", "B_e"), p)))
                    for x, p in zip(fields, truth, strict=True)])  # fmt: skip
    errors = error * rng.uniform(0.5, 1.5, own.shape)
    own += errors * rng.normal(size=own.shape)
    ways: dict[str, Callable[[], object]] = {
        "shared grid": lambda: hf.fit_map(B, curves),
        "own grids and errors": lambda: hf.fit_map(fields, own, error=errors),
    }
    for call in ways.values():
        call()
    peer, times = [], {name: [] for name in ways}
    for k in range(ROUNDS):
        part = slice(k * LMFIT_CURVES, (k + 1) * LMFIT_CURVES)
        peer.append(seconds(lambda part=part: lmfit_loop(B, curves[part], truth[part])) / LMFIT_CURVES)
        for name, call in ways.items():
            times[name].append(seconds(call) / len(curves))
    print(f"lmfit.Model.fit in a loop: {1e3 * np.median(peer):.2f} ms a curve")
    good = True
    for name, taken in times.items():
        ratio = float(np.median(peer) / np.median(taken))
        good &= ratio >= AT_LEAST[name]
        each, least = 1e6 * np.median(taken), AT_LEAST[name]
        print(f"{name:22s} {each:6.1f} us a curve, {ratio:4.0f} x (at least {least:.0f})")
    return good


def against_size() -> bool:
    """Print the time a curve over points and curves; return whether it does not grow beyond them."""
    good = True
    last = np.inf
    print("points     us a curve, shared grid     own grids")
    for n in (101, 401, 1601, 6401):
        B = np.linspace(-1.0, 1.0, n)
        y = np.array([hf.models.get("hln")(B, B_phi=0.01, B_so=0.1, B_e=1.5)] * 300)
        y += 0.01 * np.ptp(y) * np.random.default_rng(0).normal(size=y.shape)
        fields = np.tile(B, (len(y), 1))
        hf.fit_map(B, y), hf.fit_map(fields, y)
        shared = min(seconds(lambda B=B, y=y: hf.fit_map(B, y)) for _ in range(5)) / len(y)
        own = min(seconds(lambda B=fields, y=y: hf.fit_map(B, y)) for _ in range(3)) / len(y)
        print(f"{n:6d} {1e6 * shared:21.1f} {1e6 * own:17.1f}")
        good &= own / n <= 1.3 * last
        last = own / n
    B = np.linspace(-1.0, 1.0, 101)
    y = np.array([hf.models.get("hln")(B, B_phi=0.01, B_so=0.1, B_e=1.5)] * 1000)
    rng = np.random.default_rng(0)
    last = np.inf
    print("curves     us a curve")
    for n in (1_000, 10_000, 100_000, 1_000_000):
        many = np.tile(y, (n // 1000, 1))
        many += 0.01 * np.ptp(y) * rng.normal(size=many.shape)
        runs = 5 if n <= 10_000 else 1
        each = min(seconds(lambda B=B, y=many: hf.fit_map(B, y)) for _ in range(runs)) / n
        print(f"{n:8d} {1e6 * each:10.1f}", flush=True)
        good &= each <= 1.3 * last
        last = each
    return good


def main() -> int:
    """Return 0 where every promise is kept."""
    kept = against_lmfit()
    return 0 if against_size() and kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
