"""Points and the frontier of points."""

import numpy as np

from . import _detente


def frontier(points) -> np.ndarray:
    """Positions, rising, of the rows no other row dominates; larger is better in every column.

    `points` is an array of two columns. One of doubles in C order is looked at where it lies, without a copy; others are copied first. Equal
    rows do not dominate each other; a row with a NaN is left out. O(n + m log m) for m rows that pass a first filter.
    """
    points = np.ascontiguousarray(points, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError("points are an array of two columns")
    return np.frombuffer(_detente.frontier(points), dtype=np.uint64).astype(np.intp, copy=False)
