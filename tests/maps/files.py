"""Map files with a known truth: matrices of lock-in volts, and arrays in NetCDF."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.fitting.curves import one_channel, three_terms

FIELDS = np.linspace(-0.1, 0.1, 101)
GATES = np.linspace(-1.0, 1.0, 5)
TEMPERATURES = {"300mK": 0.3, "1K": 1.0, "4K": 4.0}
OPTIONS = ("--field-axis=-100mT:100mT:2mT", "--current", "10nA", "--geometry", "square")


def B_phi_of(T, gate):
    """Grows with temperature, and with the gate a little."""
    return 2e-3 * T**0.7 * (1.0 + 0.2 * gate)


def write_matrices(folder: Path, *, noise: float = 0.01, seed: int = 0) -> list[Path]:
    """Write one matrix of volts for each temperature, rows the gate steps, as a lab does."""
    rng = np.random.default_rng(seed)
    paths = []
    for name, T in TEMPERATURES.items():
        rows = []
        for gate in GATES:
            clean = one_channel(FIELDS, -0.5, B_phi_of(T, gate))
            sigma = 1e-3 + clean + noise * np.ptp(clean) * rng.normal(size=FIELDS.size)
            rows.append(1e-8 / sigma)
        path = folder / f"film_{name}.txt"
        comment = (
            "array of lockin voltage readings with axis 0 being backgate voltage from -1 (top) to 1 (bottom) "
            "every 0.5 V (5 pts) and field from -100 to 100 mT"
        )
        np.savetxt(path, np.array(rows), header=comment)
        paths.append(path)
    return paths


def write_arrays(path: Path, *, shape=(3, 8), n=101, two_sided=False, seed=0, **names) -> np.ndarray:
    """Write a NetCDF map of three-term curves; return the true B_phi (T)."""
    import xarray as xr

    rng = np.random.default_rng(seed)
    T = np.geomspace(1.0, 10.0, shape[0])
    gate = np.linspace(-2.0, 2.0, shape[1])
    B = np.linspace(-1.0 if two_sided else 0.0, 1.0, n)
    B_phi = 2e-3 * T[:, None] * (1.0 + 0.1 * gate[None, :])
    y = np.empty((*shape, n))
    for k in np.ndindex(*shape):
        clean = three_terms(B, B_phi[k], 0.05, 1.5)
        y[k] = 1e-3 + clean + 0.005 * np.ptp(clean) * rng.normal(size=n)
    data = xr.Dataset(
        {"sigma_xx": (("temperature", "V_g", "B"), y, {"units": "S"})},
        {
            "temperature": ("temperature", T, {"units": "K"}),
            "V_g": ("V_g", gate, {"units": "V"}),
            "B": ("B", 1e3 * B, {"units": "mT"}),
        },
    )
    data.rename(names).to_netcdf(path, engine="h5netcdf")
    return B_phi
