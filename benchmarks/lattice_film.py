"""A lattice against the diffusive theory of weak localization in two dimensions: how far does a size get?

A disordered square between leads is a film whose phase coherence ends at the leads. Its conductance in a
field is compared with the Cooperon of that square, which is diffusion with charge 2e, absorbed at the leads
and reflected at the edges, and nothing else: where the magnetic length is far below the size, it follows the
logarithm of Hikami, Larkin and Nagaoka. The contacts keep (s / (1 + s))^2 of it, s = length over mean free
path; this factor was chosen after an earlier simulation, so that the comparison is one of consistency.

A reduced one:     OMP_NUM_THREADS=1 python benchmarks/lattice_film.py --size 100 --samples 1600
The real one:      python benchmarks/lattice_film.py --size 1000 --samples 5000 --dask tcp://HOST:8786 \\
                       --checkpoint film_1000

Repeat the command after a crash: it goes on from what is in the checkpoint folder.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from hlnfit.simulation import lattice
from hlnfit.simulation.workers import workers


def square_cooperon(size: int, flux: float, grid: int) -> float:
    """Return the correction to g (e^2/h, one spin) of a diffusive square, up to what no field changes.

    -2 / L^2 times the trace of the inverse of -(grad - 2 i e A / hbar)^2 on a grid of ``grid`` columns,
    column by column; phases on bonds keep it gauge invariant.
    """
    step = size / (grid + 1)
    rows = grid + 1
    phase = 4.0 * np.pi * flux * step**2
    # Absorbed at the leads: a column beyond each end is zero. Reflected at the edges: no bond leaves.
    degree = np.full(rows, 4.0)
    degree[[0, -1]] = 3.0

    def column(k: int) -> np.ndarray:
        bonds = np.diag(np.full(rows - 1, -np.exp(1j * phase * k)), 1)
        return np.diag(degree) + bonds + bonds.conj().T

    left = [np.linalg.inv(column(0))]
    for k in range(1, grid):
        left.append(np.linalg.inv(column(k) - left[-1]))
    trace, right = np.trace(left[-1]).real, np.linalg.inv(column(grid - 1))
    for k in range(grid - 2, -1, -1):
        own = column(k) - right
        trace += np.trace(np.linalg.inv(own - left[k - 1] if k else own)).real
        right = np.linalg.inv(own)
    return float(-2.0 * trace * step**2 / size**2)


def main() -> None:
    """Simulate, and print both curves."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--size", type=int, default=100, help="sites along and across")
    parser.add_argument("--disorder", type=float, default=2.0)
    parser.add_argument("--samples", type=int, default=1600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--grid", type=int, default=127, help="columns of the Cooperon")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--dask", default=None)
    parser.add_argument("--checkpoint", default=None)
    given = parser.parse_args()
    # Magnetic lengths from a quarter of the size down to about the mean free path of 10 sites.
    flux = np.geomspace(16.0 / (2.0 * np.pi * given.size**2), 1e-3, 5)
    started = time.process_time()

    def told(done: int, total: int) -> None:
        if done % max(1, total // 20) == 0:
            print(f"# {16 * done} of {16 * total} samples", flush=True)

    with workers(given.jobs, given.dask) as executor:
        found = lattice(
            flux,
            width=given.size,
            length=given.size,
            disorder=given.disorder,
            precision=None,
            max_samples=given.samples,
            seed=given.seed,
            executor=executor,
            progress=told,
            checkpoint=given.checkpoint,
        )
    seconds = time.process_time() - started
    s = found.channels / found.value[-1] - 1.0
    contacts = (s / (1.0 + s)) ** 2
    at_zero = square_cooperon(given.size, 0.0, given.grid)
    theory = np.array([square_cooperon(given.size, f, given.grid) - at_zero for f in flux.tolist()])
    print(
        f"{given.size} x {given.size}, disorder {given.disorder:g}: {found.samples} samples, "
        f"{found.channels} channels, g = {found.value[0]:.3f}, mean free path {given.size / s:.1f} sites, "
        f"factor of the contacts {contacts:.3f}, {seconds:.0f} s of this processor"
    )
    print(
        "flux (h/e)   l_B (sites)   g(B) - g(0)   std. error   Cooperon   with contacts   ratio   its error"
    )
    for i, f in enumerate(flux.tolist()):
        change, error, expected = found.change[i], found.change_error[i], contacts * theory[i]
        print(
            f"{f:10.3g}{1.0 / np.sqrt(2.0 * np.pi * f):14.1f}{change:14.4f}{error:13.4f}{theory[i]:11.4f}"
            f"{expected:16.4f}{change / expected:8.2f}{error / expected:12.2f}"
        )


if __name__ == "__main__":
    main()
