"""Who takes part: how each engine is made, and how it is asked."""

import json
import math
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

PEERS = Path(__file__).resolve().parent
ROOT = PEERS.parent.parent
TARGET = ROOT / "target" / "peers"

# Seconds that one answer may take before the engine is left out.
PATIENCE = 600


@dataclass
class Engine:
    """Somebody who answers SIZE REPLICATIONS SEED with a line of JSON."""

    name: str
    label: str
    made_by: str
    # Whose mean last arrival must be this engine's: that of the same rule of standing down.
    like: str
    in_table: bool = True
    command: list[str] = field(default_factory=list)
    # For each size, how many replications make a turn, and the nanoseconds an event of each turn.
    replications: dict[str, int] = field(default_factory=dict)
    times: dict[str, list[float]] = field(default_factory=dict)
    # Nanoseconds an event as far as known.
    pace: float = 0.0
    version: str = ""


ENGINES = [
    Engine("floor", "floor: our leanest loop", "noria", like="floor"),
    Engine("addressed-floor", "floor that draws as noria does", "noria", like="noria"),
    Engine("noria", "**noria**, arrivals recorded", "noria", like="noria"),
    Engine("noria-headcounts", "**noria**, headcount curve recorded", "noria", like="noria"),
    Engine("cpp", "C++, `std::priority_queue`", "c++", like="floor"),
    Engine("cpp-ahead", "C++ by noria's rule", "c++", like="noria", in_table=False),
    Engine("simrs", "simrs", "cargo", like="floor"),
    Engine("odem-rs", "odem-rs", "cargo", like="floor"),
    Engine("simu-des", "simu-des", "cargo", like="floor"),
    Engine("nexosim-one", "NexoSim, one model", "cargo", like="floor"),
    Engine("nexosim", "NexoSim, a model a vehicle", "cargo", like="floor"),
    Engine("cimba", "cimba (Python on C)", "pip", like="floor"),
    Engine("simpy", "SimPy", "pip", like="floor"),
    Engine("ciw", "Ciw", "pip", like="floor"),
    Engine("salabim", "salabim", "pip", like="floor"),
]
# What all are measured by, whatever is asked for.
ALWAYS = {engine.name for engine in ENGINES if engine.made_by == "noria"}


class Failed(Exception):
    """Something an engine could not do, in words for the user."""


# ---- Making


def ready(engines: list[Engine]) -> list[Engine]:
    """Builds and installs. Those that cannot be made are said to be left out."""
    makers = {"noria": make_noria, "c++": make_cpp, "cargo": make_cargo, "pip": make_pip}
    made = []
    for maker, make in makers.items():
        ours = [engine for engine in engines if engine.made_by == maker]
        if ours:
            say(f"making {', '.join(engine.name for engine in ours)}")
        made += [engine for engine in ours if attempt(engine.name, make, engine)]
    return [engine for engine in ENGINES if engine in made]


def attempt(name: str, action: Callable[..., None], *values) -> bool:
    """Whether the action could be done; if not, why is said."""
    try:
        action(*values)
        return True
    except Failed as failure:
        say(f"{name} is left out: {failure}")
        return False


def make_noria(engine: Engine) -> None:
    built = shell(["cargo", "bench", "--quiet", "--bench", "peer", "--no-run", "--message-format", "json"])
    messages = [json.loads(line) for line in built.splitlines() if line.startswith("{")]
    programs = [message["executable"] for message in messages if message.get("target", {}).get("name") == "peer"]
    engine.command = [programs[-1], engine.name]


def make_cpp(engine: Engine) -> None:
    compiler = os.environ.get("CXX") or shutil.which("c++") or shutil.which("g++") or shutil.which("clang++")
    if not compiler:
        raise Failed("there is no C++ compiler; install g++ or name one in CXX")
    TARGET.mkdir(parents=True, exist_ok=True)
    program = str(TARGET / engine.name)
    ahead = ["-DLOOKS_AHEAD=true"] if engine.name == "cpp-ahead" else []
    shell([compiler, "-O3", "-std=c++17", *ahead, str(PEERS / "cpp" / "shuttle.cpp"), "-o", program])
    engine.command = [program]


def make_cargo(engine: Engine) -> None:
    program, target = f"peer-{engine.name}", TARGET / "rust"
    place = ["--manifest-path", str(PEERS / "Cargo.toml"), "--target-dir", str(target)]
    shell(["cargo", "build", "--quiet", "--release", "--locked", *place, "--bin", program])
    engine.command = [str(target / "release" / program)]


def make_pip(engine: Engine) -> None:
    """All packages are installed at once, and only once."""
    home = TARGET / "venv"
    python, wanted = str(home / "bin" / "python"), PEERS / "requirements.txt"
    stamp = home / "requirements.txt"
    if not stamp.exists() or stamp.read_text() != wanted.read_text():
        shell([sys.executable, "-m", "venv", "--clear", str(home)])
        shell([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(wanted)])
        stamp.write_text(wanted.read_text())
    engine.command = [python, str(PEERS / engine.name / "shuttle.py")]


def shell(command: list[str], limit: float = 3600) -> str:
    """What a command prints."""
    environment = os.environ | {"PYTHONPATH": str(PEERS / "workload"), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=limit)
    except FileNotFoundError:
        raise Failed(f"there is no {command[0]}") from None
    except subprocess.TimeoutExpired:
        raise Failed(f"no answer within {limit:.0f} s") from None
    if done.returncode != 0:
        words = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise Failed("\n  ".join([f"`{' '.join(command)}` failed (exit code {done.returncode})", *words[-5:]]))
    return done.stdout


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


# ---- Asking


def ask(engine: Engine, size: str, replications: int, seed: int) -> dict:
    """One answer. The clock is the engine's own, and does not run while it starts."""
    printed = shell([*engine.command, size, str(replications), str(seed)], PATIENCE)
    answer = json.loads(printed.splitlines()[-1])
    if answer["replications"] != replications:
        raise Failed(f"asked for {replications} replications, it made {answer['replications']}")
    engine.version = answer["version"]
    return answer


def pace(answer: dict) -> float:
    """Nanoseconds an event."""
    return 1e9 * answer["seconds"] / (4 * answer["trips"] * answer["replications"])


def enough(engine: Engine, size: str, seconds: float) -> int:
    """So many replications that a turn takes about as long as wanted, at least one."""
    made, share = 1, 0.1
    while True:
        took = max(ask(engine, size, made, 0)["seconds"], 1e-6)
        if took > share * seconds:
            return max(1, round(made * seconds / took))
        made = max(made + 1, math.ceil(made * min(2 * share * seconds / took, 1000)))
