"""Statements taken out of news articles, beside textacy. `python -m compare.press PROGRAM [--peer PYTHON] …`; started by
`bench/press`.

Ours is a whole process of one job each time, reading and writing included; textacy's loading and writing are not timed. A megabyte
is 10⁶ bytes of the articles' text in UTF-8. Inputs are made in a temporary folder and removed: no text of the data is kept.
"""

import argparse
import itertools
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from . import report
from .measure import Differs, in_turns, same

ROOT = Path(__file__).resolve().parents[2]
REPORTS = ROOT / "crates/record/tests/reports"
ARTICLE, ARTICLES = 4_800, 600
"""Bytes and number of the made articles: as long as the published ones."""
REPORT = 4_096
LIMIT = 900
"""Seconds one process may take."""
TARGET = 2_000
"""Articles a second, one core."""
QUOTED = (
    "textacy 0.13, spaCy small 3.8 with all of its pipeline: 3.5 to 6 articles a CPU second; refuses 186 of the 605 published\n"
    "articles for their odd number of marks; segments .840/.400/.542 (quoted: measured once before)"
)
ROWS = ("segment", "direct", "mixed", "indirect_said")

# Started by a small process: a child is charged its parent's peak. It waits without a limit of its own, since Python then looks
# only every 50 ms whether the child has ended.
SMALL = """
import json, resource, signal, subprocess, sys, time
late = []
begun = time.perf_counter()
child = subprocess.Popen(sys.argv[3:])
signal.signal(signal.SIGTERM, lambda *_: child.kill())
signal.signal(signal.SIGALRM, lambda *_: (late.append(True), child.kill()))
signal.alarm(int(sys.argv[2]))
code = child.wait()
took = time.perf_counter() - begun
used = resource.getrusage(resource.RUSAGE_CHILDREN)
peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
told = {"seconds": took, "cpu": used.ru_utime + used.ru_stime, "peak": peak, "code": None if late else code}
open(sys.argv[1], "w").write(json.dumps(told))
"""


@dataclass
class Run:
    """One process of ours, from start to exit."""

    seconds: float
    cpu: float
    peak: int
    code: int | None
    """None: it was stopped after LIMIT seconds."""
    lines: int
    said: str
    """The last line of what it complained of."""

    @property
    def failed(self) -> str:
        if self.code is None:
            return f"stopped after {LIMIT} s"
        return f"ended with {self.code}: {self.said}" if self.code else ""


class Ours:
    def __init__(self, program: Path, work: Path):
        self.program, self.work = program, work

    def extract(self, source: Path, jobs: int, keep: Path | None = None) -> Run:
        """What it prints is kept in a file, or only its lines are counted."""
        command = [self.program, "record", "extract", source, "--format", "jsonl", "--jobs", str(jobs)]
        figures, complaints = self.work / "figures.json", self.work / "complaints"
        small = [sys.executable, "-S", "-E", "-c", SMALL, figures, str(LIMIT), *command]
        with complaints.open("wb") as err, (keep or Path(os.devnull)).open("wb") as out:
            running = subprocess.Popen(small, stdout=out if keep else subprocess.PIPE, stderr=err)
            try:
                lines = 0
                while not keep and (block := os.read(running.stdout.fileno(), 1 << 20)):
                    lines += block.count(b"\n")
                running.wait()
            finally:
                if running.poll() is None:
                    running.terminate()
                    running.wait()
                if running.stdout:
                    running.stdout.close()
        if keep:
            lines = keep.read_bytes().count(b"\n")
        said = complaints.read_text(errors="replace").strip().split("\n")[-1]
        return Run(**json.loads(figures.read_text()), lines=lines, said=said)

    def answered(self, source: Path, jobs: int, documents: int, keep: Path | None = None) -> Run:
        """A run that has to end well, with a line for every document."""
        run = self.extract(source, jobs, keep)
        if run.failed:
            sys.exit(f"detente {run.failed}")
        same(f"documents of {source.name}", run.lines, documents)
        return run


