"""Ensembles of samples: a quantity of each, measured at every flux."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import ArrayLike

from hlnfit.errors import ConfigError
from hlnfit.simulation.checked_fields import FloatArray
from hlnfit.simulation.lattices.landauer import Scattering, scatter
from hlnfit.simulation.lattices.leads import leads_of
from hlnfit.simulation.lattices.model import Lattice
from hlnfit.simulation.lattices.site_disorder import sample_key

SAMPLES_A_BLOCK = 16


def measured(
    seeds: SeedSequence,
    model: Lattice,
    length: int,
    fluxes: tuple[float, ...],
    quantity: Callable[[Scattering], ArrayLike],
) -> FloatArray:
    """Return a quantity of each sample of a block at each flux, shape (samples, fluxes, ...)."""
    leads = leads_of(model)
    keys = [sample_key(child) for child in seeds.spawn(SAMPLES_A_BLOCK)]
    models = [replace(model, flux=flux) for flux in fluxes]
    return np.array([[quantity(scatter(at, length, key, leads=leads)) for at in models] for key in keys])


def open_channels(model: Lattice) -> int:
    """Return the number of open channels, or refuse a lead without any."""
    count = int(np.count_nonzero(leads_of(model).open))
    if count == 0:
        raise ConfigError(
            f"no channel of a lead of {model.width} sites is open at energy {model.energy:g}",
            advice="Move the energy towards the middle of the band.",
        )
    return count
