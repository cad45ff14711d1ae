"""One negotiation."""

from dataclasses import dataclass, field

from ._detente import Scenario
from .cases import Case, read
from .negotiators import entrant, not_inside


@dataclass(frozen=True)
class Played:
    """How a negotiation went."""

    how: str
    """agreed, deadline, left or failed."""
    agreement: int | None
    """The package agreed on."""
    options: list[int] | None
    """Its option for each issue."""
    worth: list[float]
    """What the end is worth to each party: its walk-away without an agreement."""
    rounds: int
    """Rounds begun."""
    time: float
    """The part of the time that was over."""
    offers: int
    """What was on the table, in number."""
    party: int | None
    """Who left, or failed."""
    fault: str | None
    """Why it failed."""
    nash: float
    """The product of gains as a share of the largest there is."""
    trace: list[tuple] = field(default_factory=list)
    """Of each thing on the table: round, time, whose it is (None: a mediator's), the package, who accepted it."""


def scenario_of(given) -> Scenario:
    """A scenario from a scenario, a case or a path."""
    if isinstance(given, Scenario):
        return given
    case = given if isinstance(given, Case) else read(given)
    return case.scenario()


def simulate(
    scenario,
    negotiators,
    protocol: str = "alternating",
    rounds: int | None = None,
    time: tuple[float, float] | None = None,
    seed: int = 1,
    negotiation: int = 0,
    semantics: str = "negmas",
    opening: int | None = None,
    limit: float | None = None,
    trace: bool = False,
) -> Played:
    """Plays one negotiation.

    `scenario` is a scenario, a case or a path; `negotiators` has one for each party: a name as `negotiators()` lists them, a class, or a
    maker. `limit`: seconds for each answer of a class, which then plays in a process of its own. The deadline is `rounds` (100), or simulated
    `time` as (limit, mean of one turn).
    """
    not_inside("detente.simulate")
    scenario = scenario_of(scenario)
    if isinstance(negotiators, str):
        raise TypeError("negotiators are a list with one for each party")
    entered = [entrant(one, limit) for one in negotiators]
    told = scenario.play(
        entered, protocol, rounds, time, seed, negotiation, semantics, opening, trace
    )
    agreement = told["agreement"]
    options = None if agreement is None else scenario.package(agreement)
    return Played(options=options, **told)
