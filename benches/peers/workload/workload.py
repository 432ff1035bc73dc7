"""What the shuttle workload is, and how every engine answers: shared by the peers in Python.

`shuttle.py SIZE REPLICATIONS SEED` prints one line of JSON. The clock runs from before the first
replication is built until after the last one; starting Python and importing the engine is not
counted.
"""

import json
import math
import sys
import time
from importlib.metadata import version
from typing import Callable, NamedTuple


class Size(NamedTuple):
    """How large the workload is; pairs are of buses and ambulances, of pickup and drop-off."""

    vehicles: tuple[int, int]
    berths: tuple[int, int]
    people: tuple[int, int]

    def loads(self) -> list[int]:
        """Full loads of seated and of lying people."""
        return [people // places for people, places in zip(self.people, PLACES)]

    def kinds(self) -> list[int]:
        """The kind of each vehicle, in the order in which they queue at the start."""
        return [0] * self.vehicles[0] + [1] * self.vehicles[1]


SIZES = {
    "S": Size((20, 10), (4, 4), (6_000, 250)),
    "M": Size((200, 50), (40, 40), (1_000_000, 10_000)),
    "L": Size((80_000, 20_000), (20_000, 20_000), (40_000_000, 400_000)),
}
# Places of a bus and of an ambulance.
PLACES = (50, 2)
# Mean minutes of boarding, the way out, alighting and the way back, and their coefficient of variation.
MINUTES = (20.0, 45.0, 10.0, 35.0)
SPREAD = 0.3
# The four lognormal laws, as mean and standard deviation of the logarithm.
VARIANCE = math.log1p(SPREAD * SPREAD)
LAWS = [(math.log(mean) - VARIANCE / 2, math.sqrt(VARIANCE)) for mean in MINUTES]
BOARDING, WAY_OUT, ALIGHTING, WAY_BACK = LAWS


def answer(engine: str, package: str, run: Callable[[Size, list[int]], list[float]]) -> None:
    """Answers the command line: `run` makes a replication for each of some seeds, and gives when the
    last people of each arrived, in minutes."""
    if len(sys.argv) != 4 or sys.argv[1] not in SIZES:
        sys.exit(f"usage: {sys.argv[0]} {'|'.join(SIZES)} REPLICATIONS SEED")
    size, replications, seed = SIZES[sys.argv[1]], int(sys.argv[2]), int(sys.argv[3])
    seeds = [(seed << 32) + replication for replication in range(replications)]
    begun = time.perf_counter()
    last_arrivals = run(size, seeds)
    seconds = time.perf_counter() - begun
    line = {
        "engine": engine,
        "version": version(package),
        "seconds": seconds,
        "replications": replications,
        "trips": sum(size.loads()),
        "mean_last_arrival": sum(last_arrivals) / replications,
    }
    print(json.dumps(line))
