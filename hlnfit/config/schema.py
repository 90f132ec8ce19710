"""What a config holds: one class a section, one field a setting, each with the words that explain it.

The options of ``hlnfit fit`` are made from these classes, and so are the comments of ``hlnfit init``: a
setting is named and described here only. ``json_schema_extra`` holds an example, and the name of the
option where it is not that of the field.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from hlnfit.config.values import (
    Column,
    Current,
    Density,
    FieldUnit,
    Held,
    Length,
    Mass,
    Names,
    ResistanceUnit,
    Temperature,
    Velocity,
    Window,
)


def setting(default: Any, description: str, example: Any, **more: Any) -> Any:
    """Declare a setting with its description and the example that ``hlnfit init`` shows."""
    return Field(default, description=description, json_schema_extra={"example": example, **more})


class Section(BaseModel):
    """A section of the config: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DataSection(Section):
    """The files, and how to read them. What is left out is found in the files or their names."""

    files: Names = setting((), "Files, globs or folders, relative to this file.", ["data/*.dat"])
    field_column: Column | None = setting(
        None, "Column of the magnetic field: its name, or its number counted from 1.", "Field (Oe)"
    )
    resistance_column: Column | None = setting(None, "Column of R_xx (or of the voltage).", "R_xx (Ohm)")
    hall_column: Column | None = setting(None, "Column of the Hall resistance R_xy.", "R_xy (Ohm)")
    temperature_column: Column | None = setting(None, "Column of the sample temperature.", "T_sample (K)")
    field_unit: FieldUnit | None = setting(
        None, "Unit of the field column; wins over what the file says.", "kOe"
    )
    resistance_unit: ResistanceUnit | None = setting(
        None, "Unit of the resistance column; wins over what the file says.", "kOhm"
    )
    current: Current | None = setting(None, "Excitation current; turns volts into ohms.", "10nA")
    temperature: Temperature | None = setting(
        None, "Temperature; wins over the files and their names.", "300mK"
    )
    field_axis: str | None = setting(
        None, "Field of files whose columns are field steps.", "-25mT:25mT:0.2mT"
    )
    average: str | None = setting(None, "Condition over which a matrix file is averaged.", "gate")
    hall_file: str | None = setting(
        None, "Another file, with the Hall resistance of the same sweeps.", "hall.dat"
    )
    select: str | None = setting(
        None,
        "Sweeps to use: conditions with values or ranges, or numbers as inspect shows them.",
        "T=2..10K",
    )
    exclude: str | None = setting(None, "Sweeps to leave out, written as for select.", "0,3..5")


class GeometrySection(Section):
    """How the current flows. Lengths take a unit and may carry an error: "80(5) nm"."""

    kind: Literal["hall-bar", "van-der-pauw", "square", "wire"] | None = setting(
        None,
        "hall-bar or wire (these need length and width), van-der-pauw, or square: R is per square.",
        "hall-bar",
        option="--geometry",
    )
    length: Length | None = setting(None, "Distance of the voltage probes along the current.", "100um")
    width: Length | None = setting(None, "Width of the bar or wire.", "20um")
    thickness: Length | None = setting(None, "Thickness of the film.", "80(5) nm")


class SampleSection(Section):
    """What is known of the electrons: gives k_F, D, the transport field B_tr, tau_phi."""

    density: Density | None = setting(
        None, "Sheet density, or density in a volume where the thickness is given.", "1e12 cm^-2"
    )
    mass: Mass | None = setting(None, "Effective mass of a parabolic band.", "0.067 m_e")
    fermi_velocity: Velocity | None = setting(
        None, "Fermi velocity of a Dirac cone, in place of a mass.", "1e6 m/s"
    )
    spin_degeneracy: int = Field(default=2, ge=1, le=16, description="Spin degeneracy g_s.")
    valley_degeneracy: int = Field(default=1, ge=1, le=64, description="Valley degeneracy g_v.")


