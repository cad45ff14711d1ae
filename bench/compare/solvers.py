"""Exact solvers, called as their manuals say: the frontier of two parties by the ε-constraint method [Haimes, Lasdon and
Wismer 1971], with red lines and combinations that pay. `python -m compare.solvers cpsat|highs TABLES.json SECONDS` prints one line of JSON. Each is a
program of its own: both cannot be loaded into one process."""

import json
import sys
import time


def cpsat(tables: dict, seconds: float) -> list[list[int]]:
    from ortools.sat.python import cp_model

    def best(goal, floors):
        model = cp_model.CpModel()
        chosen = [[model.new_bool_var("") for _ in options] for options in tables["value"]]
        for options in chosen:
            model.add_exactly_one(options)
        for line in tables["never"]:
            parts = [[chosen[issue][option] for option in accepted] for issue, accepted in line]
            model.add_bool_or([~one for part in parts for one in part])
        worth = sums(tables, chosen)
        for party, paid, line in tables["paid"]:
            met = model.new_bool_var("")
            for issue, accepted in line:
                model.add_bool_or([chosen[issue][option] for option in accepted] + [~met])
            worth[party] += paid * met
        for party, floor in floors:
            model.add(worth[party] >= floor)
        model.maximize(worth[goal])
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        status = solver.solve(model)
        return round(solver.objective_value) if status == cp_model.OPTIMAL else None

    return walk(best, seconds)


def highs(tables: dict, seconds: float) -> list[list[int]]:
    import highspy

    def best(goal, floors):
        model = highspy.Highs()
        model.setOptionValue("output_flag", False)
        model.setOptionValue("threads", 1)
        model.setOptionValue("mip_rel_gap", 0.0)
        chosen = [[model.addBinary() for _ in options] for options in tables["value"]]
        for options in chosen:
            model.addConstr(sum(options) == 1)
        for line in tables["never"]:
            parts = [chosen[issue][option] for issue, accepted in line for option in accepted]
            model.addConstr(sum(parts) <= len(line) - 1)
        worth = sums(tables, chosen)
        for party, paid, line in tables["paid"]:
            met = model.addBinary()
            for issue, accepted in line:
                model.addConstr(met <= sum(chosen[issue][option] for option in accepted))
            worth[party] += paid * met
        for party, floor in floors:
            model.addConstr(worth[party] >= floor)
        model.maximize(worth[goal])
        if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return round(model.getInfo().objective_function_value)

    return walk(best, seconds)


def sums(tables: dict, chosen: list) -> list:
    def worth(party):
        pairs = zip(tables["value"], chosen)
        return sum(int(values[party]) * one for rows, ones in pairs for values, one in zip(rows, ones))

    return [worth(party) for party in range(2)]


def walk(best, seconds: float) -> list[list[int]]:
    """From the first party's best on, each time a little more for the second, as long as the time lasts."""
    end, floor, points = time.perf_counter() + seconds, 0, []
    while time.perf_counter() < end:
        first = best(0, [(1, floor)])
        if first is None:
            return points
        second = best(1, [(0, first), (1, floor)])
        points.append([first, second])
        floor = second + 1
    return points


if __name__ == "__main__":
    solver, path, limit = sys.argv[1:]
    with open(path) as file:
        written = json.load(file)
    start = time.perf_counter()
    found = {"cpsat": cpsat, "highs": highs}[solver](written, float(limit))
    print(json.dumps({"seconds": time.perf_counter() - start, "points": found}))
