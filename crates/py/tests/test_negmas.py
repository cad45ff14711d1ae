"""To NegMAS and back."""

import numpy as np
import pytest

import detente

negmas = pytest.importorskip("negmas")
import negmas.sao as sao  # noqa: E402

from detente.negmas import Ours, Theirs, from_negmas, scenario, to_negmas  # noqa: E402

BOTH = {
    "boulware": sao.BoulwareTBNegotiator,
    "conceder": sao.ConcederTBNegotiator,
    "tit-for-tat": sao.NaiveTitForTatNegotiator,
    "hybrid": sao.HybridNegotiator,
}


def session(space, ufuns, negotiators, rounds=40):
    made = sao.SAOMechanism(outcome_space=space, n_steps=rounds)
    for negotiator, ufun in zip(negotiators, ufuns):
        made.add(negotiator, ufun=ufun)
    made.run()
    return made


def test_there_and_back(wage, small):
    for given in (wage, small):
        space, ufuns = to_negmas(given)
        back = from_negmas(ufuns, space)
        for party in range(2):
            worth = np.frombuffer(given.worths(party))
            again = np.frombuffer(back.worths(party))
            finite = np.isfinite(worth)
            if len(again) == len(worth):
                assert np.allclose(worth[finite], again[finite], atol=1e-9)
        assert back.walk_away == given.walk_away


def test_a_case_keeps_its_words(examples):
    case = detente.read(examples / "wage-round")
    made = scenario(case)
    assert [issue.name for issue in made.outcome_space.issues] == list(case.issues)
    assert type(made.ufuns[0]).__name__ in ("LinearAdditiveUtilityFunction", "MappingUtilityFunction")


@pytest.mark.parametrize("name", BOTH)
def test_ours_in_their_mechanism(small, ties_in_order, name):
    space, ufuns = to_negmas(small)
    ours = session(space, ufuns, [Ours(name, name="a"), sao.LinearTBNegotiator(name="b")])
    space, ufuns = to_negmas(small)
    theirs = session(space, ufuns, [BOTH[name](name="a"), sao.LinearTBNegotiator(name="b")])
    assert [offer for _, _, offer in ours.extended_trace] == [offer for _, _, offer in theirs.extended_trace]
    assert ours.agreement == theirs.agreement


@pytest.mark.parametrize("name", sorted(detente.negotiators()))
def test_every_one_of_ours_in_their_mechanism(small, name):
    space, ufuns = to_negmas(small)
    made = session(space, ufuns, [Ours(name, name="a"), sao.ConcederTBNegotiator(name="b")])
    assert made.state.has_error is False


@pytest.mark.parametrize("name", BOTH)
def test_theirs_at_our_table(small, ties_in_order, name):
    theirs = detente.simulate(small, [Theirs(BOTH[name]), "linear"], rounds=40, trace=True)
    ours = detente.simulate(small, [name, "linear"], rounds=40, trace=True)
    assert theirs.fault is None
    assert (theirs.trace, theirs.agreement) == (ours.trace, ours.agreement)


@pytest.mark.parametrize("kind", [sao.MiCRONegotiator, sao.RandomNegotiator, sao.FastMiCRONegotiator, sao.NiceTitForTatNegotiator])
def test_others_of_theirs_at_our_table(small, kind):
    played = detente.simulate(small, ["boulware", Theirs(kind)], rounds=30)
    assert played.fault is None and played.how in ("agreed", "deadline", "left")


def test_theirs_in_a_tournament(small, tmp_path):
    results = detente.tournament([small], ["linear", Theirs(sao.BoulwareTBNegotiator)], tmp_path, rounds=15)
    assert {one["negotiator"] for one in results.standings["negotiators"]} == {"linear", "BoulwareTBNegotiator"}


def test_three_parties(ties_in_order):
    rng = np.random.default_rng(3)
    three = detente.Scenario.from_worths("three", list("abc"), [3, 3, 3], list(rng.random((3, 27))), [0.1] * 3)
    space, ufuns = to_negmas(three)
    names = ["boulware", "conceder", "linear"]
    mixed = session(space, ufuns, [Ours(name, name=name) for name in names])
    ours = detente.simulate(three, names, rounds=40)
    assert (None if mixed.agreement is None else three.number([int(v) for v in mixed.agreement])) == ours.agreement
