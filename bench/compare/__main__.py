"""`python -m compare PROGRAMS [--quick] [--json FILE]`; started by `bench/run`."""

import argparse
import os
import sys
import tempfile
import warnings
from pathlib import Path

from . import report
from .jobs import LARGEST, Bench
from .measure import Differs, Native

MEMORY = 2**30


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench/run")
    parser.add_argument("programs", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help="a short run to see that everything works")
    parser.add_argument("--only", metavar="WORDS", help="only sections whose titles have these words")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    sys.stdout.reconfigure(line_buffering=True)
    about = report.machine()
    print(report.describe(about))
    told = os.environ.get("DETENTE_DATA")
    data = Path(told) / "scenarios" if told else None
    if data is None:
        print("DETENTE_DATA is not set: published scenarios are left out (whole processes, and four beside NegMAS)")
    lines = []
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(Native(arguments.programs), Path(work), data, arguments.quick)
        sections = (
            (f"analyze --format json, whole process, up to {LARGEST:,} packages", bench.whole_process, 5),
            ("frontier and all solutions", bench.scenarios, None),
            ("exact frontier, whole worths 0..100", bench.frontiers, None),
            ("non-dominated points", bench.skylines, None),
            ("every package looked at", bench.enumerations, None),
            ("frontier with red lines", bench.red_lines, None),
            ("frontier with combinations that pay", bench.boxes, None),
            ("measures without the frontier", bench.measures, None),
            ("vague preferences", bench.doubts, None),
            ("red lines that collide", bench.conflicts, None),
        )
        for title, section, most in sections:
            if arguments.only and arguments.only not in title:
                continue
            if data is None and section == bench.whole_process:
                continue
            print(report.heading(title))
            try:
                for n, line in enumerate(section()):
                    lines.append(line)
                    if most is None or n < most or line.met is False:
                        print(report.show_line(line))
            except Differs as differs:
                print(f"DIFFERENT ANSWERS: {differs}")
                return 1
    about["load_after"] = report.load()
    held = max((line.peak for line in lines if line.peak), default=0)
    verdict = "met" if held < MEMORY else "missed"
    print(f"\nmost memory held by a Detente process: {held / 2**20:,.0f} MiB, target < 1,024 MiB: {verdict}")
    bound = [line for line in lines if line.met is not None]
    met = sum(line.met for line in bound)
    print(f"targets met: {met} of {len(bound)}; load at the end {about['load_after']}")
    if arguments.json:
        report.write(arguments.json, about, lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
