"""``hlnfit simulate``: files of an instrument with known truth, and whether they give it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from hlnfit.cli.console import log, progress, results
from hlnfit.cli.options import Force
from hlnfit.errors import ConfigError, UnitError

if TYPE_CHECKING:
    from hlnfit.analysis import Analysis
    from hlnfit.models import Model
    from hlnfit.simulation.instrument import PowerLaw

RECOVERY = "recovery.csv"
FAR_AWAY = 1e6
"""Field in tesla in which localization depends on temperature no longer."""
_FILM, _MEASUREMENT, _DEPHASING = "Film", "Measurement", "Dephasing"


def _option(flag: str, metavar: str, words: str, panel: str) -> Any:
    return typer.Option(flag, metavar=metavar, help=words, rich_help_panel=panel)


def simulate(
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="Folder for the files.")],
    model: Annotated[str, _option("--model", "NAME", "Model of the curve.", _FILM)] = "hln_simple",
    parameters: Annotated[
        list[str] | None,
        _option("--set", "NAME=VALUE", "Model parameter, like B_so=20mT or L_so=120nm.", _FILM),
    ] = None,
    r_sheet: Annotated[str, _option("--r-sheet", "RESISTANCE", "Sheet resistance.", _FILM)] = "600 ohm",
    density: Annotated[str, _option("--density", "DENSITY", "Sheet density.", _FILM)] = "1e15 cm^-2",
    length: Annotated[str, _option("--length", "LENGTH", "Length of the Hall bar.", _FILM)] = "100um",
    width: Annotated[str, _option("--width", "LENGTH", "Width of the Hall bar.", _FILM)] = "20um",
    thickness: Annotated[
        str | None, _option("--thickness", "LENGTH", "Thickness, for models of the bulk.", _FILM)
    ] = None,
    interaction: Annotated[
        float | None,
        _option("--interaction", "K_EE", "Slope of the interaction correction in e^2/(pi h).", _FILM),
    ] = None,
    l_phi: Annotated[
        str, _option("--l-phi", "LENGTH", "L_phi at the lowest temperature.", _DEPHASING)
    ] = "300nm",
    p: Annotated[float, _option("--p", "NUMBER", "Exponent of the dephasing rate.", _DEPHASING)] = 1.0,
    l_0: Annotated[
        str | None, _option("--l-0", "LENGTH", "L_phi that is reached at T = 0.", _DEPHASING)
    ] = None,
    temperatures: Annotated[
        str, _option("--temperatures", "LIST", "Temperatures of the series.", _MEASUREMENT)
    ] = "2, 3, 4.5, 7, 10, 15 K",
    b_max: Annotated[str, _option("--b-max", "FIELD", "Sweeps run from -B to B.", _MEASUREMENT)] = "1T",
    step: Annotated[str, _option("--step", "FIELD", "Distance of the points.", _MEASUREMENT)] = "10mT",
    noise: Annotated[
        float, _option("--noise", "NUMBER", "Scatter of a point over R(B = 0).", _MEASUREMENT)
    ] = 1e-4,
    offset: Annotated[str, _option("--offset", "FIELD", "Field offset of the magnet.", _MEASUREMENT)] = "0T",
    hall_admixture: Annotated[
        float, _option("--hall-admixture", "NUMBER", "Part of R_xy in R_xx.", _MEASUREMENT)
    ] = 0.0,
    file_format: Annotated[
        Literal["quantum-design", "text"],
        _option("--format", "quantum-design|text", "What the files look like.", _MEASUREMENT),
    ] = "quantum-design",
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Seed of all noise.")] = 0,
    then_fit: Annotated[bool, typer.Option("--then-fit", help="Fit the files, compare with truth.")] = False,
    force: Force = False,
) -> None:
    """Write a whole temperature series as an instrument would, with the true values in truth.json.

    With --interaction the conductance at B = 0 follows the temperature, by localization and by interaction,
    and so does the Hall coefficient: for hlnfit separate. With --then-fit the files are fitted as hlnfit fit
    does, and each parameter stands beside its true value: could data like mine tell L_so, or only a bound?
    """
    from hlnfit.cli.new_file import check_new, write_new
    from hlnfit.simulation.instrument import Column, Defects, Film, PlainText, QuantumDesign, Schedule
    from hlnfit.simulation.instrument import simulate as write

    if seed < 0:
        raise ConfigError(f"--seed is {seed}", expected="a whole number of 0 or more")
    steps = _temperatures(temperatures)
    law = _law(min(steps), l_phi, l_0, p)
    sigma0 = 1.0 / _quantity("--r-sheet", r_sheet, "resistance")
    sheet_density = _quantity("--density", density, "density")
    bar = {"length": _quantity("--length", length, "length"), "width": _quantity("--width", width, "length")}
    height = None if thickness is None else _quantity("--thickness", thickness, "length")
    film = _film(model, parameters or (), law, sigma0, sheet_density, height)
    if then_fit:
        check_new(out / RECOVERY, force=force)
    shift = _quantity("--offset", offset, "field", above_zero=False)
    text = PlainText(columns=(Column("B", "T"), Column("R_xx", "Ohm"), Column("R_xy", "Ohm")))
    level: float | Callable[[float], float] = sigma0
    if interaction is not None:
        film = replace(film, truth=replace(film.truth, K_ee=interaction))
        level = _level(film.curve, sigma0, min(steps))
    files = write(
        film.curve,
        Film(bar["length"], bar["width"], level, sheet_density, interaction=interaction or 0.0),
        Schedule(steps, B_max=_quantity("--b-max", b_max, "field"), step=_quantity("--step", step, "field")),
        out,
        defects=Defects(white=noise, offset_up=shift, offset_down=shift, hall_admixture=hall_admixture),
        file_format=QuantumDesign(title=f"simulated film, {model}") if file_format != "text" else text,
        truth=film.truth,
        seed=seed,
        force=force,
    )
    log(f"Wrote {len(files)} file{'s' * (len(files) != 1)} and truth.json into {out}.")
    if not then_fit:
        geometry = f"--geometry hall-bar --length {length} --width {width}"
        verb = "fit" if interaction is None else "separate"
        results().print(
            f"hlnfit {verb} {' '.join(str(f) for f in files)} --model {model} {geometry}",
            markup=False,
            soft_wrap=True,
        )
        return
    analysis = _fitted(files, model, {"length": length, "width": width, "thickness": thickness}, density)
    from hlnfit.cli.exits import outcome
    from hlnfit.cli.recovery_table import print_recovery, recovered, rows
    from hlnfit.report.csv_text import all_columns, csv_text

    found = recovered(analysis, film.parameters)
    table = rows(found)
    print_recovery(results(), found)
    write_new(out / RECOVERY, csv_text(all_columns(table), table), force=force)
    raise typer.Exit(outcome(analysis))


@dataclass(frozen=True, slots=True)
class _SimulatedFilm:
    """The curve, its true parameters at each temperature, and truth.json."""

    curve: Callable[[Any, float], Any]
    parameters: Callable[[float], dict[str, float]]
    truth: Any


def _film(
    name: str,
    settings: Sequence[str],
    law: PowerLaw,
    sigma0: float,
    density: float,
    thickness: float | None,
) -> _SimulatedFilm:
    """Return the film: parameters as set, else from the sample, else the model's usual ones."""
    from hlnfit import models
    from hlnfit.constants import length_from_field
    from hlnfit.sample import Sample
    from hlnfit.simulation.instrument import Truth

    model = models.get(name)
    if model.kind != "field" or model.dimension == 1:
        raise ConfigError(
            f"--model {name} is no model of a film in a field", expected="one like hln_simple, hln or ilp"
        )
    if model.dimension == 3 and thickness is None:
        raise ConfigError(f"--model {name} gives a conductivity", expected="--thickness, like 200nm")
    fixed = {q.name: q.default for q in model.parameters}
    sources = {"sample.B_tr": Sample(density=density).B_tr(sigma0), "geometry.thickness": thickness}
    fixed |= {q.name: v for q in model.parameters if (v := sources.get(q.source or "")) is not None}
    fixed |= _settings(model, settings, thickness)
    # Where B_phi is made of several rates, the inelastic one carries the temperature.
    running = "B_phi" if "B_phi" in model.names else "B_in"
    unit = thickness if model.dimension == 3 and thickness is not None else 1.0

    def parameters(T: float) -> dict[str, float]:
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
    return _SimulatedFilm(curve, parameters, truth)


