"""curves/: one file a sweep with the data, the fit, its 68 % band, the residual and each term."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import numpy as np

from hlnfit.report.csv_text import csv_text
from hlnfit.report.fitted_curve import FittedCurve, fitted_curve

if TYPE_CHECKING:
    from hlnfit.fitting import SweepFit

COLUMNS = ("B_T", "dsigma_S", "err_S", "fit_S", "band_lo_S", "band_hi_S", "residual_S")
CURVE_FILE = re.compile(r"^\d{3,}_[0-9.e+-]*(K|unknown)\.csv$")
"""Names that this module gives, and no other file in the folder has."""


def curve_file(fit: SweepFit, sweep: int) -> str:
    """Return the name of the file of a sweep, such as ``003_4.2K.csv``."""
    T = fit.temperature
    return f"{sweep:03d}_{T:.4g}K.csv" if math.isfinite(T) else f"{sweep:03d}_unknown.csv"


def curve_csv(fit: SweepFit) -> str:
    """Return the text of one file: all points, also those outside the window of the fit.

    After the columns of the contract and one a term (``NAME_S``) come ``in_window`` (points that were
    fitted) and ``direction``. The curve of a rejected sweep is here to be looked at.
    """
    points: FittedCurve = fitted_curve(fit)
    names = fit.curve.group_names
    columns = {
        "B_T": points.B,
        "dsigma_S": points.data,
        "err_S": points.error,
        "fit_S": points.fit,
        "band_lo_S": points.fit - points.band,
        "band_hi_S": points.fit + points.band,
        "residual_S": points.residual,
        **{f"{name}_S": value for name, value in points.terms.items()},
        "in_window": points.inside,
    }
    direction = [names[g] if g < len(names) else str(g) for g in fit.curve.group.tolist()]
    rows = [
        {**{name: values[i] for name, values in columns.items()}, "direction": direction[i]}
        for i in range(np.size(points.B))
    ]
    return csv_text([*columns, "direction"], rows)
