"""What amplitude would the data ask for, where the model has that of theory, or one that was held?

A slip of units in the conductance multiplies the curve. A model with a fixed amplitude answers with a
misfit and wrong fields; with the amplitude free the factor shows.
"""

from __future__ import annotations

import math
from dataclasses import replace

from hlnfit import models
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.solve import Optimum
from hlnfit.fitting.start import minima
from hlnfit.fitting.terms import Term

WORTH_IT = 0.003
"""Part of the cusp height (rms) that a fit has to miss before its amplitude is questioned."""
PART_LEFT = 0.5
"""A free amplitude explains a misfit if it leaves less than this part of chi-square."""


def asked_amplitude(problem: Problem, best: Optimum) -> tuple[float, float, str] | None:
    """Return (amplitude, standard error, model) that describes the data better; None where none does.

    One channel is tried, and the model itself with a free amplitude.
    """
    field = [t for t in problem.terms if t.model.kind == "field"]
    if len(field) != 1 or problem.prior is not None or "alpha" in problem.free:
        return None
    # A misfit of this kind looks like correlated noise, and would be taken for it.
    problem = replace(problem, noise=None)
    residual = best.plain_residual
    chi2 = float(residual @ residual)
    rest = tuple(t for t in problem.terms if t.model.kind != "field")
    kept = {n: v for n, v in problem.fixed.items() if n not in field[0].names}
    one = models.get("hln_simple")
    own = field[0]
    if "alpha" not in own.names:
        freed = models.with_amplitude(own.model)
        own = Term(freed, freed.names, own.thickness)
    freely = {n: v for n, v in problem.fixed.items() if n != "alpha"}
    tried = [("hln_simple", Term(one, one.names), kept)]
    if field[0].model.name != "hln_simple":
        tried.append((field[0].model.name, own, freely))
    found: list[tuple[float, float, float, str]] = []
    for name, term, fixed in tried:
        asked = replace(problem, terms=(term, *rest), fixed=fixed)
        best_of = minima(asked, keep=2)
        if not best_of or best_of[0].chi2 > PART_LEFT * chi2:
            continue
        at = asked.free.index("alpha")
        dof = max(asked.B.size - len(asked.free), 1)
        variance = float(best_of[0].covariance[at, at]) * best_of[0].chi2 / dof
        value = best_of[0].values["alpha"]
        if math.isfinite(variance) and math.sqrt(variance) < 0.2 * abs(value):
            found.append((best_of[0].chi2, value, math.sqrt(variance), name))
    # One channel has fewer ways to trade its amplitude for a field: it speaks first where it does as well.
    while len(found) > 1 and found[0][0] > 1.3 * found[1][0]:
        found.pop(0)
    return found[0][1:] if found else None
