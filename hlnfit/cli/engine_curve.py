"""A simulated film whose curve comes from an engine in place of a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from os import PathLike
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from hlnfit.constants import G0
from hlnfit.errors import ConfigError

if TYPE_CHECKING:
    from hlnfit.simulation.instrument import Curve

Rates = Callable[[Mapping[str, float]], dict[str, float]]

_DIFFUSIVE: Final[dict[str, Rates]] = {
    "hln_simple": lambda p: {},
    "hln_dp": lambda p: {"B_3": p["B_so"]},
    "ilp": lambda p: {"B_D": p["B_so1"], "B_3": max(p["B_so"] - p["B_so1"], 0.0)},
    "rashba_dresselhaus": lambda p: {name: p[name] for name in ("B_R", "B_D", "B_3")},
}
RATES: Final[dict[str, dict[str, Rates]]] = {
    # Closed paths know no shortest length: hln without its elastic field.
    "loops": _DIFFUSIVE | {"hln": lambda p: {"B_so": p["B_so"]}},
    "cooperon": _DIFFUSIVE,
    "flights": {
        "ballistic": lambda p: {"B_tr": p["B_tr"]},
        "golub": lambda p: {"B_tr": p["B_tr"], "B_R": 0.5 * p["B_tr"] * p["theta"] ** 2},
    },
}
"""For each engine the models whose film it can simulate, and what its rates are."""
POINTS: Final = 96


def engine_curve(
    engine: str,
    model: str,
    parameters: Callable[[float], Mapping[str, float]],
    temperatures: Iterable[float],
    B_max: float,
    *,
    precision: float,
    seed: int,
    executor: Executor | None = None,
    checkpoint: str | PathLike[str] | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Curve:
    """Return the curve of a film as an engine finds it, tabulated in field and temperature.

    Parameters
    ----------
    engine : {"loops", "cooperon", "flights"}
    model : str
        Model whose parameters the film has.
    parameters : callable(T) -> mapping
        Parameters of the model in SI at each temperature (K).
    temperatures : iterable of float, K
    B_max : float, T
        The table reaches beyond it by a tenth and 50 mT, for offsets.
    precision : float
        Standard error wanted, in units of G0.
    seed, executor, checkpoint
        As in `hlnfit.simulation.loops`.
    progress : callable(stage, done, total), optional

    Raises
    ------
    ConfigError
        The engine cannot simulate a film with the parameters of this model.
    """
    from hlnfit import simulation
    from hlnfit.simulation.instrument import from_arrays

    if model not in RATES[engine]:
        raise ConfigError(
            f"--engine {engine} simulates no film of the model {model}",
            expected=f"one of {', '.join(RATES[engine])}",
        )
    curves: dict[float, Any] = {}
    steps = [float(T) for T in temperatures]
    B_phi = {T: float(parameters(T)["B_phi"]) for T in steps}
    # Quadratic at the origin, logarithmic above B_phi: points lie evenly in ln B.
    B = np.append(0.0, np.geomspace(0.02 * min(B_phi.values()), 1.1 * B_max + 0.05, POINTS))
    for index, T in enumerate(steps):
        p = parameters(T)
        rates = RATES[engine][model](p)

        def shown(done: int, total: int, stage: str = f"{engine} at {T:g} K") -> None:
            if progress is not None:
                progress(stage, done, total)

        options: dict[str, Any] = {
            "precision": precision,
            "seed": seed + index,
            "executor": executor,
            "checkpoint": checkpoint,
            "progress": shown,
        }
        if engine == "cooperon":
            change = simulation.cooperon(B, B_phi[T], **rates) - simulation.cooperon_zero_field(
                B_phi[T], **rates
            )
        elif engine == "loops":
            change = simulation.loops(B, B_phi[T], **rates, **options).value
        else:
            change = simulation.flights(B, B_phi[T], **rates, **options).value
        curves[T] = G0 * p.get("alpha", 1.0) * np.asarray(change)
    return from_arrays(B, curves)
