"""The shuttle workload in SimPy: a process a vehicle, a resource a site."""

import random

import simpy

from workload import ALIGHTING, BOARDING, PLACES, WAY_BACK, WAY_OUT, Size, answer


class Shuttle:
    """One replication."""

    def __init__(self, size: Size, seed: int) -> None:
        self.env = simpy.Environment()
        self.luck = random.Random(seed)
        self.pickup = simpy.Resource(self.env, size.berths[0])
        self.drop_off = simpy.Resource(self.env, size.berths[1])
        self.loads = size.loads()
        self.arrived: list[tuple[float, int]] = []
        for kind in size.kinds():
            self.env.process(self.vehicle(kind))

    def takes(self, law: tuple[float, float]) -> simpy.Timeout:
        return self.env.timeout(self.luck.lognormvariate(*law))

    def vehicle(self, kind: int):
        while self.loads[kind] > 0:
            with self.pickup.request() as berth:
                yield berth
                if self.loads[kind] == 0:
                    return
                self.loads[kind] -= 1
                yield self.takes(BOARDING)
            yield self.takes(WAY_OUT)
            with self.drop_off.request() as berth:
                yield berth
                yield self.takes(ALIGHTING)
                self.arrived.append((self.env.now, PLACES[kind]))
            yield self.takes(WAY_BACK)


def run(size: Size, seeds: list[int]) -> list[float]:
    return [last_arrival(Shuttle(size, seed)) for seed in seeds]


def last_arrival(shuttle: Shuttle) -> float:
    shuttle.env.run()
    return shuttle.arrived[-1][0]


answer("simpy", "simpy", run)
