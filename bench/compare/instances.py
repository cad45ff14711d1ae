"""Instances made from a seed, and plain reference answers for them."""

import json
from pathlib import Path

import numpy as np

FACTORS = (1, 1_009, 1_000_003)
MODULUS = 1_000_000_007


def tables(kind: str, issues: int, options: int, parties: int, seed: int) -> np.ndarray:
    """Whole worths 0..100, `[issue][option][party]`.

    `independent`: uniform. `logrolling`: within an issue the sides want the exact reverse, with importances of their
    own. `opposed`: the same, blurred by 20 %. With three parties the third stands between the other two.
    """
    random = np.random.default_rng(seed)
    if kind == "independent":
        return random.integers(0, 101, (issues, options, parties))
    want = random.random((issues, options, 1))
    sides = np.concatenate([want, 1 - want, 1 - 2 * abs(want - 0.5)], axis=2)[:, :, :parties]
    if kind == "opposed":
        sides = 0.8 * sides + 0.2 * random.random(sides.shape)
    weight = random.random((issues, 1, parties))
    return np.rint(100 * weight * sides).astype(np.int64)


def write_tables(folder: Path, name: str, value: np.ndarray, walk_away: list, never=(), paid=()) -> Path:
    path = folder / f"{name}.json"
    written = {"value": value.tolist(), "walk_away": walk_away, "never": list(never), "paid": list(paid)}
    path.write_text(json.dumps(written))
    return path


def boxes(issues: int, options: int, count: int, ties: int, seed: int) -> list:
    """Combinations that pay, `count` for each of two parties, in the manner of Ito, Hattori and Klein (2007): ranges of 3 to 7
    neighbouring options in 1, 2 .. `ties` issues in turn, worth up to 100 for each issue."""
    random, paid = np.random.default_rng(seed), []
    for party in range(2):
        for nth in range(count):
            many = nth % ties + 1
            parts = []
            for issue in sorted(random.choice(issues, many, replace=False).tolist()):
                width = int(random.integers(3, 8))
                first = int(random.integers(0, options - width + 1))
                parts.append([issue, list(range(first, first + width))])
            paid.append([party, int(random.integers(1, 100 * many + 1)), parts])
    return paid


def pairs(issues: int, options: int, count: int, seed: int) -> list:
    """Red lines that rule out two options of two issues together, all different."""
    random, lines = np.random.default_rng(seed), []
    while len(lines) < count:
        issue = sorted(random.choice(issues, 2, replace=False).tolist())
        line = [[one, [int(random.integers(options))]] for one in issue]
        if line not in lines:
            lines.append(line)
    return lines


def mixed(issues: int, options: int, count: int, seed: int) -> list:
    """Red lines of four kinds in equal parts: one of two options only, never an option, if this then that, not both."""
    random, lines = np.random.default_rng(seed), []
    for _ in range(count):
        kind = random.integers(4)
        one, other = sorted(random.choice(issues, 2, replace=False).tolist())
        first, second = int(random.integers(options)), int(random.integers(options))
        two = random.choice(options, 2, replace=False).tolist()
        rest = lambda kept: [option for option in range(options) if option not in kept]
        lines.append(
            [
                [[one, rest(two)]],
                [[one, [first]]],
                [[one, [first]], [other, rest([second])]],
                [[one, [first]], [other, [second]]],
            ][kind]
        )
    return lines


def write_vague(folder: Path, issues: int, options: int, seed: int) -> Path:
    """A case of two parties: importance ranked, worths in ranges, walk-aways between two numbers."""
    random = np.random.default_rng(seed)
    names, letters = [f"i{n}" for n in range(issues)], [f"o{n}" for n in range(options)]
    listed = ", ".join(f'"{letter}"' for letter in letters)
    shared = [f'{{ id = "{name}", options = [{listed}] }}' for name in names]
    (folder / "private").mkdir(parents=True)
    (folder / "case.toml").write_text(
        f'detente = 1\ntitle = "Vague"\nparty = [{{ id = "a" }}, {{ id = "b" }}]\nissue = [{", ".join(shared)}]\n'
    )
    for party in "ab":
        ranked = ", ".join(f'"{name}"' for name in random.permutation(names))
        told = [f'party = "{party}"', "walk_away = [50, 70]", f"importance = [{ranked}]", "[worth]"]
        for name in names:
            worths = np.sort(random.integers(0, 101, options))[:: 1 if party == "a" else -1]
            ranges = (f"{o} = [{max(0, w - 15)}, {min(100, w + 15)}]" for o, w in zip(letters, worths.tolist()))
            told.append(f"{name} = {{ {', '.join(ranges)} }}")
        (folder / "private" / f"{party}.toml").write_text("\n".join(told) + "\n")
    return folder


