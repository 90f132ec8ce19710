"""Time the Monte Carlo of closed loops beside vectorized numpy, and a Rashba curve to one per cent.

Run it from the checkout, with one thread: OMP_NUM_THREADS=1 python benchmarks/loops.py
Processor times of one run, medians of three; the first call of each case compiles and is not counted.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import SeedSequence

from hlnfit.simulation import cooperon, cooperon_zero_field, flights, loops
from hlnfit.simulation.walks.bridges import bridge_areas

STEPS = 1024
LOOPS = 2**19
NUMPY_LOOPS = 2**14
B = np.array([0.003, 0.01, 0.03, 0.1, 0.3])
B_PHI = 2e-3
CURVE = np.geomspace(1e-3, 0.3, 13)
B_R = 0.01


def numpy_areas(rng: np.random.Generator, loops: int, steps: int, batch: int = 256) -> np.ndarray:
    """Return the signed areas of discrete Brownian bridges, as one writes it in numpy."""
    areas = np.empty(loops)
    for first in range(0, loops, batch):
        walk = np.cumsum(rng.standard_normal((2, batch, steps), dtype=np.float32), axis=2)
        walk -= walk[:, :, -1:] * (np.arange(1, steps + 1, dtype=np.float32) / steps)
        x, y = walk
        turned = x[:, :-1] * y[:, 1:] - x[:, 1:] * y[:, :-1]
        areas[first : first + batch] = 0.5 * turned.sum(axis=1) * (2.0 / steps)
    return areas


def seconds(work: Callable[[], Any], times: int = 3) -> float:
    """Return the median processor time of ``work``."""
    work()
    taken = []
    for _ in range(times):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def rashba_curve() -> None:
    """Print the time in which every one of 13 fields is known to one per cent of its value."""
    exact = cooperon(CURVE, B_PHI, B_R=B_R) - cooperon_zero_field(B_PHI, B_R=B_R)
    precision, worst = 0.02, 1.0
    while worst > 0.01:
        precision *= 0.7
        started = time.process_time()
        found = loops(CURVE, B_PHI, B_R=B_R, precision=precision)
        taken = time.process_time() - started
        worst = float(np.max(found.error / np.abs(exact)))
    distance = float(np.max(np.abs(found.value - exact) / found.error))
    print(
        f"Rashba, {CURVE.size} fields: {taken:.1f} s to {100 * worst:.2f} % of the value or better, at most "
        f"{distance:.1f} standard errors from the Cooperon"
    )


def main() -> None:
    """Print loops a second, the Rashba curve, and other engines at a standard error of 0.01 G0."""
    ours = LOOPS / seconds(lambda: bridge_areas(SeedSequence(1), loops=LOOPS, steps=STEPS))
    rng = np.random.default_rng(1)
    theirs = NUMPY_LOOPS / seconds(lambda: numpy_areas(rng, NUMPY_LOOPS, STEPS))
    print(f"loops of {STEPS} steps, no spin: {ours:.3g}/s, numpy {theirs:.3g}/s: {ours / theirs:.0f} x")
    # <A^2> = (D t)^2 / 3 for a Brownian bridge of diffusion constant D (P. Levy).
    print(
        f"numpy's areas: <A^2> = {np.mean(numpy_areas(rng, NUMPY_LOOPS, STEPS) ** 2):.4f} (D t)^2, exact 1/3"
    )
    rashba_curve()
    cases: dict[str, Callable[[], Any]] = {
        "loops, no spin": lambda: loops(B, B_PHI, precision=0.01),
        "loops, Elliott-Yafet": lambda: loops(B, B_PHI, B_so=0.03, precision=0.01),
        "loops, Rashba and Dresselhaus": lambda: loops(B, B_PHI, B_R=0.03, B_D=0.01, precision=0.01),
        "flights, no spin": lambda: flights([0.1, 1.0, 4.0], 0.05, 1.0, precision=0.01),
        "flights, Rashba": lambda: flights([0.1, 1.0, 4.0], 0.05, 1.0, B_R=0.5, precision=0.01),
    }
    print(f"\n{'to 0.01 G0':32}{'CPU s':>8}{'walks':>12}")
    for name, case in cases.items():
        result = case()
        walks = getattr(result, "loops", None) or result.walks
        print(f"{name:32}{seconds(case, 1):8.2f}{walks:12d}")


if __name__ == "__main__":
    main()
