"""One analysis from files to results: the only place that wires the stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hlnfit.curve import Magnetoconductance
from hlnfit.fitting.series import Series
from hlnfit.flags import Flag
from hlnfit.sample import Geometry, Sample
from hlnfit.sweep import SweepSet

if TYPE_CHECKING:
    from hlnfit.config import Config
    from hlnfit.dephasing import DephasingFit


@dataclass(frozen=True, eq=False)
class Analysis:
    """What came of one configuration.

    Attributes
    ----------
    config : Config
        The resolved one, with the hashes of the inputs.
    sweeps : SweepSet
        All that was found in the files, with pieces and problems.
    curves : tuple of Magnetoconductance
        Reduced, in the order of the series.
    series : Series
    dephasing : DephasingFit or None
        None where fewer than three sweeps give B_phi; ``flags`` then says so.
    geometry : Geometry
    sample : Sample
    flags : tuple of Flag
        About the analysis as a whole.
    versions : mapping of package to version
    """

    config: Config
    sweeps: SweepSet
    curves: tuple[Magnetoconductance, ...]
    series: Series
    geometry: Geometry
    sample: Sample
    dephasing: DephasingFit | None = None
    flags: tuple[Flag, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
