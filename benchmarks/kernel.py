"""Speed and accuracy of the f2 kernel beside scipy: psi(1/2 + y) - ln y and polygamma(1, 1/2 + y).

    python benchmarks/kernel.py

Prints nanoseconds a point (value and derivative together, one thread, best of several runs) and the
largest relative error against 50-digit arithmetic. Exit code 1 where a promise is broken:
80 times scipy with an error below 1e-14 for single points, 150 times with 1e-13 on a field grid, 12 times
with 1e-14 for complex argument (value and derivative, beside the value alone), and the loops compiled for
vector registers, read in the compiled code.
"""

from __future__ import annotations

import math
import re
import sys
import time
from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np
from numba import njit
from scipy.special import digamma, polygamma

from hlnfit.special.complex_cooperon_2d import _f2_all
from hlnfit.special.cooperon_2d import f2_and_slope, f2_into
from hlnfit.special.cooperon_3d import _f3_all
from hlnfit.special.field_grid import FieldGrid, _above_b, _below_b, f2_row

POINTS = 401
REPEATS = 2000
RUNS = 15
COMPLEX_RATIO = 12


@njit
def _points(t: np.ndarray, value: np.ndarray, slope: np.ndarray, n: int) -> None:
    for _ in range(n):
        f2_into(t, value, slope)


@njit
def _rows(
    size: np.ndarray,
    inverse: np.ndarray,
    log: np.ndarray,
    b: float,
    value: np.ndarray,
    slope: np.ndarray,
    n: int,
) -> None:
    for _ in range(n):
        f2_row(size, inverse, log, b, value, slope)


@njit
def _repeat_complex(y: np.ndarray, value: np.ndarray, slope: np.ndarray, n: int) -> None:
    for _ in range(n):
        _f2_all(y, value, slope)


@njit
def _repeat_f3(y: np.ndarray, value: np.ndarray, slope: np.ndarray, n: int) -> None:
    for _ in range(n):
        _f3_all(y, value, slope)


def _scipy(y: np.ndarray, n: int) -> None:
    for _ in range(n):
        digamma(0.5 + y) - np.log(y)
        polygamma(1, 0.5 + y)


def _nanoseconds(run: Callable[[int], None], repeats: int) -> float:
    run(1)
    start = time.perf_counter()
    run(repeats)
    return (time.perf_counter() - start) / repeats / POINTS * 1e9


def lanes(function: Any, *arguments: Any) -> int:
    """Return how many numbers a division in a compiled loop takes at once (1: a scalar loop)."""
    # What is read from disk has no code to look at: compile anew.
    options = {k: v for k, v in function.targetoptions.items() if k != "nopython"}
    code = njit(**options)(function.py_func)
    code(*arguments)
    text = next(iter(code.inspect_llvm().values()))
    return max((int(n) for n in re.findall(r"fdiv [a-z ]*<(\d+) x double>", text)), default=1)


def _errors(y: np.ndarray, value: np.ndarray, slope: np.ndarray) -> tuple[float, float]:
    mp.mp.dps = 50
    worst_f = worst_g = 0.0
    for x, f, g in zip(map(float, y), value, slope, strict=True):
        z = mp.mpf(x)
        worst_f = max(worst_f, abs(float(f / (mp.digamma(mp.mpf(1) / 2 + z) - mp.log(z)) - 1)))
        worst_g = max(worst_g, abs(float(g / (1 - z * mp.psi(1, mp.mpf(1) / 2 + z)) - 1)))
    return worst_f, worst_g


