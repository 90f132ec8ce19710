"""When a misfit is significant."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit.fitting.misfit import _is_significant, limit_of_misfit


@pytest.mark.parametrize("given", [True, False])
def test_bounds_never_decide_otherwise_than_the_quantile(given):
    """Close above and below the limit, and far from it, the answer is that of the distribution."""
    for dof in [*range(1, 200), 1000, 10_000, 100_000, 1_000_000]:
        for n in (dof + 1, dof + 8):
            limit = limit_of_misfit(n, dof, given)
            for factor in np.geomspace(0.5, 2.0, 41):
                chi2_red = limit * factor * (1.0 + 1e-6)
                assert _is_significant(chi2_red, n, dof, given) == (chi2_red > limit)
