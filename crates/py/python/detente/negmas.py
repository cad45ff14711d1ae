"""To NegMAS and back: its scenarios and utility functions in, ours out; our negotiators in its mechanisms, its negotiators at our tables.

Needs `negmas` (0.16 or later). Utilities pass as they are, in the points they are in; packages are numbered as NegMAS enumerates outcomes.
"""

import math
from importlib.metadata import version

import numpy as np
from negmas.gb.common import ResponseType
from negmas.outcomes import make_issue, make_os
from negmas.preferences import LinearAdditiveUtilityFunction, MappingUtilityFunction
from negmas.preferences.value_fun import TableFun
from negmas.sao import SAOMechanism, SAONegotiator, SAOState

from . import _detente
from .cases import Case
from .negotiators import Lost

__all__ = ["Ours", "Theirs", "from_negmas", "scenario", "to_negmas"]

PLAIN = (bool, float, int, str, type(None))


def outcomes_of(space) -> list[tuple]:
    """All outcomes of a discrete space, in its own order."""
    if not space.is_discrete():
        raise ValueError("the outcome space is not discrete: make it so first (`space.to_discrete(10)`)")
    return list(space.enumerate())


def from_negmas(ufuns, space=None, name: str = "scenario") -> _detente.Scenario:
    """A scenario to play from NegMAS's utility functions, or from a `negmas.Scenario`."""
    if hasattr(ufuns, "ufuns"):
        space, ufuns = ufuns.outcome_space, list(ufuns.ufuns)
    space = space or ufuns[0].outcome_space
    outcomes = outcomes_of(space)
    issues = getattr(space, "issues", None)
    options = [len(list(issue.all)) for issue in issues] if issues else [len(outcomes)]
    worth = [np.array([float(ufun(outcome)) for outcome in outcomes]) for ufun in ufuns]
    away = [finite(ufun.reserved_value) for ufun in ufuns]
    names = [str(ufun.name or f"party{n}") for n, ufun in enumerate(ufuns)]
    return _detente.Scenario.from_worths(name, names, options, worth, away)


def finite(value) -> float | None:
    value = float(value) if value is not None else -math.inf
    return value if math.isfinite(value) else None


def to_negmas(given):
    """An outcome space and a utility function for each party, from a case or a scenario.

    Of a case the space has the case's issues and labels; utilities are NegMAS's linear additive ones where worths add up over issues, and tables
    of whole outcomes otherwise. Packages a link forbids are no outcomes in NegMAS, which knows no links: they get the party's worst.
    """
    case = given if isinstance(given, Case) else None
    playable = case.scenario() if case else given
    if case:
        labels = list(case.issues.items())
    else:
        labels = [(f"issue{n}", [str(option) for option in range(many)]) for n, many in enumerate(playable.options)]
    issues = [make_issue(values, name=name) for name, values in labels]
    space = make_os(issues, name=playable.name)
    outcomes = outcomes_of(space)
    ufuns = []
    for party, name in enumerate(playable.parties):
        worth = np.frombuffer(playable.worths(party))
        away = playable.walk_away[party]
        reserved = -math.inf if away is None else away
        every = all_worths(playable, worth, len(outcomes))
        added = additive(every, playable.options)
        if added is not None:
            tables, bias = added
            values = [TableFun(dict(zip(values, table))) for (_, values), table in zip(labels, tables)]
            ufun = LinearAdditiveUtilityFunction(
                values, weights=[1.0] * len(values), bias=bias, outcome_space=space, reserved_value=reserved, name=name
            )
        else:
            mapping = dict(zip(outcomes, (float(one) for one in every)))
            ufun = MappingUtilityFunction(mapping, outcome_space=space, reserved_value=reserved, name=name)
        ufuns.append(ufun)
    return space, ufuns


def all_worths(playable, worth: np.ndarray, combinations: int) -> np.ndarray:
    """What every combination of options is worth; those that are no package, or break a red line, as the worst there is."""
    finite_ones = worth[np.isfinite(worth)]
    least = float(finite_ones.min()) if len(finite_ones) else 0.0
    if len(worth) == combinations:
        return np.where(np.isfinite(worth), worth, least)
    every = np.full(combinations, least)
    for package in range(len(worth)):
        at = int(np.ravel_multi_index(playable.package(package), playable.options))
        if np.isfinite(worth[package]):
            every[at] = worth[package]
    return every


def additive(every: np.ndarray, options: list[int]) -> tuple[list[np.ndarray], float] | None:
    """A table for each issue and a constant, if worths add up over issues."""
    grid = every.reshape(options)
    base = float(grid[(0,) * len(options)])
    tables = []
    for issue, many in enumerate(options):
        at = [0] * len(options)
        at[issue] = slice(None)
        tables.append(grid[tuple(at)] - base)
    total = base + sum(
        table.reshape([-1 if n == issue else 1 for n in range(len(options))]) for issue, table in enumerate(tables)
    )
    close = np.abs(total - grid).max() <= 1e-9 * max(1.0, np.abs(grid).max())
    return (tables, base) if close else None


def scenario(given):
    """A `negmas.Scenario` from a case or a scenario of ours."""
    from negmas import Scenario

    space, ufuns = to_negmas(given)
    return Scenario(outcome_space=space, ufuns=tuple(ufuns), mechanism_type=SAOMechanism)


