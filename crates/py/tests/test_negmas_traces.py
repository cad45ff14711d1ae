"""Offer traces beside NegMAS's, offer by offer, on published scenarios."""

import itertools
import os
import random
from pathlib import Path

import numpy as np
import pytest

import detente
from detente.cases import read

negmas = pytest.importorskip("negmas")
from negmas.outcomes import make_issue, make_os  # noqa: E402
from negmas.preferences import MappingUtilityFunction  # noqa: E402
from negmas.sao import SAOMechanism  # noqa: E402
import negmas.sao as sao  # noqa: E402

DATA = os.environ.get("DETENTE_DATA")
PAIRS = {
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


def theirs(scenario, kinds, rounds):
    space = make_os([make_issue(many, name=f"i{n}") for n, many in enumerate(scenario.options)])
    outcomes = list(itertools.product(*(range(many) for many in scenario.options)))
    session = SAOMechanism(outcome_space=space, n_steps=rounds)
    for party, kind in enumerate(kinds):
        worth = np.frombuffer(scenario.worths(party))
        away = scenario.walk_away[party]
        ufun = MappingUtilityFunction(
            dict(zip(outcomes, (float(w) for w in worth))),
            outcome_space=space,
            reserved_value=float("-inf") if away is None else away,
        )
        session.add(kind(name=f"n{party}"), ufun=ufun)
    session.run()
    place = {negotiator.id: at for at, negotiator in enumerate(session.negotiators)}
    trace = [(step, place[who], scenario.number(list(offer))) for step, who, offer in session.extended_trace]
    deal = session.agreement
    return trace, None if deal is None else scenario.number(list(deal))


def ours(scenario, names, rounds):
    played = detente.simulate(scenario, names, rounds=rounds, trace=True)
    return [(step, party, offer) for step, _, party, offer, _ in played.trace], played.agreement
