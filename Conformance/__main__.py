"""The command line: runs the named parts, or all, and exits 1 when a case failed."""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
from pathlib import Path

from .options import ROOT, Options
from .rig.tally import Tally, describe

PARTS = {
    "sdk": "the official SDKs against the demo provider and a made-up one",
    "http2": "HTTP/2 with prior knowledge and over TLS, and its malformed requests",
    "fixtures": "recorded answers of providers: the caller's bytes, log line, row and metrics",
    "corpus": "hostile requests, bodies and providers",
    "metrics": "the expositions, the log schema, and counters == lines == rows",
    "secrets": "canary secrets are found nowhere; keys are changed under load",
    "cli": "the commands, and every mistake an administrator makes with them",
    "admin": "the admin API: its document, its fuzzing, sessions, and what it does to the data plane",
    "crash": "kill -9 under load loses nothing that was committed",
    "power": "a loss of power undoes no acknowledged change of the control database",
    "chaos": "a provider that fails in every way, crowds, and overload",
    "drain": "SIGTERM lets streams finish and stores every row",
    "reload": "good and bad configurations in turn under load: nothing fails, nothing mixes",
    "restart": "one server follows another under load and no caller notices",
}


def arguments() -> argparse.ArgumentParser:
    """The command line's grammar."""
    parts = "\n".join(f"  {name:9} {about}" for name, about in PARTS.items())
    parser = argparse.ArgumentParser(
        prog="scripts/conformance",
        description="Drives the built program from outside and judges what it answers.",
        epilog=f"parts:\n{parts}\n\nenvironment: WEIR_FIXTURES, WEIR_CORPUS name the folders of recorded material.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help="the parts to run (default: all)")
    parser.add_argument("--weir", type=Path, help="the program (default: the release build, made when missing)")
    parser.add_argument("--only", default="", metavar="TEXT", help="only cases whose name holds this text")
    parser.add_argument(
        "--long", action="store_true", help="the long form of the secrets, crash, power, chaos, reload and restart parts"
    )
    parser.add_argument("--rounds", type=int, help="rounds of the crash, power, chaos, reload and restart parts")
    parser.add_argument("--seconds", type=float, help="chaos: how long storms, outages, crowds and overloads last")
    parser.add_argument("--table", action="store_true", help="corpus: also print the table by category")
    return parser


def built() -> Path:
    """The release build; made now when there is none."""
    path = ROOT / ".build" / "release" / "weir"
    if not path.exists():
        subprocess.run(
            ["swift", "build", "--package-path", str(ROOT), "-c", "release", "--product", "weir"],
            stdout=sys.stderr,
            check=True,
        )
    return path


def run_part(name: str, options: Options) -> Tally:
    """Runs one part; an error outside its cases counts as one failed case."""
    print(f"== {name}: {PARTS[name]}", flush=True)
    tally = Tally(name, options.only)
    try:
        importlib.import_module(f".{name}", __package__).run(tally, options)
    except Exception as error:  # the other parts are to run all the same
        tally.failed += 1
        print(f"FAIL  {name}: the part stopped: {describe(error)}")
    tally.close()
    return tally


def main() -> int:
    """Runs the suite."""
    parser = arguments()
    given = parser.parse_args()
    names: list[str] = given.parts or list(PARTS)
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}")
    weir = (given.weir or built()).resolve()
    options = Options(weir, given.only, given.rounds, given.table, given.seconds, given.long)
    tallies = [run_part(name, options) for name in names]
    if len(tallies) > 1:
        print("== all parts")
        counts = [sum(getattr(tally, kind) for tally in tallies) for kind in ("passed", "failed", "skipped")]
        print("{} passed, {} failed, {} skipped".format(*counts))
    return 1 if any(tally.failed for tally in tallies) else 0


if __name__ == "__main__":
    sys.exit(main())
