"""A mediator's drafts beside alternating offers, on published scenarios of two parties. `python -m compare.drafts PROGRAMS
SCENARIOS [--seeds N]`; started by `bench/run drafts`.

Every scenario is read as GENIUS reads it, at its published walk-aways and at tight ones (0.85 of what each party has in the Nash
package). The mediator knows marks of the options (three levels) and nothing else; parties answer whether they could live with a
draft, whether it is better than the last, and which clause hurts most. Parties that misreport claim to need more: 0.15 of the way
from their walk-away to their best. Negotiators are NegMAS's, self-play, 100 steps; they know their own utilities exactly.
"""

import argparse
import itertools
import json
import math
import subprocess
import sys
import tempfile
import tomllib
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .measure import Native

SCENARIOS = (
    "AirportSiteSelectionA2012 Amsterdam2011 BarbecueB2012 Camera2011 DefensiveCharms2013 EnergySmallB2012 "
    "EnglandZimbabwe2010 FlightBookingA2012 IntegerDomain ItexvsCypress2010 Jobs Kitchen2013 Laptop2011 NiceOrDie2011 "
    "Ultimatum2013"
).split()
DRAFTS, STEPS = 20, 100


@dataclass
class Truth:
    """One scenario: worths of every option, and what follows from them."""

    name: str
    labels: list
    worth: list
    """`[party][issue][option]`, weights multiplied in."""
    away: np.ndarray
    cap: np.ndarray
    """No package is worth more."""

    def __post_init__(self):
        self.packages = list(itertools.product(*(range(len(labels)) for labels in self.labels)))
        chosen = np.array(self.packages)
        sums = [sum(np.array(rows[i])[chosen[:, i]] for i in range(len(rows))) for rows in self.worth]
        self.utility = np.minimum(np.stack(sums, axis=1), self.cap)
        self.low, self.high = self.utility.min(axis=0), self.utility.max(axis=0)
        gains = self.utility - self.away
        self.product = np.where((gains >= -1e-9).all(axis=1), gains.clip(0).prod(axis=1), -1.0)
        self.best = int(self.product.argmax())
        rational = self.utility[(gains >= -1e-9).all(axis=1)]
        self.frontier = np.array([u for u in rational if not ((rational >= u).all(1) & (rational > u).any(1)).any()])

    def tight(self) -> "Truth":
        return Truth(self.name, self.labels, self.worth, 0.85 * self.utility[self.best], self.cap)

    def judged(self, package: tuple | None) -> tuple:
        """Agreement, share of the Nash product, and distances to the Nash package and the frontier where there is a deal."""
        if package is None:
            return 0.0, 0.0, math.nan, math.nan
        at = self.packages.index(tuple(package))
        span = np.where(self.high > self.low, self.high - self.low, 1.0)
        here = (self.utility[at] - self.low) / span
        away = lambda points: float(np.sqrt((((points - self.low) / span - here) ** 2).sum(axis=1)).min())
        most = self.product[self.best]
        share = max(0.0, float(self.product[at])) / most if most > 0 else 1.0
        return 1.0, share, away(self.utility[self.best : self.best + 1]), away(self.frontier)


def load(native: Native, folder: Path, work: Path) -> Truth:
    """By way of `detente import`, which reads as GENIUS does."""
    case = work / folder.name
    subprocess.run([native.command, "import", folder, case], check=True, stdout=subprocess.DEVNULL)
    shared = tomllib.loads((case / "case.toml").read_text())
    labels = [issue["options"] if "options" in issue else numbers(issue) for issue in shared["issue"]]
    ids = [issue["id"] for issue in shared["issue"]]
    labels = [[option["id"] if isinstance(option, dict) else option for option in options] for options in labels]
    worth, away, caps = [], [], []
    for party in shared["party"]:
        told = tomllib.loads((case / "private" / f"{party['id']}.toml").read_text())
        weight = {issue: number(told["importance"][issue]) for issue in ids}
        scale = told.get("scale", {})
        whole = (sum(weight.values()) or 1.0) if scale.get("averaged", True) else 1.0
        caps.append(number(scale["cap"]) if "cap" in scale else math.inf)
        rows = []
        for issue, options in zip(ids, labels):
            given = told["worth"][issue]
            rows.append([weight[issue] / whole * number(given[str(option)]) for option in options])
        worth.append(rows)
        away.append(number(told.get("walk_away", 0)))
    return Truth(folder.name, labels, worth, np.array(away, dtype=float), np.array(caps))


def numbers(issue: dict) -> list:
    low, high = issue["range"]
    return list(range(low, high + 1))


def number(value) -> float:
    if isinstance(value, dict):
        value = value.get("value", value.get("points"))
    if isinstance(value, str):
        above, _, below = value.partition("/")
        return float(above) / float(below or 1)
    return float(value)


def mediated(native: Native, truth: Truth, work: Path, seed: int, shading: float) -> tuple:
    """The mediator's drafts: what was settled on, how many drafts, bits disclosed."""
    folder = work / f"marks-{truth.name}"
    if not folder.exists():
        write_marks(folder, truth)
    asks = truth.away + shading * (truth.high - truth.away)
    told = {"case": str(folder), "worth": truth.worth, "asks": asks.tolist(), "drafts": DRAFTS, "seed": seed}
    path = work / "talks.json"
    path.write_text(json.dumps(told))
    result = native.job("drafts", path, 0)[2]
    drafts, issues = len(result["drafts"]), len(truth.labels)
    bits = sum(len(labels) for labels in truth.labels) * math.log2(3)
    bits += drafts * (1 + math.log2(max(issues, 1))) + max(drafts - 1, 0)
    return result["settled"], drafts, bits


