"""Derive the rational approximants of f2 and f3 of complex argument and print their coefficients.

    python benchmarks/derive_complex_coefficients.py > hlnfit/special/complex_coefficients.py

On the negative axis both functions have poles and a cut, whose weight falls as e^(-2 pi |y|): they are
rational in v = 1/(y + 1) over Re y >= 0, |y| >= 1, where 1/y^2 would meet the cut of its own on the imaginary
axis. With y + 1 instead of y hardly a digit cancels: |v| stays below 0.71, and the phase of v within 45
degrees except where v is small. Value and derivative share one denominator. The approximants minimize the
largest relative error on the border of the region, which bounds that inside: linear least squares in
60-digit arithmetic, with the denominator of the last round and weights that grow with the error (Lawson).
"""

from __future__ import annotations

from collections.abc import Callable

import mpmath as mp
from derive_kernel_coefficients import Polynomial, chebyshev, horner, interpolate, residual, show

mp.mp.dps = 60
Function = Callable[[mp.mpc], mp.mpc]
HALF = mp.mpf(1) / 2
DEGREE = 23
ROUNDS = 6


def value_2d(y: mp.mpc) -> mp.mpc:
    """Return (y + 1)^2 f2(y)."""
    return (y + 1) ** 2 * (mp.digamma(HALF + y) - mp.log(y))


def slope_2d(y: mp.mpc) -> mp.mpc:
    """Return -(y + 1)^3 f2'(y)."""
    return (y + 1) ** 3 * (1 / y - mp.psi(1, HALF + y))


def value_3d(y: mp.mpc) -> mp.mpc:
    """Return sqrt(y + 1)^3 f3(y)."""
    return -(mp.sqrt(y + 1) ** 3) * (mp.zeta(HALF, HALF + y) + 2 * mp.sqrt(y))


def slope_3d(y: mp.mpc) -> mp.mpc:
    """Return -sqrt(y + 1)^5 f3'(y)."""
    return mp.sqrt(y + 1) ** 5 * (1 / mp.sqrt(y) - HALF * mp.zeta(3 * HALF, HALF + y))


def border(n: int) -> list[mp.mpc]:
    """Return y on the imaginary axis beyond i and on the quarter circle from i to 1."""
    axis = [mp.mpc(0, 1) / t for t in chebyshev(n)]
    return axis + [mp.expj(mp.pi / 2 * mp.sin((2 * k + 1) * mp.pi / (4 * n))) for k in range(n)]


def least_squares(
    points: list[mp.mpc], values: list[list[mp.mpc]], weights: list[list[mp.mpf]]
) -> tuple[list[Polynomial], Polynomial]:
    """Return real numerators over one real denominator with the constant 1, by the normal equations."""
    n = DEGREE + 1
    size = len(values) * n + DEGREE
    powers = [[v**j for j in range(n)] for v in points]
    normal, right = mp.zeros(size, size), mp.zeros(size, 1)
    for k, (column, weight) in enumerate(zip(values, weights, strict=True)):
        places = [*range(k * n, (k + 1) * n), *range(len(values) * n, size)]
        for power, f, w in zip(powers, column, weight, strict=True):
            row = [w * p for p in power] + [-w * f * p for p in power[1:]]
            for part in (mp.re, mp.im):
                terms = list(zip(places, map(part, row), strict=True))
                target = part(w * f)
                for a, (i, x) in enumerate(terms):
                    right[i] += x * target
                    for j, z in terms[a:]:
                        normal[i, j] += x * z
    for i in range(size):
        for j in range(i):
            normal[i, j] = normal[j, i]
    x = list(mp.lu_solve(normal, right))
    above = [x[k * n : (k + 1) * n] for k in range(len(values))]
    return above, [mp.mpf(1), *x[len(values) * n :]]


def approximate(functions: list[Function]) -> tuple[list[Polynomial], Polynomial, list[float]]:
    """Return numerators, denominator and the largest relative errors between the points of the fit."""
    y = border(80)
    points = [1 / (x + 1) for x in y]
    values = [[f(x) for x in y] for f in functions]
    lawson = [[mp.mpf(1) for _ in y] for _ in functions]
    below = [mp.mpf(1)]
    for _ in range(ROUNDS):
        weights = [
            [mp.sqrt(w) / abs(f * horner(below, v)) for w, f, v in zip(row, column, points, strict=True)]
            for row, column in zip(lawson, values, strict=True)
        ]
        above, below = least_squares(points, values, weights)
        for row, column, numerator in zip(lawson, values, above, strict=True):
            errors = [abs(horner(numerator, v) / horner(below, v) / f - 1) for v, f in zip(points, column)]
            mean = sum(errors) / len(errors)
            row[:] = [w * e / mean for w, e in zip(row, errors, strict=True)]
    finer = border(173)
    worst = [
        max(abs(complex(horner(p, 1 / (y + 1)) / horner(below, 1 / (y + 1)) / f(y) - 1)) for y in finer)
        for f, p in zip(functions, above, strict=True)
    ]
    return above, below, worst


def main() -> None:
    """Print the module of coefficients."""
    print(
        '"""Coefficients of the rational approximants of complex argument; written by a script, not by hand.'
    )
    print()
    print("See benchmarks/derive_complex_coefficients.py, which derives and prints this file.")
    print('"""')
    print("\nfrom __future__ import annotations\n\nfrom typing import Final")
    (value, slope), below, worst = approximate([value_2d, slope_2d])
    show(
        "VALUE_2D",
        f"(y + 1)^2 f2(y) in v = 1/(y + 1), Re y >= 0, |y| >= 1; relative error {worst[0]:.1e}",
        value,
    )
    show("SLOPE_2D", f"-(y + 1)^3 f2'(y); relative error {worst[1]:.1e}", slope)
    show("BELOW_2D", "the common denominator of both", below)
    (value, slope), below, worst = approximate([value_3d, slope_3d])
    show("VALUE_3D", f"(y + 1)^(3/2) f3(y); relative error {worst[0]:.1e}", value)
    show("SLOPE_3D", f"-(y + 1)^(5/2) f3'(y); relative error {worst[1]:.1e}", slope)
    show("BELOW_3D", "the common denominator of both", below)

    def arctangent(x: mp.mpf) -> mp.mpf:
        root = mp.sqrt(x)
        return (mp.atan(root) / root - 1) / x if x else -mp.mpf(1) / 3

    (above,), below = interpolate([arctangent], [chebyshev(13)], [6], 6)
    error = residual(arctangent, above, below, [mp.mpf(k) / 400 for k in range(401)])
    show("ATAN_ABOVE", f"(atan(t)/t - 1) / t^2 in t^2, 0 <= t <= 1; relative error {error:.1e}", above)
    show("ATAN_BELOW", "its denominator", below)


if __name__ == "__main__":
    main()