class Ours(SAONegotiator):
    """One of our negotiators in NegMAS's mechanisms: `Ours("micro")`."""

    def __init__(self, strategy: str = "boulware", *args, seed: int = 0, semantics: str = "negmas", **more):
        super().__init__(*args, **more)
        self._strategy, self._seed, self._semantics = strategy, seed, semantics
        self._seated = None

    def _begin(self):
        space = self.ufun.outcome_space or self.nmi.outcome_space
        self._outcomes = outcomes_of(space)
        self._number = {outcome: at for at, outcome in enumerate(self._outcomes)}
        issues = getattr(space, "issues", None)
        options = [len(list(issue.all)) for issue in issues] if issues else [len(self._outcomes)]
        worth = np.array([float(self.ufun(outcome)) for outcome in self._outcomes])
        steps = self.nmi.n_steps
        ids = self.nmi.negotiator_ids
        self._place = {other: at for at, other in enumerate(ids)}
        self._seated = _detente.Seated(
            self._strategy,
            options,
            worth,
            finite(self.ufun.reserved_value),
            self._place[self.id],
            len(ids),
            None if steps is None else int(steps),
            self._seed,
            self._semantics,
        )

    def on_preferences_changed(self, changes):
        self._seated = None
        return super().on_preferences_changed(changes)

    def on_partner_proposal(self, state, partner_id, offer):
        if self._seated is None:
            self._begin()
        self._seated.heard(state.step, state.relative_time, self._place.get(partner_id, 0), self._number[tuple(offer)])

    def propose(self, state: SAOState, dest=None):
        if self._seated is None:
            self._begin()
        package = self._seated.propose(state.step, state.relative_time)
        return None if package is None else self._outcomes[package]

    def respond(self, state: SAOState, source=None):
        if self._seated is None:
            self._begin()
        if state.current_offer is None:
            return ResponseType.REJECT_OFFER
        said = self._seated.respond(state.step, state.relative_time, self._number[tuple(state.current_offer)])
        return {
            "accept": ResponseType.ACCEPT_OFFER,
            "reject": ResponseType.REJECT_OFFER,
            "leave": ResponseType.END_NEGOTIATION,
        }[said]


class Theirs:
    """A maker of one of NegMAS's negotiators for our tables: `Theirs(AspirationNegotiator)`. Each plays in a mechanism of NegMAS's that is
    stepped along with our table, so that it sees states and times as it would there."""

    def __init__(self, kind, name: str | None = None, **arguments):
        self.kind, self.arguments = kind, arguments
        self.name = name or kind.__name__
        told = {key: given if isinstance(given, PLAIN) else type(given).__qualname__ for key, given in sorted(arguments.items())}
        self.made_of = f"NegMAS {version('negmas')}, {kind.__module__}.{kind.__qualname__}, {told}"

    def seated(self, party: int, parties: int, seed: int):
        return TheirsSeated(self, party, parties, seed)


class TheirsSeated:
    """One of NegMAS's negotiators at our table."""

    def __init__(self, maker: Theirs, party: int, parties: int, seed: int):
        self.maker, self.party, self.parties, self.seed = maker, party, parties, seed
        self.negotiator = None

    def _begin(self, seat):
        import random

        random.seed(self.seed)
        np.random.seed(self.seed % (1 << 32))
        options = seat.options
        issues = [make_issue(many, name=f"issue{n}") for n, many in enumerate(options)]
        space = make_os(issues)
        every = outcomes_of(space)
        if len(every) != seat.packages:
            raise Lost("NegMAS has no outcome spaces with holes: the case links options")
        self.outcomes = every
        self.number = {outcome: at for at, outcome in enumerate(every)}
        worth = np.frombuffer(seat.worths())
        mapping = {outcome: float(one) for outcome, one in zip(every, worth)}
        ufun = MappingUtilityFunction(mapping, outcome_space=space, reserved_value=seat.walk_away)
        self.mechanism = SAOMechanism(outcome_space=space, n_steps=seat.steps)
        self.negotiator = self.maker.kind(name=f"n{self.party}", **self.maker.arguments)
        for place in range(self.parties):
            if place == self.party:
                self.mechanism.add(self.negotiator, ufun=ufun)
            else:
                self.mechanism.add(Silent(name=f"n{place}"), ufun=MappingUtilityFunction(mapping, outcome_space=space))
        self.ids = [one.id for one in self.mechanism.negotiators]
        state = self.mechanism._current_state
        state.running = state.started = True
        self.negotiator._on_negotiation_start(state=self.mechanism.state)

    def _state(self, seat, offer=None, source=None):
        if self.negotiator is None:
            self._begin(seat)
        state = self.mechanism._current_state
        state.step, state.relative_time = seat.step, seat.time
        if offer is not None:
            state.current_offer = self.outcomes[offer]
            if source is not None:
                state.current_proposer = self.ids[source]
        return self.mechanism.state_for(self.negotiator) if hasattr(self.mechanism, "state_for") else state

    def heard(self, seat, party, offer):
        state = self._state(seat, offer, party)
        self.negotiator.on_partner_proposal(partner_id=self.ids[party], offer=self.outcomes[offer], state=state)

    def propose(self, seat):
        state = self._state(seat)
        outcome = self.negotiator.propose_(state)
        return None if outcome is None else self.number[tuple(outcome)]

    def respond(self, seat, offer):
        state = self._state(seat, offer)
        said = self.negotiator.respond_(state=state, source=state.current_proposer)
        said = getattr(said, "response", said)
        if said == ResponseType.ACCEPT_OFFER:
            return "accept"
        return "leave" if said in (ResponseType.END_NEGOTIATION, ResponseType.LEAVE) else "reject"


class Silent(SAONegotiator):
    """Holds another's place in the mechanism that one of NegMAS's negotiators is told of."""

    def propose(self, state, dest=None):
        return None

    def respond(self, state, source=None):
        return ResponseType.REJECT_OFFER
