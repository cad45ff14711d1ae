"""The table, and the machine it was measured on."""

import datetime
import importlib.metadata
import json
import os
import platform
import subprocess
from pathlib import Path

from .measure import Line

WIDTHS = (38, 9, 10, 9, 9, 8, 9, 6)
HEADS = ("job", "detente", "peer", "takes", "ratio", "memory", "target", "")


def machine(peers: dict[str, str] | None = None) -> dict:
    """What it is, and the peers' versions; those of `bench/run`'s peers unless told."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0] if names else model
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True).stdout.strip()
    if peers is None:
        names = ("negmas", "moocore", "paretoset", "ortools", "highspy", "numba", "numpy")
        peers = {name: importlib.metadata.version(name) for name in names}
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": model,
        "cores": cores,
        "load": load(),
        "system": platform.platform(terse=True),
        "rustc": rustc,
        "python": platform.python_version(),
        "peers": peers,
    }


def load() -> list[float]:
    return [round(figure, 2) for figure in os.getloadavg()]


def seconds(value: float | None) -> str:
    if value is None:
        return ""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size:
            return f"{round_to(value / size)} {unit}"
    return f"{round_to(value / 1e-9)} ns"


def round_to(value: float) -> str:
    """Three figures."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def target(line: Line) -> str:
    if not line.target:
        return ""
    relation, bound = line.target.split()
    sign = "≤" if relation == "<=" else "≥"
    return f"{sign} {float(bound):g} x" if sign == "≥" else f"≤ {plain(float(bound))}"


def plain(value: float) -> str:
    unit, size = next((u, s) for u, s in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)) if value >= s * 0.999)
    return f"{value / size:g} {unit}"


def row(cells) -> str:
    first, *rest = cells
    # The peer's name stands left, figures right.
    shown = [f"{first:<{WIDTHS[0]}}"]
    for n, (cell, width) in enumerate(zip(rest, WIDTHS[1:]), 1):
        shown.append(f"{cell:<{width}}" if n in (2, 7) else f"{cell:>{width}}")
    return " ".join(shown).rstrip()


def show_line(line: Line) -> str:
    mebibytes = f"{line.peak / 2**20:,.0f} MiB" if line.peak else ""
    ratio = f"{round_to(line.ratio)} x" if line.ratio else ""
    verdict = {True: "met", False: "missed", None: ""}[line.met]
    shown = row(
        (line.job, seconds(line.seconds), line.peer, seconds(line.peer_seconds), ratio, mebibytes, target(line), verdict)
    )
    return f"{shown}\n    {line.note}" if line.note else shown


def heading(text: str) -> str:
    return f"\n{text}\n" + row(HEADS) + "\n" + "-" * (sum(WIDTHS) + len(WIDTHS) - 1)


def describe(about: dict) -> str:
    peers = ", ".join(f"{name} {version}" for name, version in about["peers"].items())
    return (
        f"{about['date']}; {about['processor']}, {about['cores']} cores; load {about['load']}; {about['system']}\n"
        f"{about['rustc']}; Python {about['python']}{'; ' if peers else ''}{peers}"
    )


def write(path: Path, about: dict, lines: list[Line]) -> None:
    path.write_text(json.dumps(about | {"lines": [line.raw() for line in lines]}, indent=1) + "\n")
