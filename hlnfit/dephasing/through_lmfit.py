"""A rate law as an lmfit fit, for those who want its reports, intervals or samplers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import lmfit

    from hlnfit.dephasing.law_fit import LawFit


def lmfit_result(fit: LawFit) -> Any:
    """Return the ``lmfit.MinimizerResult`` of a law, started at its optimum.

    Residuals are in units of the scaled errors, whitened where B_phi is correlated, so that lmfit's
    standard errors are those of the covariance of the fit. Amplitudes have a minimum of zero.
    """
    import lmfit

    law, problem, o = fit.rate_law, fit.problem, fit.optimum
    names = [a.name for a in law.amplitudes]
    parameters = lmfit.Parameters()
    for name, value in zip(names, o.amplitudes, strict=True):
        parameters.add(name, value=float(value), min=0.0)
    if law.shape is not None:
        vary = not law.shape.choices
        limits = {"min": law.shape.lower, "max": law.shape.upper} if vary else {}
        parameters.add(law.shape.name, value=o.shape, vary=vary, **limits)
    if law.public is not None:
        parameters.add("B_0", expr=f"A * {law.shape.name}" if law.shape is not None else "0")

    def residual(p: lmfit.Parameters) -> np.ndarray:
        shape = p[law.shape.name].value if law.shape is not None else np.nan
        X, _ = problem.columns(np.array([shape]))
        return np.asarray((X[0] @ np.array([p[n].value for n in names]) - problem.y) / fit.scale)

    return lmfit.minimize(
        residual, parameters, method="least_squares", scale_covar=False, x_scale="jac",
        ftol=1e-12, xtol=1e-12, gtol=1e-12,
    )  # fmt: skip
