"""What a curve without a cusp leaves of the data, against a least-squares solution of numpy."""

import numpy as np
import pytest

import hlnfit as hf
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.terms import split_terms
from hlnfit.fitting.without_cusp import without_cusp


@pytest.mark.parametrize("model", ["hln", "hln+quadratic"])
@pytest.mark.parametrize("odd", ["none", "cubic"])
def test_chi_square_without_a_cusp(model, odd):
    """Constants, odd terms and a background remain."""
    rng = np.random.default_rng(1)
    B = np.sort(rng.uniform(-2.0, 3.0, 300))
    error = rng.uniform(0.5, 2.0, B.size) * 1e-8
    y = 3e-5 + hf.models.get("hln")(B, B_phi=0.02, B_so=0.3, B_e=2.0) + error * rng.normal(size=B.size)
    curve = hf.Magnetoconductance(B, y, error)
    problem = Problem.from_curve(curve, error, split_terms(model, None), odd=odd, fixed={"B_offset": 0.0})

    flat, parabola = without_cusp(problem)

    def left(powers):
        a = np.stack([B**p for p in powers], axis=1) / error[:, None]
        rest = y / error - a @ np.linalg.lstsq(a, y / error, rcond=None)[0]
        return float(rest @ rest)

    odds = [] if odd == "none" else [1, 3]
    assert parabola == pytest.approx(left([0, 2, *odds]), rel=1e-9)
    assert flat == pytest.approx(left([0, *odds] if model == "hln" else [0, 2, *odds]), rel=1e-9)


def test_columns_that_depend_on_each_other():
    """All points at one size of the field: a parabola is a constant there."""
    B = np.tile([-1.0, 1.0], 50)
    y = np.where(B > 0.0, 1.0, 2.0) * 1e-6
    error = np.full(B.size, 1e-7)
    curve = hf.Magnetoconductance(B, y, error)
    problem = Problem.from_curve(curve, error, split_terms("hln", None), odd="none", fixed={"B_offset": 0.0})

    flat, parabola = without_cusp(problem)

    assert flat == pytest.approx(2500.0, rel=1e-6)
    assert parabola == pytest.approx(2500.0, rel=1e-6)
