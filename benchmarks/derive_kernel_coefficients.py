"""Derive the rational approximants of f2 and f3 and print hlnfit/special/cooperon_coefficients.py.

    python benchmarks/derive_kernel_coefficients.py > hlnfit/special/cooperon_coefficients.py

f2(y) = psi(1/2 + y) - ln y is, times y^2, a Stieltjes function of z = 1/y^2:

    y^2 f2(y) = 2 int_0^infinity t dt / [(1 + t^2 z) (1 + e^(2 pi t))].

Its rational interpolants have poles and zeros on the negative axis only, hence positive coefficients: no
cancellation anywhere in 0 <= z <= 1. The same holds for y^2 (-y f2'(y)). Both are interpolated here with one
common denominator in 60-digit arithmetic, at Chebyshev nodes in 1/y; the residual is measured and printed.
The same with y^(3/2) f3(y), f3(y) = -zeta(1/2, 1/2 + y) - 2 sqrt(y), in three dimensions.
For y < 1 psi(1/2 + y) / (y - y0), y0 the zero of the digamma function, and 1 - y psi'(1/2 + y) are
interpolated in y.
"""

from __future__ import annotations

from collections.abc import Callable

import mpmath as mp

mp.mp.dps = 60
Function = Callable[[mp.mpf], mp.mpf]
Polynomial = list[mp.mpf]


def chebyshev(n: int) -> list[mp.mpf]:
    """Return the n Chebyshev nodes of the interval (0, 1)."""
    return [(1 - mp.cos((2 * k + 1) * mp.pi / (2 * n))) / 2 for k in range(n)]


def horner(p: Polynomial, z: mp.mpf) -> mp.mpf:
    """Return the value of a polynomial, lowest coefficient first."""
    total = mp.mpf(0)
    for c in reversed(p):
        total = total * z + c
    return total


def interpolate(
    functions: list[Function], nodes: list[list[mp.mpf]], degrees: list[int], below: int
) -> tuple[list[Polynomial], Polynomial]:
    """Return numerators of the given degrees over one denominator of degree ``below`` and constant 1.

    The number of nodes of all functions together must be the number of coefficients.
    """
    size = sum(d + 1 for d in degrees) + below
    start = [sum(d + 1 for d in degrees[:k]) for k in range(len(degrees))]
    matrix, right = mp.matrix(size, size), mp.matrix(size, 1)
    row = 0
    for function, points, first, degree in zip(functions, nodes, start, degrees, strict=True):
        for z in points:
            value = function(z)
            for j in range(degree + 1):
                matrix[row, first + j] = z**j
            for j in range(1, below + 1):
                matrix[row, size - below + j - 1] = -value * z**j
            right[row] = value
            row += 1
    x = mp.lu_solve(matrix, right)
    above = [[x[s + j] for j in range(d + 1)] for s, d in zip(start, degrees, strict=True)]
    return above, [mp.mpf(1), *(x[size - below + j] for j in range(below))]


def residual(function: Function, above: Polynomial, below: Polynomial, points: list[mp.mpf]) -> float:
    """Return the largest relative error of the approximant on the points."""
    return max(abs(float(horner(above, z) / horner(below, z) / function(z) - 1)) for z in points)


def digamma(y: mp.mpf) -> mp.mpf:
    """Return psi(1/2 + y)."""
    return mp.digamma(mp.mpf(1) / 2 + y)


def slope(y: mp.mpf) -> mp.mpf:
    """Return -y f2'(y) = 1 - y psi'(1/2 + y)."""
    return 1 - y * mp.psi(1, mp.mpf(1) / 2 + y)


def value_of_z(z: mp.mpf) -> mp.mpf:
    """Return y^2 f2(y) at z = 1/y^2."""
    if z == 0:
        return mp.mpf(1) / 24
    y = 1 / mp.sqrt(z)
    return y**2 * (digamma(y) - mp.log(y))


def slope_of_z(z: mp.mpf) -> mp.mpf:
    """Return y^2 (-y f2'(y)) at z = 1/y^2."""
    if z == 0:
        return mp.mpf(1) / 12
    y = 1 / mp.sqrt(z)
    return y**2 * slope(y)


