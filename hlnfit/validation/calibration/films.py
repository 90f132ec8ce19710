"""The sweeps of the calibration study: films, instruments and noise of known truth, drawn from a seed.

Every sweep goes through the simulated instrument as a resistance: with a field offset of its own in each
direction, a Hall voltage in R_xx, and a Std. Dev. column that is not the error of a point.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.random import SeedSequence

from hlnfit import models
from hlnfit.curve import Magnetoconductance
from hlnfit.reduction import reduce
from hlnfit.sample import HallBar, Sample
from hlnfit.simulation.instrument import Defects, Film, Schedule, measure
from hlnfit.simulation.instrument.draws import Draws
from hlnfit.simulation.instrument.populations import population
from hlnfit.sweep import FloatArray

TEMPERATURE: Final = 2.0
B_MAX: Final = 1.0
BAR: Final = HallBar(100e-6, 20e-6)
Noise = Literal["white", "fluctuations", "1/f"]
NOISES: Final[tuple[Noise, ...]] = ("white", "fluctuations", "1/f")
_TURNS: Final = (0, 1, 0, 2)
"""Which noise comes when: half of the sweeps have white noise alone."""
Disguise = Literal["nothing", "parabola", "magnet", "Lorentzian"]


@dataclass(frozen=True, slots=True)
class Kind:
    """Films of one kind, and the model that is true for them.

    Attributes
    ----------
    name : str
    population : str
        Of ``hlnfit.simulation.instrument.populations``.
    model : str
        The formula that makes the curve is the one that is fitted to it.
    alpha : float or None
        True amplitude of a model that has one.
    judged : tuple of str
        Parameters whose limits are compared with the truth.
        Empty where the curve is no quantum interference.
    """

    name: str
    population: str
    model: str
    alpha: float | None
    judged: tuple[str, ...]

    @property
    def honest(self) -> bool:
        """True where the curve is quantum interference."""
        return bool(self.judged)


KINDS: Final = (
    Kind("WL", "wl", "hln_simple", 1.0, ("B_phi", "alpha")),
    Kind("WAL", "wal", "hln_simple", -0.5, ("B_phi", "alpha")),
    Kind("crossover", "crossover", "hln", None, ("B_phi", "B_so")),
    Kind("standard", "standard", "hln", None, ("B_phi", "B_so")),
    Kind("strong spin-orbit", "wal", "hln", None, ("B_phi", "B_so")),
    Kind("no spin-orbit", "wl", "hln", None, ("B_phi", "B_so")),
    Kind("wide", "wide", "hln", None, ("B_phi", "B_so")),
    Kind("not interference", "wl", "hln_simple", None, ()),
)
NO_INFORMATION: Final = ("no spin-orbit", "B_so")
"""Kind and parameter of which the curves hold no information."""
DISGUISES: Final[tuple[Disguise, ...]] = ("nothing", "parabola", "magnet", "Lorentzian")


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One simulated sweep (or a pair of directions) and what is true of it.

    Attributes
    ----------
    index : int
        Number in the study; it and the seed determine everything else.
    kind : Kind
    disguise : str or None
        What the curve is in place of quantum interference; None where it is that.
    noise : {"white", "fluctuations", "1/f"}
    truth : mapping of str to float
        Parameters of the model in SI.
    held : mapping of str to float
        What the fit is told: B_e, as from density and mass.
    curve : Magnetoconductance
        As the reduction gives it.
    """

    index: int
    kind: Kind
    disguise: Disguise | None
    noise: Noise
    truth: Mapping[str, float]
    held: Mapping[str, float]
    curve: Magnetoconductance


