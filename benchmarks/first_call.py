"""The first fit of a new process, once the compiled kernels are on disk.

    python benchmarks/first_call.py

Each round starts Python, imports hlnfit, fits one curve of 401 points and a map of 50, and ends. What counts
is the processor time from the start of the process, Python itself and numpy in it; medians.
Exit code 1 where the first fit takes a second or more.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys

ROUNDS = 9
AT_MOST = 1.0
CODE = """
import time
import numpy as np
import hlnfit as hf
B = np.linspace(-1.0, 1.0, 401)
rng = np.random.default_rng(0)
y = -1e-5 * np.log1p((B / 0.02) ** 2) + 1e-7 * rng.normal(size=B.size)
hf.fit(hf.Magnetoconductance(B, y), "hln_simple", errors="covariance")
first = time.process_time()
hf.fit_map(B, np.tile(y, (50, 1)), "hln_simple")
print(first, time.process_time())
"""


def main() -> int:
    """Print medians; return 1 where the promise is broken."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    # Installed packages are compiled to byte code; so is a checkout after its first use.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    times = []
    for k in range(ROUNDS + 1):
        done = subprocess.run(
            [sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=True
        )
        if k:
            times.append([float(t) for t in done.stdout.split()])
    fit, both = (statistics.median(t) for t in zip(*times, strict=True))
    print(f"processor time to the end of the first fit {fit:.2f} s (at most {AT_MOST} s)")
    print(f"to the end of a map after it {both:.2f} s")
    return int(fit >= AT_MOST)


if __name__ == "__main__":
    raise SystemExit(main())
