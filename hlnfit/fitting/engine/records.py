"""What the engine is given and what it gives back, as tuples of arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.family import Family
from hlnfit.fitting.engine.scan import Mesh

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


class Data(NamedTuple):
    """Curves, the points of each sorted by field, points left out at the end of its row.

    Attributes
    ----------
    B, weight : arrays, (1 or n_curves, n), T and 1/S
    y : array, (n_curves, n), S
    used : int array, (n_curves,)
    group : int array, (n,)
    smallest, span : arrays, (n_curves,), T
        Smallest non-zero and largest abs(B).
    limit : array, (n_curves,)
        Chi-square above which a misfit is significant.
    """

    B: FloatArray
    weight: FloatArray
    y: FloatArray
    used: IntArray
    group: IntArray
    smallest: FloatArray
    span: FloatArray
    limit: FloatArray


class Setting(NamedTuple):
    """The family and the mesh for curves with like fields.

    Attributes
    ----------
    basis : array, (rank, n) or (0, n)
        Orthonormal functions of a shared grid; empty for grids of their own.
    static_table : array, (n_nodes, 2 n_static)
        As ``family.table``, on the static columns of a shared grid.
    reach, unit : float
        For grids of their own: range of ln|x|, and its upper end (T).
    vectors, form : arrays, (n_fields, rank) and (n_blocks, n_mesh)
        Numbers of the table at the fields of the mesh, and the quadratic forms of a shared grid.
    """

    family: Family
    basis: FloatArray
    static_table: FloatArray
    reach: float
    unit: float
    mesh: Mesh
    vectors: FloatArray
    form: FloatArray


class Found(NamedTuple):
    """Results, one row a curve.

    Attributes
    ----------
    theta, coefficient : arrays, (n_curves, n_theta) and (n_curves, n_linear)
        Coefficients in the order of the plan.
    covariance : array, (n_curves, n_free, n_free)
        Unscaled; theta, then coefficients.
    chi2, null : arrays, (n_curves,)
        Of the fit, and of the linear columns without modes.
    mean_square, height : arrays, (n_curves,)
        Of data minus model (S^2), and peak to peak of the modes (S); zero unless the misfit is significant.
    other, other_theta : arrays, (n_curves, N_STARTS) and (n_curves, N_STARTS, n_free_rates)
        Chi-square above the lowest and place of what each start led to; infinite where there is none.
    bound : array, (n_curves, n_theta)
        -1 or 1 where theta ended at the lower or upper bound.
    converged : bool array, (n_curves,)
    """

    theta: FloatArray
    coefficient: FloatArray
    covariance: FloatArray
    chi2: FloatArray
    null: FloatArray
    mean_square: FloatArray
    height: FloatArray
    other: FloatArray
    other_theta: FloatArray
    bound: IntArray
    converged: NDArray[np.bool_]
