"""Parts on a Dask cluster, cell by cell, as in a notebook.

Here the cluster is some processes on this machine; `Client("scheduler:8786")` takes any other whose workers have
noria and share a disk.

    python examples/cluster/with_dask.py SCENARIO REPLICATIONS OUT
"""

# %% What to run
import os
import subprocess
import sys
from pathlib import Path

from dask.distributed import Client, LocalCluster, as_completed

NORIA = os.environ.get("NORIA", "noria")
PARTS = 5


def noria(*words):
    subprocess.run([NORIA, *map(str, words), "--quiet"], check=True)


def make_part(number, scenario, replications, folder):
    """One part, on whichever worker gets it. Returns its folder and the worker's process."""
    out = Path(folder) / f"part-{number}"
    noria("run", scenario, "--replications", replications, "--shard", f"{number}/{PARTS}", "--jobs", 1, "--out", out)
    return str(out), os.getpid()


def main(scenario, replications, out):
    # %% Parts, as they come
    parts, workers = [], set()
    with LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        made = client.map(make_part, range(1, PARTS + 1), scenario=scenario, replications=replications, folder=f"{out}-parts")
        for part in as_completed(made):
            folder, worker = part.result()
            parts.append(folder)
            workers.add(worker)
    print(f"{len(parts)} parts by {len(workers)} workers")

    # %% Joined, in whatever order they came
    noria("merge", *parts, "--out", out)


if __name__ == "__main__":
    main(*sys.argv[1:])
