"""The comparison of models in an analysis: which ones, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from hlnfit import models
from hlnfit.config.single_sweeps import window
from hlnfit.errors import ConfigError, FitError
from hlnfit.fitting.comparison import compare_models
from hlnfit.flags import Flag
from hlnfit.regime.throughout import allowed_throughout
from hlnfit.report.regimes import regimes_of

if TYPE_CHECKING:
    from hlnfit.analysis import Analysis
    from hlnfit.config.reading import Progress

USUAL = ("hln_simple", "hln", "hln_dp", "ilp")
"""What ``auto`` tries beside the model of the analysis, where the regime of the sample allows it."""


def compared(analysis: Analysis, report: Progress) -> Analysis:
    """Return the analysis with the comparison that its config asks for, or a flag that says why none.

    Sweeps that were rejected before or after the fit take no part.
    """
    names = models_to_compare(analysis)
    usable = [f.curve for f in analysis.series.fits if f.verdict != "reject"]
    report("Comparing models", 0, 1)
    try:
        if len(names) < 2:
            raise FitError(f"the regime allows {names[0]} only")
        if not usable:
            raise FitError("every sweep is rejected")
        fit = analysis.config.fit
        found = compare_models(
            usable,
            names,
            b_max=window(fit.b_max),
            odd=fit.odd,
            background=fit.background,
            sample=analysis.sample,
            fix=_held(fit.fix, names),
        )
    except (FitError, ConfigError) as error:
        flag = Flag("no_comparison", "info", f"Models were not compared: {error}")
        return replace(analysis, flags=(*analysis.flags, flag))
    finally:
        report("Comparing models", 1, 1)
    return replace(analysis, comparison=found)


def models_to_compare(analysis: Analysis) -> tuple[str, ...]:
    """Return the names, ``auto`` spelled out."""
    asked = [n for n in analysis.config.fit.compare if n != "auto"]
    if "auto" not in analysis.config.fit.compare:
        return tuple(dict.fromkeys(asked))
    regimes = regimes_of(analysis)
    refused = (
        {a.model for a in allowed_throughout(regimes, models) if a.allowed is False} if regimes else set()
    )
    return tuple(dict.fromkeys([*asked, analysis.config.fit.model, *(n for n in USUAL if n not in refused)]))


def _held(fix: Mapping[str, object], names: tuple[str, ...]) -> dict[str, dict[str, object]]:
    """Return what of the fixed parameters each model has."""
    common = ("B_offset", "dsigma0", "c_odd1", "c_odd3")
    out = {}
    for name in names:
        own = models.get(name).names
        lengths = {"L_" + n[2:]: n for n in own if n.startswith("B_")}
        out[name] = {n: v for n, v in fix.items() if n in own or n in lengths or n in common}
    return out
