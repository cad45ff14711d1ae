"""What the tests share."""

import os
import warnings
from pathlib import Path

import numpy as np
import pytest

import detente

warnings.simplefilter("ignore")
ROOT = Path(__file__).resolve().parents[3]
LONG = bool(os.environ.get("DETENTE_LONG"))


def pytest_report_header():
    told = "public scenarios: " + os.environ["DETENTE_DATA"] if data() else "left out: tests against public scenarios (set DETENTE_DATA)"
    return [told] if LONG else [told, "left to scripts/test --long: all pairs on all scenarios, 1,000 seeds"]


def data() -> Path | None:
    folder = Path(os.environ.get("DETENTE_DATA", "/nowhere")) / "scenarios"
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def examples() -> Path:
    return ROOT / "examples"


@pytest.fixture(scope="session")
def scenarios() -> Path:
    found = data()
    if found is None:
        pytest.skip("no public scenarios: DETENTE_DATA is not set")
    return found


@pytest.fixture(scope="session")
def wage(examples):
    return detente.read(examples / "wage-round").scenario("wage")


@pytest.fixture(scope="session")
def small():
    """Two parties, two issues, no ties."""
    rng = np.random.default_rng(7)
    worth = [rng.random(20), rng.random(20)]
    return detente.Scenario.from_worths("small", ["a", "b"], [4, 5], worth, [0.2, 0.2])


@pytest.fixture
def ties_in_order(monkeypatch):
    """NegMAS sorts outcomes by NumPy's default sort, which leaves the order of equals to chance and to the processor. With a stable sort they
    stand in the order of enumeration, as ours do."""
    presorting = pytest.importorskip("negmas.preferences.inv_ufun.presorting")

    class Stable:
        def __getattr__(self, name):
            return getattr(np, name)

        def argsort(self, values):
            return np.argsort(values, kind="stable")

    monkeypatch.setattr(presorting, "np", Stable())