def write_marks(folder: Path, truth: Truth) -> None:
    """What the mediator knows: of each option one of three marks."""
    (folder / "private").mkdir(parents=True)
    issues = [f'{{ id = "i{n}", options = [{", ".join(chr(34) + f"o{o}" + chr(34) for o in range(len(labels)))}] }}'
              for n, labels in enumerate(truth.labels)]
    (folder / "case.toml").write_text(
        f'detente = 1\ntitle = "Marks"\nparty = [{{ id = "a" }}, {{ id = "b" }}]\nissue = [{", ".join(issues)}]\n'
    )
    for party, rows in zip("ab", truth.worth):
        told = [f'party = "{party}"', "[worth]"]
        for issue, row in enumerate(rows):
            most = max(row) or 1.0
            level = lambda worth: "acceptable" if worth > 2 / 3 * most else "discuss" if worth > most / 3 else "unacceptable"
            marks = (f'o{option} = "{level(worth)}"' for option, worth in enumerate(row))
            told.append(f"i{issue} = {{ {', '.join(marks)} }}")
        (folder / "private" / f"{party}.toml").write_text("\n".join(told) + "\n")


def negotiated(truth: Truth, kind: str, seed: int) -> tuple:
    """NegMAS's negotiators against themselves."""
    import random

    from negmas.outcomes import make_issue, make_os
    from negmas.preferences import LinearAdditiveUtilityFunction
    from negmas.preferences.value_fun import TableFun
    from negmas.sao import AspirationNegotiator, MiCRONegotiator, SAOMechanism

    random.seed(seed)
    np.random.seed(seed)
    issues = [make_issue([f"o{o}" for o in range(len(labels))], name=f"i{n}") for n, labels in enumerate(truth.labels)]
    space = make_os(issues, name="s")
    session = SAOMechanism(outcome_space=space, n_steps=STEPS)
    for party, rows in enumerate(truth.worth):
        tables = [TableFun({f"o{o}": worth for o, worth in enumerate(row)}) for row in rows]
        utility = LinearAdditiveUtilityFunction(
            tables, weights=[1.0] * len(rows), outcome_space=space, reserved_value=float(truth.away[party])
        )
        maker = MiCRONegotiator if kind == "micro" else lambda **more: AspirationNegotiator(aspiration_type=kind, **more)
        session.add(maker(name=f"n{party}"), ufun=utility)
    state = session.run()
    deal = state.agreement
    if deal is not None:
        deal = tuple(int(option[1:]) for option in deal)
        if (truth.utility[truth.packages.index(deal)] < truth.away - 1e-9).any():
            deal = None
    offers = 2 * (state.step + 1)
    return deal, offers, offers * (math.log2(len(truth.packages)) + 1)


def interval(values: list, draws: int = 2000) -> tuple[float, float, float]:
    """Mean over scenarios with a 95 % bootstrap interval, scenarios drawn again."""
    known = np.array([value for value in values if not math.isnan(value)])
    if len(known) == 0:
        return math.nan, math.nan, math.nan
    again = np.random.default_rng(1).choice(known, (draws, len(known))).mean(axis=1)
    low, high = np.quantile(again, [0.025, 0.975])
    return float(known.mean()), float(low), float(high)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench/run drafts")
    parser.add_argument("programs", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("scenarios", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--only", choices=("drafts", "peers"))
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    native = Native(arguments.programs)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        truths = [load(native, arguments.scenarios / name, work / "cases") for name in SCENARIOS]
        rows = {
            "drafts": lambda truth, seed: mediated(native, truth, work, seed, 0.0),
            "drafts, misreporting": lambda truth, seed: mediated(native, truth, work, seed, 0.15),
        }
        for kind in ("linear", "boulware", "conceder", "micro"):
            rows[kind] = lambda truth, seed, kind=kind: negotiated(truth, kind, seed)
        if arguments.only:
            rows = {name: row for name, row in rows.items() if name.startswith("drafts") == (arguments.only == "drafts")}
        for title, cases in (("published walk-aways", truths), ("walk-aways at 0.85 of Nash", [t.tight() for t in truths])):
            print(f"\n{title}, {len(cases)} scenarios, {arguments.seeds} seeds; mean over scenarios [95 % interval]")
            print(f"{'':22}{'agreement':>22}{'share of Nash':>22}{'to Nash':>22}{'to frontier':>22}{'rounds':>8}{'bits':>7}")
            for name, row in rows.items():
                figures, alone = [], {}
                for truth in cases:
                    runs = []
                    for seed in range(arguments.seeds):
                        deal, rounds, bits = row(truth, seed)
                        runs.append((*truth.judged(deal), rounds, bits))
                    with np.errstate(all="ignore"):
                        figures.append(np.nanmean(np.array(runs), axis=0))
                    alone[truth.name] = round(float(figures[-1][1]), 3)
                shown = [interval([figure[at] for figure in figures]) for at in range(6)]
                cells = [f"{mean:.3f} [{low:.3f}, {high:.3f}]" for mean, low, high in shown[:4]]
                print(f"{name:22}" + "".join(f"{cell:>22}" for cell in cells) + f"{shown[4][0]:8.1f}{shown[5][0]:7.0f}", flush=True)
                print(f"    share of Nash: {alone}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
