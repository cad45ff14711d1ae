"""The peers, called as their manuals say. As a program: `python -m compare.peers FOLDER` does one whole scenario."""

import sys
from pathlib import Path

DIGITS = 9


def load(folder: Path):
    from negmas.inout import Scenario

    return Scenario.load(folder, ignore_discount=True)


def solutions(scenario) -> dict:
    """Frontier, Nash, Kalai and Kalai-Smorodinsky points. The ranges are looked for once, not once for each."""
    from negmas.preferences.ops import kalai_points, ks_points, nash_points, pareto_frontier

    ufuns, space = scenario.ufuns, scenario.outcome_space
    frontier, _ = pareto_frontier(ufuns, issues=space.issues)
    ranges = [ufun.minmax(space, above_reserve=False) for ufun in ufuns]
    named = {"nash": nash_points, "kalai": kalai_points, "ks": ks_points}
    found = {name: call(ufuns, frontier, ranges=ranges) for name, call in named.items()}
    return {"frontier": frontier} | {name: [worth for worth, _ in points] for name, points in found.items()}


def vectors(points) -> list[tuple[float, ...]]:
    """Distinct vectors in order. NegMAS adds up doubles, so equal sums can differ in the last digits."""
    return sorted({tuple(round(float(worth), DIGITS) for worth in point) for point in points})


def ours(analysis: dict) -> dict:
    """The same four, out of Detente's analysis."""
    told = analysis["solutions"]
    tied = lambda one: [one["worth"], *(tie["worth"] for tie in one["ties"])]
    return {
        "frontier": [point["worth"] for point in analysis["frontier"]["points"]],
        "nash": tied(told["nash"]),
        "kalai": tied(told["egalitarian"]),
        "ks": tied(told["kalai_smorodinsky"]),
    }


def moocore_count(mirrored) -> tuple[int, int]:
    """Of points mirrored for minimising, which is its native direction: saves it a copy."""
    import moocore

    return digest(moocore.is_nondominated(mirrored, keep_weakly=True))


def paretoset_count(mirrored) -> tuple[int, int]:
    import paretoset

    return digest(paretoset.paretoset(mirrored, distinct=False))


def digest(mask) -> tuple[int, int]:
    """How many, and the sum of their positions."""
    found = mask.nonzero()[0]
    return len(found), int(found.sum())


if __name__ == "__main__":
    print({name: len(points) for name, points in solutions(load(Path(sys.argv[1]))).items()})
