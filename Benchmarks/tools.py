"""Finds or builds the mock upstream and the load generator: the reference harness when it is there, else our own."""
from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import machine

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / ".build" / "bench"


class Missing(Exception):
    """Something the run cannot do without is not there; the text says what and how to get it."""


@dataclass(frozen=True)
class Tools:
    """The programs of one run."""

    kind: str  # "reference" or "project"
    mock: Path
    load: Path
    wrk: Optional[Path]  # for bodies that are new each time, which the reference load generator cannot make


def harness_directory() -> Path:
    """Where the reference harness would be: $WEIR_BENCH_HARNESS or ../shared/bench beside the checkout."""
    return Path(os.environ.get("WEIR_BENCH_HARNESS", ROOT.parent / "shared" / "bench"))


def compile_c(source: Path, program: str) -> Path:
    """Builds one C file into .build/bench unless that has been done since the file changed."""
    BUILT.mkdir(parents=True, exist_ok=True)
    target = BUILT / program
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return target
    compiler = next((name for name in ("cc", "gcc", "clang") if shutil.which(name)), None)
    if not compiler:
        raise Missing("no C compiler (apt-get install gcc libc6-dev)")
    fresh = target.with_suffix(f".{os.getpid()}")
    result = subprocess.run([compiler, "-O2", "-w", "-o", str(fresh), str(source)], capture_output=True, timeout=60)
    if result.returncode:
        raise Missing(f"{source.name} does not compile: {result.stderr.decode()[-400:]}")
    fresh.replace(target)
    return target


def find(wanted: str) -> Tools:
    """The tools of a kind: "reference", "project", or "auto" for the first of these that is there."""
    harness = harness_directory()
    mock, load = harness / "upstream" / "mockup.c", harness / "src" / "loadgen.c"
    if wanted != "project" and mock.is_file() and load.is_file():
        return Tools("reference", compile_c(mock, "reference-mock"), compile_c(load, "reference-load"), wrk())
    if wanted == "reference":
        raise Missing(f"no reference harness at {harness}")
    program = wrk()
    if not program:
        raise Missing("no load generator: neither the reference harness nor wrk (apt-get install wrk)")
    return Tools("project", compile_c(ROOT / "Benchmarks" / "mock.c", "mock"), program, program)


def wrk() -> Optional[Path]:
    """Where wrk is, after trying to install it."""
    return Path(str(shutil.which("wrk"))) if machine.installed("wrk", "wrk") else None


def output_of(command: "list[str]", pattern: str = "") -> Optional[str]:
    """First line of what a program prints about itself, None when it cannot be run."""
    try:
        result = subprocess.run(command, capture_output=True, timeout=10, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return None
    lines = (result.stdout + result.stderr).decode(errors="replace").splitlines()
    return next((line.strip() for line in lines if pattern in line), None)
