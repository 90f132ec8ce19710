"""What the engines accept: fields and rates in tesla, checked once, with a message for people."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.errors import ConfigError

FloatArray = NDArray[np.float64]


def checked_fields(**values: ArrayLike) -> dict[str, FloatArray]:
    """Return the named fields as arrays of one common shape.

    Raises
    ------
    ConfigError
        Where a value is not finite, a rate is negative, or ``B_phi`` is not positive. ``B`` and the
        Zeeman fields (names that begin with ``B_Z``) may have any sign.
    """
    arrays = {name: np.asarray(value, dtype=np.float64) for name, value in values.items()}
    for name, array in arrays.items():
        if not np.all(np.isfinite(array)):
            raise ConfigError(f"{name} is not finite", expected="a number in tesla")
        signed = name == "B" or name.startswith("B_Z")
        if not signed and np.any(array < 0.0):
            raise ConfigError(
                f"{name} = {array.min():g} T is negative", expected="a rate, as a field, of 0 or more"
            )
        if name == "B_phi" and np.any(array == 0.0):
            raise ConfigError(
                "B_phi is zero: without dephasing the correction of an infinite film diverges",
                expected="B_phi above zero",
            )
    try:
        return dict(zip(arrays, np.broadcast_arrays(*arrays.values()), strict=True))
    except ValueError as error:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items() if array.shape)
        raise ConfigError(
            f"the arrays do not fit together: {shapes}", expected="shapes that broadcast"
        ) from error


def per_field(precision: ArrayLike, fields: FloatArray) -> FloatArray:
    """Return one precision for each field, in one row.

    Raises
    ------
    ConfigError
        Several precisions do not fit the fields.
    """
    wanted = np.asarray(precision, dtype=np.float64)
    try:
        return np.broadcast_to(wanted, fields.shape).ravel()
    except ValueError:
        raise ConfigError(
            f"precision has the shape {wanted.shape}",
            expected=f"one number, or the shape {fields.shape} of B",
        ) from None


def read_only(array: ArrayLike) -> FloatArray:
    """Return a copy of ``array`` as float64 that cannot be written to."""
    out = np.array(array, dtype=np.float64)
    out.flags.writeable = False
    return out
