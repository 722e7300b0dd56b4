"""Counts cases and prints those that fail."""

from __future__ import annotations

import contextlib
import os
import sys
import time
import traceback
from collections.abc import Iterator
from typing import Callable, Generic, TypeVar

Rig = TypeVar("Rig")
Judge = Callable[[Rig], None]


class Unmet(Exception):
    """Something that a case expects is not so."""


def expect(condition: object, why: str) -> None:
    """Fails the running case with `why` unless `condition` holds."""
    if not condition:
        raise Unmet(why)


def equal(got: object, wanted: object, what: str) -> None:
    """Fails the running case unless `got` equals `wanted`."""
    expect(got == wanted, f"{what}: {got!r}, wanted {wanted!r}")


def eventually(probe: Callable[[], object], why: str, seconds: float = 5.0) -> None:
    """Fails the running case unless `probe` becomes true within `seconds`."""
    end = time.monotonic() + seconds
    while not probe():
        expect(time.monotonic() < end, f"{why} (waited {seconds:g} s)")
        time.sleep(0.02)


class Tally:
    """The counts of one part; its closing line is `N passed, N failed, N skipped`."""

    def __init__(self, part: str, only: str = "") -> None:
        """Counts for `part`; cases whose name lacks `only` are left out without being counted."""
        self.part, self.only = part, only
        self.passed = self.failed = self.skipped = 0
        self._started = time.monotonic()

    def wants(self, name: str) -> bool:
        """Tells whether the case is to be run."""
        return self.only in name

    def check(self, name: str, good: bool, why: str = "") -> None:
        """Counts one judged case."""
        if not self.wants(name):
            return
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAIL  {self.part}: {name}: {why}", flush=True)

    def skip(self, name: str, reason: str, count: int = 1) -> None:
        """Counts cases that could not be judged, and says so."""
        self.skipped += count
        print(f"SKIP  {self.part}: {name}: {reason}", flush=True)

    @contextlib.contextmanager
    def case(self, name: str) -> Iterator[None]:
        """Runs the body as one case: whatever it throws is its failure."""
        try:
            yield
        except Unmet as unmet:
            self.check(name, False, str(unmet))
        except Exception as error:  # a case may fail in any way
            self.check(name, False, describe(error))
        else:
            self.check(name, True)

    def close(self) -> bool:
        """Prints the closing line; true when nothing failed."""
        print(f"{self.part} took {time.monotonic() - self._started:.1f} s")
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped", flush=True)
        return not self.failed


def describe(error: BaseException) -> str:
    """The error in one line, with the place in the suite it came from."""
    inside = [frame for frame in traceback.extract_tb(error.__traceback__) if "Conformance" in frame.filename]
    place = f" at {os.path.basename(inside[-1].filename)}:{inside[-1].lineno}" if inside else ""
    text = " ".join(str(error).split())[:400]
    return f"{type(error).__name__}: {text}{place}"


class Suite(Generic[Rig]):
    """An ordered list of named cases over one rig."""

    def __init__(self) -> None:
        self._cases: list[tuple[str, Judge[Rig]]] = []

    def case(self, name: str) -> Callable[[Judge[Rig]], Judge[Rig]]:
        """Adds the decorated function as a case."""

        def add(judge: Judge[Rig]) -> Judge[Rig]:
            self._cases.append((name, judge))
            return judge

        return add

    def run(self, tally: Tally, rig: Rig) -> None:
        """Runs every wanted case in order."""
        for name, judge in self._cases:
            if tally.wants(name):
                with tally.case(name):
                    judge(rig)


def note(text: str) -> None:
    """Prints a number or remark that is no case."""
    print(f"      {text}", flush=True)


def warn(text: str) -> None:
    """Prints something nobody should overlook."""
    print(f"!!    {text}", file=sys.stderr, flush=True)