def complex_and_3d() -> bool:
    """Print time and error of f2 of complex argument and of f3; return whether the promises are kept."""
    rng = np.random.default_rng(1)
    # The half plane, close to the imaginary axis, and on it.
    size, angle = 10.0 ** rng.uniform(-3, 4, POINTS), rng.uniform(-0.5, 0.5, POINTS) * np.pi
    z = size * np.exp(1j * angle)
    z[::8] = size[::8] * (10.0 ** rng.uniform(-16, -1, z[::8].size) + 1j)
    z[1::8] = 1j * size[1::8]
    y = 10.0 ** rng.uniform(-6, 6, POINTS)
    halves = [x.view(np.float64) for x in (z, np.empty_like(z), np.empty_like(z))]
    f, g = np.empty(POINTS), np.empty(POINTS)

    def peer_of_complex(n: int) -> None:
        for _ in range(n):
            digamma(0.5 + z) - np.log(z)

    def peer_of_f3(n: int) -> None:
        for _ in range(n):
            for x in y[:20]:
                -mp.zeta(0.5, 0.5 + float(x)) - 2.0 * math.sqrt(x)

    mp.mp.dps = 15
    ratios = []
    times = [np.inf, np.inf, np.inf]
    for _ in range(RUNS):
        peer = _nanoseconds(peer_of_complex, 20)
        own = _nanoseconds(lambda n: _repeat_complex(*halves, n), REPEATS // 4)
        ratios.append(peer / own)
        f3_took = _nanoseconds(lambda n: _repeat_f3(y, f, g, n), REPEATS // 4)
        times = [min(pair) for pair in zip(times, (peer, own, f3_took), strict=True)]
    peer_3d = _nanoseconds(peer_of_f3, 1) * POINTS / 20
    mp.mp.dps = 50
    half = mp.mpf(1) / 2
    errors = np.zeros((2, 2))
    for x, p, q in zip(map(mp.mpc, z), *(h.view(np.complex128) for h in halves[1:]), strict=True):
        exact = mp.digamma(half + x) - mp.log(x), mp.psi(1, half + x) - 1 / x
        errors[0] = np.maximum(errors[0], [float(abs(p / exact[0] - 1)), float(abs(q / exact[1] - 1))])
    for x, p, q in zip(map(mp.mpf, map(float, y)), f, g, strict=True):
        exact = -mp.zeta(half, half + x) - 2 * mp.sqrt(x), half * mp.zeta(3 * half, half + x) - 1 / mp.sqrt(x)
        errors[1] = np.maximum(errors[1], [float(abs(p / exact[0] - 1)), float(abs(q / exact[1] - 1))])
    ratio = float(np.median(ratios))
    print(f"scipy, complex   {times[0]:8.2f} ns a point, the value alone: scipy has no complex trigamma")
    rows = (("f2 of complex", times[1], ratio), ("f3", times[2], peer_3d / times[2]))
    for (name, took, faster), (value_error, slope_error) in zip(rows, errors, strict=True):
        print(
            f"{name:16s} {took:8.2f} ns  {faster:6.0f} x  "
            f"relative errors {value_error:.1e} (value), {slope_error:.1e} (derivative)"
        )
    print("f3 beside mpmath, the value alone: scipy has no zeta(1/2, x)")
    return ratio >= COMPLEX_RATIO and errors.max() <= 1e-14


def main() -> int:
    """Measure, print, and return the exit code."""
    rng = np.random.default_rng(0)
    y = np.concatenate((10.0 ** rng.uniform(-8, 12, 2000), rng.uniform(0.3, 3.0, 2000)))
    single = _errors(y, *f2_and_slope(y))
    grid = FieldGrid.of(0.37 / y)
    exact = 0.37 / grid.size  # the field grid knows y only through b and |B|
    value, slope = grid.f2(np.array([0.37]))
    gridded = _errors(exact, value[0], slope[0])

    B = np.linspace(-1.0, 1.0, POINTS)
    B[POINTS // 2] = 1e-5
    f, g = np.empty(POINTS), np.empty(POINTS)
    grid = FieldGrid.of(B)
    b = 0.1
    ratios: dict[str, list[float]] = {"points": [], "grid": []}
    times: dict[str, float] = {}
    for _ in range(RUNS):
        peer = _nanoseconds(lambda n: _scipy(b / np.abs(B), n), REPEATS // 100)
        points = _nanoseconds(lambda n: _points(np.abs(B) / b, f, g, n), REPEATS)
        rows = _nanoseconds(lambda n: _rows(grid.size, grid.inverse, grid.log, b, f, g, n), REPEATS)
        ratios["points"].append(peer / points)
        ratios["grid"].append(peer / rows)
        for name, took in (("scipy", peer), ("points", points), ("grid", rows)):
            times[name] = min(took, times.get(name, np.inf))
    median = {name: float(np.median(r)) for name, r in ratios.items()}

    print(f"scipy            {times['scipy']:8.2f} ns a point")
    for name, (value_error, slope_error) in (("points", single), ("grid", gridded)):
        print(
            f"{name:16s} {times[name]:8.2f} ns  {median[name]:6.0f} x  "
            f"relative errors {value_error:.1e} (value), {slope_error:.1e} (derivative)"
        )
    width = {
        "points": lanes(f2_into, np.abs(B) / b, f, g),
        "grid": min(
            lanes(_below_b, grid.size, b, f, g),
            lanes(_above_b, grid.inverse[1:], grid.log[1:], b, f[1:], g[1:]),
        ),
    }
    both = np.empty(2 * POINTS)
    width["f2 of complex"] = lanes(_f2_all, np.ones(2 * POINTS), both, both.copy())
    width["f3"] = lanes(_f3_all, np.abs(B), f, g)
    print("numbers at once: " + ", ".join(f"{name} {n}" for name, n in width.items()))
    kept = median["points"] >= 80 and max(single) <= 1e-14 and median["grid"] >= 150 and max(gridded) <= 1e-13
    return 0 if complex_and_3d() and kept and min(width.values()) > 1 else 1


if __name__ == "__main__":
    sys.exit(main())
