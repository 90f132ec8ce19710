"""The engines as users reach them: one name each, any executor, one result for one seed."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest

from hlnfit import simulation


def test_every_public_name_is_there():
    """All names that the package lists can be taken from it, and others are refused."""
    for name in dir(simulation):
        assert getattr(simulation, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'cooperons_of_another_kind'"):
        _ = simulation.cooperons_of_another_kind


def test_functions_are_not_hidden_by_modules():
    """The four engines are callable, whatever was imported before."""
    assert all(callable(getattr(simulation, name)) for name in ("cooperon", "loops", "lattice", "instrument"))


def test_separate_processes_give_the_serial_result():
    """Blocks travel to spawned processes, as on Windows, and change nothing."""
    runs = {
        "loops": (simulation.loops, ([0.01, 0.1], 1e-3), {"precision": 0.05}),
        "spin": (simulation.loops, ([0.01, 0.1], 1e-3), {"B_R": 0.01, "precision": 0.1, "steps": 64}),
        "flights": (
            simulation.flights,
            (1.0, 0.1, 1.0),
            {"geometry": simulation.Wire(1e-7), "precision": 0.2},
        ),
        "lattice": (simulation.lattice, (0.01,), {"width": 4, "length": 5, "precision": 0.2}),
    }
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as processes:
        for engine, arguments, options in runs.values():
            serial = engine(*arguments, seed=3, **options)
            spawned = engine(*arguments, seed=3, executor=processes, **options)
            assert np.array_equal(serial.value, spawned.value)
            assert np.array_equal(serial.error, spawned.error)


def test_deterministic_and_random_engines_agree():
    """Landau levels, diffusive loops and short flights meet where all three hold."""
    # B << B_tr and B_phi << B_tr: flights approach diffusion with corrections of order sqrt(B / B_tr).
    B, B_phi, B_tr = np.array([0.02, 0.06]), 0.02, 10.0
    exact = simulation.cooperon(B, B_phi) - simulation.cooperon_zero_field(B_phi)
    walked = simulation.loops(B, B_phi, precision=4e-3, seed=4)
    flown = simulation.flights(B, B_phi, B_tr, precision=0.02, seed=5)

    assert np.all(np.abs(walked.value - exact) < 4 * walked.error)
    assert np.all(np.abs(flown.value - exact) < 4 * flown.error + 0.05 * exact)
