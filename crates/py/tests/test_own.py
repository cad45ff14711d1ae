"""Negotiators of one's own: in this process and in processes of their own, and what becomes of bad ones."""

import subprocess
import sys

import own
import pytest

import detente

BAD = {
    own.Throws: "it threw KeyError in propose: 'where is it'",
    own.Nonsense: "it offered package 1000000000; there are 20",
    own.Words: "it offered 'the moon', which is no package",
    own.GivesUp: "it gives up",
}


@pytest.mark.parametrize("kind,why", BAD.items(), ids=lambda one: getattr(one, "__name__", None))
def test_a_bad_one_loses_with_a_reason_here(small, kind, why):
    second = kind is own.GivesUp
    played = detente.simulate(small, ["linear", kind] if second else [kind, "linear"])
    assert (played.how, played.party) == ("failed", 1 if second else 0)
    assert why in played.fault
    assert played.worth == small.walk_away


@pytest.mark.parametrize(
    "kind,why",
    [
        (own.Throws, "it threw KeyError in propose: 'where is it'"),
        (own.Hangs, "it did not answer within 0.5 s"),
        (own.Nonsense, "it offered package 1000000000; there are 20"),
        (own.Words, "it offered 'the moon', which is no package"),
        (own.Dies, "its process ended by signal 9"),
        (own.Leaves, "its process ended with 3"),
        (own.EndsWell, "its process ended with 0"),
        (own.Unmade, "it threw RuntimeError in being made: cannot be made"),
    ],
)
def test_a_bad_one_loses_with_a_reason_apart(small, kind, why):
    played = detente.simulate(small, [kind, "linear"], limit=0.5)
    assert (played.how, played.party) == ("failed", 0)
    assert why in played.fault
    # The next negotiation is not harmed.
    assert detente.simulate(small, [own.Steps, "linear"], limit=5).how == "agreed"


def test_a_class_in_a_class(small):
    assert detente.simulate(small, [own.Outer.Inner, "linear"], limit=5).how == "agreed"


@pytest.mark.parametrize("limit", [0, -1, float("nan"), float("inf"), 1e300])
def test_a_limit_is_a_time(small, limit):
    with pytest.raises(ValueError, match="above 0 and at most a day"):
        detente.simulate(small, [own.Steps, "linear"], limit=limit)


def test_made_of_is_a_text(small):
    maker = detente.Maker(own.Steps)
    maker.made_of = 5
    with pytest.raises(ValueError, match="made_of of the negotiator Steps"):
        detente.simulate(small, [maker, "linear"])


SCRIPT = """
import sys, detente, numpy as np
class Own(detente.Negotiator):
    def propose(self, seat): return seat.ranked(0)
    def respond(self, seat, offer): return True
class Outer:
    class Inner(Own): pass
small = detente.Scenario.from_worths("s", ["a", "b"], [4], [np.arange(4.0), np.arange(4.0)[::-1]], [None, None])
"""


@pytest.mark.parametrize("kind", ["Own", "Outer.Inner"])
def test_a_script_without_a_guard_is_told_of(tmp_path, kind):
    """Its class plays under the guard; without it an error says what to write, and nothing is kept."""
    plays = f"detente.tournament([small], ['boulware', {kind}], sys.argv[1], seeds=2, batch=4)"
    for guard, returned in [('if __name__ == "__main__":\n    ', 0), ("", 1)]:
        script, folder = tmp_path / "script.py", tmp_path / f"r{returned}"
        script.write_text(SCRIPT + guard + plays + "\n")
        done = subprocess.run([sys.executable, script, folder], capture_output=True, text=True)
        assert done.returncode == returned, done.stderr
    assert "detente.tournament is called while the script is loaded" in done.stderr and "__main__" in done.stderr
    assert not list(folder.glob("part-*"))


