"""One curve through hlnfit.fit(errors="covariance") against a bare lmfit.Model.fit of the same model.

    python benchmarks/one_curve.py

Both fit three rates and a constant to 401 points with 1 % noise. lmfit starts near the truth and only goes
downhill; hlnfit starts from nothing, looks for other minima, tests the noise, and says its doubts. The two
take turns, so that a busy machine slows both; the ratio of the medians is what counts. A second line has
hlnfit with its free field offset and odd terms, which lmfit's model does not have.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import lmfit
import numpy as np
from scipy.special import digamma

import hlnfit as hf
from hlnfit.constants import G0

AT_LEAST = 2.5
ROUNDS = 40


def three_terms(B, B_phi, B_so, B_e, dsigma0):
    """Return the isotropic three-term form as everybody writes it."""
    size = np.maximum(np.abs(B), 1e-4)

    def f2(y):
        return digamma(0.5 + y) - np.log(y)

    triplet = 1.5 * f2((B_phi + 4.0 / 3.0 * B_so) / size)
    return G0 * (triplet - f2(B_e / size) - 0.5 * f2(B_phi / size)) + dsigma0


def seconds(call: Callable[[], object]) -> float:
    """Return the time of one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def main() -> int:
    """Print the ratios; return 1 where the first is below its limit."""
    rng = np.random.default_rng(0)
    B = np.linspace(-1.0, 1.0, 401)
    y = three_terms(B, 0.01, 0.1, 1.5, 0.0)
    noise = 0.01 * np.ptp(y)
    y = y + noise * rng.normal(size=B.size)
    curve = hf.Magnetoconductance(B, y, np.full(B.size, noise))
    model = lmfit.Model(three_terms)
    start = model.make_params(
        B_phi={"value": 0.008, "min": 0},
        B_so={"value": 0.08, "min": 0},
        B_e={"value": 1.2, "min": 0},
        dsigma0=1e-9,
    )
    ways: dict[str, Callable[[], object]] = {
        "lmfit": lambda: model.fit(y, start, B=B, weights=1.0 / noise),
        "same": lambda: hf.fit(curve, "hln", errors="covariance", fix={"B_offset": 0.0}, odd="none"),
        "full": lambda: hf.fit(curve, "hln", errors="covariance"),
    }
    for call in ways.values():
        call()
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, call in ways.items():
            times[name].append(seconds(call))
    median = {name: float(np.median(t)) for name, t in times.items()}
    for name, words in (("same", "same parameters"), ("full", "with field offset and odd terms")):
        ratio = median["lmfit"] / median[name]
        print(f"hlnfit.fit, {words}: {1e3 * median[name]:.2f} ms, {ratio:.1f} x faster")
    print(f"lmfit.Model.fit from a good start: {1e3 * median['lmfit']:.1f} ms")
    return int(median["lmfit"] < AT_LEAST * median["same"])


if __name__ == "__main__":
    raise SystemExit(main())
