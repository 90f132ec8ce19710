"""Time the lattice engine, beside Kwant where it is installed: equal disorder must give equal conductance.

Run it from the checkout, with one thread: OMP_NUM_THREADS=1 python benchmarks/lattice.py
Processor times of one run, medians. Kwant: C. W. Groth, M. Wimmer, A. R. Akhmerov and X. Waintal, New J.
Phys. 16, 063065 (2014); its leads are solved beforehand and not counted.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
from numpy.random import SeedSequence

from hlnfit.simulation import Lattice, lattice, localization_length, sample_key, scatter
from hlnfit.simulation.lattices.leads import leads_of
from hlnfit.simulation.lattices.site_disorder import POTENTIAL, site_uniform

SAMPLES = [(50, 100, 0.0), (100, 100, 0.0), (100, 200, 0.0), (50, 100, 1e-3)]
ENERGY, DISORDER = -1.05, 1.0
REPEAT = 9
WIRES: dict[str, dict[str, Any]] = {
    "60 x 230": {"width": 60, "length": 230, "disorder": 1.2},
    "40 x 200, Rashba": {
        "width": 40,
        "length": 200,
        "disorder": 1.2,
        "spin_orbit": "rashba",
        "rashba_angle": 0.4,
    },
}
STRIPS = {
    "strip 16": Lattice(16, 0.0, 6.0, periodic=True),
    "strip 16, SU(2)": Lattice(16, 1.0, 5.952, spin_orbit="su2", periodic=True),
    "strip 10, flux": Lattice(10, -1.05, 2.5, flux=0.03),
}


def milliseconds(work: Callable[[Any], Any], inputs: Sequence[Any]) -> float:
    """Return the median processor time of ``work`` over its inputs; a first call is not counted."""
    work(inputs[0])
    taken = []
    for given in inputs:
        started = time.process_time()
        work(given)
        taken.append(time.process_time() - started)
    return 1e3 * statistics.median(taken)


def kwant_sample(kwant: Any, width: int, length: int, flux: float, key: np.uint64) -> Any:
    """Return our sample ``key`` as Kwant builds it, with its leads solved."""
    square = kwant.lattice.square(1, norbs=1)
    system = kwant.Builder()
    for n in range(1, length + 1):
        for i in range(width):
            system[square(n, i)] = DISORDER * (site_uniform(key, n, i, POTENTIAL) - 0.5)
            if i > 0:
                system[square(n, i - 1), square(n, i)] = -np.exp(2j * np.pi * flux * n)
            if n > 1:
                system[square(n - 1, i), square(n, i)] = -1.0
    for direction, phase in ((-1, 0.0), (1, 2.0 * np.pi * flux * (length + 1))):
        # No field in the leads: the right one has the constant phase that its gauge asks for.
        lead = kwant.Builder(kwant.TranslationalSymmetry((direction, 0)))
        for i in range(width):
            lead[square(0, i)] = 0.0
            if i > 0:
                lead[square(0, i - 1), square(0, i)] = -np.exp(1j * phase)
            lead[square(0, i), square(1, i)] = -1.0
        system.attach_lead(lead)
    return system.finalized().precalculate(ENERGY, what="modes")


def compare(kwant: Any) -> None:
    """Print milliseconds a sample, ours and Kwant's, and refuse conductances that differ."""
    for width, length, flux in SAMPLES:
        model = Lattice(width, ENERGY, DISORDER, flux)
        leads = leads_of(model)
        keys = [sample_key(SeedSequence(k)) for k in range(REPEAT)]
        ours = milliseconds(partial(scatter, model, length, leads=leads), keys)
        told = f"{width:4d} x {length:3d}, flux {flux:g}: {ours:7.2f} ms a sample"
        if kwant is not None:
            system = kwant_sample(kwant, width, length, flux, keys[0])
            theirs = milliseconds(partial(kwant.smatrix, system), [ENERGY] * 5)
            mine = scatter(model, length, keys[0], leads=leads).conductance
            their = kwant.smatrix(system, ENERGY).transmission(1, 0)
            told += f", Kwant {theirs:6.1f} ms: {theirs / ours:.0f} x; g = {mine:.9f} and {their:.9f}"
            if not abs(mine - their) < 1e-6:
                raise SystemExit(told + " DIFFER")
        print(told)


def main() -> None:
    """Print tables; a short first call compiles and is not counted."""
    try:
        kwant = import_module("kwant")
        print(f"beside Kwant {kwant.__version__}, solver {kwant.solvers.default.smatrix.__module__}")
    except ImportError:
        kwant = None
        print("Kwant is not installed (python -m pip install kwant): timed without it")
    compare(kwant)
    for name, wire in WIRES.items():
        flux = [0.0, 2e-3]
        lattice(flux, **{**wire, "length": 8}, precision=None, max_samples=32)
        started = time.process_time()
        found = lattice(flux, **wire, precision=None, max_samples=32)
        seconds = time.process_time() - started
        print(f"{name:20}{1e3 * seconds / (len(flux) * found.samples):7.2f} ms a sample, no flux and flux")
    for name, strip in STRIPS.items():
        localization_length(strip, precision=0.5)
        started = time.process_time()
        length = localization_length(strip, precision=0.03)
        seconds = time.process_time() - started
        print(f"{name:20}{length.columns / seconds:10.3g} columns/s")


if __name__ == "__main__":
    main()
