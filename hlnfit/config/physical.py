"""Geometry and sample of a config, from text with units to SI."""

from __future__ import annotations

from hlnfit.config.schema import GeometrySection, SampleSection
from hlnfit.errors import GeometryError, UnitError
from hlnfit.sample import Geometry, Sample, geometry
from hlnfit.units import parse_quantity


def geometry_of(section: GeometrySection) -> Geometry:
    """Return the geometry.

    Raises
    ------
    GeometryError
        None was given, or one of its lengths is missing.
    """
    if section.kind is None:
        raise GeometryError(
            "no geometry was given",
            expected="--geometry hall-bar, van-der-pauw, square or wire ([geometry] kind in a config)",
            advice="Weak localization is measured per square, and the files do not say how the current "
            "flows: hall-bar needs --length and --width, square means that R is per square already.",
        )
    return geometry(section.kind, length=section.length, width=section.width, thickness=section.thickness)


def sample_of(section: SampleSection, geometry: Geometry) -> Sample:
    """Return what is known of the electrons.

    Raises
    ------
    GeometryError
        A density in a volume without a thickness, or a mass and a velocity.
    """

    def si(name: str, dimension: str) -> float | None:
        text = getattr(section, name)
        return None if text is None else parse_quantity(text, dimension, name=name).value

    thickness = None if geometry.thickness is None else geometry.thickness.value
    return Sample(
        density=_sheet_density(section.density, thickness),
        mass=si("mass", "mass"),
        fermi_velocity=si("fermi_velocity", "velocity"),
        spin_degeneracy=section.spin_degeneracy,
        valley_degeneracy=section.valley_degeneracy,
        thickness=thickness,
        density_from="" if section.density is None else "user",
    )


def _sheet_density(text: str | None, thickness: float | None) -> float | None:
    if text is None:
        return None
    try:
        return parse_quantity(text, "density", name="density").value
    except UnitError:
        in_volume = parse_quantity(text, "density_3d", name="density").value
    if thickness is None:
        raise GeometryError(
            f"the density {text} is that in a volume, and the thickness is not known",
            expected="a thickness, or a density per area, like 1e12 cm^-2",
        )
    return in_volume * thickness
