"""How often a map finds the lowest minimum: against the truth and sixty random starts for each curve.

    python benchmarks/minima.py [CURVES]

Curves of 401 points over +-1 T with 1 % noise, three rates and a constant. Standard population: B_phi
2e-3 ... 3e-2, B_so 0.03 ... 0.3, elastic field 0.5 ... 3 T; wide: 1e-3 ... 0.1, 3e-3 ... 1, 0.3 ... 30 T,
all log-uniform. A curve counts as found where chi-square is within 1 of the lowest that anybody found.
Exit code 1 below 99.5 % (standard) or 97.5 % (wide) for any of three seeds.
"""

from __future__ import annotations

import sys

import numpy as np

import hlnfit as hf
from hlnfit.fitting.prepare import split_terms
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.solve import minimize

POPULATIONS = {
    "standard": ((2e-3, 3e-2), (0.03, 0.3), (0.5, 3.0)),
    "wide": ((1e-3, 0.1), (3e-3, 1.0), (0.3, 30.0)),
}
AT_LEAST = {"standard": 0.995, "wide": 0.975}
RANDOM_STARTS = 60
NOISE = 0.01


def population(kind: str, n_curves: int, seed: int):
    """Return fields (401,), curves (n_curves, 401), their errors (n_curves, 1) and truth (n_curves, 3)."""
    rng = np.random.default_rng(seed)
    low, high = np.log(np.array(POPULATIONS[kind])).T
    truth = np.exp(rng.uniform(low, high, (n_curves, 3)))
    truth[:, 2] += truth[:, 1]
    B = np.linspace(-1.0, 1.0, 401)
    model = hf.models.get("hln")
    clean = np.array([model(B, B_phi=p, B_so=s, B_e=e) for p, s, e in truth])
    error = NOISE * np.ptp(clean, axis=1, keepdims=True)
    return B, clean + error * rng.normal(size=clean.shape), error, truth


def lowest_known(kind: str, B, y, error: float, truth, rng) -> float:
    """Return the lowest chi-square from the truth and from random starts in the population's box."""
    curve = hf.Magnetoconductance(B, y)
    terms = split_terms("hln", None)
    errors = np.full(B.size, error)
    problem = Problem.from_curve(curve, errors, terms, odd="none", fixed={"B_offset": 0.0})
    low, high = np.log(np.array(POPULATIONS[kind])).T
    starts = [np.log(truth), *rng.uniform(low, high, (RANDOM_STARTS, 3))]
    return min(minimize(problem, s).chi2 for s in starts)


def main() -> int:
    """Print the shares found; return 1 where one is below its limit."""
    n_curves = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    bad = False
    for kind, least in AT_LEAST.items():
        for seed in (1, 2, 3):
            B, y, error, truth = population(kind, n_curves, seed)
            grid = hf.fit_map(B, y, "hln", error=error)
            rng = np.random.default_rng(seed)
            known = np.array(
                [lowest_known(kind, B, y[k], float(error[k, 0]), truth[k], rng) for k in range(n_curves)]
            )
            above = grid.chi2 - np.minimum(known, grid.chi2)
            share = float(np.mean(above < 1.0))
            bad |= share < least
            rival = float(np.mean(grid.flagged("second_minimum")))
            near, lower = float(np.mean(above < 9.0)), float(np.mean(known > grid.chi2 + 1.0))
            print(
                f"{kind:9s} seed {seed}: {100 * share:6.2f} % within 1, {100 * near:6.2f} % within 9 of the "
                f"lowest; below all starts: {100 * lower:.1f} %; second minimum told: {100 * rival:.1f} %",
                flush=True,
            )
    return int(bad)


if __name__ == "__main__":
    raise SystemExit(main())