def draw(index: int, seed: int) -> Measured:
    """Simulate sweep number ``index`` of the study of this seed."""
    turn, place = divmod(index, len(KINDS))
    kind = KINDS[place]
    noise = NOISES[_TURNS[turn % len(_TURNS)]]
    disguise: Disguise | None = None if kind.honest else DISGUISES[turn // len(_TURNS) % len(DISGUISES)]
    film_seed, instrument_seed, noise_seed = SeedSequence(seed, spawn_key=(index,)).spawn(3)
    truth = _truth(kind, film_seed)
    u = iter(Draws(instrument_seed, 0).uniform(24).tolist())

    def between(low: float, high: float) -> float:
        """Return a number that is uniform in its logarithm."""
        return float(low * (high / low) ** next(u))

    schedule = Schedule(
        (TEMPERATURE,),
        B_max=B_MAX,
        step=B_MAX / round(between(50.0, 200.0)),
        inner_step=B_MAX / 500.0 if next(u) < 0.5 else None,
        inner_range=0.1,
        directions=("down", "up") if next(u) < 0.5 else ("up",),
    )
    model = models.get(kind.model)
    height = float(np.ptp(model(schedule.fields(), **truth)))
    sigma0 = 1.0 / between(50.0, 2000.0)
    relative = height / sigma0
    memory = relative * between(3e-3, 2e-2)
    white = relative * (between(3e-3, 3e-2) if noise == "white" else between(2e-3, 1e-2))
    # Conductance fluctuations repeat over (h/e) / L_phi^2 = 8 pi B_phi, less a factor of order one.
    correlation_field = truth["B_phi"] * between(10.0, 25.0)
    odd = between(0.03, 0.5) * (1.0 if next(u) < 0.5 else -1.0)
    film = Film(
        length=100e-6,
        width=20e-6,
        sigma0=sigma0,
        density=_density(sigma0, between(2.0, 4.0) * 1e-9),
    )
    defects = Defects(
        white=white,
        pink=memory if noise == "1/f" else 0.0,
        ucf=memory * sigma0 if noise == "fluctuations" else 0.0,
        ucf_field=correlation_field,
        offset_up=0.01 * (2.0 * next(u) - 1.0),
        offset_down=0.01 * (2.0 * next(u) - 1.0),
        field_noise=3e-5,
        temperature_jitter=5e-4,
        hall_admixture=0.3 * next(u),
        odd_slope=odd * relative / B_MAX,
        std_ratio=7.0,
        std_scatter=0.3,
        hysteresis=0.1 if disguise == "magnet" else 0.0,
        coercive_field=0.15,
        hysteresis_width=0.05,
    )

    def curve(B: FloatArray, T: float) -> FloatArray:
        if disguise is None or disguise == "magnet":
            return np.asarray(model(B, **truth))
        x = B / B_MAX
        shape = {"nothing": 0.0 * x, "parabola": -x * x, "Lorentzian": x * x / (x * x + 0.3)}[disguise]
        return height * shape

    recording = measure(curve, film, schedule, defects, seed=noise_seed)
    # Two curves where the reduction takes the directions for hysteresis: the first carries the doubt.
    reduced = reduce(recording.sweeps(), BAR)[0]
    held = {"B_e": truth["B_e"]} if "B_e" in truth else {}
    return Measured(index, kind, disguise, noise, truth, held, reduced)


def _density(sigma0: float, mean_free_path: float) -> float:
    """Return the density (1/m^2) at which a film of this conductance has this mean free path.

    A few nm: the transport field is then beyond 10 T, and the diffusive formulas hold up to B_MAX.
    """
    k_F_l = Sample().k_F_l(sigma0)
    return float((k_F_l / mean_free_path) ** 2 / (2.0 * np.pi))


def _truth(kind: Kind, seed: SeedSequence) -> dict[str, float]:
    one = population(kind.population, 1, seed)
    if kind.model == "hln_simple":
        return {"alpha": kind.alpha or 1.0, "B_phi": float(one.B_phi[0])}
    return {"B_phi": float(one.B_phi[0]), "B_so": float(one.B_so[0]), "B_e": float(one.B_e[0])}
