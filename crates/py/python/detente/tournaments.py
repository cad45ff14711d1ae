"""Tournaments, on one machine or on several."""

import time
from pathlib import Path

from . import _detente
from .cases import Case, read
from .negotiators import entrant, not_inside
from .results import Folder, Results

KEYS = {
    "batch", "csv", "discount", "line_ups", "protocols", "rounds", "seed", "seeds", "semantics", "time", "title", "walk_aways",
}
"""What can be set besides scenarios and negotiators."""

AT_LEAST = 1.0
"""Seconds of work in a task that goes to another machine."""


def text_of(scenarios: list[str], negotiators: list[str], settings: dict) -> str:
    """The text of a tournament's file."""
    lines = ["detente_tournament = 1", f"scenarios = {toml(scenarios)}", f"negotiators = {toml(negotiators)}"]
    lines += [f"{key} = {toml(value)}" for key, value in settings.items()]
    return "\n".join(lines) + "\n"


def toml(value) -> str:
    """A value as TOML writes it."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + "".join(f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c for c in escaped) + '"'
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(one)}" for key, one in value.items()) + " }"
    return "[" + ", ".join(toml(one) for one in value) + "]"


class Plan:
    """All that is needed to make a tournament again, anywhere."""

    def __init__(self, text: str, cases: list[tuple], entered: list):
        self.text, self.cases, self.entered = text, cases, entered

    def made(self) -> _detente.Tournament:
        scenarios = [whole(name, given) for name, given in self.cases]
        return _detente.Tournament(self.text, scenarios, self.entered)


def whole(name: str, given):
    """A scenario by its name, from a case or from plain worths."""
    if isinstance(given, Case):
        return given.scenario(name)
    return _detente.Scenario.from_worths(name, *given)


def sent(given):
    """What of a scenario can be sent to another machine."""
    if isinstance(given, _detente.Scenario):
        worth = [given.worths(party) for party in range(len(given.parties))]
        import numpy as np

        worth = [np.frombuffer(one) for one in worth]
        return given.parties, given.options, worth, given.walk_away, given.discount
    return given if isinstance(given, Case) else read(given)


def tournament(
    scenarios=None,
    negotiators=None,
    folder=None,
    *,
    spec=None,
    cluster: str | None = None,
    limit: float = 5.0,
    threads: int | None = None,
    progress=None,
    **settings,
) -> Results:
    """Plays a tournament, or goes on with one that was broken off.

    Either `spec`, the path of a tournament's file, or `scenarios` (paths, cases or scenarios), `negotiators` (names, classes or makers) and
    the file's other keys as `settings`: `rounds`, `seeds`, `seed`, `protocols`, `walk_aways`, `line_ups`, `semantics`, `time`, `discount`,
    `batch`, `csv`, `title`. Results go to `folder`. Classes play in processes of their own, with `limit` seconds for each answer.

    `cluster="ray"` spreads batches over the Ray cluster this process is connected to, or connects to; `folder` then is one that all its
    machines share. Files are the same, byte for byte, wherever they are played. `progress(done, batches)` is called now and then.
    """
    not_inside("detente.tournament")
    unknown = sorted(set(settings) - KEYS)
    if unknown or (spec is not None and settings):
        raise TypeError(f"there is no setting {', '.join(unknown) or 'beside a file'}: {', '.join(sorted(KEYS))}")
    if spec is not None:
        if scenarios:
            raise TypeError("a file names its scenarios itself")
        plan, folder = from_file(Path(spec), folder, negotiators, limit)
    else:
        if isinstance(scenarios, (str, Path)) or isinstance(negotiators, str):
            raise TypeError("scenarios and negotiators are lists")
        if not scenarios or not negotiators or folder is None:
            raise ValueError("scenarios, negotiators and a folder for results are wanted")
        entered = [entrant(one, limit) for one in negotiators]
        names = [one if isinstance(one, str) else one.name for one in entered]
        cases = [(name_of(one), sent(one)) for one in scenarios]
        text = text_of([name for name, _ in cases], names, settings)
        plan = Plan(text, cases, entered)
    made = plan.made()
    shelf = Folder(folder)
    shelf.free()
    made.claim(shelf)
    if cluster is None:
        here(made, shelf, threads, progress)
    elif cluster == "ray":
        on_ray(plan, made, shelf, progress)
    else:
        raise ValueError(f'there is no cluster "{cluster}": ray')
    return Results(shelf, made.standings(shelf))


def name_of(given) -> str:
    if isinstance(given, _detente.Scenario):
        return given.name
    return given.title if isinstance(given, Case) else Path(given).name


def from_file(path: Path, folder, own, limit: float) -> tuple[Plan, Path]:
    """The plan of a tournament's file; `own` has the negotiators of it that are classes or makers, by name."""
    text = path.read_text()
    scenarios, names = _detente.Tournament.names(text)
    own = {name: entrant(one, limit, name) for name, one in (own or {}).items()}
    cases = [(Path(name).name, read(path.parent / name)) for name in scenarios]
    entered = [own.get(name, name) for name in names]
    return Plan(text, cases, entered), Path(folder) if folder else path.with_suffix(".results")


def here(made, shelf: Folder, threads, progress) -> None:
    """All batches in this process, a few at a time so that it can be interrupted."""
    done, batches, step = 0, made.batches, 1
    while done < batches:
        upto = min(batches, done + step)
        begun = time.monotonic()
        made.run(shelf, done, upto, threads)
        done = upto
        # About a second at a time.
        step = min(4 * step, max(1, round(step * AT_LEAST / max(time.monotonic() - begun, 1e-3))))
        if progress:
            progress(done, batches)


def on_ray(plan: Plan, made, shelf: Folder, progress) -> None:
    """Batches as tasks of a Ray cluster. A task writes its files itself and may be run again: what is there already is left."""
    import ray

    if not ray.is_initialized():
        ray.init(address="auto", include_dashboard=False)
    shared = ray.put(plan)
    folder = str(shelf.path.absolute())
    # One batch here says how long they take.
    begun = time.monotonic()
    made.run(shelf, 0, 1, 1)
    took = max(time.monotonic() - begun, 1e-4)
    many = max(1, round(2 * AT_LEAST / took))
    play = ray.remote(num_cpus=1, max_retries=-1)(task)
    starts = range(1, made.batches, many)
    waiting = [play.remote([shared], folder, start, min(start + many, made.batches)) for start in starts]
    done = 1
    while waiting:
        ready, waiting = ray.wait(waiting)
        done += sum(ray.get(ready))
        if progress:
            progress(done, made.batches)


MADE: dict[str, object] = {}
"""Tournaments made in this worker."""


def task(shared: list, folder: str, first: int, last: int) -> int:
    """Plays some batches on one worker."""
    import ray

    key = shared[0].hex()
    if key not in MADE:
        MADE.clear()
        MADE[key] = ray.get(shared[0]).made()
    MADE[key].run(Folder(folder), first, last, 1)
    return last - first
