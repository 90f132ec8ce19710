"""Run loops on a Dask cluster of two processes, kill one of them in the middle, and print what came out.

A program of its own: a dying cluster may warn in its own processes and threads.
"""

import json
import os
import signal
import sys

import numpy as np

from hlnfit import simulation
from hlnfit.simulation.workers import workers

LOOPS = {"B": [0.01, 0.1], "B_phi": 1e-3, "B_R": 0.01, "precision": 0.004, "steps": 64, "seed": 3}


def main():
    """Print whether the lossy run has the bits of a serial one."""
    from distributed import LocalCluster

    serial = simulation.loops(**LOOPS)
    killed, expected = [], []
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:

        def lose_one(done, total):
            # From the 16th block on more is asked for, so that work is under way.
            if done == 17 and not killed:
                victim = next(iter(cluster.workers.values()))
                killed.append(victim.pid)
                expected.append(total)
                os.kill(victim.pid, getattr(signal, "SIGKILL", signal.SIGTERM))

        with workers(1, cluster.scheduler_address) as executor:
            lossy = simulation.loops(**LOOPS, executor=executor, progress=lose_one)
    outcome = {
        "same": bool(np.array_equal(serial.value, lossy.value) and np.array_equal(serial.error, lossy.error)),
        "loops": [serial.loops, lossy.loops],
        "killed": len(killed),
        "expected_when_killed": expected,
    }
    json.dump(outcome, sys.stdout)


if __name__ == "__main__":
    main()
