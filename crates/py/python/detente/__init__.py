"""Detente: what all sides of a dispute could live with, who can move, what was said, and how a negotiation would go.

>>> import numpy as np, detente
>>> detente.frontier(np.array([[1.0, 3.0], [2.0, 2.0], [1.0, 2.0]])).tolist()
[0, 1]
"""

from ._detente import Scenario, Seat, __version__
from .cases import Case, extract, moves, read
from .negotiators import Lost, Maker, Negotiator, entrant, negotiators
from .points import frontier
from .results import Results
from .simulation import Played, simulate
from .tournaments import tournament

__all__ = [
    "Case",
    "Lost",
    "Maker",
    "Negotiator",
    "Played",
    "Results",
    "Scenario",
    "Seat",
    "__version__",
    "entrant",
    "extract",
    "frontier",
    "moves",
    "negotiators",
    "read",
    "simulate",
    "tournament",
]