def _level(curve: Callable[[Any, float], Any], sigma0: float, T_0: float) -> Callable[[float], float]:
    """Return the conductance at B = 0 with localization in it, sigma0 at T_0."""
    import numpy as np

    far = np.array([FAR_AWAY])

    def level(T: float) -> float:
        return sigma0 - float(curve(far, T)[0]) + float(curve(far, T_0)[0])

    return level


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


def _law(T: float, l_phi: str, l_0: str | None, p: float) -> PowerLaw:
    """Return B_phi(T) = B_0 + A T^p through L_phi at the lowest temperature."""
    from hlnfit.constants import field_from_length
    from hlnfit.simulation.instrument import PowerLaw

    B_phi = field_from_length(_quantity("--l-phi", l_phi, "length"))
    B_0 = 0.0 if l_0 is None else field_from_length(_quantity("--l-0", l_0, "length"))
    if not B_phi > B_0:
        raise ConfigError(f"--l-0 is {l_0}", expected=f"a length above that of --l-phi, {l_phi}")
    return PowerLaw(B_0=B_0, A=(B_phi - B_0) / T**p, p=p)


def _temperatures(text: str) -> tuple[float, ...]:
    """Return kelvins of ``2, 3, 4.5 K``: the last unit is that of all before it."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    unit = parts[-1].lstrip("0123456789.eE+- ") if parts else ""
    kelvins = []
    for part in parts:
        number = part if part[-1].isalpha() else f"{part} {unit}"
        kelvins.append(_quantity("--temperatures", number, "temperature"))
    if not kelvins:
        raise ConfigError("--temperatures is empty", expected="a list like 2, 4, 8 K")
    return tuple(kelvins)


def _quantity(name: str, text: str, dimension: str, *, above_zero: bool = True) -> float:
    from hlnfit.units import parse_quantity

    try:
        value = float(parse_quantity(text, dimension, name=name))
    except UnitError as error:
        raise ConfigError(error.found, expected=error.expected, advice=error.advice) from None
    if above_zero and not value > 0.0:
        raise ConfigError(f"{name} is {text}", expected="a value above zero")
    return value


def _fitted(files: Sequence[Path], model: str, bar: dict[str, str | None], density: str) -> Analysis:
    """Fit the files as ``hlnfit fit`` does."""
    from hlnfit.analysis import run
    from hlnfit.cli.carry_out import show
    from hlnfit.config import Config

    geometry = {name: text for name, text in bar.items() if text is not None}
    config = Config.from_options(
        {
            "data": {"files": [str(file) for file in files]},
            "geometry": {"kind": "hall-bar", **geometry},
            "sample": {"density": density},
            "fit": {"model": model},
        },
        Path(),
    )
    with progress() as shown:
        analysis = run(config, progress=shown)
    show(analysis)
    return analysis
