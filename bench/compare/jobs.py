"""What is measured: each function yields the lines of one section of the table."""

import json
import statistics
import sys
from pathlib import Path

import numpy as np

from . import instances, peers
from .measure import Line, Native, clocked, in_turns, process, process_peak, same

LARGEST = 10**6
"""Most packages of a scenario that the 100 ms of a whole process are for."""
PUBLISHED = ("EnergySmallB2012", "Kitchen2013", "politics2015", "Travel2010")
"""Published scenarios of 10^4 packages and more, for NegMAS."""


class Bench:
    def __init__(self, native: Native, work: Path, data: Path | None, quick: bool):
        self.native, self.work, self.data, self.quick = native, work, data, quick
        self.turns = 1 if quick else 3

    def whole_process(self):
        """`detente analyze --format json`, from start to exit."""
        if self.data is None:
            return
        lines, left_out = [], []
        for folder in sorted(path for path in self.data.iterdir() if path.is_dir()):
            command = self.native.analyze(folder)
            packages = json.loads(process(command)[1])["packages"]
            if packages and int(packages) > LARGEST:
                left_out.append(folder.name)
                continue
            ours = [process(command)[0] for _ in range(1 if self.quick else 7)]
            told = f"{int(packages):,}" if packages else "real-valued"
            lines.append(Line(f"{folder.name} ({told})", ours, process_peak(command), target="<= 0.1"))
        lines.sort(key=lambda line: -line.seconds)
        middle = statistics.median(line.seconds for line in lines)
        lines[0].note = f"the slowest of {len(lines)} scenarios; half take {middle * 1e3:.1f} ms or less"
        if left_out:
            lines[0].note += f"; left out, over 10^6 packages: {', '.join(left_out)}"
        yield from lines

    def scenarios(self):
        """Frontier and all solutions beside NegMAS, in process; then both as whole processes."""
        folders = []
        for issues in (4, 5) if self.quick else (4, 5, 6):
            value = instances.tables("opposed", issues, 10, 2, seed=issues)
            away = [int(0.4 * value.max(axis=1).sum(axis=0)[party]) for party in range(2)]
            folders.append(instances.write_scenario(self.work / f"generated 10^{issues}", value, away))
        if self.data is not None:
            folders += [self.data / name for name in PUBLISHED[: 2 if self.quick else None]]
        for folder in folders:
            yield from self.scenario(folder)

    def scenario(self, folder: Path):
        loaded = peers.load(folder)
        theirs = lambda: clocked(lambda: peers.solutions(loaded))
        left, right = in_turns(self.turns, lambda: self.native.job("analyze", folder, 5), theirs, patience=30)
        found, expected = peers.ours(left[0][2]), right[0][1]
        # Party order is each reader's own.
        order = party_order(left[0][2], loaded)
        for name, points in found.items():
            ordered = [[point[at] for at in order] for point in points]
            same(f"{folder.name}, {name}", peers.vectors(ordered), peers.vectors(expected[name]))
        packages, points = left[0][2]["packages"], len(found["frontier"])
        times = [turn[0] for turn in left], [turn[0] for turn in right]
        note = f"{int(packages):,} packages, {points} frontier points"
        yield Line(folder.name, times[0], left[0][1], "negmas", times[1], ">= 100", note)
        command = self.native.analyze(folder, "--reading", "negmas", "--definitions", "negmas")
        peer = [sys.executable, "-m", "compare.peers", folder]
        left, right = in_turns(self.turns, lambda: process(command), lambda: process(peer), patience=30)
        times = [turn[0] for turn in left], [turn[0] for turn in right]
        yield Line("    as a whole process", times[0], process_peak(command), "negmas", times[1])

    def frontiers(self):
        """Exact frontiers, issue by issue; checked against the plainest exact way."""
        sizes = [(20, 5, 2, "<= 1e-4"), (50, 10, 2, "<= 5e-3"), (20, 5, 3, "<= 5e-2")]
        for issues, options, parties, target in sizes:
            for seed, kind in enumerate(("independent", "opposed", "logrolling")[: 5 - parties]):
                value = instances.tables(kind, issues, options, parties, seed=100 + seed)
                source = instances.write_tables(self.work, f"{parties}-{issues}-{kind}", value, [None] * parties)
                turns = [self.native.job("frontier", source, 9 if parties == 3 else 101) for _ in range(self.turns)]
                result = turns[0][2]
                expected = instances.reference(value, [None] * parties)
                same(f"frontier of {source.stem}", result, expected)
                job = f"{parties} parties, {issues} x {options}, {kind}"
                note = f"{result['count']:,} points of {options}^{issues} packages"
                yield Line(job, [turn[0] for turn in turns], turns[0][1], target=target, note=note)

    def skylines(self):
        """The non-dominated of many points."""
        for count in (10**6,) if self.quick else (10**6, 10**7):
            for kind in ("independent", "opposed"):
                yield from self.skyline(kind, count)

    def skyline(self, kind: str, count: int):
        points = instances.points(kind, count, seed=7)
        path = self.work / f"{kind}-{count}.f64"
        points.astype("<f8").tofile(path)
        mirrored = -points
        del points
        peers.paretoset_count(mirrored[:1000])  # compiles
        ours = lambda: self.native.job("skyline", path, 5)
        job, target = f"10^{len(str(count)) - 1} points, {kind}", ">= 50" if count == 10**7 else ""
        for name, call, target in (("moocore", peers.moocore_count, target), ("paretoset", peers.paretoset_count, "")):
            left, right = in_turns(self.turns, ours, lambda: clocked(lambda: call(mirrored)), patience=60)
            same(f"{job}, {name}", (left[0][2]["count"], left[0][2]["sum"]), right[0][1])
            times = [turn[0] for turn in left], [turn[0] for turn in right]
            yield Line(job, times[0], left[0][1], name, times[1], target, f"{left[0][2]['count']:,} left")
        alone = [self.native.job("skyline", path, 5, threads=1) for _ in range(self.turns)]
        yield Line("    on one core", [turn[0] for turn in alone], alone[0][1])
        path.unlink()

    def enumerations(self):
        """Every package looked at, with walk-aways that bind."""
        for parties in (2, 3):
            for kind in ("independent", "opposed"):
                value = instances.tables(kind, 8, 10, parties, seed=200 + parties)
                away = [int(0.6 * most) for most in value.max(axis=1).sum(axis=0)]
                source = instances.write_tables(self.work, f"all-{parties}-{kind}", value, away)
                turns = [self.native.job("enumerate", source, 3) for _ in range(self.turns)]
                result = turns[0][2]
                same(f"frontier of {source.stem}", result["frontier"], instances.reference(value, away))
                same(f"zone of {source.stem}", int(result["zone"]), instances.zone(value, away))
                note = f"{int(result['zone']):,} in the zone, {result['frontier']['count']:,} frontier points"
                job = f"10^8 packages, {parties} parties, {kind}"
                yield Line(job, [turn[0] for turn in turns], turns[0][1], target="<= 1", note=note)

    def red_lines(self):
        """The frontier with red lines between pairs of issues, beside two exact solvers for as long as they are given."""
        limit = 5 if self.quick else 20
        for seed, kind in enumerate(("independent", "opposed")):
            value = instances.tables(kind, 20, 5, 2, seed=300 + seed)
            lines = instances.pairs(20, 5, 30, seed=300 + seed)
            source = instances.write_tables(self.work, f"lines-{kind}", value, [None] * 2, lines)
            for solver in ("cpsat", "highs"):
                peer = [sys.executable, "-m", "compare.solvers", solver, source, str(limit)]
                theirs = lambda: told(json.loads(process(peer)[1]))
                left, right = in_turns(self.turns, lambda: self.native.job("frontier", source, 9), theirs, patience=30)
                count, found = left[0][2]["count"], right[0][1]
                times = [turn[0] for turn in left], [turn[0] for turn in right]
                note = f"{count} points, all; {solver} found {len(found)} in the time"
                if len(found) == count:
                    same(f"{solver}, {kind}", left[0][2], digest(found))
                target = "<= 0.02"
                yield Line(f"20 x 5, 30 pairs, {kind}", times[0], left[0][1], solver, times[1], target, note)

    def boxes(self):
        """The frontier where ranges of options pay together, 30 x 10, beside an exact solver for as long as it is given."""
        limit = 10 if self.quick else 60
        for seed in range(1 if self.quick else 4):
            ties = 3 + seed
            paid = instances.boxes(30, 10, 60, ties, seed=700 + seed)
            value = np.zeros((30, 10, 2), dtype=np.int64)
            source = instances.write_tables(self.work, f"boxes-{ties}", value, [None] * 2, paid=paid)
            peer = [sys.executable, "-m", "compare.solvers", "cpsat", source, str(limit)]
            theirs = lambda: told(json.loads(process(peer)[1]))
            left, right = in_turns(1, lambda: self.native.job("covering", source, 1), theirs, patience=limit)
            found, within = left[0][2], left[0][2]["within"]
            other = right[0][1]
            known = {tuple(point) for point in found["points"]}
            if within == 0 and not all(tuple(point) in known for point in other):
                raise SystemExit(f"boxes, {ties}: cpsat has a point that is missing")
            note = f"{len(known)} points, " + ("all" if within == 0 else f"within {within:.2%} of the range")
            note += f"; cpsat found {len(other)} in the time"
            times = [turn[0] for turn in left], [turn[0] for turn in right]
            yield Line(f"60 boxes of up to {ties}", times[0], left[0][1], "cpsat", times[1], "<= 30", note)

    def measures(self):
        """Nash and Kalai-Smorodinsky without the frontier, each with the bound that proves how good it is."""
        for issues, target in ((50, "<= 0.005"), (200, "<= 0.03")):
            gaps, turns = [], []
            for seed in range(3 if self.quick else 10):
                result = self.measure("nash", issues, 5, seed)
                turns.append(result[0])
                gaps.append(result[2]["proved"])
            note = f"slowest of {len(turns)}; proved best in {sum(gaps)}"
            yield Line(f"Nash, 5 parties, {issues} x 10", [max(turns)], result[1], target=target, note=note)
        for parties in (3, 4, 5):
            for issues in (50, 200):
                gaps, turns = [], []
                for seed in range(3 if self.quick else 10):
                    result = self.measure("kalai_smorodinsky", issues, parties, seed)
                    turns.append(result[0])
                    gaps.append(0.0 if result[2]["proved"] else result[2]["bound"] - result[2]["value"])
                near = sum(gap <= 1e-3 for gap in gaps)
                note = f"gap <= 0.001 in {near} of {len(gaps)}, at most {max(gaps):.5f}; slowest {max(turns) * 1e3:.0f} ms"
                job = f"Kalai-Smorodinsky, {parties} p, {issues} x 10"
                yield Line(job, [statistics.median(turns)], result[1], target="<= 0.02", note=note)

    def measure(self, job: str, issues: int, parties: int, seed: int):
        value = instances.tables("independent", issues, 10, parties, seed=400 + seed)
        away = [int(0.3 * most) for most in value.max(axis=1).sum(axis=0)]
        source = instances.write_tables(self.work, f"{job}-{parties}-{issues}-{seed}", value, away)
        return self.native.job(job, source, 3, threads=1)

    def doubts(self):
        """Worlds decided, and the next question, on vague preferences of 10 x 4."""
        folder = instances.write_vague(self.work / "vague", 10, 4, seed=500)
        count = 2**16 if self.quick else 2**20
        seconds, peak, result = self.native.job("chance", f"{folder}:{count}", 3, threads=1)
        note = f"{result['open'] / count:.1%} with a zone, {result['undecided']} undecided; {count / seconds / 1e6:.2f} million a second"
        yield Line(f"{count:,} worlds, one core", [seconds], peak, target=f"<= {count / 2e6}", note=note)
        for threads in (1, None):
            seconds, peak, result = self.native.job("worlds", f"{folder}:65536", 5, threads=threads)
            note = f"whole analysis; worth {result['next_question']['gain_bits']:.3f} bit"
            job = "next question, 65,536 worlds" + (", one core" if threads else "")
            yield Line(job, [seconds], peak, target="" if threads else "<= 0.1", note=note)

    def conflicts(self):
        """Which red lines cannot stand together."""
        seeds = range(3 if self.quick else 10)
        for job, issues, lines, title in (
            ("conflicts", 20, 60, "all conflicts of 60 red lines, 20 x 5"),
            ("first_conflict", 40, 200, "first conflict of 200, 40 x 5"),
        ):
            turns, sizes = [], []
            for seed in seeds:
                value = instances.tables("independent", issues, 5, 2, seed=600 + seed)
                red = instances.mixed(issues, 5, lines, seed=600 + seed)
                source = instances.write_tables(self.work, f"{job}-{seed}", value, [None] * 2, red)
                seconds, peak, result = self.native.job(job, source, 5)
                turns.append(seconds)
                if job == "conflicts":
                    same(f"{title}, all of them", result["complete"], True)
                    sizes.append(f"{len(result['conflicts'])}/{len(result['repairs'])}")
            note = f"slowest of {len(turns)}" + (f"; conflicts/repairs {', '.join(sizes)}" if sizes else "")
            yield Line(title, [max(turns)], peak, target="<= 0.02", note=note)


def told(said: dict) -> tuple[float, list]:
    return said["seconds"], said["points"]


def digest(points: list) -> dict:
    """Count and sum as the engine gives them."""
    mixed = [(first * instances.FACTORS[0] + second * instances.FACTORS[1]) % instances.MODULUS for first, second in points]
    return {"count": len(points), "sum": sum(one * one % instances.MODULUS for one in mixed)}


def party_order(analysis: dict, loaded) -> list[int]:
    """Where each of NegMAS's parties stands with us."""
    names = [party["name"] for party in analysis["parties"]]
    return [names.index(ufun.name) for ufun in loaded.ufuns]
