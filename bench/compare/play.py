"""Negotiations beside NegMAS's, the frontier from Python beside its peers, a tournament on one core and on two. Started by `bench/play`."""

import argparse
import gc
import hashlib
import itertools
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from pathlib import Path

import numpy as np

from .measure import Native

PAIRS = ("boulware,conceder", "boulware,boulware")
ROUNDS = 100
LARGEST = 30_000
"""NegMAS takes seconds for each negotiation on larger scenarios."""

missed: list[str] = []


def target(what: str, met: bool) -> str:
    if not met:
        missed.append(what)
    return "" if met else "  MISSED"


def scenarios() -> list[Path]:
    data = Path(os.environ.get("DETENTE_DATA", "/nowhere")) / "scenarios"
    if not data.is_dir():
        print("DETENTE_DATA is not set: only what needs no published scenario is measured")
        return []
    return sorted(data.iterdir())


def session_maker(told: dict, kinds: list):
    """NegMAS's session on the same numbers, its utility functions made once."""
    import negmas.preferences.inv_ufun.presorting as presorting
    from negmas.outcomes import make_issue, make_os
    from negmas.preferences import MappingUtilityFunction
    from negmas.sao import SAOMechanism

    class Stable:
        """Equal worths stay in order: NegMAS's own sort leaves their order to chance."""

        def __getattr__(self, name):
            return getattr(np, name)

        def argsort(self, values):
            return np.argsort(values, kind="stable")

    presorting.np = Stable()
    space = make_os([make_issue(many, name=f"i{n}") for n, many in enumerate(told["options"])])
    outcomes = list(itertools.product(*(range(many) for many in told["options"])))
    ufuns = [
        MappingUtilityFunction(
            dict(zip(outcomes, worth)), outcome_space=space, reserved_value=float("-inf") if away is None else away
        )
        for worth, away in zip(told["worth"], told["walk_away"])
    ]

    def run():
        session = SAOMechanism(outcome_space=space, n_steps=ROUNDS)
        for n, (kind, ufun) in enumerate(zip(kinds, ufuns)):
            session.add(kind(name=f"n{n}"), ufun=ufun)
        session.run()
        return None if session.agreement is None else outcomes.index(tuple(session.agreement))

    return run


def negotiations(native: Native, quick: bool) -> None:
    from negmas.sao import BoulwareTBNegotiator, ConcederTBNegotiator

    kinds = {"boulware": BoulwareTBNegotiator, "conceder": ConcederTBNegotiator}
    print(f"\n{'scenario':26} {'packages':>8}  {'pair':18} {'Detente /s':>12} {'NegMAS /s':>10} {'ratio':>9}")
    ratios = []
    chosen = scenarios()
    if quick:
        chosen = [one for one in chosen if one.name in ("Camera2011", "NiceOrDie2011")]
    for folder in chosen:
        for pair in PAIRS:
            try:
                _, _, told = native.job("play", f"{folder}:{pair}:1", 0)
            except subprocess.CalledProcessError:
                break
            packages = len(told["worth"][0])
            if len(told["worth"]) != 2 or packages > LARGEST:
                break
            many = 20_000 if quick else 200_000
            theirs = session_maker(told, [kinds[name] for name in pair.split(",")])
            if theirs() != told["agreement"]:
                sys.exit(f"{folder.name} {pair}: other agreements")
            ours, peers = [], []
            for _ in range(3):
                seconds, _, result = native.job("play", f"{folder}:{pair}:{many}", 1, threads=1)
                ours.append(many / seconds)
                if result["agreed"] not in (0, many):
                    sys.exit(f"{folder.name} {pair}: not all the same")
                gc.collect()
                begun, count = time.perf_counter(), 0
                while time.perf_counter() - begun < (0.2 if quick else 0.6) or count < 2:
                    theirs()
                    count += 1
                peers.append(count / (time.perf_counter() - begun))
            own, peer = statistics.median(ours), statistics.median(peers)
            ratios.append(own / peer)
            met = own / peer >= 10_000 and (packages > 4_000 or own >= 1e6)
            line = f"{folder.name:26} {packages:8,}  {pair:18} {own:12,.0f} {peer:10.1f} {own / peer:9,.0f}"
            print(line + target(f"{folder.name} {pair}", met), flush=True)
    if ratios:
        print(f"at least {min(ratios):,.0f} times, half of them {statistics.median(ratios):,.0f} times and more")