def test_a_class_that_changes_is_played_as_it_is(small, tmp_path, monkeypatch):
    """Reloaded, no process that waits plays what it was; changed after it was entered, it plays no more."""
    import importlib

    text = "import own\nclass Mine(own.Steps):\n    def respond(self, seat, offer):\n        return {}\n"
    place = tmp_path / "changing.py"
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    place.write_text(text.format("True"))
    import changing

    assert detente.simulate(small, ["linear", changing.Mine], limit=5).rounds == 1
    place.write_text(text.format("False    # no"))
    importlib.reload(changing)
    assert detente.simulate(small, ["linear", changing.Mine], limit=5).rounds > 1
    entered = detente.entrant(changing.Mine, 5)
    from detente import worker

    while worker.IDLE:
        worker.IDLE.pop().end()
    place.write_text(text.format("True"))
    for _ in range(2):
        with pytest.raises(RuntimeError, match="written differently now"):
            detente.simulate(small, ["linear", entered])
    assert detente.simulate(small, [own.Steps, "linear"], limit=5).how == "agreed"


def test_an_answer_that_is_none(small):
    played = detente.simulate(small, ["linear", own.Maybe], limit=5)
    assert played.how == "failed" and "none of accept, reject, leave" in played.fault


def test_apart_or_here_it_plays_the_same(small, wage):
    for scenario in (small, wage):
        for kind in (own.Steps, own.Seeded):
            here = detente.simulate(scenario, [kind, "boulware"], trace=True)
            apart = detente.simulate(scenario, [kind, "boulware"], limit=10, trace=True)
            assert here == apart


def test_what_it_prints_is_not_its_answer(small):
    steps = detente.simulate(small, [own.Steps, "linear"], limit=5, trace=True)
    prints = detente.simulate(small, [own.Prints, "linear"], limit=5, trace=True)
    assert steps == prints


def test_one_that_no_other_process_finds_is_refused(small):
    class Inside(own.Steps):
        pass

    assert detente.simulate(small, [Inside, "linear"]).how == "agreed"
    with pytest.raises(ValueError, match="inside a function"):
        detente.simulate(small, [Inside, "linear"], limit=5)


def test_a_seat_sees_its_own_alone(small):
    """Everything a seat has, for two scenarios that differ in the other's preferences only, is the same."""
    import numpy as np

    seen = []

    class Looks(own.Steps):
        def propose(self, seat):
            names = [name for name in dir(seat) if not name.startswith("_")]
            plain = {name: getattr(seat, name) for name in names if not callable(getattr(seat, name))}
            seen.append((plain, bytes(seat.worths())))
            return super().propose(seat)

    worth = np.frombuffer(small.worths(0))
    for other in (np.frombuffer(small.worths(1)), np.linspace(0, 1, 20)):
        scenario = detente.Scenario.from_worths("x", ["a", "b"], [4, 5], [worth, other], [0.2, 0.9])
        detente.simulate(scenario, [Looks, "tough"], rounds=1)
    assert seen[0] == seen[1]


def test_no_seat_learns_of_another_from_before(small, tmp_path):
    """A process forks for each negotiation: what is kept in a class does not live on, whoever plays next."""
    results = detente.tournament([small], [own.Remembers, "linear"], tmp_path, seeds=3, rounds=5, threads=1, limit=5)
    faults = results.pandas().fault.dropna()
    assert len(faults) == 0, faults.iloc[0]


def test_an_answer_to_what_was_not_asked(small):
    played = detente.simulate(small, [own.Early, "linear"], limit=5)
    assert played.how == "failed" and "not asked" in played.fault
    assert detente.simulate(small, [own.Steps, "linear"], limit=5).how == "agreed"


def test_an_interruption_is_no_fault(small):
    """A person's Ctrl-C comes out as one, and harms no negotiation after it."""
    with pytest.raises(KeyboardInterrupt):
        detente.simulate(small, [own.Interrupted, "linear"])
    assert detente.simulate(small, [own.Steps, "linear"], limit=5).how == "agreed"
