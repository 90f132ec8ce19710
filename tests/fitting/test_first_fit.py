"""The first fit of a process loads no more than it uses."""

from __future__ import annotations

import os
import subprocess
import sys

CODE = """
import sys
import numpy as np
import hlnfit as hf
B = np.linspace(-1.0, 1.0, 201)
noise = 1e-7 * np.random.default_rng(0).normal(size=B.size)
curve = hf.Magnetoconductance(B, hf.models.get("hln_simple")(B, B_phi=0.02, alpha=-0.5) + noise)
result = hf.fit(curve, "hln_simple", errors="covariance")
print(repr(result.params["B_phi"].value), *sys.modules)

import numba
print(numba.njit(lambda x: np.linalg.norm(x @ x))(np.eye(3)))  # What loads the compiler after all.
print(repr(hf.fit(curve, "hln_simple", errors="covariance").params["B_phi"].value))
"""


def test_compiled_code_comes_without_the_compiler():
    """Once its kernels are on disk, a fit needs neither numba's library of functions nor scipy's."""
    for _ in range(2):
        out = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True).stdout
    first, norm, again = out.splitlines()
    value, *loaded = first.split()

    assert not {"scipy.special", "scipy.linalg", "scipy.constants", "numba.np.arrayobj"} & set(loaded)
    assert norm.startswith("1.732")
    assert value == again


KERNEL = """
from hlnfit.stored import stored

@stored()
def double(x):
    return 2.0 * x.sum()
"""


def _double(folder, line):
    """Return what a new process prints that knows ``double``, after running a line."""
    source = folder / "one_kernel.py"
    if not source.exists():  # Some versions of numba go by its date.
        source.write_text(KERNEL)
    places = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder), "PYTHONPATH": places}
    code = f"""
import numba
import numpy as np
import numba.core.runtime.nrt as nrt
import hlnfit.stored as stored
from one_kernel import double
{line}
print(double(np.ones(3)), sum(double.stats.cache_misses.values()))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


LOST = "del nrt.rtsys", "stored._Reader = None", "stored._environment = None", "stored._rebuilt = None"


def test_another_numba_reads_its_own_way(tmp_path):
    """Where numba's insides are not as expected, what is on disk is still read, not compiled again."""
    assert _double(tmp_path, "") == ["6.0", "1"]
    for lost in ("", *LOST):
        assert _double(tmp_path, lost) == ["6.0", "0"], lost


def test_code_from_disk_is_compiled_into_a_new_caller(tmp_path):
    """What LLVM needs for that is read then."""
    caller = "print(numba.njit(lambda x: double(x) + 1.0)(np.ones(3)))"
    assert _double(tmp_path, "") == ["6.0", "1"]
    assert _double(tmp_path, caller) == ["7.0", "6.0", "0"]


def test_code_of_other_sources_is_compiled_again_and_written_over(tmp_path):
    """A tree that is worked on does not gather what it was."""
    assert _double(tmp_path, "") == ["6.0", "1"]
    changed = "stored.sources = lambda: 'after an update'"
    assert _double(tmp_path, changed) == ["6.0", "1"]
    assert _double(tmp_path, changed) == ["6.0", "0"]
    assert len(list(tmp_path.rglob("*.nbc"))) == 1
