"""Negotiators in a process of their own, with a time limit for each answer.

A process is begun once for a class; for each negotiation it forks, so that each begins from the same state and knows of its own seat alone,
whatever was played before. It is told what the seat is, then asked, a line of JSON for each question. One that throws, is late, ends, or says
what cannot be read loses the negotiation it is in, with the reason; the process is then ended and another begun for the next. The negotiation
itself, and all others, run on.
"""

import base64
import importlib
import importlib.util
import json
import os
import selectors
import signal
import subprocess
import sys
import time

import numpy as np

from .negotiators import LOADING, Lost, Unavailable, made, written

DAY = 86_400.0
"""The longest limit, in seconds."""

STARTS = 60.0
"""Seconds for a process to start and find its class."""

LONGEST = 1 << 20
"""The longest line that is read."""


class Apart:
    """Makes negotiators of a class that play in a process of their own. The class is one that can be imported by name."""

    def __init__(self, kind, limit: float = 5.0, name: str | None = None):
        self.where = reference(kind)
        self.limit = float(limit)
        if not 0 < self.limit <= DAY:
            raise ValueError(f"limit is {limit:g}: seconds for each answer, above 0 and at most a day ({DAY:g})")
        self.name = name or kind.__name__
        self.made_of = written(kind)
        # A class that cannot be found is told of now.
        given_back(taken(self))

    def seated(self, party: int, parties: int, seed: int) -> "Asked":
        return Asked(self, party, parties, seed)

    def __reduce__(self):
        return again, (self.where, self.limit, self.name, self.made_of)


def again(where, limit, name, made_of):
    apart = Apart.__new__(Apart)
    apart.where, apart.limit, apart.name, apart.made_of = where, limit, name, made_of
    return apart


def reference(kind) -> tuple[str, str, str]:
    """Where a class is to be found: its module, its file if the module is the main one, its name."""
    if "<" in kind.__qualname__:
        raise ValueError(f"{kind.__qualname__} is made inside a function: a process of its own could not find it")
    module = kind.__module__
    file = ""
    if module == "__main__":
        file = os.path.abspath(getattr(sys.modules["__main__"], "__file__", "") or "")
        if not file:
            raise ValueError("the class stands in no file: a process of its own could not find it")
    return module, file, kind.__qualname__


