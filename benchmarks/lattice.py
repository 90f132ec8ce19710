"""Time the lattice engine: samples a second of wires, columns a second of strips.

Run it from the checkout, with one thread: OMP_NUM_THREADS=1 python benchmarks/lattice.py
"""

from __future__ import annotations

import time
from typing import Any

from hlnfit.simulation import Lattice, lattice, localization_length

SAMPLES = 64
WIRES: dict[str, dict[str, Any]] = {
    "20 x 120": {"width": 20, "length": 120, "disorder": 1.2},
    "40 x 120": {"width": 40, "length": 120, "disorder": 1.6},
    "20 x 60, Rashba": {
        "width": 20,
        "length": 60,
        "disorder": 1.6,
        "spin_orbit": "rashba",
        "rashba_angle": 0.9,
    },
}
STRIPS = {
    "strip 16": Lattice(16, 0.0, 6.0, periodic=True),
    "strip 16, SU(2)": Lattice(16, 1.0, 5.952, spin_orbit="su2", periodic=True),
    "strip 10, flux": Lattice(10, -1.05, 2.5, flux=0.03),
}


def main() -> None:
    """Print a table; a short first call compiles and is not counted."""
    for name, wire in WIRES.items():
        flux = [0.0, 2e-3]
        lattice(flux, **{**wire, "length": 8}, precision=1e-6, max_samples=32)
        started = time.process_time()
        found = lattice(flux, **wire, precision=1e-6, max_samples=SAMPLES)
        seconds = time.process_time() - started
        print(f"{name:20}{len(flux) * found.samples / seconds:10.3g} samples/s")
    for name, strip in STRIPS.items():
        localization_length(strip, precision=0.5)
        started = time.process_time()
        length = localization_length(strip, precision=0.03)
        seconds = time.process_time() - started
        print(f"{name:20}{length.columns / seconds:10.3g} columns/s")


if __name__ == "__main__":
    main()
