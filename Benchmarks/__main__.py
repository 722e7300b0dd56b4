"""Measures weir beside nginx and beside no proxy at all, in one run: `scripts/bench --help`."""
from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Dict, Optional

import machine
import report
import tools
from bodies import Bodies
from counted import Counted
from figures import Sheet
from load import Generator
from soak import soak
from subjects import WEIR, WEIR_HISTORY_OFF, Bench, Unusable
from timed import FULL, QUICK, Timed
from upstream import Upstream

QUICK_SECONDS, FULL_SECONDS = 58.0, 530.0


class Clock:
    """How much of the allowed time is left."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left, below zero when overdrawn."""
        return self._end - time.monotonic()


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__, allow_abbrev=False)
    parser.add_argument("--quick", action="store_true", help="one short round, at most 60 s (else at most 9 min)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures as JSON")
    parser.add_argument("--weir", type=Path, metavar="PATH", default=tools.ROOT / ".build" / "release" / "weir",
                        help="the binary to measure (default: .build/release/weir)")
    parser.add_argument("--soak", type=minutes, metavar="MINUTES", help="watch weir's memory under steady load instead")
    parser.add_argument("--rate", type=rate, default=200, metavar="N", help="requests a second of --soak (default 200)")
    parser.add_argument("--tools", choices=("auto", "reference", "project"), default="auto",
                        help="load generator and mock: the reference harness, or wrk and our own (default: auto)")
    parser.add_argument("--keep", action="store_true", help="keep the temporary directory with configurations and logs")
    return parser.parse_args()


def minutes(text: str) -> float:
    """A soak lasts from half a minute to a day."""
    value = float(text)
    if not 0.5 <= value <= 1_440:
        raise argparse.ArgumentTypeError("0.5 to 1440 minutes")
    return value


def rate(text: str) -> int:
    """A soak is steady load, not a flood."""
    value = int(text)
    if not 1 <= value <= 5_000:
        raise argparse.ArgumentTypeError("1 to 5000 requests a second")
    return value


def say(text: str) -> None:
    """Progress, away from the table."""
    print(f"  {text}", file=sys.stderr, flush=True)


def measure(options: argparse.Namespace, bench: Bench, upstream: Upstream, generator: Generator, bodies: Bodies,
            sheet: Sheet) -> None:
    """Fills the sheet: timed rounds first, then the counts, as far as the time goes."""
    pace = QUICK if options.quick else FULL
    clock = Clock(QUICK_SECONDS if options.quick else FULL_SECONDS)
    timed = Timed(bench, upstream, generator, bodies, sheet, pace)
    longest = 0.0
    for done in range(pace.rounds):
        if clock.left() < longest * 1.6:
            sheet.note(f"only {done} of {pace.rounds} rounds fitted into the time")
            break
        began = clock.left()
        timed.run_round(say)
        longest = max(longest, began - clock.left())
    counted = Counted(bench, upstream, bodies, sheet)
    counted.system_calls(say, clock.left)
    counted.instructions(say, clock.left)


def versions(weir: Path) -> Dict[str, Optional[str]]:
    """What was compared."""
    return {
        "nginx": tools.output_of(["/usr/sbin/nginx", "-v"], "nginx"),
        "weir": tools.output_of([str(weir), "--version"]) if weir.is_file() else None,
    }


def run(options: argparse.Namespace, directory: Path) -> int:
    """One run inside a temporary directory."""
    sheet = Sheet()
    with contextlib.ExitStack() as stack:
        for trouble in stack.enter_context(machine.quiet()):
            sheet.note(trouble)
        if machine.PROXY_CORE == machine.LOAD_CORE:
            sheet.note("one core only: the proxy and the load share it, so only CPU and counts mean something")
        programs = tools.find(options.tools)
        os.sched_setaffinity(0, {machine.LOAD_CORE})
        say(f"tools: {programs.kind} ({programs.load.name}, {programs.mock.name})")
        bodies = Bodies(directory).write()
        upstream = stack.enter_context(Upstream(programs, directory, machine.LOAD_CORE))
        generator = Generator(programs, directory, machine.LOAD_CORE)
        bench = Bench(directory, upstream.port, options.weir.resolve())
        if options.soak:
            return run_soak(options, bench, upstream, generator, bodies, programs.kind)
        measure(options, bench, upstream, generator, bodies, sheet)
    print(report.table(sheet))
    if options.json:
        mode = "quick" if options.quick else "full"
        report.write(options.json, report.document(mode, programs.kind, versions(options.weir), sheet))
    broken = options.weir.is_file() and any(
        sheet.value(name, "cpu_per_request_us") is None for name in (WEIR, WEIR_HISTORY_OFF))
    return 1 if broken else 0


def run_soak(options: argparse.Namespace, bench: Bench, upstream: Upstream, generator: Generator, bodies: Bodies,
             kind: str) -> int:
    """The memory run."""
    result = soak(bench, upstream, generator, bodies, options.soak, options.rate, say)
    first, last = result.samples[0], result.samples[-1]
    print(f"{last.requests:,} requests in {last.seconds:,.0f} s; resident {first.rss_bytes / 1e6:.1f} MB at first, "
          f"{last.rss_bytes / 1e6:.1f} MB at last")
    print(f"slope {result.slope_bytes_per_minute / 1e3:+.1f} KB a minute, {result.slope_bytes_per_request:+.2f} bytes "
          f"a request (first fifth left out); {result.bad_answers} bad answers")
    if last.seconds < 600:
        print("note: a slope over less than ten minutes is mostly start-up")
    if options.json:
        content = report.document("soak", kind, versions(options.weir), Sheet())
        del content["figures"]
        report.write(options.json, {**content, "soak": result.as_json()})
    return 0


def main() -> int:
    """Everything, with the temporary directory and the signals seen to."""
    options = arguments()

    def ended(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, ended)
    if not options.soak:  # the plan keeps to its time by itself; this is for the day something hangs
        signal.alarm(int(QUICK_SECONDS if options.quick else FULL_SECONDS) + 30)
    directory = Path(tempfile.mkdtemp(prefix="weir-bench-"))
    try:
        return run(options, directory)
    except (tools.Missing, Unusable) as error:
        print(f"scripts/bench: {error}", file=sys.stderr)
        return 1
    finally:
        if options.keep:
            say(f"kept {directory}")
        else:
            shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(machine.in_own_session(main))
