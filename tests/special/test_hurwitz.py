"""The Hurwitz zeta function against multiple-precision arithmetic."""

from __future__ import annotations

import mpmath as mp
import numpy as np

from hlnfit.special import hurwitz_zeta


def test_half_integer_orders() -> None:
    """zeta(s, a) agrees with 40-digit values for s = 1/2, 3/2, 5/2, 3 and complex a."""
    rng = np.random.default_rng(9)
    a = rng.uniform(0.2, 3.0, 25) + 1j * rng.uniform(-40.0, 40.0, 25)
    with mp.workdps(40):
        for s in (0.5, 1.5, 2.5, 3.0):
            for x, found in zip(a, hurwitz_zeta(s, a), strict=True):
                exact = mp.zeta(mp.mpf(s), mp.mpc(x))

                assert abs(complex(found - exact)) < 2e-14 * max(1.0, abs(complex(exact)))
