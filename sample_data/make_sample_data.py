"""Make the sample data: four simulated films, with the true values beside the files.

Run it from the checkout:

    python sample_data/make_sample_data.py            # into this folder, refusing to overwrite
    python sample_data/make_sample_data.py --force    # replaces the files that are here
    python sample_data/make_sample_data.py -o DIR     # somewhere else

The same version gives the same bytes on every platform. What is in the folders, and why the numbers are
what they are, is told in README.md.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from pathlib import Path

import hlnfit.models
from hlnfit.constants import G0, field_from_length
from hlnfit.sample import Sample
from hlnfit.simulation.instrument import (
    Column,
    Curve,
    Defects,
    Film,
    PlainText,
    PowerLaw,
    QuantumDesign,
    Schedule,
    Truth,
    simulate,
)

HERE = Path(__file__).resolve().parent
LENGTH, WIDTH = 100e-6, 20e-6


def sheet_conductance(R_sheet: float, slope: float) -> Callable[[float], float]:
    """Return sigma(T) at B = 0: 1/R_sheet at 4.2 K plus slope * G0 ln(T / 4.2 K).

    The logarithm holds weak (anti)localization, alpha p, and the Coulomb interaction, about +0.9 (B. L.
    Altshuler, A. G. Aronov and P. A. Lee, Phys. Rev. Lett. 44, 1288 (1980)).
    """
    return lambda T: 1.0 / R_sheet + slope * G0 * math.log(T / 4.2)


def one_channel(alpha: float, law: PowerLaw) -> Curve:
    """Return the curve of one Cooperon channel with this amplitude."""
    model = hlnfit.models.get("hln_simple")
    return lambda B, T: model(B, alpha=alpha, B_phi=law.B_phi(T))


def three_terms(law: PowerLaw, L_so: float, B_e: float) -> Curve:
    """Return the isotropic three-term Hikami-Larkin-Nagaoka curve."""
    model = hlnfit.models.get("hln")
    B_so = field_from_length(L_so)
    return lambda B, T: model(B, B_phi=law.B_phi(T), B_so=B_so, B_e=B_e)


def steps(temperatures: tuple[float, ...]) -> Schedule:
    """Return down and up sweeps to 1 T: 10 mT steps inside 0.2 T, 25 mT outside."""
    return Schedule(temperatures, B_max=1.0, step=0.025, inner_step=0.01, inner_range=0.2)


def wal_film(out: Path, *, force: bool) -> None:
    """A film with strong spin-orbit coupling: antilocalization, alpha = -1/2 exactly."""
    law = PowerLaw(B_0=1.5e-4, A=1.5e-3, p=1.0)
    film = Film(LENGTH, WIDTH, sheet_conductance(600.0, 0.4), density=1.0e19, hall_sign=-1)
    defects = Defects(
        white=8e-5,
        pink=1.5e-5,
        offset_down=-6e-3,
        offset_up=-9e-3,
        field_noise=3e-5,
        temperature_jitter=5e-4,
        hall_admixture=0.4,
        odd_slope=0.016,
        contact_asymmetry=2e-4,
        hall_noise=0.2,
        std_ratio=7.0,
        std_scatter=0.3,
        fragments=(2, 9),
        missing=1e-3,
    )
    simulate(
        one_channel(-0.5, law),
        film,
        steps((1.5, 2.0, 2.7, 3.6, 4.8, 6.4, 8.6, 11.5, 15.0, 20.0)),
        out / "wal_film",
        defects=defects,
        file_format=QuantumDesign(title="WAL film, Hall bar 100 um x 20 um"),
        truth=Truth(law.L_phi, alpha=-0.5, p=law.p),
        name="wal_film_PPMS",
        seed=20240101,
        force=force,
    )


def wl_film(out: Path, *, force: bool) -> None:
    """A film without spin-orbit coupling: localization, alpha = 1."""
    law = PowerLaw(B_0=1.0e-4, A=1.2e-3, p=1.0)
    film = Film(LENGTH, WIDTH, sheet_conductance(800.0, 1.9), density=7e18, hall_sign=-1)
    defects = Defects(
        white=2e-4,
        pink=3e-5,
        offset_down=1.5e-3,
        offset_up=-1.5e-3,
        field_noise=3e-5,
        temperature_drift=1.5e-3,
        temperature_jitter=5e-4,
        hall_admixture=0.3,
        contact_asymmetry=2e-4,
        hall_noise=0.2,
        std_ratio=4.0,
        std_scatter=0.3,
        fragments=(2, 9),
    )
    simulate(
        one_channel(1.0, law),
        film,
        steps((1.5, 2.2, 3.1, 4.5, 6.5, 9.3, 13.5, 20.0)),
        out / "wl_film",
        defects=defects,
        file_format=QuantumDesign(title="WL film, Hall bar 100 um x 20 um"),
        truth=Truth(law.L_phi, alpha=1.0, p=law.p),
        name="wl_film_PPMS",
        seed=20240102,
        force=force,
    )


def crossover_film(out: Path, *, force: bool) -> None:
    """A film that crosses from antilocalization to localization as it warms: L_so = 120 nm."""
    law = PowerLaw(B_0=1.0e-4, A=1.8e-3, p=1.0)
    L_so = 120e-9
    R_sheet, density = 800.0, 7e18
    B_e = Sample(density=density).B_tr(1.0 / R_sheet)
    assert B_e is not None
    film = Film(LENGTH, WIDTH, sheet_conductance(R_sheet, 1.2), density=density, hall_sign=-1)
    defects = Defects(
        white=3e-5,
        pink=5e-6,
        offset_down=-2e-3,
        offset_up=-3.5e-3,
        field_noise=3e-5,
        temperature_jitter=5e-4,
        hall_admixture=0.3,
        contact_asymmetry=2e-4,
        hall_noise=0.2,
        std_ratio=12.0,
        std_scatter=0.3,
        fragments=(2, 9),
    )
    simulate(
        three_terms(law, L_so, B_e),
        film,
        Schedule(
            (1.5, 2.2, 3.1, 4.5, 6.5, 9.3, 13.5, 20.0),
            B_max=1.0,
            step=0.02,
            inner_step=0.005,
            inner_range=0.1,
        ),
        out / "crossover_film",
        defects=defects,
        file_format=QuantumDesign(title="crossover film, Hall bar 100 um x 20 um"),
        truth=Truth(law.L_phi, L_so=L_so, alpha=1.0, p=law.p),
        name="crossover_film_PPMS",
        seed=20240103,
        force=force,
    )


def two_column(out: Path, *, force: bool) -> None:
    """Two columns and nothing else: the temperature is in the file name, the units in the header."""
    law = PowerLaw(B_0=1.5e-4, A=1.5e-3, p=1.0)
    simulate(
        one_channel(-0.5, law),
        Film(LENGTH, WIDTH, sheet_conductance(600.0, 0.4), density=1.0e19),
        Schedule((2.0, 3.0, 4.2, 6.0, 9.0, 13.0), B_max=0.5, step=0.005, directions=("up",)),
        out / "two_column",
        defects=Defects(white=8e-5, offset_up=1e-3, hall_admixture=0.2),
        file_format=PlainText(columns=(Column("B", "mT"), Column("R_xx", "Ohm"))),
        truth=Truth(law.L_phi, alpha=-0.5, p=law.p),
        name="film",
        seed=20240104,
        force=force,
    )


FILMS = (wal_film, wl_film, crossover_film, two_column)


def make(out: Path = HERE, *, force: bool = False) -> None:
    """Write all samples below ``out``."""
    for film in FILMS:
        film(out, force=force)


def main() -> None:
    """Read the command line and write the samples."""
    parser = argparse.ArgumentParser(description="Make the sample data of hlnfit.")
    parser.add_argument("-o", "--out", type=Path, default=HERE, help="folder to write into")
    parser.add_argument("--force", action="store_true", help="replace files that are there")
    arguments = parser.parse_args()
    make(arguments.out, force=arguments.force)


if __name__ == "__main__":
    main()
