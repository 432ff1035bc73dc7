"""Draws a small map, asks Valhalla for its travel times, and holds a run of noria against them."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import osmium
from osmium.osm.mutable import Node, Way

# Latitude and longitude. No road leads to the island.
PLACES = {
    "depot": (36.200, 37.100),
    "square": (36.2075, 37.130),
    "shelter": (36.229, 37.216),
    "island": (36.400, 37.405),
    "north": (36.260, 37.160),
}
FORMS = {"verbose": {}, "terse": {"verbose": False}, "miles": {"units": "miles"}}
SCENARIO = """
format = 1
matrix = { answer = "verbose.json" }
people.everyone = { at = "square", to = "shelter", count = 100 }
fleets.buses = { count = 1, seats = 50, start = "depot" }
costs.buses = { per_km = 1.0 }
[sites]
"""


def draw(path: Path) -> None:
    """A main road, one to the north, and one on the island."""
    roads = {
        "primary": [(36.2 + 0.0005 * step, 37.1 + 0.002 * step) for step in range(60)],
        "secondary": [(36.215, 37.16)] + [(36.23 + 0.002 * step, 37.16) for step in range(20)],
        "residential": [(36.4, 37.4 + 0.002 * step) for step in range(10)],
    }
    writer = osmium.SimpleWriter(str(path))
    nodes: dict[tuple[float, float], int] = {}
    for latitude, longitude in (point for road in roads.values() for point in road):
        key = round(latitude, 6), round(longitude, 6)
        if key not in nodes:
            nodes[key] = len(nodes) + 1
            writer.add_node(Node(id=nodes[key], location=(key[1], key[0]), version=1))
    for number, (kind, road) in enumerate(roads.items(), 1):
        refs = [nodes[round(latitude, 6), round(longitude, 6)] for latitude, longitude in road]
        writer.add_way(Way(id=number, nodes=refs, tags={"highway": kind}, version=1))
    writer.close()


def ask(folder: Path) -> None:
    """Builds Valhalla's tiles, and saves its answers as they come."""
    draw(folder / "map.osm.pbf")
    options = ["--mjolnir-tile-dir", str(folder / "tiles"), "--mjolnir-tile-extract", ""]
    config = subprocess.run(["valhalla_build_config", *options], check=True, capture_output=True, text=True).stdout
    (folder / "valhalla.json").write_text(config)
    command = ["valhalla_build_tiles", "-c", folder / "valhalla.json", folder / "map.osm.pbf"]
    subprocess.run(command, check=True, capture_output=True)
    import valhalla

    actor = valhalla.Actor(str(folder / "valhalla.json"))
    places = [{"lat": latitude, "lon": longitude} for latitude, longitude in PLACES.values()]
    for name, options in FORMS.items():
        answer = actor.matrix({"sources": places, "targets": places, "costing": "bus", **options})
        (folder / f"{name}.json").write_text(answer if isinstance(answer, str) else json.dumps(answer))


def run(noria: str, folder: Path, form: str) -> tuple[list[dict[str, str]], float]:
    """The trips of one run, and what its kilometres cost."""
    sites = "matrix.sites=[" + ", ".join(f'"{name}"' for name in PLACES) + "]"
    asked = ["--set", f"matrix.answer={form}.json"] + (["--set", sites] if form == "terse" else [])
    command = [noria, "check", "plan.toml", *asked]
    checked = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True)
    assert checked.returncode == 0, checked.stdout
    assert "an answer of Valhalla" in checked.stdout, checked.stdout
    assert "no way from depot to island" in checked.stdout, checked.stdout
    command = [noria, "run", "plan.toml", "-n", "1", "--no-plots", "--quiet", "--out", form, *asked]
    subprocess.run(command, cwd=folder, check=True)
    with open(folder / form / "trips.csv") as trips, open(folder / form / "replications.csv") as metrics:
        return list(csv.DictReader(trips)), float(next(csv.DictReader(metrics))["cost_km[buses]"])


def main(noria: str, folder: Path) -> None:
    # In a process of its own, since Valhalla tells on standard output what it does.
    subprocess.run([sys.executable, __file__, str(folder)], check=True, stdout=subprocess.PIPE)
    positions = "".join(f"{name} = {{ position = {list(place)} }}\n" for name, place in PLACES.items())
    (folder / "plan.toml").write_text(SCENARIO + positions)
    terse = json.loads((folder / "terse.json").read_text())["sources_to_targets"]
    order = list(PLACES)
    depot, square, shelter = (order.index(name) for name in ("depot", "square", "shelter"))
    out, back = terse["durations"][square][shelter], terse["durations"][shelter][square]
    for form in FORMS:
        trips, km = run(noria, folder, form)
        assert len(trips) == 2, trips
        for trip in trips:
            took = float(trip["arrived_s"]) - float(trip["departed_s"])
            assert took == out, (form, took, out)
        between = float(trips[1]["departed_s"]) - float(trips[0]["arrived_s"])
        assert between == back, (form, between, back)
        distances = terse["distances"]
        far = distances[depot][square] + 2 * distances[square][shelter] + distances[shelter][square]
        assert abs(km - far) < 0.005, (form, km, far)
        print(f"{form}: {out} s out, {back} s back and {km:.3f} km, as Valhalla says")


if __name__ == "__main__":
    if sys.argv[2:]:
        main(sys.argv[1], Path(sys.argv[2]))
    else:
        ask(Path(sys.argv[1]))
