"""Largest differences between hlnfit.fit_map and tightly converged lmfit fits of the same curves.

    python benchmarks/agreement.py [CURVES]

Standard population of ``minima.py``. lmfit begins at the optimum of the map beside 1 %, and is given exact
derivatives, so that what is compared are two minima and not two kinds of finite differences. Exit code 1
where a determined parameter or its error differs by more than 1e-6 (relative). Where chi-square is
significantly above the number of points, hlnfit scales its errors; lmfit's are scaled alike.
"""

from __future__ import annotations

import sys

import lmfit
import numpy as np
from minima import population

import hlnfit as hf
from hlnfit.models import evaluate, get

NAMES = ("B_phi", "B_so", "B_e")
SIEMENS = 1e6


def compare(B, curves, error, grid) -> tuple[float, float]:
    """Return the largest relative difference of values and of errors."""
    hln = get("hln")

    def residual(p, y, noise):
        value, _ = evaluate(hln, B, np.array([p[n].value for n in NAMES]))
        return (value + p["dsigma0"].value / SIEMENS - y) / noise

    def derivative(p, y, noise):
        _, jacobian = evaluate(hln, B, np.array([p[n].value for n in NAMES]))
        return np.column_stack([jacobian, np.full(B.size, 1.0 / SIEMENS)]).T / noise

    values = errors = 0.0
    for k, y in enumerate(curves):
        p = lmfit.Parameters()
        for n in NAMES:
            p.add(n, value=1.01 * float(grid.best[n][k]))
        p.add("dsigma0", value=0.0)
        tight = {"xtol": 1e-15, "ftol": 1e-15, "gtol": 1e-15, "max_nfev": 2000}
        exact = {"Dfun": derivative, "col_deriv": True, "scale_covar": False}
        for _ in range(2):
            # Again from there: the covariance is that of the step before the last.
            found = lmfit.minimize(residual, p, args=(y, error[k, 0]), **exact, **tight)
            p = found.params
        scale = np.sqrt(grid.scale[k])
        for n in NAMES:
            if grid.params[n].determined[k]:
                values = max(values, abs(grid.best[n][k] / found.params[n].value - 1.0))
                errors = max(
                    errors, abs(getattr(grid, n + "_err")[k] / (found.params[n].stderr * scale) - 1.0)
                )
    return values, errors


def main() -> int:
    """Print the differences; return 1 where one is above its limit."""
    n_curves = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    B, curves, error, _ = population("standard", n_curves, 5)
    good = True
    for words, fields in (("shared grid", B), ("own grids", np.tile(B, (n_curves, 1)))):
        values, errors = compare(B, curves, error, hf.fit_map(fields, curves, error=error))
        print(f"{words}: values agree to {values:.1e}, errors to {errors:.1e} ({n_curves} curves)")
        good &= values <= 1e-6 and errors <= 1e-6
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
