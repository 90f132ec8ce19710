"""The restricted likelihood of many noise models at once.

The restricted likelihood leaves out what the fit itself took from the noise, so that variances are not
too small for few points. Source: H. D. Patterson and R. Thompson, Biometrika 58, 545 (1971).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.lanes import LANES, products_of_pink, products_of_smooth
from hlnfit.stored import stored

FloatArray = NDArray[np.float64]


@stored()
def restricted_of_grid(
    gap: FloatArray,
    weight: FloatArray,
    columns: FloatArray,
    shape: int,
    lengths: FloatArray,
    ratios: FloatArray,
    determinant: FloatArray,
    square: FloatArray,
    shift: FloatArray,
    inverse: FloatArray,
) -> None:
    """Fill in what generalized least squares gives for each noise model 1 + ratio x process.

    Parameters
    ----------
    gap, weight : arrays, (n,)
        As in ``correlated.Covariance``.
    columns : array, (n, p + 1)
        Jacobian and residual, in the order of the process.
    shape : int
        Of the process, as in ``correlated.SHAPES``: smooth or pink.
    lengths, ratios : arrays, (k,)
        Length of the process, and its variance over the white one. Pink processes have one length.
    determinant : array, (k,), filled
        ln det V + ln det J'V^-1 J.
    square : array, (k,), filled
        Restricted sum of squares.
    shift : array, (k, p), filled
        By how much the parameters move.
    inverse : array, (k, p, p), filled
        (J'V^-1 J)^-1; infinite where it does not exist.
    """
    p = columns.shape[1] - 1
    grams = np.empty((p + 1, p + 1, lengths.size))
    blocks = -(-lengths.size // LANES)
    for block in range(blocks):
        first, last = block * lengths.size // blocks, (block + 1) * lengths.size // blocks
        gram, total = np.empty((p + 1, p + 1, last - first)), np.empty(last - first)
        if shape == 0:
            products_of_smooth(gap, weight, columns, lengths[first:last], ratios[first:last], gram, total)
        else:
            products_of_pink(gap, weight, columns, lengths[0], ratios[first:last], gram, total)
        grams[:, :, first:last] = gram
        determinant[first:last] = total
    for k in range(lengths.size):
        gram = grams[:, :, k].copy()
        total = determinant[k]
        # Cholesky factor of the jacobian's part, which the residual's row completes.
        L = np.zeros((p + 1, p + 1))
        fine = True
        for i in range(p + 1):
            for j in range(i + 1):
                rest = gram[i, j]
                for a in range(j):
                    rest -= L[i, a] * L[j, a]
                if i == j:
                    if i == p:
                        L[i, i] = max(rest, 0.0)
                    elif rest > 1e-14 * gram[i, i]:
                        L[i, i] = np.sqrt(rest)
                        total += 2.0 * np.log(L[i, i])
                    else:
                        fine = False
                        L[i, i] = 1.0
                else:
                    L[i, j] = rest / L[j, j]
        determinant[k] = total if fine else np.inf
        square[k] = L[p, p]
        back = np.zeros((p, p))
        for i in range(p):
            back[i, i] = 1.0 / L[i, i]
            for j in range(i):
                rest = 0.0
                for a in range(j, i):
                    rest -= L[i, a] * back[a, j]
                back[i, j] = rest / L[i, i]
        # Sums written out: products of matrices would load scipy's linear algebra into the process.
        for i in range(p):
            for j in range(i + 1):
                product = 0.0
                for a in range(i, p):
                    product += back[a, i] * back[a, j]
                inverse[k, i, j] = inverse[k, j, i] = product
            product = 0.0
            for a in range(i, p):
                product += back[a, i] * L[p, a]
            shift[k, i] = product
