"""Shipped scenarios, and forms of the reference that are right or wrong, through noria and three editors' programs."""

import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

EDITORS = ("taplo", "tombi", "check-jsonschema")
# What a schema cannot say: what is not there, how values stand to each other, and what a table comes to.
ONLY_NORIA = set(EDITORS)

# Each is a text of scenarios/reference.toml, what is put in its place, and which editors let that pass.
WRONG = [
    ("format = 1", "format = 2", set()),
    ("format = 1", "format = \"1\"", set()),
    ("format = 1", "fromat = 1", set()),
    ("format = 1", "", set()),
    ("start = 2016-12-15T14:00:00+02:00", "start = 2016-12-15", set()),
    ("start = 2016-12-15T14:00:00+02:00", "start = 14:00:00", set()),
    ("start = 2016-12-15T14:00:00+02:00", "start = \"noon\"", set()),
    ("start = 2016-12-15T14:00:00+02:00", "start = 1481803200", set()),
    ("by = 2016-12-16T10:00:00+02:00", "by = 2016-12-16", set()),
    ("by = 2016-12-16T10:00:00+02:00", "by = \"soon\"", set()),
    ("by = 2016-12-16T10:00:00+02:00", "by = \"25:00\"", set()),
    ("by = 2016-12-16T10:00:00+02:00", "by = 10", set()),
    ("by = 2016-12-16T10:00:00+02:00", "by = 2016-12-14T10:00:00+02:00", ONLY_NORIA),
    ("hours = [{ from = 05:00:00,", "hours = [{ from = 2016-12-16T05:00:00,", set()),
    ("hours = [{ from = 05:00:00,", "hours = [{ from = \"five\",", set()),
    ("hours = [{ from = 05:00:00,", "hours = [{ form = 05:00:00,", set()),
    ("max_wait = \"15 min\"", "max_wait = \"15 parsecs\"", set()),
    ("max_wait = \"15 min\"", "max_wait = \"15\"", set()),
    ("max_wait = \"15 min\"", "max_wait = 15", set()),
    ("max_wait = \"15 min\"", "max_wait = \"1,5 min\"", set()),
    ("max_wait = \"15 min\"", "max_wait = \"-15 min\"", set()),
    ("berths = 20", "berths = 0", set()),
    ("berths = 20", "berths = -1", set()),
    ("berths = 20", "berths = 2.5", set()),
    ("berths = 20", "berths = \"20\"", set()),
    ("berths = 20", "bert = 20", set()),
    ("berths = 20", "capazity = 20", set()),
    ("both_ways = true", "both_ways = \"true\"", set()),
    ("both_ways = true", "both_ways = 1", set()),
    ("time_factor = 1.1", "time_factor = 0", set()),
    ("time_factor = 1.1", "time_factor = \"1.1\"", set()),
    ("{ exponential = 2.5 }", "{ exponent = 2.5 }", set()),
    ("{ exponential = 2.5 }", "{ exponential = 2.5, fixed = 2 }", set()),
    ("{ platoon = 5 }", "{ platoon = 5, convoy = {} }", set()),
    ("{ platoon = 5 }", "{ platoon = 0 }", set()),
    ("{ platoon = 5 }", "\"platoons\"", set()),
    ("\"18:00\" = 1.1", "\"18 h\" = 1.1", set()),
    ("\"18:00\" = 1.1", "\"24:00\" = 1.1", set()),
    ("[fleets.vans]", "[fleets.\"the vans\"]", set()),
    ("probability = 0.9", "probability = 1.5", set()),
    ("probability = 0.9", "probability = 90", set()),
    ("share = 0.99", "share = -0.1", set()),
    ("group = \"patients\"", "group = \"patience\"", ONLY_NORIA),
    ("group = \"patients\"", "group = 7", set()),
    ("refuses = 0.01", "refuses = 2", set()),
    ("[\"1 min\", \"2 min\", \"6 min\"]", "[\"6 min\", \"2 min\", \"1 min\"]", ONLY_NORIA),
    ("[\"1 min\", \"2 min\", \"6 min\"]", "[\"1 min\", \"2 min\"]", set()),
]

# Other ways of writing what is right.
RIGHT = [
    ("start = 2016-12-15T14:00:00+02:00", "start = \"2016-12-15T14:00:00+02:00\""),
    ("start = 2016-12-15T14:00:00+02:00", "start = 2016-12-15 14:00:00+02:00"),
    ("by = 2016-12-16T10:00:00+02:00", "by = 2016-12-16T10:00:00"),
    ("by = 2016-12-16T10:00:00+02:00", "by = 10:00:00"),
    ("by = 2016-12-16T10:00:00+02:00", "by = \"10:00\""),
    ("by = 2016-12-16T10:00:00+02:00", "by = \"20 h\""),
    ("hours = [{ from = 05:00:00,", "hours = [{ from = \"05:00\","),
    ("max_wait = \"15 min\"", "max_wait = \"0.25 h\""),
    ("max_wait = \"15 min\"", "max_wait = \"14m 60 secs\""),
    ("refuses = 0.01", "refuses = 0"),
]


Judged = tuple[bool, set[str]]


def passed(folder: Path, command: list) -> bool:
    return subprocess.run(command, cwd=folder, capture_output=True).returncode == 0


def judged(folder: Path, noria: str, binaries: Path, name: str) -> Judged:
    """Whether noria lets a file pass, and which editors' programs do."""
    commands = {
        "taplo": [binaries / "taplo", "lint", name],
        "tombi": [binaries / "tombi", "lint", "--offline", "--error-on-warnings", name],
        "check-jsonschema": [binaries / "check-jsonschema", "--schemafile", "noria.schema.json", name],
    }
    editors = {editor for editor in EDITORS if passed(folder, commands[editor])}
    return passed(folder, [noria, "check", name]), editors


def cases_of(folder: Path) -> dict[str, Judged]:
    """Puts all files into a folder; returns how each should be judged."""
    for path in Path("scenarios").iterdir():
        shutil.copy(path, folder)
    right = (True, set(EDITORS))
    texts = {path.name: path.read_text() for path in folder.glob("*.toml")}
    wanted = dict.fromkeys(texts, right)
    reference = texts["reference.toml"]
    changes = [("right", part, other, right) for part, other in RIGHT]
    changes += [("wrong", part, other, (False, pass_by)) for part, other, pass_by in WRONG]
    for number, (kind, part, other, how) in enumerate(changes):
        assert part in reference, f"{part} is no part of the reference any more"
        name = f"{kind}-{number}.toml"
        texts[name], wanted[name] = reference.replace(part, other, 1), how
    for name, text in texts.items():
        head = "" if text.startswith("#:schema") else "#:schema ./noria.schema.json\n"
        (folder / name).write_text(head + text)
    return wanted


def main(noria: str, binaries: Path) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        schema = subprocess.run([noria, "schema"], check=True, capture_output=True).stdout
        (folder / "noria.schema.json").write_bytes(schema)
        cases = cases_of(folder)
        with ThreadPoolExecutor(2) as pool:
            found = dict(zip(cases, pool.map(lambda name: judged(folder, noria, binaries, name), cases)))
    wrong = [name for name in cases if found[name] != cases[name]]
    for name in wrong:
        print(f"{name}: noria and editors say {found[name]}, not {cases[name]}")
    print(f"{len(cases)} files, {len(WRONG)} of them wrong, in noria, {', '.join(EDITORS)}: {len(wrong)} judged otherwise")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]).absolute()))