class FitSection(Section):
    """The model and how it is fitted."""

    model: str = setting(
        "hln_simple", "Field model, or a sum NAME+NAME; hlnfit models lists them.", "hln_simple"
    )
    background: str | None = setting(None, "Background model that is added.", "quadratic")
    share: Names = setting((), "Parameter with one value for the whole series.", ["B_so"])
    fix: dict[str, Held] = setting(
        {}, "Parameter to hold, with a unit; lengths are welcome.", {"L_so": "30nm"}
    )
    b_max: Window = setting(
        "auto", "Largest field that is fitted, with a unit; auto looks for a stable window.", "0.5T"
    )
    odd: Literal["cubic", "linear", "none"] = setting(
        "cubic", "Odd terms that are fitted along (Hall admixture): cubic, linear or none.", "cubic"
    )
    quantity: Literal["inverse-rho", "sigma-xx"] = setting(
        "inverse-rho",
        "What is called conductance: inverse-rho (1/rho_xx) or sigma-xx (inverted tensor).",
        "inverse-rho",
    )
    merge: Literal["directions", "none"] = setting(
        "directions",
        "directions: up and down sweeps at one temperature are fitted together; none: each alone.",
        "directions",
    )
    errors: Literal["profile", "covariance", "bootstrap", "mcmc"] = setting(
        "profile",
        "Limits of the parameters: profile (likelihood), covariance (faster), bootstrap (refits) or mcmc "
        "(samples of the posterior).",
        "profile",
    )
    bootstrap: Literal["auto", "residual", "block", "parametric"] = setting(
        "auto",
        "What a bootstrap draws: residual, block (correlated noise), parametric; auto takes one of the "
        "first two.",
        "auto",
    )
    resamples: int = Field(default=1000, ge=50, le=1_000_000, description="Refits of a bootstrap.")
    errors_are: Literal["measured"] | None = setting(
        None,
        "measured: the Std. Dev. column is the error of a point; otherwise only its shape is used.",
        "measured",
    )
    robust: Literal["soft-l1", "student"] | None = setting(
        None,
        "Loss that bad points cannot pull: soft-l1, or student with 4 degrees of freedom. Otherwise least "
        "squares.",
        "soft-l1",
    )
    compare: Names = setting(
        (),
        "Models to compare with one another on the same points and noise; auto: the model and those that "
        "the regime allows of hln_simple, hln, hln_dp and ilp.",
        ["auto"],
    )
    keep_outliers: bool = setting(False, "Fit points that look like outliers, too.", False)
    dephasing: str | None = setting(
        None, "Law of dephasing that L_phi(T) is fitted with; otherwise the best of several.", "power"
    )


class SeparateSection(Section):
    """How hlnfit separate tells localization from interaction; the fit of L_phi does not need it."""

    quench: str | None = setting(
        None, "Fields in which localization counts as quenched. Default: the upper 30 %.", "0.5T..1T"
    )
    g_factor: float | None = Field(
        default=None,
        ge=0.0,
        description="g factor of the Zeeman energy of the interaction; 0 for none. Default: 2, and 0 where "
        "alpha is negative or the data show no such term.",
        json_schema_extra={"example": 2.0},
    )
    in_plane: Names = setting(
        (), "Names of files, as globs, that were measured with the field in the plane.", ["plane_*.dat"]
    )
    t_min: Temperature | None = setting(None, "Lowest temperature that enters.", "1.5K")
    t_max: Temperature | None = setting(None, "Highest temperature that enters.", "10K")


class MapSection(Section):
    """What only a map has."""

    bin: int = Field(
        default=1,
        ge=1,
        le=10_000,
        description="Neighbouring gate steps that are averaged: conductance fluctuations average out.",
    )


class RunSection(Section):
    """How the work is done; it changes no result but that of random numbers."""

    seed: int = Field(default=0, ge=0, description="Seed of every random number.")
    jobs: int = Field(default=1, ge=1, le=1024, description="Threads; their number changes no result.")
    plots: bool = setting(True, "Draw figures.", True)


class SweepSection(Section):
    """Settings for some of the sweeps only."""

    match: str = setting(..., "Which sweeps: written as for select.", "T=4.2K")
    b_max: Window | None = setting(None, "As in [fit].", "0.3T")
    odd: Literal["cubic", "linear", "none"] | None = setting(None, "As in [fit].", "linear")
    fix: dict[str, Held] = setting({}, "As in [fit]; adds to it.", {"alpha": -0.5})


class InputSection(Section):
    """A file that was read, and the hash of its bytes."""

    path: str
    sha256: str


SECTIONS: dict[str, type[Section]] = {
    "data": DataSection,
    "geometry": GeometrySection,
    "sample": SampleSection,
    "fit": FitSection,
    "separate": SeparateSection,
    "map": MapSection,
    "run": RunSection,
}
LISTS: dict[str, type[Section]] = {"sweep": SweepSection, "input": InputSection}