class Peer:
    """textacy, loaded once and asked in turns."""

    def __init__(self, python: Path, articles: Path, complaints: Path):
        # Settings that pin numeric libraries to some other machine would slow it down. One thread, as ours.
        env = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}
        env |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self.complaints = complaints
        with complaints.open("wb") as err:
            self.process = subprocess.Popen(
                [python, "-m", "compare.quotations", articles],
                env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=err,
            )
        self.versions = self.answer()

    def answer(self) -> dict:
        line = self.process.stdout.readline()
        if not line:
            said = self.complaints.read_text(errors="replace").strip().split("\n")[-1]
            sys.exit(f"textacy ended: {said}\n`bench/press --alone` does without it")
        return json.loads(line)

    def turn(self, keep: Path) -> dict:
        print(keep, file=self.process.stdin, flush=True)
        return self.answer()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


# What is read


def published(source: Path) -> list[dict]:
    with source.open(encoding="utf-8", newline="\n") as lines:
        return [{key: told[key] for key in ("doc_id", "text", "date")} for told in map(json.loads, lines)]


def made(folder: Path) -> list[dict]:
    """The reports that the tests read, one after the other, until an article is long enough."""
    texts = [path.read_text(encoding="utf-8").strip() for path in sorted(folder.glob("*.txt"))]
    if not any(texts):
        sys.exit(f"DETENTE_DATA is not set, and there are no reports in {folder} to make articles from")
    articles = []
    for n in range(ARTICLES):
        parts, length = [], 0
        for text in itertools.islice(itertools.cycle(texts), n % len(texts), None):
            parts.append(text)
            length += size(text) + 2
            if length >= ARTICLE:
                break
        articles.append({"doc_id": f"made-{n}", "text": "\n\n".join(parts), "date": "2026-03-12"})
    return articles


def reports(articles: list[dict], many: int) -> list[dict]:
    """Articles cut at paragraph ends, about REPORT bytes each; what is left of an article is not used. Repeated until there are
    as many as asked for."""
    found = []
    for article in articles:
        piece, length = [], 0
        for paragraph in article["text"].split("\n\n"):
            piece.append(paragraph)
            length += size(paragraph) + 2
            if length >= REPORT - 256:
                found.append("\n\n".join(piece))
                piece, length = [], 0
    if not found:
        sys.exit(f"no article is as long as {REPORT} bytes")
    texts = itertools.islice(itertools.cycle(found), many)
    return [{"doc_id": f"report-{n}", "text": text, "date": "2026-03-12"} for n, text in enumerate(texts)]


def size(text: str) -> int:
    return len(text.encode())


def megabytes(articles: list[dict]) -> float:
    return sum(size(article["text"]) for article in articles) / 1e6


def line(article: dict) -> str:
    return json.dumps(article, ensure_ascii=False, separators=(",", ":"))


def write(path: Path, articles: list[dict]) -> Path:
    path.write_text("".join(line(article) + "\n" for article in articles), encoding="utf-8", newline="\n")
    return path


def write_large(path: Path, articles: list[dict], least: int) -> tuple[int, float]:
    """At least so many bytes of lines, the articles over and over with names of their own; how many, and megabytes of text."""
    rests = [(line(article | {"doc_id": ""}).encode().partition(b'"doc_id":"')[2], size(article["text"])) for article in articles]
    documents = written = text = 0
    with path.open("wb", buffering=1 << 20) as out:
        for rest, bytes_of_text in itertools.cycle(rests):
            written += out.write(b'{"doc_id":"%d%b\n' % (documents, rest))
            documents, text = documents + 1, text + bytes_of_text
            if written >= least:
                return documents, text / 1e6


