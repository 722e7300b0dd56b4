"""Everything that is counted, not timed, and so needs no quiet machine: system calls and user instructions."""
from __future__ import annotations

import contextlib
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Callable, List

import client
import machine
from bodies import Bodies
from figures import Sheet
from subjects import PROXIES, Bench, Prepared, Running, Unusable, begin, running, wait_until_up
from upstream import Upstream

REQUESTS = 300
STREAMS, CHUNKS, GAP_US = 3, 100, 5_000
FEW, MANY, AT_ONCE = 100, 400, 4


class Uncounted(Exception):
    """A count could not be taken; the text is the reason."""


class Counted:
    """The counted figures of all proxies, each from processes of its own."""

    def __init__(self, bench: Bench, upstream: Upstream, bodies: Bodies, sheet: Sheet) -> None:
        self.bench = bench
        self.upstream = upstream
        self.bodies = bodies
        self.sheet = sheet

    def system_calls(self, say: Callable[[str], None], seconds_left: Callable[[], float]) -> None:
        """Counts system calls of the whole process, background threads included."""
        keys = ["syscalls_per_request", "syscalls_per_chunk"]
        if not machine.installed("strace", "strace"):
            self._skip_all(keys, "strace is not installed")
            return
        for name in PROXIES:
            if seconds_left() < 5:
                self._skip(name, keys, "out of time")
                continue
            say(f"system calls: {name}")
            try:
                self._system_calls(name)
            except (Unusable, Uncounted, client.BadAnswer, OSError) as error:
                self._skip(name, keys, str(error))

    def instructions(self, say: Callable[[str], None], seconds_left: Callable[[], float]) -> None:
        """Counts user instructions per request as (I(400 requests) - I(100 requests)) / 300."""
        keys = ["user_instructions_per_request"]
        if not shutil.which("valgrind"):
            self._skip_all(keys, "valgrind is not installed")
            return
        for name in PROXIES:
            if seconds_left() < 8:
                self._skip(name, keys, "out of time")
                continue
            say(f"user instructions: {name}")
            try:
                self._instructions(name, min(120.0, seconds_left()))
            except (Unusable, Uncounted, client.BadAnswer, OSError, subprocess.SubprocessError) as error:
                self._skip(name, keys, str(error))

    def _skip(self, name: str, keys: List[str], reason: str) -> None:
        for key in keys:
            self.sheet.skip(name, key, reason)

    def _skip_all(self, keys: List[str], reason: str) -> None:
        for name in PROXIES:
            self._skip(name, keys, reason)

    def _system_calls(self, name: str) -> None:
        prepared = self.bench.prepare(name)
        small = self.bodies.small.read_bytes()
        request = client.post(small, prepared.headers)
        stream = client.post(self.bodies.streamed.read_bytes(), prepared.headers)
        self.upstream.stream(CHUNKS, GAP_US)
        with running(prepared, small) as proxy:
            client.exchange_all(prepared.port, request, 50)
            calls = traced_calls(proxy, lambda: client.exchange_all(prepared.port, request, REQUESTS))
            self.sheet.add(name, "syscalls_per_request", 1, calls / REQUESTS)
            calls = traced_calls(proxy, lambda: client.exchange_all(prepared.port, stream, STREAMS))
            self.sheet.add(name, "syscalls_per_chunk", 1, calls / (STREAMS * CHUNKS))

    def _instructions(self, name: str, patience_seconds: float) -> None:
        deadline = time.monotonic() + patience_seconds
        small = self.bodies.small.read_bytes()
        few, many = self.bench.prepare(name), self.bench.prepare(name)
        with contextlib.ExitStack() as stack:
            # both start at once, since starting is what takes long under valgrind
            processes = [begin(each, None, callgrind(each)) for each in (few, many)]
            for process in processes:
                stack.callback(machine.stop, process, 10.0)
            counts = []
            for prepared, process, total in zip((few, many), processes, (FEW, MANY)):
                wait_until_up(prepared, small, deadline - 2)
                client.exchange_all(prepared.port, client.post(small, prepared.headers), total, AT_ONCE)
                process.send_signal(signal.SIGTERM)
                process.wait(max(1.0, deadline - time.monotonic()))
                counts.append(collected(prepared))
        self.sheet.add(name, "user_instructions_per_request", 1, (counts[1] - counts[0]) / (MANY - FEW))


def traced_calls(proxy: Running, work: Callable[[], None]) -> int:
    """System calls of a process and all its threads while `work` runs."""
    table = proxy.prepared.directory / "strace.txt"
    command = ["strace", "-f", "-c", "-o", str(table), "-p", str(proxy.pid)]
    tracer = machine.spawn(command, machine.LOAD_CORE, proxy.prepared.directory / "strace.log")
    try:
        deadline = time.monotonic() + 3
        while not _all_traced(proxy.pid, tracer.pid):
            if tracer.poll() is not None or time.monotonic() > deadline:
                raise Uncounted("strace could not attach (kernel.yama.ptrace_scope?)")
            time.sleep(0.01)
        work()
        time.sleep(0.1)
        tracer.send_signal(signal.SIGINT)
        tracer.wait(5)
    finally:
        machine.stop(tracer)
    for line in table.read_text().splitlines():
        fields = line.split()
        if len(fields) >= 5 and fields[-1] == "total":
            return int(fields[3])
    raise Uncounted("strace printed no total")


def _all_traced(pid: int, tracer: int) -> bool:
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError):
            if f"TracerPid:\t{tracer}\n" not in (task / "status").read_text():
                return False
    return True


def callgrind(prepared: Prepared) -> List[str]:
    """The command line in front of a subject; swaps its program for a copy without debug information.

    Reading the debug information of a large binary takes valgrind longer than the whole measurement.
    """
    program = Path(prepared.command[0])
    copy = prepared.directory / f"{program.name}-stripped"
    stripped = shutil.which("strip") and subprocess.run(
        ["strip", "-g", "-o", str(copy), str(program)], capture_output=True, timeout=60).returncode == 0
    if stripped:
        prepared.command[0] = str(copy)
    return [
        "valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--fair-sched=try",
        f"--log-file={prepared.directory / 'valgrind.log'}",
    ]


def collected(prepared: Prepared) -> int:
    """The instructions callgrind reports at the end of a process."""
    text = (prepared.directory / "valgrind.log").read_text(errors="replace")
    found = re.search(r"Collected : (\d+)", text)
    if not found:
        raise Uncounted(f"valgrind reported no count: {text[-200:]!r}")
    return int(found.group(1))
