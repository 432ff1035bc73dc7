"""Parts on a Dask cluster, cell by cell, as in a notebook.

Here the cluster is some processes on this machine; `Client("scheduler:8786")` takes any other whose workers have
noria and share a disk.

    python examples/cluster/with_dask.py SCENARIO REPLICATIONS OUT
"""

# %% What to run
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from dask.distributed import Client, LocalCluster, as_completed

NORIA = os.environ.get("NORIA", "noria")
PARTS = 5


def noria(*words):
    subprocess.run([NORIA, *map(str, words), "--quiet"], check=True)


def make_part(number, scenario, replications, folder, more):
    """One part, on whichever worker gets it. Returns its folder and the worker's process."""
    out = Path(folder) / f"part-{number}"
    shard = f"{number}/{PARTS}"
    noria("run", scenario, "--replications", replications, "--shard", shard, "--jobs", 1, "--out", out, *more)
    return str(out), os.getpid()


def main(scenario, replications, out, *more):
    # %% Parts, as they come
    parts, workers = [], set()
    with LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        # The noria of a worker that is lost goes on; another one beside it makes the same part, and both end well.
        common = dict(scenario=scenario, replications=replications, folder=f"{out}-parts", more=more)
        made = client.map(make_part, range(1, PARTS + 1), **common, retries=2)
        if "KILL" in os.environ:
            time.sleep(3)
            os.kill(client.run(os.getpid).popitem()[1], signal.SIGKILL)
        for part in as_completed(made):
            folder, worker = part.result()
            parts.append(folder)
            workers.add(worker)
    print(f"{len(parts)} parts by {len(workers)} workers")

    # %% Joined, in whatever order they came
    noria("merge", *parts, "--out", out)


if __name__ == "__main__":
    main(*sys.argv[1:])
