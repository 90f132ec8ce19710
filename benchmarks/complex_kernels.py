"""Kernels of complex argument, of three dimensions, of Zeeman pairs and level sums: a part of kernel.py."""

from __future__ import annotations

from collections.abc import Callable

import mpmath as mp
import numpy as np
from lanes import lanes, nanoseconds
from scipy.special import digamma

from hlnfit.special import spin_orbit_sum, zeeman_pair, zeeman_zero_field
from hlnfit.special.complex_cooperon_2d import complex_f2_into
from hlnfit.special.complex_cooperon_3d import complex_f3_into
from hlnfit.special.cooperon_3d import f3_into

POINTS = 401
RUNS = 15
RATIO = 12
FEW = 20
ERROR = 1e-14
HALF = mp.mpf(1) / 2
Values = Callable[[mp.mpc], tuple[mp.mpc, mp.mpc]]


def f2_exact(y: mp.mpc) -> tuple[mp.mpc, mp.mpc]:
    """Return f2 and its derivative."""
    return mp.digamma(HALF + y) - mp.log(y), mp.psi(1, HALF + y) - 1 / y


def f3_exact(y: mp.mpc) -> tuple[mp.mpc, mp.mpc]:
    """Return f3 and its derivative."""
    return -mp.zeta(HALF, HALF + y) - 2 * mp.sqrt(y), HALF * mp.zeta(3 * HALF, HALF + y) - 1 / mp.sqrt(y)


def half_plane(n: int) -> np.ndarray:
    """Return numbers of the right half plane, a quarter of them close to the imaginary axis or on it."""
    rng = np.random.default_rng(1)
    size, angle = 10.0 ** rng.uniform(-3, 4, n), rng.uniform(-0.5, 0.5, n) * np.pi
    y = size * np.exp(1j * angle)
    y[::8] = size[::8] * (10.0 ** rng.uniform(-16, -1, y[::8].size) + 1j)
    y[1::8] = 1j * size[1::8]
    return y


def _worst(exact: Values, y: np.ndarray, value: np.ndarray, slope: np.ndarray) -> tuple[float, float]:
    errors = np.zeros(2)
    with mp.workdps(50):
        for x, f, g in zip(y, value, slope, strict=True):
            both = exact(mp.mpc(x))
            errors = np.maximum(errors, [float(abs(a / b - 1)) for a, b in zip((f, g), both, strict=True)])
    return float(errors[0]), float(errors[1])


def _times(*runs: Callable[[], object]) -> np.ndarray:
    """Return nanoseconds a point, one row a round: all of them side by side on a noisy machine."""

    def repeated(run: Callable[[], object]) -> Callable[[int], object]:
        return lambda n: [run() for _ in range(n)]

    return np.array([[nanoseconds(repeated(run), 20, POINTS) for run in runs] for _ in range(RUNS)])


def kernels() -> bool:
    """Print time and error of complex f2 and f3 and of real f3; return whether the promises are kept."""
    z = half_plane(POINTS)
    y = 10.0 ** np.random.default_rng(2).uniform(-6, 6, POINTS)
    x, f, g = z.view(np.float64), np.empty(2 * POINTS), np.empty(2 * POINTS)
    both = f.view(np.complex128), g.view(np.complex128)

    def slow(points: np.ndarray) -> None:
        with mp.workdps(15):
            for p in points:
                -mp.zeta(0.5, 0.5 + p) - 2.0 * mp.sqrt(p)

    took = _times(
        lambda: digamma(0.5 + z) - np.log(z),
        lambda: complex_f2_into(x, f, g),
        lambda: complex_f3_into(x, f, g),
        lambda: f3_into(y, f[:POINTS], g[:POINTS]),
    )
    best, ratio = took.min(axis=0), float(np.median(took[:, 0] / took[:, 1]))
    slower = [nanoseconds(lambda n, p=p: slow(p[:FEW]), 1, FEW) for p in (z, y)]
    complex_f2_into(x, f, g)
    errors = [_worst(f2_exact, z, *both)]
    complex_f3_into(x, f, g)
    errors.append(_worst(f3_exact, z, *both))
    f3_into(y, f[:POINTS], g[:POINTS])
    errors.append(_worst(f3_exact, y, f[:POINTS], g[:POINTS]))
    print(f"scipy, complex   {best[0]:8.2f} ns a point, the value alone: scipy has no complex trigamma")
    faster = (ratio, slower[0] / best[2], slower[1] / best[3])
    for name, t, r, e in zip(("f2 of complex", "f3 of complex", "f3"), best[1:], faster, errors, strict=True):
        print(
            f"{name:16s} {t:8.2f} ns  {r:6.0f} x  relative errors {e[0]:.1e} (value), {e[1]:.1e} (derivative)"
        )
    print("f3 beside mpmath, the value alone: scipy has no zeta(1/2, x)")
    return ratio >= RATIO and max(map(max, errors)) <= ERROR


def sums() -> None:
    """Print the time of a field with value and three derivatives: Zeeman pairs, and the sum over levels."""
    B, out = np.geomspace(1e-3, 10.0, POINTS), np.empty((4, POINTS))
    took = _times(
        *(
            lambda p=p, three=three: zeeman_pair.pair_quotients(B, *p, three, out)
            for p in ((0.01, 0.2, 0.3), (0.2, 0.01, 0.3))
            for three in (False, True)
        ),
        lambda: spin_orbit_sum.triplet_differences(B, 0.01, 0.2, 0.1, out),
    ).min(axis=0)
    print(
        f"Zeeman pair      {took[0]:8.2f} ns a field, {took[1]:.2f} in 3D; {took[2]:.2f} and {took[3]:.2f} "
        "where the rates meet at two fifths of the fields"
    )
    print(f"levels (ilp)     {took[4]:8.2f} ns a field")


def widths() -> dict[str, int]:
    """Return how many numbers each loop takes at once."""
    x, work = np.ones(64), np.ones((6, 2048))
    rows = np.ones((4, 64))
    parts = [
        lanes(zeeman_pair._real, x, x, x, 5.0, False, work),
        lanes(zeeman_pair._conjugate, x, -x, 5.0, False, work),
        lanes(zeeman_pair._close, x, x, 5.0, False, work),
        lanes(zeeman_zero_field.log_quotients, x, 0.1, 0.2, 0.3, rows),
        lanes(zeeman_zero_field.root_quotients, x, 0.1, 0.2, 0.3, rows),
    ]
    coefficients, free, moments, space = np.ones((4, 64 * spin_orbit_sum._BLOCK))
    levels = [
        lanes(spin_orbit_sum._add, 1.0, x, x, 1.0, coefficients, moments),
        lanes(spin_orbit_sum._add_difference, 1.0, x, x, coefficients, free, moments),
        lanes(spin_orbit_sum._euler_maclaurin, 1.0, coefficients, space, moments),
        lanes(spin_orbit_sum._finish, x, x, x, coefficients, moments),
    ]
    return {
        "f3": lanes(f3_into, x, x.copy(), x.copy()),
        "f2 of complex": lanes(complex_f2_into, x, x.copy(), x.copy()),
        "f3 of complex": lanes(complex_f3_into, x, x.copy(), x.copy()),
        "Zeeman pair": min(parts),
        "levels (ilp)": min(levels),
    }