def one_line(articles: list[dict], length: int, breaks: bool) -> str:
    """One text of so many bytes, the articles over and over; with their paragraphs, or all in one line."""
    whole = "\n\n".join(article["text"] for article in articles) + "\n\n"
    whole = whole if breaks else " ".join(whole.split()) + " "
    encoded = whole.encode()
    return (encoded * (length // len(encoded) + 1))[:length].decode(errors="ignore")


# The table

WIDTHS = (60, 12, 12, 9, 10, 6)


def figure(value: float) -> str:
    """Three figures, of small values too."""
    return report.round_to(value) if value >= 1 else f"{value:.3g}"


def show(*cells: str) -> None:
    first, *rest = cells
    shown = [f"{first:<{WIDTHS[0]}}", *(f"{cell:>{width}}" for cell, width in zip(rest, WIDTHS[1:]))]
    print(" ".join(shown).rstrip())


def heading(title: str, *heads: str) -> None:
    print(f"\n{title}")
    show(*heads)
    print("-" * (sum(WIDTHS) + len(WIDTHS) - 1))


def mebibytes(count: int) -> str:
    return f"{count / 2**20:,.0f} MiB"


class Bench:
    def __init__(self, ours: Ours, articles: list[dict], gold: Path | None, arguments):
        self.ours, self.work, self.articles, self.gold = ours, ours.work, articles, gold
        self.quick, self.python = arguments.quick, arguments.peer
        self.turns = 1 if self.quick else 3
        wanted = arguments.peer_articles or ("5" if self.quick else "40")
        many = len(articles) if wanted == "all" else min(int(wanted), len(articles))
        # Spread evenly, not the first ones: those come from one publisher.
        self.few = [articles[n * len(articles) // many] for n in range(many)]
        self.cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        self.raw: dict = {}
        self.versions: dict = {}
        self.peer = None
        if self.python:
            self.peer = Peer(self.python, write(self.work / "few.jsonl", self.few), self.work / "peer-complaints")
            self.versions = self.peer.versions

    def in_turns(self) -> None:
        """Ours on all articles, then on textacy's few, and textacy, round by round."""
        every, few = self.work / "articles.jsonl", self.work / "few.jsonl"
        write(every, self.articles)
        write(few, self.few)
        found, found_few, theirs = (self.work / name for name in ("ours.out", "ours-few.out", "theirs.out"))
        answers: set[bytes] = set()
        small: list[Run] = []

        def our_turn():
            run = self.ours.answered(every, 1, len(self.articles), found)
            answers.add(found.read_bytes())
            small.append(self.ours.answered(few, 1, len(self.few), found_few))
            return run.seconds, run

        def their_turn():
            told = self.peer.turn(theirs)
            return told["seconds"], told

        if self.peer:
            left, right = in_turns(self.turns, our_turn, their_turn, float("inf"))
        else:
            left, right = [our_turn() for _ in range(self.turns)], []
        threaded = [self.ours.answered(every, self.cores, len(self.articles), found) for _ in range(self.turns)]
        answers.add(found.read_bytes())
        same("what different runs and numbers of jobs found", len(answers), 1)
        documents = [json.loads(each) for each in found.read_text(encoding="utf-8").split("\n") if each]
        same("names, in the order of input", [d["doc_id"] for d in documents], [a["doc_id"] for a in self.articles])

        runs, peers = [run for _, run in left], [told for _, told in right]
        self.raw["in turns"] = {
            "articles": len(self.articles), "megabytes": megabytes(self.articles),
            "few": len(self.few), "few_megabytes": megabytes(self.few),
            "ours": [asdict(run) for run in runs], "ours_few": [asdict(run) for run in small],
            "ours_all_cores": [asdict(run) for run in threaded], "theirs": peers,
        }
        seconds = lambda these: statistics.median(run.seconds for run in these)
        their_seconds = statistics.median(told["seconds"] for told in peers) if peers else None

        def rate(job: str, amount: float, took: float, their_amount: float, target: int | None = None) -> None:
            ours, theirs = amount / took, their_amount / their_seconds if peers else None
            verdict = ("met" if ours >= target else "missed") if target else ""
            their = (figure(theirs), f"{figure(ours / theirs)} x") if theirs else ("", "")
            show(job, figure(ours), *their, f"≥ {target:,}" if target else "", verdict)

        many, some = f"{len(self.articles):,} articles", f"{len(self.few):,}"
        beside = f", textacy {some} of them" if peers and len(self.few) < len(self.articles) else ""
        heading(f"statements in articles, one thread, in turns; median of {self.turns}", "", "detente", "textacy", "ratio", "target", "")
        rate(f"{many}{beside}: articles a second", len(self.articles), seconds(runs), len(self.few), TARGET)
        rate("…: MB a second", megabytes(self.articles), seconds(runs), megabytes(self.few))
        if beside:
            rate(f"the same {some} articles: articles a second", len(self.few), seconds(small), len(self.few))
        show(f"{many}, {self.cores} jobs: articles a second", figure(len(self.articles) / seconds(threaded)))
        statements = sum(len(document["quotes"]) for document in documents)
        print(f"detente: {statements:,} statements in {many}; most memory, one job: {mebibytes(max(run.peak for run in runs))}")
        if peers:
            told = peers[-1]
            print(f"textacy: {told['statements']:,} statements in {some} articles, {told['refused']} of which it refuses (odd marks)")
        else:
            print(QUOTED)
        if self.gold:
            self.scores(found, found_few, theirs if peers else None)
        else:
            print("left out: scores (set DETENTE_DATA)")

    def scores(self, found: Path, found_few: Path, theirs: Path | None) -> None:
        """Content and speaker both right, against what people marked."""
        kinds = ("segment P/R/F", "direct F", "mixed F", "said P/R/F", "speaker of direct")
        print(f"\ncontent and speaker both right (score.py, {self.gold.name})")
        print(f"{'':42}" + "".join(f"{kind:>19}" for kind in kinds))
        wanted = [
            (f"detente, all {len(self.articles):,}", found, ()),
            ("detente, the half that is not tuned on", found, ("--part", "check")),
        ]
        if theirs:
            some = f"{len(self.few):,} articles"
            wanted += [(f"detente, {some}", found_few, ("--common",)), (f"textacy, the same {some}", theirs, ("--common",))]
        for name, told, options in wanted:
            command = [sys.executable, self.gold.parent / "score.py", self.gold, told, "--json", *options]
            scored = json.loads(subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout)
            rows = scored["all"]
            self.raw.setdefault("scores", {})[name] = {row: rows[row] for row in ROWS if row in rows}
            cells = [joint(rows, "segment"), joint(rows, "direct", "f"), joint(rows, "mixed", "f"), joint(rows, "indirect_said")]
            speaker = rows.get("direct", {}).get("speaker_accuracy")
            cells.append("" if speaker is None else thousandths(speaker))
            print(f"{name:42}" + "".join(f"{cell:>19}" for cell in cells))

    def short(self) -> None:
        many = 300 if self.quick else 3_000
        pieces = reports(self.articles, many)
        source = write(self.work / "reports.jsonl", pieces)
        runs = [self.ours.answered(source, 1, many) for _ in range(self.turns)]
        self.raw["reports"] = {"reports": many, "megabytes": megabytes(pieces), "ours": [asdict(run) for run in runs]}
        took = statistics.median(run.seconds for run in runs)
        heading("short reports", "", "a second", "MB a second")
        about = f"{many:,} reports of {megabytes(pieces) * 1e6 / many:,.0f} bytes on average, one job"
        show(about, figure(many / took), figure(megabytes(pieces) / took))

    def large(self) -> None:
        least = 2**24 if self.quick else 2**30
        heading("a large file", "", "takes", "MB a second", "memory")
        if shutil.disk_usage(self.work).free < 2 * least:
            print(f"left out: {self.work} has no room for {mebibytes(least)}; TMPDIR names another place")
            return
        source = self.work / "large.jsonl"
        try:
            documents, text = write_large(source, self.articles, least)
            run = self.ours.extract(source, self.cores)
        finally:
            source.unlink(missing_ok=True)
        self.raw["large"] = {"documents": documents, "bytes": least, "megabytes": text, "ours": asdict(run)}
        job = f"{mebibytes(least)}: {documents:,} articles, {self.cores} jobs"
        self.single(job, run, text, documents)

    def long(self) -> None:
        """Ten times as much should take ten times as long."""
        most = 2 * 10**6 if self.quick else 10**8
        heading("one line", "", "takes", "MB a second", "memory")
        for breaks in (False, True):
            for length in (most // 10, most):
                text = one_line(self.articles, length, breaks)
                source = self.work / ("line.jsonl" if breaks else "line.txt")
                try:
                    if breaks:
                        write(source, [{"doc_id": "line", "text": text, "date": "2026-03-12"}])
                    else:
                        source.write_text(text + "\n", encoding="utf-8", newline="\n")
                    run = self.ours.extract(source, 1)
                finally:
                    source.unlink(missing_ok=True)
                kind = "of JSON, a text of many paragraphs" if breaks else "of text, no paragraphs"
                self.raw.setdefault("line", []).append({"kind": kind, "bytes": length, "ours": asdict(run)})
                self.single(f"{length / 1e6:g} MB {kind}, one job", run, length / 1e6, 1)

    def single(self, job: str, run: Run, text: float, documents: int) -> None:
        """A run that may fail, and says so then."""
        if not run.failed:
            same(f"documents of {job}", run.lines, documents)
        show(job, report.seconds(run.seconds), "" if run.failed else figure(text / run.seconds), mebibytes(run.peak))
        if run.failed:
            print(f"    {run.failed}")


def joint(rows: dict, row: str, only: str = "") -> str:
    if row not in rows:
        return ""
    return "/".join(thousandths(rows[row][f"joint_{figure}"]) for figure in only or "prf")


def thousandths(share: float) -> str:
    return f"{share:.3f}".removeprefix("0")


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench/press")
    parser.add_argument("program", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--peer", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", metavar="WORDS")
    parser.add_argument("--peer-articles", metavar="N")
    parser.add_argument("--json", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    if arguments.peer_articles not in (None, "all") and not (arguments.peer_articles.isdigit() and int(arguments.peer_articles)):
        parser.error("--peer-articles: a number of 1 or more, or all")
    sys.stdout.reconfigure(line_buffering=True)
    # Being stopped removes what was made, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    told = os.environ.get("DETENTE_DATA")
    gold = Path(told) / "press/polnear-open.jsonl" if told else None
    if gold and not gold.exists():
        print(f"there is no {gold}: made articles stand in")
        gold = None
    articles = published(gold) if gold else made(REPORTS)
    bench = None
    with tempfile.TemporaryDirectory(prefix="detente-press-") as work:
        try:
            sections = {"in turns": Bench.in_turns, "short reports": Bench.short, "large file": Bench.large, "one line": Bench.long}
            chosen = [section for title, section in sections.items() if not arguments.only or arguments.only in title]
            if not chosen:
                parser.error(f"--only: no section has {arguments.only!r}; there are: {', '.join(sections)}")
            if Bench.in_turns not in chosen:
                arguments.peer = None
            bench = Bench(Ours(arguments.program, Path(work)), articles, gold, arguments)
            about = report.machine(bench.versions)
            print(report.describe(about))
            source = "published articles" if gold else f"articles made from {REPORTS.relative_to(ROOT)}"
            print(f"{len(articles):,} {source}, {megabytes(articles) * 1e3 / len(articles):.1f} kB each on average")
            for section in chosen:
                section(bench)
        except Differs as differs:
            print(f"DIFFERENT ANSWERS: {differs}")
            return 1
        except KeyboardInterrupt:
            return 130
        finally:
            if bench and bench.peer:
                bench.peer.stop()
    about["load_after"] = report.load()
    print(f"\nload at the end {about['load_after']}")
    if arguments.json:
        arguments.json.write_text(json.dumps(about | bench.raw, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
