"""The film of ``hlnfit simulate``: a model with its parameters at each temperature."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from hlnfit.cli.option_values import quantity_in
from hlnfit.constants import field_from_length, length_from_field
from hlnfit.errors import ConfigError

if TYPE_CHECKING:
    from hlnfit.models import Model
    from hlnfit.simulation.instrument import Curve, PowerLaw, Truth


FAR_AWAY: Final = 1e6
"""Field in tesla in which localization depends on temperature no longer."""


@dataclass(frozen=True, slots=True)
class SimulatedFilm:
    """A film that is known in full.

    Attributes
    ----------
    curve : callable(B, T)
        Change of the sheet conductance (S).
    parameters : callable(T) -> dict
        Parameters of the model in SI, with the derived ones.
    truth : Truth
    dimension : {1, 2, 3}
        Of the model; 1 is a wire.
    """

    curve: Curve
    parameters: Callable[[float], dict[str, float]]
    truth: Truth
    dimension: int


def simulated_film(
    name: str,
    settings: Sequence[str],
    law: PowerLaw,
    *,
    sigma0: float,
    density: float,
    length: float,
    width: float,
    thickness: float | None,
) -> SimulatedFilm:
    """Return the film of a model: parameters as set, else from the sample, else the model's usual ones.

    Parameters
    ----------
    name : str
        A model of kind field.
    settings : sequence of str
        NAME=VALUE with units.
    law : PowerLaw
        B_phi at each temperature.
    sigma0, density, length, width, thickness : float
        Sheet conductance, sheet density and size in SI.

    Raises
    ------
    ConfigError
        The model is of another kind, or a parameter cannot be used.
    """
    from hlnfit import models
    from hlnfit.sample import Sample
    from hlnfit.simulation.instrument import Truth

    model = models.get(name)
    if model.kind != "field":
        raise ConfigError(f"--model {name} is no model of a film in a field", expected="one like hln or ilp")
    if model.dimension == 3 and thickness is None:
        raise ConfigError(f"--model {name} gives a conductivity", expected="--thickness, like 200nm")
    running = next((n for n in ("B_phi", "B_in") if n in model.names), None)
    if running is None:
        raise ConfigError(
            f"--model {name} has a law of dephasing of its own", expected="a model with B_phi, like wire"
        )
    sample = Sample(density=density)
    sources = {
        "sample.B_tr": sample.B_tr(sigma0),
        "sample.mean_free_path": sample.mean_free_path(sigma0),
        "geometry.thickness": thickness,
        "geometry.length": length,
        "geometry.width": width,
    }
    fixed = {q.name: q.default for q in model.parameters}
    fixed |= {q.name: v for q in model.parameters if (v := sources.get(q.source or "")) is not None}
    fixed |= _settings(model, settings, thickness)
    # What the model gives, for a square of the film: a conductivity times the thickness, or a whole wire.
    unit = {1: length / width, 2: 1.0, 3: thickness or 1.0}[model.dimension]

    def parameters(T: float) -> dict[str, float]:
        # Where B_phi is made of several rates, the inelastic one carries the temperature.
        values = {**fixed, running: law.B_phi(T)}
        for d in model.derived:
            values[d.name] = sum(c * values[n] for n, c in d.combination.items())
        return values

    def curve(B: Any, T: float) -> Any:
        values = parameters(T)
        return unit * model(B, **{n: values[n] for n in model.names})

    B_so = fixed.get("B_so")
    truth = Truth(
        lambda T: length_from_field(parameters(T)["B_phi"]),
        L_so=None if B_so is None else length_from_field(B_so),
        alpha=fixed.get("alpha", 1.0),
        p=law.p,
    )
    return SimulatedFilm(curve, parameters, truth, model.dimension)


def _settings(model: Model, settings: Sequence[str], thickness: float | None) -> dict[str, float]:
    """Return the parameters of ``--set`` in SI; lengths become fields.

    Raises
    ------
    ConfigError
        The model has no such parameter, or the value cannot be used.
    """
    from hlnfit.fitting.fixing import fixed_values
    from hlnfit.fitting.terms import split_terms

    pairs: dict[str, str] = {}
    for text in settings:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not (name and equals and value):
            raise ConfigError(f"--set is {text!r}", expected="NAME=VALUE, like L_so=120nm or alpha=-0.5")
        if name[2:] in ("phi", "in"):
            raise ConfigError(f"--set {name} is the dephasing", expected="--l-phi, --p and --l-0")
        if name not in (*model.names, *(q.length_name for q in model.parameters)):
            raise ConfigError(f"{model.name} has no parameter {name}", expected=", ".join(model.names))
        pairs[name] = value
    values = fixed_values(pairs, split_terms(model, thickness))
    for name, field in values.items():
        row = model.parameters[model.names.index(name)]
        if not row.lower <= field <= row.upper:
            raise ConfigError(
                f"--set {name} is {field:g}", expected=f"{row.lower:g} to {row.upper:g} {row.unit}".rstrip()
            )
    return values


def law_through(T: float, l_phi: str, l_0: str | None, p: float) -> PowerLaw:
    """Return B_phi(T) = B_0 + A T^p through L_phi at the lowest temperature."""
    from hlnfit.simulation.instrument import PowerLaw

    B_phi = field_from_length(quantity_in("--l-phi", l_phi, "length"))
    B_0 = 0.0 if l_0 is None else field_from_length(quantity_in("--l-0", l_0, "length"))
    if not B_phi > B_0:
        raise ConfigError(f"--l-0 is {l_0}", expected=f"a length above that of --l-phi, {l_phi}")
    return PowerLaw(B_0=B_0, A=(B_phi - B_0) / T**p, p=p)


def level_with_localization(curve: Curve, sigma0: float, T_0: float) -> Callable[[float], float]:
    """Return the conductance at B = 0 with localization in it, sigma0 at T_0."""
    import numpy as np

    far = np.array([FAR_AWAY])

    def level(T: float) -> float:
        return sigma0 - float(np.asarray(curve(far, T))[0]) + float(np.asarray(curve(far, T_0))[0])

    return level
