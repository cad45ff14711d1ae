"""The package on its own."""

import pickle

import numpy as np
import pytest

import detente


def slow_frontier(points):
    """As the definition says it."""
    kept = []
    for at, own in enumerate(points):
        others = [other for other in points if (other >= own).all() and (other > own).any()]
        if not others and not np.isnan(own).any():
            kept.append(at)
    return kept


def test_the_frontier_is_what_the_definition_says():
    rng = np.random.default_rng(1)
    for many in (0, 1, 2, 50, 300):
        for points in (rng.random((many, 2)), rng.integers(0, 6, (many, 2)).astype(float)):
            assert detente.frontier(points).tolist() == slow_frontier(points)


def test_the_frontier_takes_what_it_is_given():
    points = np.array([[1, 3], [2, 2], [1, 2]], dtype=np.int32)
    assert detente.frontier(points).tolist() == [0, 1]
    assert detente.frontier([[1.0, 3.0], [2.0, 2.0]]).tolist() == [0, 1]
    assert detente.frontier(np.asfortranarray(np.random.default_rng(1).random((9, 2)))).size
    locked = np.array([[1.0, 2.0]])
    locked.flags.writeable = False
    assert detente.frontier(locked).tolist() == [0]
    with pytest.raises(ValueError, match="two columns"):
        detente.frontier(np.zeros((3, 3)))
    with pytest.raises(ValueError, match="two columns"):
        detente.frontier(np.zeros(3))


def test_a_case_is_read_and_analysed(examples):
    case = detente.read(examples / "river-talks")
    assert case.parties == ["upland", "downland"] or len(case.parties) == 2
    analysis = case.analyze(worlds=64)
    assert analysis["schema"].startswith("detente/analysis/")
    assert int(analysis["zone"]["packages"].replace(",", "")) == 763
    assert case.worths().shape == (len(case.scenario()), 2)
    again = pickle.loads(pickle.dumps(case))
    assert again.title == case.title


def test_a_mistake_in_a_case_says_where(tmp_path):
    (tmp_path / "case.toml").write_text('detente = 1\ntitle = "X"\nparty = [{ id = "a" }]\nissue = [{ id = "b", option = ["c"] }]\n')
    with pytest.raises(ValueError, match="case.toml:4"):
        detente.read(tmp_path)
    with pytest.raises(FileNotFoundError):
        detente.read(tmp_path / "nothing")


def test_moves_and_statements(examples):
    moves = detente.moves(examples / "elmira-1991")
    assert moves["schema"].startswith("detente/moves/")
    quotes = detente.extract('"We will sign," said Ana Lund, the minister, on Monday.', published="2026-11-30")
    assert len(quotes) == 1


def test_one_negotiation(small):
    played = detente.simulate(small, ["boulware", "conceder"], trace=True)
    assert played.how == "agreed" and played.agreement in range(len(small))
    assert small.number(played.options) == played.agreement
    assert played.trace[-1][3] == played.agreement
    # The same again, byte for byte.
    assert detente.simulate(small, ["boulware", "conceder"], trace=True) == played
    drawn = [detente.simulate(small, ["random", "micro"], negotiation=n).agreement for n in range(20)]
    assert drawn == [detente.simulate(small, ["random", "micro"], negotiation=n).agreement for n in range(20)]
    assert len(set(drawn)) > 1


@pytest.mark.parametrize("protocol", ["alternating", "voting", "mediated", "veto", "hill-climbing", "annealing"])
def test_every_protocol_ends_in_what_all_can_live_with(examples, protocol):
    case = detente.read(examples / "estate")
    scenario = case.scenario()
    played = detente.simulate(scenario, ["boulware"] * len(scenario.parties), protocol=protocol, rounds=200)
    assert played.how in ("agreed", "deadline")
    if played.agreement is not None:
        for party, away in enumerate(scenario.walk_away):
            assert away is None or np.frombuffer(scenario.worths(party))[played.agreement] >= away - 1e-9


