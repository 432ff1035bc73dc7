"""The shuttle workload in Ciw: four nodes that the vehicles go round, the sites with as many servers
as berths and the ways with as many as need be.

Ciw draws lots among events of equal time. Therefore the ambulances join the line a trillionth of a
minute after the buses. A vehicle claims its load when Ciw asks for its service time at the pickup;
one for which nobody is left is served there in no time and leaves.
"""

import math

import ciw

from workload import ALIGHTING, BOARDING, LAWS, PLACES, WAY_BACK, WAY_OUT, Size, answer

PICKUP, OUT, DROP_OFF, BACK = 1, 2, 3, 4
KINDS = ("Bus", "Ambulance")


class Loads:
    """Full loads nobody has claimed."""

    def __init__(self, size: Size) -> None:
        self.left = dict(zip(KINDS, size.loads()))

    def claim(self, vehicle: ciw.Individual) -> bool:
        left = self.left[vehicle.customer_class]
        self.left[vehicle.customer_class] = max(left - 1, 0)
        return left > 0


class Boarding(ciw.dists.Lognormal):
    """The time of boarding, none if nobody is left."""

    def __init__(self, loads: Loads) -> None:
        super().__init__(*BOARDING)
        self.loads = loads

    def sample(self, t=None, ind=None) -> float:
        ind.is_loaded = self.loads.claim(ind)
        return super().sample(t, ind) if ind.is_loaded else 0.0


class FromPickup(ciw.routing.NodeRouting):
    """The way out for those who are loaded; the others stand down."""

    def next_node(self, ind):
        return self.simulation.nodes[OUT if ind.is_loaded else -1]


class FromBack(ciw.routing.NodeRouting):
    """The pickup as long as anybody waits there."""

    def __init__(self, loads: Loads) -> None:
        self.loads = loads

    def next_node(self, ind):
        return self.simulation.nodes[PICKUP if self.loads.left[ind.customer_class] > 0 else -1]


def network(size: Size) -> ciw.network.Network:
    loads = Loads(size)
    never = [None] * 3
    services = [Boarding(loads), *(ciw.dists.Lognormal(*law) for law in (WAY_OUT, ALIGHTING, WAY_BACK))]
    routers = [FromPickup(), ciw.routing.Direct(DROP_OFF), ciw.routing.Direct(BACK), FromBack(loads)]
    one = ciw.dists.Deterministic(1)
    return ciw.create_network(
        arrival_distributions={
            kind: [ciw.dists.Sequential([place * 1e-12, math.inf]), *never] for place, kind in enumerate(KINDS)
        },
        batching_distributions={
            kind: [ciw.dists.Deterministic(count), one, one, one]
            for kind, count in zip(KINDS, size.vehicles)
        },
        service_distributions={kind: services for kind in KINDS},
        routing={kind: ciw.routing.NetworkRouting(routers=routers) for kind in KINDS},
        number_of_servers=[size.berths[0], math.inf, size.berths[1], math.inf],
    )


def last_arrival(size: Size, seed: int) -> float:
    ciw.seed(seed)
    simulation = ciw.Simulation(network(size))
    simulation.simulate_until_max_customers(sum(size.vehicles), method="Finish")
    people = dict(zip(KINDS, PLACES))
    arrived = [
        (record.service_end_date, people[record.customer_class])
        for record in simulation.get_all_records()
        if record.node == DROP_OFF
    ]
    return max(arrived)[0]


def run(size: Size, seeds: list[int]) -> list[float]:
    return [last_arrival(size, seed) for seed in seeds]


answer("ciw", "ciw", run)