class Process:
    """One worker. Kept for the next negotiation as long as it does what it should."""

    def __init__(self, apart: "Apart"):
        self.apart = apart.where, apart.made_of
        where = apart.where
        environment = dict(os.environ)
        environment[LOADING] = "1"
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        self.child = subprocess.Popen(
            [sys.executable, "-m", "detente.worker", *where],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            # What interrupts this process is no fault of the negotiator.
            start_new_session=True,
        )
        os.set_blocking(self.child.stdin.fileno(), False)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.child.stdout, selectors.EVENT_READ)
        self.writing = selectors.DefaultSelector()
        self.writing.register(self.child.stdin, selectors.EVENT_WRITE)
        self.rest = b""
        self.asked = 0
        try:
            made_of, lost = self.answer(time.monotonic() + STARTS, STARTS)
        except Lost as error:
            made_of, lost = error, True
        if lost:
            self.end()
            raise Unavailable(f"{apart.name} cannot be had in a process of its own: {made_of}")
        if made_of != apart.made_of:
            self.end()
            raise Unavailable(f"{apart.name} is written differently now than when it was entered: enter it anew")

    def ask(self, question: dict, limit: float):
        """An answer, or the reason why there is none."""
        until = time.monotonic() + limit
        self.asked += 1
        question = question | {"number": self.asked}
        self.send(json.dumps(question).encode() + b"\n", until)
        return self.answer(until, limit)

    def answer(self, until: float, limit: float):
        """What it answers to the question it was asked last, and whether that is a reason why it lost."""
        while b"\n" not in self.rest:
            left = until - time.monotonic()
            if left <= 0 or not self.selector.select(left):
                raise Lost(f"it did not answer within {limit:g} s")
            more = os.read(self.child.stdout.fileno(), 1 << 16)
            if not more:
                raise Lost(f"its process ended{self.ended()}")
            self.rest += more
            if len(self.rest) > LONGEST:
                raise Lost("it answered more than a mebibyte")
        line, _, self.rest = self.rest.partition(b"\n")
        try:
            answer = json.loads(line)
            if answer["number"] != self.asked:
                raise Lost("it answered what was not asked")
            return answer["said"] if "said" in answer else answer["lost"], "lost" in answer
        except (ValueError, TypeError, KeyError, RecursionError):
            raise Lost("it printed where it answers") from None

    def send(self, line: bytes, until: float) -> None:
        while line:
            left = until - time.monotonic()
            if left <= 0 or not self.writing.select(left):
                raise Lost("it did not take the question in time")
            try:
                line = line[os.write(self.child.stdin.fileno(), line) :]
            except BrokenPipeError:
                raise Lost(f"its process ended{self.ended()}") from None

    def ended(self) -> str:
        try:
            code = self.child.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return ""
        return f" by signal {-code}" if code < 0 else f" with {code}"

    def end(self) -> None:
        try:
            os.killpg(self.child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.child.wait()
        self.child.stdin.close()
        self.child.stdout.close()

    def __del__(self):
        if getattr(self, "child", None) and self.child.poll() is None:
            self.end()


IDLE: list[Process] = []
"""Workers waiting for their next negotiation."""

MOST_IDLE = 8
"""More are ended."""


def taken(apart: Apart) -> Process:
    """A process for a class as it was entered: one that waits, or a new one."""
    for at, process in enumerate(IDLE):
        if process.apart == (apart.where, apart.made_of) and process.child.poll() is None:
            return IDLE.pop(at)
    return Process(apart)


def given_back(process: Process) -> None:
    IDLE.append(process)
    if len(IDLE) > MOST_IDLE:
        IDLE.pop(0).end()


class Asked:
    """A negotiator that asks its process."""

    def __init__(self, apart: Apart, party: int, parties: int, seed: int):
        self.apart = apart
        self.process = taken(apart)
        self.begun = {"party": party, "parties": parties, "seed": seed}
        self.failed = None

    def ask(self, method: str, seat, *arguments):
        if self.failed:
            raise Lost(self.failed)
        try:
            if self.begun is not None:
                begun, self.begun = self.begun, None
                # Passing on what the seat is takes its time.
                self.put({"begin": begun | known(seat)}, self.apart.limit + 5)
            clock = [seat.step, seat.steps, seat.time]
            return self.put({"ask": method, "clock": clock, "with": arguments}, self.apart.limit)
        except BaseException as error:
            # Whatever came between, nobody listens to this process any more.
            self.failed = str(error) if isinstance(error, Lost) else "it was interrupted"
            self.process.end()
            raise

    def put(self, question: dict, limit: float):
        said, lost = self.process.ask(question, limit)
        if lost:
            raise Lost(str(said)[:300])
        return said

    def propose(self, seat):
        return self.ask("propose", seat)

    def respond(self, seat, offer):
        return self.ask("respond", seat, offer)

    def heard(self, seat, party, offer):
        self.ask("heard", seat, party, offer)

    def lives_with(self, seat, text):
        return self.ask("lives_with", seat, text)

    def prefers(self, seat, text, other):
        return self.ask("prefers", seat, text, other)

    def __del__(self):
        if not getattr(self, "process", None) or self.failed or self.process.child.poll() is not None:
            return
        try:
            if self.begun is None:
                self.process.ask({"over": True}, self.apart.limit)
            given_back(self.process)
        except Lost:
            self.process.end()


def known(seat) -> dict:
    """What a worker has to know of a seat."""
    return {
        "options": seat.options,
        "worths": base64.b64encode(seat.worths()).decode(),
        "walk_away": seat.walk_away if seat.walk_away > float("-inf") else None,
        "codes": [seat.package(at) for at in range(seat.packages)] if sparse(seat) else None,
    }


def sparse(seat) -> bool:
    """Whether some combinations of options are no package."""
    return seat.packages != int(np.prod(seat.options))


class Here:
    """A seat as the worker's process has it: what `detente.Seat` has."""

    def __init__(self, told: dict):
        self.options = told["options"]
        self._worth = np.frombuffer(base64.b64decode(told["worths"]))
        away = told["walk_away"]
        self.walk_away = float("-inf") if away is None else away
        self.packages = len(self._worth)
        self._codes = told["codes"]
        self._ranked = np.argsort(self._worth, kind="stable")[::-1]
        finite = self._worth[np.isfinite(self._worth)]
        self.range = (float(finite.min()), float(finite.max())) if len(finite) else (float("-inf"),) * 2
        lives = np.isfinite(self._worth) & (self._worth >= self.walk_away)
        self.rational = int(lives.sum())
        self._rising = self._worth[self._ranked[: self.rational]][::-1]
        self.party = self.parties = self.step = 0
        self.steps, self.time = None, 0.0

    def _there(self, package: int) -> int:
        if not 0 <= package < self.packages:
            raise ValueError(f"there is no package {package}; there are {self.packages}")
        return package

    def worth(self, package: int) -> float:
        return float(self._worth[self._there(package)])

    def worths(self) -> bytes:
        return self._worth.tobytes()

    def package(self, package: int) -> list[int]:
        self._there(package)
        if self._codes is not None:
            return list(self._codes[package])
        return [int(option) for option in np.unravel_index(package, self.options)]

    def number(self, options) -> int | None:
        if self._codes is not None:
            return self._codes.index(list(options)) if list(options) in self._codes else None
        fits = len(options) == len(self.options)
        fits = fits and all(0 <= option < many for option, many in zip(options, self.options))
        return int(np.ravel_multi_index(tuple(options), self.options)) if fits else None

    def ranked(self, rank: int) -> int | None:
        return int(self._ranked[rank]) if 0 <= rank < self.packages else None

    def accepts(self, package: int) -> bool:
        worth = self.worth(package)
        return worth >= self.walk_away and worth > float("-inf")

    def at_least(self, target: float) -> int | None:
        if self.rational == 0:
            return self.ranked(0)
        above = min(int(np.searchsorted(self._rising, target, side="left")), self.rational - 1)
        return int(self._ranked[self.rational - 1 - above])


def main() -> None:
    """The worker: questions come in on one line each, answers go out on one line each; a process of its own for each negotiation."""
    module, file, name = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "w")
    # What the negotiator prints must not be taken for its answers.
    os.dup2(2, 1)
    try:
        kind = found(module, file, name)
        answer = {"said": written(kind)}
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is told
        answer = {"lost": in_words(error)}
    os.environ.pop(LOADING, None)
    answers.write(json.dumps(answer | {"number": 0}) + "\n")
    answers.flush()
    if "lost" in answer:
        return
    # Unbuffered, so that the process that goes on after a negotiation has read nothing of it.
    questions = os.fdopen(os.dup(0), "rb", buffering=0)
    while line := read_line(questions):
        answers.flush()
        told, tells = os.pipe()
        child = os.fork()
        if child == 0:
            negotiation(kind, line, questions, answers)
            os.write(tells, b"1")
            os._exit(0)
        os.close(tells)
        _, status = os.waitpid(child, 0)
        os.set_blocking(told, False)
        try:
            over = os.read(told, 1) == b"1"
        except BlockingIOError:
            over = False
        os.close(told)
        if not over:
            # It ended in the middle: so does this process, in the same way as far as can be told.
            if os.WIFSIGNALED(status):
                signal.signal(os.WTERMSIG(status), signal.SIG_DFL) if os.WTERMSIG(status) not in (9, 19) else None
                os.kill(os.getpid(), os.WTERMSIG(status))
            os._exit(os.WEXITSTATUS(status))


