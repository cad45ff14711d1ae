"""Offers and agreements beside NegMAS's, offer by offer."""

import itertools
import random

import numpy as np
import pytest
from conftest import LONG, data

import detente

negmas = pytest.importorskip("negmas")
import negmas.sao as sao  # noqa: E402
from negmas.outcomes import make_issue, make_os  # noqa: E402
from negmas.preferences import MappingUtilityFunction  # noqa: E402

SAME = {
    "boulware": sao.BoulwareTBNegotiator,
    "linear": sao.LinearTBNegotiator,
    "conceder": sao.ConcederTBNegotiator,
    "aspiration": sao.AspirationNegotiator,
    "tit-for-tat": sao.NaiveTitForTatNegotiator,
    "tough": sao.ToughNegotiator,
    "hybrid": sao.HybridNegotiator,
    "concede-any": sao.CARNegotiator,
    "concede-not-worse": sao.CANNegotiator,
    "concede-better": sao.CABNegotiator,
}
"""Deterministic strategies that both have."""

FEW = ["Camera2011", "DefensiveCharms2013", "Laptop2011", "NiceOrDie2011", "AgentSmith2016", "Party_gw"]
"""Played in every run; `--long` plays all."""


def session(scenario, kinds, rounds):
    """NegMAS's mechanism on the same numbers."""
    space = make_os([make_issue(many, name=f"i{n}") for n, many in enumerate(scenario.options)])
    outcomes = list(itertools.product(*(range(many) for many in scenario.options)))
    made = sao.SAOMechanism(outcome_space=space, n_steps=rounds)
    for party, kind in enumerate(kinds):
        worth = np.frombuffer(scenario.worths(party))
        away = scenario.walk_away[party]
        ufun = MappingUtilityFunction(
            dict(zip(outcomes, (float(one) for one in worth))),
            outcome_space=space,
            reserved_value=float("-inf") if away is None else away,
        )
        made.add(kind(name=f"n{party}"), ufun=ufun)
    made.run()
    return made


def theirs(scenario, kinds, rounds):
    made = session(scenario, kinds, rounds)
    place = {negotiator.id: at for at, negotiator in enumerate(made.negotiators)}
    trace = [(step, place[who], scenario.number(list(offer))) for step, who, offer in made.extended_trace]
    return trace, None if made.agreement is None else scenario.number(list(made.agreement))


def ours(scenario, names, rounds):
    played = detente.simulate(scenario, names, rounds=rounds, trace=True)
    return [(step, party, offer) for step, _, party, offer, _ in played.trace], played.agreement


def compared(scenario, pairs, rounds):
    differing = []
    for first, second in pairs:
        line_up = [first, second] + [first] * (len(scenario.parties) - 2)
        try:
            them = theirs(scenario, [SAME[name] for name in line_up], rounds)
        except IndexError:
            # NegMAS's hybrid fails with more than three parties where it reacts to a third offer and has made none itself.
            assert "hybrid" in line_up and len(line_up) > 3
            continue
        if them != ours(scenario, line_up, rounds):
            differing.append(line_up)
    return differing


def names():
    folder = data()
    if folder is None:
        return FEW[:1]
    return sorted(one.name for one in folder.iterdir()) if LONG else FEW


@pytest.mark.parametrize("name", names())
def test_every_offer_and_agreement_is_the_same(scenarios, ties_in_order, name):
    try:
        scenario = detente.read(scenarios / name).scenario(name, most=200_000)
    except ValueError as error:
        pytest.skip(f"left out: {error}")
    if len(scenario) > 30_000 or len(scenario.parties) > 9:
        # What is large is played by fewer, since NegMAS takes a second and more for each.
        pairs = [("boulware", "conceder"), ("tit-for-tat", "linear")]
        if len(scenario.parties) > 9 or len(scenario) > 190_000:
            pairs = pairs[:1]
        rounds = 20
    elif len(scenario) * len(scenario.parties) > 15_000:
        pairs, rounds = list(itertools.product(list(SAME)[:5], repeat=2)), 20
    else:
        pairs, rounds = list(itertools.product(SAME, repeat=2)), 60 if LONG else 25
    assert compared(scenario, pairs, rounds) == []


def test_without_public_scenarios_too(small, ties_in_order):
    assert compared(small, list(itertools.product(SAME, repeat=2)), 30) == []


def test_the_comparison_can_fail(small, ties_in_order):
    assert theirs(small, [SAME["boulware"]] * 2, 30) != ours(small, ["conceder", "boulware"], 30)


def test_as_it_comes_only_ties_differ(scenarios):
    """Without sorting ties, offers may differ; but what is offered is worth the same to whoever offers it, up to the first difference."""
    scenario = detente.read(scenarios / "Jobs").scenario("Jobs")
    for first, second in itertools.product(["boulware", "linear", "conceder"], repeat=2):
        (them, _), (us, _) = theirs(scenario, [SAME[first], SAME[second]], 50), ours(scenario, [first, second], 50)
        for (step, who, offer), (step_, who_, offer_) in zip(them, us):
            worth = np.frombuffer(scenario.worths(who))
            assert (step, who) == (step_, who_) and abs(worth[offer] - worth[offer_]) < 1e-9
            if offer != offer_:
                break


CHANCE = {
    "random": (sao.RandomNegotiator, "random"),
    "nice": (sao.NiceNegotiator, "random:accepts=1,leaves=0"),
    "micro": (sao.MiCRONegotiator, "micro"),
}


@pytest.mark.parametrize("first,second", [("random", "random"), ("nice", "random"), ("micro", "micro"), ("micro", "random")])
def test_what_is_drawn_agrees_as_often(small, first, second):
    seeds, rounds = (1_000 if LONG else 250), 20
    agreed, worths = ([], []), ([], [])
    for seed in range(seeds):
        random.seed(seed)
        np.random.seed(seed)
        deal = session(small, [CHANCE[first][0], CHANCE[second][0]], rounds).agreement
        played = detente.simulate(small, [CHANCE[first][1], CHANCE[second][1]], rounds=rounds, negotiation=seed)
        for which, package in enumerate([None if deal is None else small.number(list(deal)), played.agreement]):
            agreed[which].append(package is not None)
            none = small.walk_away[0]
            worths[which].append(none if package is None else float(np.frombuffer(small.worths(0))[package]))
    for theirs_, ours_ in (agreed, worths):
        a, b = np.array(theirs_, dtype=float), np.array(ours_, dtype=float)
        # Each mean with its own 95 % interval: these have to overlap.
        wide = 1.96 * (a.std() + b.std()) / np.sqrt(seeds)
        assert abs(a.mean() - b.mean()) <= wide + 1e-12, (first, second, a.mean(), b.mean())