def timed(job, repeats: int) -> float:
    job()
    all_ = []
    for _ in range(repeats):
        begun = time.perf_counter()
        job()
        all_.append(time.perf_counter() - begun)
    return statistics.median(all_)


def frontier(quick: bool) -> None:
    import detente
    import moocore
    import paretoset

    rng = np.random.default_rng(1)
    print("\nfrontier of 10^6 points in a NumPy array, two columns")
    for kind in ("independent", "opposed"):
        points = rng.random((1_000_000, 2))
        if kind == "opposed":
            points[:, 1] = 1 - points[:, 0] + 0.2 * (rng.random(len(points)) - 0.5)
        jobs = {
            "detente": lambda: detente.frontier(points),
            "paretoset": lambda: np.flatnonzero(paretoset.paretoset(points, sense=["max", "max"], distinct=False)),
            "moocore": lambda: np.flatnonzero(moocore.is_nondominated(points, maximise=True, keep_weakly=True)),
        }
        found = {name: job() for name, job in jobs.items()}
        if any((found[name] != found["detente"]).any() if len(found[name]) == len(found["detente"]) else True for name in found):
            sys.exit("other frontiers")
        took = {name: [] for name in jobs}
        for _ in range(3 if quick else 7):
            for name, job in jobs.items():
                # Threads of the one before may still be spinning.
                time.sleep(0.3)
                took[name].append(timed(job, 7 if name == "detente" else 1))
        own, set_, moo = (statistics.median(took[name]) for name in jobs)
        met = set_ / own >= 20 and moo / own >= 50
        print(
            f"  {kind:12} {len(found['detente']):6,} left: {own * 1e3:.2f} ms; paretoset {set_ * 1e3:.1f} ms, {set_ / own:.0f} times; "
            f"moocore {moo * 1e3:.0f} ms, {moo / own:.0f} times" + target(f"frontier {kind}", met)
        )


SPEC = """detente_tournament = 1
title = "Measured"
scenarios = {scenarios}
negotiators = ["boulware", "conceder"]
seeds = {seeds}
"""


def memory(pid: int) -> int:
    """The most memory a process has held so far, in KiB."""
    try:
        with open(f"/proc/{pid}/status") as status:
            return next((int(line.split()[1]) for line in status if line.startswith("VmHWM:")), 0)
    except OSError:
        return 0


def most(child: subprocess.Popen, sofar: int) -> int:
    """The most memory a process holds until it ends. Asked seldom, since asking takes its time of one of two cores."""
    while child.returncode is None:
        sofar = max(sofar, memory(child.pid))
        time.sleep(0.1)
    return sofar


def digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for part in sorted(folder.glob("part-*")):
        whole.update(part.name.encode() + part.read_bytes())
    return whole.hexdigest()