def found(module: str, file: str, name: str):
    """The class, by its place."""
    if file:
        # As a module, so that its source is found.
        spec = importlib.util.spec_from_file_location("detente_worker", file)
        here = importlib.util.module_from_spec(spec)
        sys.modules["detente_worker"] = here
        spec.loader.exec_module(here)
    else:
        here = importlib.import_module(module)
    for part in name.split("."):
        here = getattr(here, part)
    return here


def in_words(error: BaseException) -> str:
    """An error in one line."""
    words = str(error).splitlines()
    return f"{type(error).__name__}: {words[0] if words else ''}"[:300]


def read_line(questions) -> bytes:
    """The next question. Nothing is read beyond it: whoever asks waits for the answer first."""
    parts = []
    while True:
        part = questions.read(1 << 16)
        if not part:
            return b""
        parts.append(part)
        if part.endswith(b"\n"):
            return b"".join(parts)


def negotiation(kind, line: bytes, questions, answers) -> None:
    """One negotiation, in a process that is left with it."""
    negotiator, seat = None, None
    while line:
        question = json.loads(line)
        try:
            if "over" in question:
                said = None
            elif "begin" in question:
                told = question["begin"]
                seat = Here(told)
                seat.party, seat.parties = told["party"], told["parties"]
                negotiator = made(kind, told["party"], told["parties"], told["seed"])
                said = None
            else:
                seat.step, seat.steps, seat.time = question["clock"]
                method = getattr(negotiator, question["ask"], None)
                said = plain(method(seat, *question["with"])) if method else default(question, seat)
            answer = {"said": said}
        except SystemExit as error:
            os._exit(error.code if isinstance(error.code, int) else 1)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is told
            thrown, _, words = in_words(error).partition(": ")
            threw = f"it threw {thrown} in {question.get('ask', 'being made')}: {words}"
            answer = {"lost": (str(error) if isinstance(error, Lost) else threw)[:300]}
        answers.write(json.dumps(answer | {"number": question["number"]}) + "\n")
        answers.flush()
        if "over" in question:
            return
        line = read_line(questions)


def plain(said):
    """An answer as JSON has it; what JSON has not is told as what it looks like."""
    if isinstance(said, np.generic):
        said = said.item()
    return said if said is None or isinstance(said, (bool, int, float, str)) else repr(said)[:200]


def default(question: dict, seat):
    """What is answered where a negotiator has no such method."""
    match question["ask"]:
        case "heard":
            return None
        case "lives_with":
            return seat.accepts(question["with"][0])
        case "prefers":
            return seat.worth(question["with"][0]) >= seat.worth(question["with"][1])
        case other:
            raise Lost(f"it has no method {other}")


if __name__ == "__main__":
    main()
