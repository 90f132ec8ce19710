"""Defects: how a measured file differs from the curve of the film."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from hlnfit.errors import ConfigError

_SIGNED = {"offset_up", "offset_down", "hysteresis", "temperature_drift", "hall_admixture", "odd_slope",
           "contact_asymmetry", "ucf_temperature_exponent"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Defects:
    """Defects of an instrument and of its contacts; the default is an instrument without any.

    Attributes
    ----------
    white : float
        Standard deviation of a point relative to R_xx(B = 0).
    pink : float
        The same of noise with a 1/f spectrum, which runs through the whole file.
    hall_noise : float
        Standard deviation of R_xy over that of R_xx.
    ucf : float, S
        Standard deviation of fluctuations of the sheet conductance that repeat in B, as universal
        conductance fluctuations do, at the lowest temperature of the schedule.
    ucf_field : float, T
        Their correlation field: half width at half maximum of the autocorrelation.
    ucf_temperature_exponent : float
        Their amplitude falls as T to minus this power; the pattern stays.
    ucf_even : bool
        Even in B, as between two terminals; four terminals give a pattern without symmetry.
    offset_up, offset_down : float, T
        Field that the instrument shows where the film feels none, for each direction.
    hysteresis, coercive_field, hysteresis_width : float, T
        Field of a ferromagnet beside the film: hysteresis * tanh((B -+ coercive_field) / width).
    field_noise : float, T
        Deviation of the field from its set value; the file shows the field that was reached.
    temperature_drift : float, K
        Change of temperature from the first to the last point of a sweep; film and file show it.
    temperature_jitter : float, K
        Standard deviation of the temperature of a point.
    hall_admixture : float
        Part of R_xy in R_xx, from voltage probes that do not face each other. A uniform film has at
        most about 1.
    odd_slope : float, 1/T
        Further odd part of R_xx over R_xx(0): inhomogeneous films and contacts can give more than R_xy.
    contact_asymmetry : float
        Part of R_xx in R_xy.
    quantization : float, ohm
        Resolution of the resistance; 0 for none.
    std_ratio, std_scatter : float
        The Std. Dev. column is the scatter inside a point, not the error of the point: ``std_ratio``
        times the white noise, with a lognormal scatter of ``std_scatter``, and three times that in one
        point of fifty.
    fragments : (int, int)
        Fewest and most points at a turning point, where the magnet rests and the field jitters.
    fragment_jitter : float, T
    missing : float
        Part of the rows without a resistance; their comment tells that the compliance was exceeded.
    comments : float
        Part of the rows with a comment that means nothing.
    """

    white: float = 0.0
    pink: float = 0.0
    hall_noise: float = 1.0
    ucf: float = 0.0
    ucf_field: float = 0.05
    ucf_temperature_exponent: float = 0.5
    ucf_even: bool = False
    offset_up: float = 0.0
    offset_down: float = 0.0
    hysteresis: float = 0.0
    coercive_field: float = 0.05
    hysteresis_width: float = 0.02
    field_noise: float = 0.0
    temperature_drift: float = 0.0
    temperature_jitter: float = 0.0
    hall_admixture: float = 0.0
    odd_slope: float = 0.0
    contact_asymmetry: float = 0.0
    quantization: float = 0.0
    std_ratio: float = 1.0
    std_scatter: float = 0.0
    fragments: tuple[int, int] = (0, 0)
    fragment_jitter: float = 3e-6
    missing: float = 0.0
    comments: float = 0.0

    def __post_init__(self) -> None:
        for entry in fields(self):
            value = getattr(self, entry.name)
            if isinstance(value, bool | tuple):
                continue
            if not math.isfinite(value) or (value < 0.0 and entry.name not in _SIGNED):
                raise ConfigError(
                    f"the defect {entry.name} is {value!r}",
                    expected="a finite number" if entry.name in _SIGNED else "zero or a positive number",
                )
        low, high = self.fragments
        if not 0 <= low <= high:
            raise ConfigError(f"fragments are {self.fragments}", expected="(fewest, most) points")
        if self.missing > 1.0 or self.comments > 1.0:
            raise ConfigError("a part of the rows is larger than 1", expected="a number from 0 to 1")
        for width, amplitude in (("ucf_field", "ucf"), ("hysteresis_width", "hysteresis")):
            if getattr(self, amplitude) != 0.0 and getattr(self, width) == 0.0:
                raise ConfigError(f"{width} is 0", expected="a positive field in tesla")


def typical_ppms(white: float = 1e-4) -> Defects:
    """Return the defects of an ordinary Resistivity-option file, at this noise relative to R_xx.

    Values as seen in published files: a Std. Dev. column some times larger than the scatter of the
    points, 2 to 9 points of field jitter at each turning point, remanent offsets of several mT, and a
    temperature stable to half a millikelvin.
    """
    return Defects(
        white=white,
        pink=0.2 * white,
        offset_up=-9e-3,
        offset_down=-6e-3,
        field_noise=3e-5,
        temperature_jitter=5e-4,
        hall_admixture=0.4,
        contact_asymmetry=1e-3,
        std_ratio=7.0,
        std_scatter=0.3,
        fragments=(2, 9),
    )
