"""Negotiators: those there are, and one's own."""

import hashlib
import inspect
import os
from abc import ABC, abstractmethod

from . import _detente
from ._detente import Seat


class Lost(Exception):
    """Raised by a negotiator that gives up: it loses its negotiation, for the reason given."""


class Unavailable(RuntimeError):
    """A class cannot be had in a process of its own, or not as it was entered. No negotiator is at fault, and nothing is counted."""


def not_inside(what: str) -> None:
    """Refuses what a script does when a negotiator's process loads it to find a class."""
    if os.environ.get(LOADING):
        raise Unavailable(f'{what} is called while the script is loaded: put what it runs under `if __name__ == "__main__":`')


LOADING = "DETENTE_LOADS_A_NEGOTIATOR"
"""Set in a negotiator's process until its class is found."""


def negotiators() -> dict[str, tuple[str, str]]:
    """Names of all negotiators, each with what it does and where it comes from."""
    return {name: (does, source) for name, does, source in _detente.negotiators()}


class Negotiator(ABC):
    """One's own negotiator: two methods make one. Made anew for each negotiation, as `Own(party, parties, seed)` if it takes these.

    >>> class Steps(Negotiator):
    ...     def propose(self, seat):
    ...         low, high = seat.range
    ...         return seat.at_least(high - 0.1 * seat.step * (high - low))
    ...     def respond(self, seat, offer):
    ...         return seat.worth(offer) >= seat.worth(self.propose(seat))
    """

    @abstractmethod
    def propose(self, seat: Seat) -> int | None:
        """The package to put on the table; None leaves the talks."""

    @abstractmethod
    def respond(self, seat: Seat, offer: int) -> bool | str:
        """True or "accept", False or "reject", or "leave"."""

    def heard(self, seat: Seat, party: int, offer: int) -> None:
        """Told of another party's offer."""

    def lives_with(self, seat: Seat, text: int) -> bool:
        """Asked by a mediator whether it could live with a text."""
        return seat.accepts(text)

    def prefers(self, seat: Seat, text: int, other: int) -> bool:
        """Asked by a mediator whether a text is at least as good as another."""
        return seat.worth(text) >= seat.worth(other)


class Maker:
    """Makes negotiators of one class, in this process."""

    def __init__(self, kind, name: str | None = None):
        self.kind = kind
        self.name = name or kind.__name__
        self.made_of = written(kind)

    def seated(self, party: int, parties: int, seed: int):
        return made(self.kind, party, parties, seed)


def written(kind) -> str | None:
    """A digest of how a class and those it inherits from are written, Python's own and this package's aside; None where that is nowhere to
    be read. Functions that it calls are not looked into."""
    told = hashlib.sha256()
    for one in kind.__mro__:
        if one.__module__.partition(".")[0] not in {"builtins", "abc", "typing", "detente"}:
            try:
                told.update(inspect.getsource(one).encode())
            except (OSError, TypeError):
                return None
    return told.hexdigest()


def made(kind, party: int, parties: int, seed: int):
    """A negotiator of a class, told its seat if it wants to be."""
    try:
        inspect.signature(kind).bind(party, parties, seed)
    except (TypeError, ValueError):
        return kind()
    return kind(party, parties, seed)


def entrant(given, limit: float | None = None, name: str | None = None):
    """What can be entered: a name as it is, a class as a maker of it, a maker as it is. With a limit, in seconds for each answer, a class
    plays in a process of its own."""
    if isinstance(given, str) or hasattr(given, "seated"):
        return given
    if not isinstance(given, type):
        raise TypeError(f"a negotiator is a name, a class or a maker: {given!r} is none (give the class, not one made of it)")
    if limit is None:
        return Maker(given, name)
    from .worker import Apart

    return Apart(given, limit, name)
