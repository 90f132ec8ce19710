"""Which models the regime of a sample allows, before any of them is preferred: ``hlnfit models --for``.

L_phi decides between wire, film and bulk, so one quick fit with the model of the config is made for it. How
well that model fits plays no part in the ranking.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hlnfit import models
from hlnfit.analysis import Analysis, run
from hlnfit.config import Config
from hlnfit.config.reading import Progress
from hlnfit.errors import FitError
from hlnfit.regime import Allowance, Regime
from hlnfit.regime.throughout import allowed_throughout
from hlnfit.report.regimes import regimes_of

if TYPE_CHECKING:
    from os import PathLike


@dataclass(frozen=True, eq=False)
class ModelChoice:
    """The models in the order in which the regime allows them.

    Attributes
    ----------
    ranked : tuple of Allowance
        Over the whole series: allowed ones first, then those that depend on something unknown.
    regimes : dict of name to Regime
        Of each sweep.
    analysis : Analysis
        The quick fit that gave L_phi and the window.
    """

    ranked: tuple[Allowance, ...]
    regimes: dict[str, Regime]
    analysis: Analysis

    @property
    def first_look(self) -> str:
        """Say in words where L_phi is from."""
        known = [(name, r.L_phi) for name, r in self.regimes.items() if r.L_phi is not None]
        name = self.analysis.series.model
        if not known:
            return f"No sweep gives L_phi with {name}: what depends on it is left open."
        ends = [known[0]] if len(known) == 1 else [known[0], known[-1]]
        told = " and ".join(f"{1e9 * L:.3g} nm at {where}" for where, L in ends)
        return f"L_phi = {told}, from a quick fit with {name}; how well it fits plays no part."


def models_for(config: Config | str | PathLike[str], *, progress: Progress | None = None) -> ModelChoice:
    """Rank the models that the regime of a measurement allows.

    Parameters
    ----------
    config : Config or path
        As ``hlnfit init`` writes it.
    progress : callable(stage, done, total), optional

    Raises
    ------
    ConfigError, GeometryError, LoadError
        As for :func:`hlnfit.run`.
    FitError
        No sweep has a conductance.
    """
    config = config if isinstance(config, Config) else Config.load(config)
    quick = config.model_copy(update={"fit": config.fit.model_copy(update={"errors": "covariance"})})
    analysis = run(quick, progress=progress)
    regimes = regimes_of(analysis)
    if not regimes:
        reasons = {f.message for fit in analysis.series.fits for f in fit.flags if f.severity == "reject"}
        raise FitError("no sweep has a conductance", advice=" ".join(sorted(reasons)) or None)
    return ModelChoice(allowed_throughout(regimes, models), regimes, analysis)
