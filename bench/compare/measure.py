"""Taking turns, and what was measured."""

import json
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path


class Differs(Exception):
    """Two tools gave different answers."""


@dataclass
class Line:
    """One line of the table: a job, what Detente took, and what it is held against."""

    job: str
    ours: list[float]
    """Seconds, one median for each turn."""
    peak: int | None = None
    """The most memory our process held, in bytes."""
    peer: str = ""
    theirs: list[float] = field(default_factory=list)
    target: str = ""
    """`<= 0.1` (seconds) or `>= 100` (times faster than the peer); empty: shown for comparison."""
    note: str = ""

    @property
    def seconds(self) -> float:
        return statistics.median(self.ours)

    @property
    def peer_seconds(self) -> float | None:
        return statistics.median(self.theirs) if self.theirs else None

    @property
    def ratio(self) -> float | None:
        return self.peer_seconds / self.seconds if self.theirs else None

    @property
    def met(self) -> bool | None:
        if not self.target:
            return None
        relation, bound = self.target.split()
        if relation == "<=":
            return self.seconds <= float(bound)
        return self.ratio >= float(bound)

    def raw(self) -> dict:
        figures = {"seconds": self.seconds, "peer_seconds": self.peer_seconds, "ratio": self.ratio, "met": self.met}
        return asdict(self) | figures


def same(what: str, ours, theirs) -> None:
    """Equal answers, or the run is worth nothing."""
    if ours != theirs:
        raise Differs(f"{what}: detente {ours}, the other {theirs}")


class Native:
    """The two programs that were built."""

    def __init__(self, folder: Path):
        self.command = folder / "detente"
        self.bench = folder / "detente-bench"

    def job(self, job: str, source: Path, runs: int, threads: int | None = None) -> tuple[float, int, dict]:
        """Median seconds of several runs in a new process, its peak memory, and the result."""
        env = {"RAYON_NUM_THREADS": str(threads)} if threads else None
        done = subprocess.run(
            [self.bench, job, source, str(runs)], stdout=subprocess.PIPE, check=True, env=env
        )
        said = json.loads(done.stdout)
        seconds = statistics.median(said["ns"]) / 1e9 if said["ns"] else float("nan")
        return seconds, said["peak_bytes"], said["result"]

    def analyze(self, folder: Path, *options: str) -> list:
        return [self.command, "analyze", folder, "--format", "json", *options]


def clocked(call) -> tuple[float, object]:
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def process(command: list) -> tuple[float, bytes]:
    """Seconds from start to exit, and what it printed."""
    done = lambda: subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    seconds, result = clocked(done)
    return seconds, result.stdout


def process_peak(command: list) -> int:
    """The most memory a process holds, in bytes. Started by a small process: a child is charged its parent's peak."""
    small = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL,"
        " stderr=subprocess.DEVNULL, check=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-S", "-E", "-c", small, *command], stdout=subprocess.PIPE, check=True)
    return int(done.stdout) * (1 if sys.platform == "darwin" else 1024)


def in_turns(turns: int, ours, theirs, patience: float) -> tuple[list, list]:
    """`ours`, `theirs`, `ours`, `theirs` …: calls that give (seconds, …). A peer that takes longer than `patience`
    seconds has fewer turns."""
    left, right = [], []
    for _ in range(turns):
        left.append(ours())
        if sum(turn[0] for turn in right) < patience:
            right.append(theirs())
    return left, right
