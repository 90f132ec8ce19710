"""Random streams, 1/f noise and field patterns of the simulated instrument."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import PCG64, SeedSequence
from scipy import stats

from hlnfit.simulation.instrument.draws import Draws
from hlnfit.simulation.instrument.fluctuations import FieldPattern, pink_noise


def test_uniform_numbers_are_the_top_bits_of_pcg64() -> None:
    """The stream is the raw one of PCG64, which numpy keeps for ever, and nothing of Generator."""
    raw = PCG64(SeedSequence(7, spawn_key=(3,))).random_raw(5)
    expected = [((int(r) >> 11) + 0.5) / 2**53 for r in raw]

    assert expected == Draws(7, 3).uniform(5).tolist()


def test_a_seed_sequence_and_its_number_give_the_same_stream() -> None:
    """A seed can be an integer or the SeedSequence made of it."""
    assert Draws(11, 2).uniform(4).tolist() == Draws(SeedSequence(11), 2).uniform(4).tolist()


def test_normal_numbers_are_normal() -> None:
    """Kolmogorov-Smirnov finds no difference to the normal distribution in 20,000 numbers."""
    assert stats.kstest(Draws(1, 0).normal(20_000), "norm").pvalue > 0.01


def test_streams_of_different_keys_are_independent() -> None:
    """Two streams of one seed are uncorrelated within 4 standard errors."""
    a, b = Draws(5, 0).normal(10_000), Draws(5, 1).normal(10_000)

    assert abs(np.corrcoef(a, b)[0, 1]) < 4.0 / np.sqrt(10_000)


def test_integers_include_both_ends() -> None:
    """Fragments of 2 to 9 points have 2, 9 and everything between."""
    assert set(range(2, 10)) == set(Draws(1, 0).integers(2, 9, 1000).tolist())


def test_no_numbers_are_no_numbers() -> None:
    """An empty draw is empty."""
    assert Draws(1).normal(0).size == 0


def test_pink_noise_has_unit_variance_and_a_spectrum_of_one_over_f() -> None:
    """Slope of the spectrum is -1 within 0.15 over two and a half decades."""
    n, spectrum = 4096, 0.0
    runs = [pink_noise(Draws(k, 0), n) for k in range(12)]
    for run in runs:
        spectrum = spectrum + np.abs(np.fft.rfft(run)) ** 2
    f = np.fft.rfftfreq(n)
    band = (f > 4e-4) & (f < 0.1)
    slope = np.polyfit(np.log(f[band]), np.log(spectrum[band]), 1, w=1 / np.sqrt(f[band]))[0]

    assert -1.0 == pytest.approx(slope, abs=0.15)
    assert 1.0 == pytest.approx(np.mean([np.mean(r**2) for r in runs]), abs=0.25)


def test_field_pattern_loses_half_its_correlation_at_the_correlation_field() -> None:
    """Autocorrelation 1/2 at the correlation field and 1/16 at twice of it (Gaussian)."""
    B = np.linspace(0.0, 40.0, 2001)
    step = B[1]
    shift = round(0.2 / step)
    half, far = [], []
    for seed in range(80):
        f = FieldPattern(Draws(seed, 0), 0.2)(B)
        half.append(np.mean(f[:-shift] * f[shift:]) / np.mean(f**2))
        far.append(np.mean(f[: -2 * shift] * f[2 * shift :]) / np.mean(f**2))

    assert 0.5 == pytest.approx(np.mean(half), abs=0.03)
    assert 0.0625 == pytest.approx(np.mean(far), abs=0.03)


def test_field_pattern_repeats() -> None:
    """The same field gives the same value, in whatever order and company."""
    pattern = FieldPattern(Draws(3, 0), 0.1)
    B = np.linspace(-1.0, 1.0, 11)

    np.testing.assert_allclose(pattern(B[::-1])[::-1], pattern(B), rtol=0.0, atol=1e-12)


def test_even_pattern_is_even_with_twice_the_variance_at_zero_field() -> None:
    """Between two terminals G(B) = G(-B), and time reversal doubles the variance at B = 0."""
    B = np.array([-3.0, 0.0, 3.0])
    values = np.array([FieldPattern(Draws(seed, 0), 0.1, even=True)(B) for seed in range(3000)])

    np.testing.assert_allclose(values[:, 0], values[:, 2], atol=1e-12)
    assert 2.0 == pytest.approx(values[:, 1].var(), rel=0.1)
    assert 1.0 == pytest.approx(values[:, 0].var(), rel=0.1)
