"""Time the Monte Carlo of closed loops: loops a second, and seconds for a standard error of 0.01 G0.

Run it from the checkout, with one thread: OMP_NUM_THREADS=1 python benchmarks/loops.py
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from hlnfit.simulation import flights, loops

B = np.array([0.003, 0.01, 0.03, 0.1, 0.3])
B_PHI = 2e-3
PRECISION = 0.01
CASES: dict[str, Callable[[], Any]] = {
    "loops, no spin": lambda: loops(B, B_PHI, precision=PRECISION),
    "loops, Elliott-Yafet": lambda: loops(B, B_PHI, B_so=0.03, precision=PRECISION),
    "loops, Rashba": lambda: loops(B, B_PHI, B_R=0.03, precision=PRECISION),
    "loops, Rashba and Dresselhaus": lambda: loops(B, B_PHI, B_R=0.03, B_D=0.01, precision=PRECISION),
    "flights, no spin": lambda: flights([0.1, 1.0, 4.0], 0.05, 1.0, precision=PRECISION),
    "flights, Rashba": lambda: flights([0.1, 1.0, 4.0], 0.05, 1.0, B_R=0.5, precision=PRECISION),
}


def main() -> None:
    """Print a table; the first call of each case compiles and is not counted."""
    print(f"{'engine':32}{'CPU s':>8}{'walks':>12}{'walks/s':>12}{'error/G0':>10}")
    for name, case in CASES.items():
        case()
        started = time.process_time()
        found = case()
        seconds = time.process_time() - started
        walks = getattr(found, "loops", None) or found.walks
        worst = float(np.max(found.error))
        print(f"{name:32}{seconds:8.2f}{walks:12d}{walks / seconds:12.3g}{worst:10.2g}")


if __name__ == "__main__":
    main()
