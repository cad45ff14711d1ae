"""Cases: from folders to values."""

import json
from pathlib import Path

import numpy as np

from . import _detente

LARGEST = 4 << 20
"""Larger files are not read."""

OWN = ("case.toml", "private/*.toml", "mediator/estimates/*.toml", "mediator/moves.toml", "texts/*")
"""What is read of a case folder."""


def files(path) -> dict[str, bytes]:
    """The files of a case folder, or of another tool's scenario, by their paths in it."""
    folder = Path(path)
    if not folder.exists():
        raise FileNotFoundError(f"{folder} is not there")
    if folder.is_file():
        folder = folder.parent
    patterns = OWN if (folder / "case.toml").exists() else ("*",)
    found = {}
    for pattern in patterns:
        for file in sorted(folder.glob(pattern)):
            hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
            if file.is_file() and not hidden:
                if file.stat().st_size > LARGEST:
                    raise ValueError(f"{file} is larger than 4 MiB")
                found[file.relative_to(folder).as_posix()] = file.read_bytes()
    return found


class Case:
    """One dispute: everything known about it."""

    def __init__(self, files: dict[str, bytes], reading: str = "own"):
        self._case = _detente.Case(files, reading)
        self._files = files, reading

    def __reduce__(self):
        return Case, self._files

    @property
    def title(self) -> str:
        return self._case.title

    @property
    def parties(self) -> list[str]:
        """Ids of the parties."""
        return self._case.parties

    @property
    def issues(self) -> dict[str, list[str]]:
        """Each issue's id with its options; none for a real-valued one."""
        return dict(self._case.issues)

    @property
    def notes(self) -> list[str]:
        """Warnings, and what was repaired in reading."""
        return self._case.notes

    def analyze(self, worlds: int = 4096, seed: int = 1) -> dict:
        """How close the sides are, what all could live with, and why: as `detente analyze --format json`."""
        return json.loads(self._case.analyze(worlds, seed))

    def moves(self, worlds: int | None = None, seed: int = 1) -> dict:
        """Who can move away from the table and what lasts: as `detente moves --format json`."""
        return json.loads(_detente.moves(case=self._case, worlds=worlds, seed=seed))

    def rehearse(self, procedures=(), worlds: int = 100, seed: int = 1, rounds: int = 100, opening=None) -> dict:
        """How the sides would fare, by which procedure, with and without a mediator: as `detente simulate --format json`.

        `procedures`: pairs of a protocol and negotiators, one for all or one for each side; without any, three with a mediator and three
        without. `opening`: a draft that comes first, as `package` takes it; each procedure is then played with it, too.
        """
        procedures = [
            (protocol, [negotiators] if isinstance(negotiators, str) else list(negotiators))
            for protocol, negotiators in procedures
        ]
        opening = None if opening is None else self.package(opening)
        return json.loads(self._case.rehearse(procedures, worlds, seed, rounds, opening=opening))

    def package(self, options) -> list[int]:
        """The number of each issue's option: from labels by issue (`{"fees": "half"}`), or from numbers in the issues' order as they are."""
        if not isinstance(options, dict):
            return [int(option) for option in options]
        issues = self.issues
        unknown = [issue for issue in options if issue not in issues]
        missing = [issue for issue in issues if issue not in options]
        if unknown or missing:
            raise ValueError(f"a package has one option for each issue: no issue {unknown}" if unknown else f"no option for {missing}")
        chosen = []
        for issue, labels in issues.items():
            if str(options[issue]) not in labels:
                raise ValueError(f"issue {issue} has no option {options[issue]!r}: {', '.join(labels)}")
            chosen.append(labels.index(str(options[issue])))
        return chosen

    def scenario(self, name: str | None = None, grid: int = 21, most: int = 1_000_000) -> _detente.Scenario:
        """All packages with what they are worth, for playing; vague values as one number each."""
        return self._case.scenario(name, grid, most)

    def worths(self) -> np.ndarray:
        """What every package is worth: a row for each package, a column for each party."""
        scenario = self.scenario()
        columns = [np.frombuffer(scenario.worths(party)) for party in range(len(self.parties))]
        return np.stack(columns, axis=1)


def read(path, reading: str = "own") -> Case:
    """Reads a case folder, or a scenario of GENIUS, GeniusWeb or NegMAS as it is. `reading="negmas"`: as NegMAS reads GENIUS files."""
    return Case(files(path), reading)


def moves(path, worlds: int | None = None, seed: int = 1) -> dict:
    """Who can move away from the table, of a case folder or a graph-model file."""
    path = Path(path)
    if path.is_dir() or path.name == "case.toml":
        return read(path).moves(worlds, seed)
    return json.loads(_detente.moves(file=(path.name, path.read_bytes()), worlds=worlds, seed=seed))


def extract(text: str, published: str | None = None, case: Case | None = None) -> list[dict]:
    """Statements of a news text, each with its speaker, its words and where they stand; `published` as YYYY-MM-DD."""
    known = None if case is None else case._case
    return json.loads(_detente.extract(text, published, known))["quotes"]