def tournament(native: Native, quick: bool) -> None:
    names = ("Jobs", "Camera2011", "EnglandZimbabwe2010", "ItexvsCypress2010", "NiceOrDie2011")
    chosen = [str(one) for one in scenarios() if one.name in names]
    if not chosen:
        chosen = [str(Path(__file__).resolve().parents[2] / "examples" / "wage-round")]
    negotiations_ = 200_000 if quick else 10_000_000
    seeds = negotiations_ // (4 * len(chosen))
    with tempfile.TemporaryDirectory() as work:
        spec = Path(work) / "t.toml"
        spec.write_text(SPEC.format(scenarios=str(chosen).replace("'", '"'), seeds=seeds))

        def begun(name: str, threads: int) -> subprocess.Popen:
            return subprocess.Popen(
                [native.command, "tournament", spec, "--output", Path(work) / name],
                stdout=subprocess.DEVNULL,
                env=os.environ | {"RAYON_NUM_THREADS": str(threads)},
            )

        took, peak, digests = {1: [], 2: [], "apart": []}, {}, set()
        for turn in range(1 if quick else 3):
            for threads in (1, 2):
                out = f"{turn}-{threads}"
                since = time.perf_counter()
                child = begun(out, threads)
                watched = threading.Thread(target=lambda: peak.update({threads: most(child, peak.get(threads, 0))}))
                watched.start()
                child.wait()
                took[threads].append(time.perf_counter() - since)
                watched.join()
                digests.add(digest(Path(work) / out))
            # What the machine allows: two that have nothing to do with each other.
            since = time.perf_counter()
            for child in [begun(f"{turn}-apart-{which}", 1) for which in range(2)]:
                child.wait()
            took["apart"].append(time.perf_counter() - since)
        # Killed again and again, then played to the end.
        out = Path(work) / "killed"
        kills = 0
        for n in range(1, 6):
            child = subprocess.Popen([native.command, "tournament", spec, "--output", out], stdout=subprocess.DEVNULL)
            while child.poll() is None and len(list(out.glob("part-*.parquet"))) < 10 * n:
                time.sleep(0.01)
            if child.poll() is None:
                child.send_signal(signal.SIGKILL)
                kills += 1
            child.wait()
        subprocess.run([native.command, "tournament", spec, "--output", out], stdout=subprocess.DEVNULL, check=True)
        digests.add(digest(out))
        size = sum(part.stat().st_size for part in out.glob("part-*"))
    one, two, apart = (statistics.median(took[threads]) for threads in (1, 2, "apart"))
    print(f"\ntournament of {4 * len(chosen) * seeds:,} negotiations, with measures and results")
    met = one / two >= 1.9 or quick
    print(f"  1 core {one:.2f} s ({4 * len(chosen) * seeds / one:,.0f} a second), 2 cores {two:.2f} s: {one / two:.2f} times" + target("scaling", met))
    print(f"  two tournaments side by side, on one core each: {2 * one / apart:.2f} times what one plays")
    print(f"  at most {peak[1] / 1024:.0f} and {peak[2] / 1024:.0f} MiB; {size / 2**20:.0f} MiB of results")
    print(f"  killed {kills} times and taken up again: " + ("the same bytes" if len(digests) == 1 else "OTHER BYTES"))
    if len(digests) != 1:
        sys.exit("other bytes")


def negotiators(quick: bool) -> None:
    import detente

    folders = [one for one in scenarios() if one.name in ("Jobs", "Camera2011")]
    if not folders:
        return
    print(f"\nself-play, {ROUNDS} rounds, one negotiation after another, negotiations a second and core")
    for name in [*sorted(detente.negotiators()), "mediated"]:
        line = f"  {name:22}"
        for folder in folders:
            scenario = detente.read(folder).scenario(folder.name)
            protocol, player = ("mediated", "linear") if name == "mediated" else ("alternating", name)
            count, begun = 0, time.perf_counter()
            while time.perf_counter() - begun < (0.1 if quick else 0.5) or count < 2:
                detente.simulate(scenario, [player] * 2, protocol=protocol, rounds=ROUNDS, negotiation=count)
                count += 1
            line += f" {folder.name}: {count / (time.perf_counter() - begun):10,.1f}"
        print(line, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench/play")
    parser.add_argument("programs", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", choices=("negotiations", "frontier", "tournament", "negotiators"))
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    native = Native(arguments.programs)
    with open("/proc/loadavg") as load:
        print("load", load.read().split()[0])
    jobs = {
        "negotiations": lambda: negotiations(native, arguments.quick),
        "frontier": lambda: frontier(arguments.quick),
        "tournament": lambda: tournament(native, arguments.quick),
        "negotiators": lambda: negotiators(arguments.quick),
    }
    for name, job in jobs.items():
        if arguments.only in (None, name):
            job()
    print(f"\n{len(missed)} targets missed" + (": " + ", ".join(missed) if missed else ""))


if __name__ == "__main__":
    main()