def value_3d_of_z(z: mp.mpf) -> mp.mpf:
    """Return y^(3/2) f3(y) at z = 1/y^2."""
    if z == 0:
        return mp.mpf(1) / 48
    y = 1 / mp.sqrt(z)
    half = mp.mpf(1) / 2
    return -(y ** (3 * half)) * (mp.zeta(half, half + y) + 2 * mp.sqrt(y))


def slope_3d_of_z(z: mp.mpf) -> mp.mpf:
    """Return y^(3/2) (-y f3'(y)) at z = 1/y^2."""
    if z == 0:
        return mp.mpf(1) / 32
    y = 1 / mp.sqrt(z)
    half = mp.mpf(1) / 2
    return -(y ** (5 * half)) * (half * mp.zeta(3 * half, half + y) - 1 / mp.sqrt(y))


def show(name: str, comment: str, p: Polynomial) -> None:
    """Print one tuple of coefficients."""
    print(f"\n# {comment}")
    print(f"{name}: Final = (")
    for c in p:
        print(f"    {float(c)!r},")
    print(")")


def main() -> None:
    """Print the module of coefficients."""
    square = [[t**2 for t in chebyshev(n)] for n in (14, 16)]
    (above_f, above_g), below = interpolate([value_of_z, slope_of_z], square, [9, 9], 10)
    grid = [mp.mpf(k) / 400 for k in range(401)]
    squares = [t**2 for t in grid]
    zero = mp.findroot(digamma, mp.mpf("0.96"))

    def reduced(y: mp.mpf) -> mp.mpf:
        return digamma(y) / (y - zero) if y != zero else mp.psi(1, mp.mpf(1) / 2 + y)

    (above_f3, above_g3), below_3d = interpolate([value_3d_of_z, slope_3d_of_z], square, [9, 9], 10)
    (above_psi,), below_psi = interpolate([reduced], [chebyshev(12)], [5], 6)
    (above_slope,), below_slope = interpolate([slope], [chebyshev(14)], [6], 7)

    print('"""Coefficients of the rational approximants of f2 and f3; written by a script, not by hand.')
    print()
    print("See benchmarks/derive_kernel_coefficients.py, which derives and prints this file.")
    print('"""')
    print("\nfrom __future__ import annotations\n\nfrom typing import Final")
    worst = residual(value_of_z, above_f, below, squares)
    show("VALUE_ABOVE", f"y^2 f2(y), numerator in z = 1/y^2 for y >= 1; relative error {worst:.1e}", above_f)
    worst = residual(slope_of_z, above_g, below, squares)
    show("SLOPE_ABOVE", f"-y^3 f2'(y), numerator in z; relative error {worst:.1e}", above_g)
    show("BELOW", "the common denominator of both", below)
    worst = residual(reduced, above_psi, below_psi, grid)
    show("PSI_ABOVE", f"psi(1/2 + y) / (y - PSI_ZERO), numerator for y < 1; error {worst:.1e}", above_psi)
    show("PSI_BELOW", "its denominator", below_psi)
    print(f"\nPSI_ZERO: Final = {float(zero)!r}")
    worst = residual(slope, above_slope, below_slope, grid)
    show("SMALL_SLOPE_ABOVE", f"-y f2'(y), numerator in y for y < 1; error {worst:.1e}", above_slope)
    show("SMALL_SLOPE_BELOW", "its denominator", below_slope)
    worst = residual(value_3d_of_z, above_f3, below_3d, squares)
    show(
        "VALUE_3D_ABOVE",
        f"y^(3/2) f3(y), numerator in z = 1/y^2 for y >= 1; relative error {worst:.1e}",
        above_f3,
    )
    worst = residual(slope_3d_of_z, above_g3, below_3d, squares)
    show("SLOPE_3D_ABOVE", f"-y^(5/2) f3'(y), numerator in z; relative error {worst:.1e}", above_g3)
    show("BELOW_3D", "the common denominator of both", below_3d)
    largest = (mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)
    tail = [largest**2 * t for t in chebyshev(7)]
    (above_log,), _ = interpolate([lambda w: (mp.atanh(mp.sqrt(w)) / mp.sqrt(w) - 1) / w], [tail], [6], 0)
    show("LOG", "(atanh(s)/s - 1) / s^2 as a polynomial in s^2, |s| <= 0.1716", above_log)


if __name__ == "__main__":
    main()
