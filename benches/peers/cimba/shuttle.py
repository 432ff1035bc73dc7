"""The shuttle workload in cimba (Python compiled onto the Cimba engine): a model with one process a
vehicle, a resource a site.

Compiling the model is start-up, and is done before the clock runs.
"""

import cimba as cb
import numpy as np
from cimba import inputs

from workload import ALIGHTING, BOARDING, LAWS, PLACES, SIZES, WAY_BACK, WAY_OUT, Size, answer


def lognormal(law: tuple[float, float]):
    return inputs.dist.lognormal(mean=law[0], sigma=law[1])


class Fleet(cb.Model):
    """Vehicles of one kind, and the full loads for them that nobody has claimed."""

    places: cb.Param[int]
    full_loads: cb.Param[int]
    loads: int = 0

    @cb.on_start
    def fill(self):
        self.loads = self.full_loads


class Sites(cb.Model):
    """What all vehicles share."""

    boarding: cb.Input[float] = lognormal(BOARDING)
    way_out: cb.Input[float] = lognormal(WAY_OUT)
    alighting: cb.Input[float] = lognormal(ALIGHTING)
    way_back: cb.Input[float] = lognormal(WAY_BACK)
    pickup: cb.Resource
    drop_off: cb.Resource
    arrived: cb.Dataset
    last_arrival: cb.Output[float]

    @cb.on_end
    def measure(self):
        self.last_arrival = self.arrived.sample_max()


class Vehicle(cb.Model):
    sites: cb.Ref[Sites]
    fleet: cb.Ref[Fleet]

    @cb.process
    def drive(self):
        sites = self.sites
        fleet = self.fleet
        while fleet.loads > 0:
            sites.pickup.acquire()
            if fleet.loads == 0:
                sites.pickup.release()
                return
            fleet.loads -= 1
            cb.hold(sites.boarding.next())
            sites.pickup.release()
            cb.hold(sites.way_out.next())
            sites.drop_off.acquire()
            cb.hold(sites.alighting.next())
            sites.arrived.record(cb.now())
            sites.drop_off.release()
            cb.hold(sites.way_back.next())


class Shuttle(cb.Model):
    sites: Sites
    fleets: list[Fleet]
    vehicles: list[Vehicle]

    def __init__(self, size: Size) -> None:
        self.sites = Sites()
        self.sites.pickup = cb.Resource(capacity=size.berths[0])
        self.sites.drop_off = cb.Resource(capacity=size.berths[1])
        self.fleets = [fleet(places, loads) for places, loads in zip(PLACES, size.loads())]
        self.vehicles = [vehicle(self.sites, self.fleets[kind]) for kind in size.kinds()]


def fleet(places: int, full_loads: int) -> Fleet:
    made = Fleet()
    made.places = places
    made.full_loads = full_loads
    return made


def vehicle(sites: Sites, of: Fleet) -> Vehicle:
    made = Vehicle()
    made.sites = sites
    made.fleet = of
    return made


def run(size: Size, seeds: list[int]) -> list[float]:
    shuttle = Shuttle(size)
    experiment = cb.Experiment(
        shuttle, replications=len(seeds), window=cb.Window.until_idle(), seeds=np.array(seeds, dtype=np.uint64)
    )
    return list(experiment.run(workers=1, on_failure="raise")[shuttle.sites].last_arrival.values[0])


run(SIZES["S"], [0])
answer("cimba", "cimba", run)
