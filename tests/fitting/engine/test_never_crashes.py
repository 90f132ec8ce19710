"""What the compiled code reads stays inside of its arrays, whatever the numbers and the age of its files."""

import numpy as np
import pytest

import hlnfit as hf
from hlnfit import stored
from hlnfit.fitting.engine.block import fit_block
from hlnfit.fitting.engine.family import look_up, look_up_roughly
from hlnfit.fitting.restricted import restricted_of_grid


@pytest.mark.parametrize("find", [look_up, look_up_roughly])
@pytest.mark.parametrize("log_b", [np.nan, np.inf, -np.inf, 1e300])
def test_no_field_leads_out_of_the_table(find, log_b):
    """The integer of a NaN is no place in a table."""
    out = np.zeros((2, 4))
    find(0.0, np.ones((30, 8)), log_b, out, 0, 1.0, 1)
    assert np.isnan(out).all() or np.isfinite(out).all()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("size", [0.0, 1e-300, 1e-160, 1.0, 1e150, 1e300])
def test_absurd_sizes_do_not_end_the_process(size):
    """Data that under- and overflow are answered like all others."""
    B = np.linspace(-1.0, 1.0, 41)
    y = size * np.random.default_rng(0).normal(size=(6, B.size))
    y[0] = size
    y[1, 7] = 1e300
    assert hf.fit_map(B, y).shape == (6,)
    assert hf.fit_map(np.tile(B, (6, 1)), y).shape == (6,)


@pytest.mark.parametrize("kernel", [fit_block, restricted_of_grid])
def test_compiled_code_counts_for_its_own_sources_only(kernel, monkeypatch):
    """A file that is not changed may hold old code of one that is."""
    B = np.linspace(-1.0, 1.0, 81)
    hf.fit(hf.Magnetoconductance(B, 1e-7 * np.cumsum(np.random.default_rng(0).normal(size=81))), "hln_simple")
    assert stored.StoredCode(kernel.py_func)._cache_file._load_index()
    monkeypatch.setattr(stored, "sources", lambda: "after an update")
    assert not stored.StoredCode(kernel.py_func)._cache_file._load_index()