def test_simulated_time(wage):
    played = detente.simulate(wage, ["boulware", "boulware"], time=(60.0, 0.5))
    assert 0 < played.time <= 1
    with pytest.raises(ValueError):
        detente.simulate(wage, ["boulware", "boulware"], time=(60.0, 0.0))
    with pytest.raises(ValueError):
        detente.simulate(wage, ["boulware", "boulware"], time=(60.0, 1.0), rounds=3)


@pytest.mark.parametrize("name", sorted(detente.negotiators()))
def test_every_negotiator_keeps_to_its_seat(small, name):
    other = "time:e=1" if name != "time" else "boulware"
    for seed in range(5):
        played = detente.simulate(small, [name, other], rounds=60, negotiation=seed, trace=True)
        assert played.fault is None
        if name not in ("random",) and played.agreement is not None:
            assert np.frombuffer(small.worths(0))[played.agreement] >= small.walk_away[0]


def test_mistakes_are_told(small):
    for wrong in ("bolware", "time:e=x", "time:speed=3", "trade-off:model=oracle", "random:accepts=7"):
        with pytest.raises(ValueError, match=wrong.split(":")[0]):
            detente.simulate(small, [wrong, "linear"])
    with pytest.raises(ValueError, match="1 negotiators for 2 parties"):
        detente.simulate(small, ["linear"])
    with pytest.raises(ValueError, match="protocol"):
        detente.simulate(small, ["linear"] * 2, protocol="shouting")
    with pytest.raises(ValueError, match="19 worths for 20"):
        detente.Scenario.from_worths("x", ["a"], [4, 5], [np.zeros(19)], [None])
    with pytest.raises(ValueError, match="no number"):
        detente.Scenario.from_worths("x", ["a"], [2], [np.array([1.0, np.nan])], [None])
    with pytest.raises(ValueError):
        small.package(20)
    with pytest.raises(ValueError, match="one round"):
        detente.simulate(small, ["linear"] * 2, rounds=0)
    with pytest.raises(ValueError, match="no package"):
        detente.simulate(small, ["linear"] * 2, opening=20)
    with pytest.raises(TypeError, match="list"):
        detente.simulate(small, "linear")
    with pytest.raises(TypeError, match="not one made of it"):
        detente.simulate(small, [object(), "linear"])


def test_worths_of_any_sort(small):
    worth = [np.frombuffer(small.worths(party)) for party in range(2)]
    plain = detente.Scenario.from_worths("x", ["a", "b"], [4, 5], [list(one) for one in worth], [0.2, 0.2])
    assert plain.worths(1) == small.worths(1)
    whole = detente.Scenario.from_worths("x", ["a"], [2], [np.array([1, 2], dtype=np.int32)])
    assert np.frombuffer(whole.worths(0)).tolist() == [1.0, 2.0] and whole.walk_away == [None]


def test_a_rehearsal(examples):
    case = detente.read(examples / "wage-round")
    rehearsed = case.rehearse([("alternating", ["linear"]), ("mediated", ["linear"])], worlds=4)
    assert [one["mediated"] for one in rehearsed["procedures"]] == [False, True]
    assert case.rehearse([("alternating", ["linear"]), ("mediated", ["linear"])], worlds=4) == rehearsed
    opened = case.rehearse([("alternating", ["linear"])], worlds=4, opening=[0] * len(case.issues))
    assert [one["opening"] for one in opened["procedures"]] == [False, True]
    labels = {issue: options[0] for issue, options in case.issues.items()}
    assert case.rehearse([("alternating", "linear")], worlds=4, opening=labels) == opened
    with pytest.raises(ValueError, match="no option for"):
        case.package({})
    with pytest.raises(ValueError, match="option there is not"):
        case.rehearse([("alternating", ["linear"])], worlds=4, opening=[99] * len(case.issues))
