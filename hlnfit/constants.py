"""Physical constants and the dictionary between lengths and characteristic fields.

Everything is SI. The characteristic field of a length L is B = hbar / (4 e L**2), so that rates add as
fields add; G0 = e**2 / (pi h) is the unit of every two-dimensional correction.

Source: e, h and k are exact by definition (SI, 2019); mass and magneton of the electron are measured (CODATA
2022).
"""

from __future__ import annotations

import math
from typing import Final, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Numbers, not scipy.constants, which takes a tenth of the time to a first fit to read its tables.
E: Final[float] = 1.602176634e-19
H: Final[float] = 6.62607015e-34
HBAR: Final[float] = H / (2.0 * math.pi)
K_B: Final[float] = 1.380649e-23
M_E: Final[float] = 9.1093837139e-31
MU_B: Final[float] = 9.2740100657e-24
G0: Final[float] = E**2 / (np.pi * H)
"""e^2 / (pi h) in siemens: 12.3315 microsiemens."""
FIELD_TIMES_AREA: Final[float] = HBAR / (4.0 * E)
"""hbar / (4 e) in T m^2: the product of a characteristic field and its squared length."""


@overload
def field_from_length(length: float) -> float: ...
@overload
def field_from_length(length: NDArray[np.float64]) -> NDArray[np.float64]: ...
def field_from_length(length: ArrayLike) -> float | NDArray[np.float64]:
    """Return the characteristic field B = hbar / (4 e L^2) in tesla of a length in metres.

    Zero length gives infinity and infinite length gives zero.
    """
    with np.errstate(divide="ignore"):
        out = FIELD_TIMES_AREA / np.square(np.asarray(length, dtype=np.float64))
    return float(out) if np.ndim(out) == 0 else out


@overload
def length_from_field(field: float) -> float: ...
@overload
def length_from_field(field: NDArray[np.float64]) -> NDArray[np.float64]: ...
def length_from_field(field: ArrayLike) -> float | NDArray[np.float64]:
    """Return the length L = sqrt(hbar / (4 e B)) in metres of a characteristic field in tesla.

    A field of zero gives infinity; a negative one gives NaN.
    """
    if isinstance(field, float) and field > 0.0:
        # One number, many times a fit: without what it costs to silence warnings.
        return math.sqrt(FIELD_TIMES_AREA / field)
    with np.errstate(divide="ignore", invalid="ignore"):
        out = np.sqrt(FIELD_TIMES_AREA / np.asarray(field, dtype=np.float64))
    return float(out) if np.ndim(out) == 0 else out
