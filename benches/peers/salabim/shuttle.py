"""The shuttle workload in salabim: a component a vehicle, a resource a site."""

import random

import salabim

from workload import ALIGHTING, BOARDING, PLACES, WAY_BACK, WAY_OUT, Size, answer

# Processes as generators, which need no package besides salabim.
salabim.yieldless(False)


class Shuttle:
    """One replication."""

    def __init__(self, size: Size, seed: int) -> None:
        self.env = salabim.Environment(trace=False, random_seed=None)
        self.luck = random.Random(seed)
        self.pickup = salabim.Resource("pickup", capacity=size.berths[0], env=self.env)
        self.drop_off = salabim.Resource("drop-off", capacity=size.berths[1], env=self.env)
        self.loads = size.loads()
        self.arrived: list[tuple[float, int]] = []
        for kind in size.kinds():
            Vehicle(shuttle=self, kind=kind, env=self.env)

    def minutes(self, law: tuple[float, float]) -> float:
        return self.luck.lognormvariate(*law)


class Vehicle(salabim.Component):
    def setup(self, shuttle: Shuttle, kind: int) -> None:
        self.shuttle = shuttle
        self.kind = kind

    def process(self):
        shuttle, kind = self.shuttle, self.kind
        while shuttle.loads[kind] > 0:
            yield self.request(shuttle.pickup)
            if shuttle.loads[kind] == 0:
                return
            shuttle.loads[kind] -= 1
            yield self.hold(shuttle.minutes(BOARDING))
            self.release(shuttle.pickup)
            yield self.hold(shuttle.minutes(WAY_OUT))
            yield self.request(shuttle.drop_off)
            yield self.hold(shuttle.minutes(ALIGHTING))
            shuttle.arrived.append((self.env.now(), PLACES[kind]))
            self.release(shuttle.drop_off)
            yield self.hold(shuttle.minutes(WAY_BACK))


def run(size: Size, seeds: list[int]) -> list[float]:
    return [last_arrival(Shuttle(size, seed)) for seed in seeds]


def last_arrival(shuttle: Shuttle) -> float:
    shuttle.env.run()
    return shuttle.arrived[-1][0]


answer("salabim", "salabim", run)