def points(kind: str, count: int, seed: int) -> np.ndarray:
    """Pairs of doubles: uniform in the square, or opposed (what one side gains the other loses, blurred by 20 %)."""
    pairs = np.random.default_rng(seed).random((count, 2))
    if kind == "opposed":
        pairs[:, 1] = 0.8 * (1 - pairs[:, 0]) + 0.2 * pairs[:, 1]
    return pairs


def write_scenario(folder: Path, value: np.ndarray, walk_away: list) -> Path:
    """Tables as a NegMAS scenario, written by NegMAS itself."""
    from negmas.inout import Scenario
    from negmas.outcomes import make_issue, make_os
    from negmas.preferences import LinearAdditiveUtilityFunction
    from negmas.preferences.value_fun import TableFun

    labels = [f"option {n}" for n in range(value.shape[1])]
    space = make_os([make_issue(labels, name=f"issue {n}") for n in range(len(value))], name=folder.name)
    ufuns = []
    for party, away in enumerate(walk_away):
        rows = [TableFun(dict(zip(labels, row.tolist()))) for row in value[:, :, party]]
        weights = [1.0] * len(rows)
        told = {"weights": weights, "outcome_space": space, "reserved_value": float(away), "name": f"party{party}"}
        ufuns.append(LinearAdditiveUtilityFunction(rows, **told))
    Scenario(outcome_space=space, ufuns=ufuns).dumpas(folder, "yml")
    return folder


def reference(value: np.ndarray, walk_away: list) -> dict:
    """Count and sum of the frontier's vectors, by the plainest exact way: for every worth (or pair of worths) of the
    others, the most the last party can have."""
    reach = value.max(axis=1).sum(axis=0)
    shape = tuple(int(most) + 1 for most in reach[:-1])
    best = np.full(shape, -1, dtype=np.int32)
    best[(0,) * len(shape)] = 0
    for issue in value:
        grown = np.full(shape, -1, dtype=np.int32)
        for *others, own in issue.tolist():
            to = tuple(slice(shift, None) for shift in others)
            start = tuple(slice(None, size - shift) for size, shift in zip(shape, others))
            here = best[start]
            np.maximum(grown[to], np.where(here >= 0, here + own, -1), out=grown[to])
        best = grown
    # What is beaten: by a larger worth of some other party, with no less for the last.
    above = np.pad(best, [(0, 1)] * best.ndim, constant_values=-1)
    for axis in range(best.ndim):
        above = np.flip(np.maximum.accumulate(np.flip(above, axis), axis), axis)
    kept = best >= 0
    for axis in range(best.ndim):
        step = tuple(slice(1, None) if a == axis else slice(None, -1) for a in range(best.ndim))
        kept &= above[step] < best
    vectors = np.column_stack([*np.nonzero(kept), best[kept]]).astype(np.int64)
    for party, away in enumerate(walk_away):
        if away is not None:
            vectors = vectors[vectors[:, party] >= away]
    mixed = (vectors * np.array(FACTORS[: vectors.shape[1]])).sum(axis=1) % MODULUS
    return {"count": len(vectors), "sum": int((mixed * mixed % MODULUS).sum())}


def zone(value: np.ndarray, walk_away: list) -> int:
    """How many packages reach every walk-away: the sums of both halves of the issues, each with each."""
    half = len(value) // 2
    first, second = (sums(part).astype(np.int32) for part in (value[:half], value[half:]))
    count = 0
    for row in first:
        fits = second[:, 0] >= walk_away[0] - row[0]
        for party in range(1, len(walk_away)):
            fits &= second[:, party] >= walk_away[party] - row[party]
        count += int(np.count_nonzero(fits))
    return count


def sums(value: np.ndarray) -> np.ndarray:
    total = np.zeros((1, value.shape[2]), dtype=np.int64)
    for issue in value:
        total = (total[:, None, :] + issue[None, :, :]).reshape(-1, value.shape[2])
    return total
