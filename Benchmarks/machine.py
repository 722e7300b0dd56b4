"""What the machine can tell about a process, and what keeps it from adding noise: pinning, priority, idle states."""
from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable, Dict, Iterator, List, Optional, Sequence

# taken before the benchmark pins itself: the proxy gets the first core, everything else the second
CORES: List[int] = sorted(os.sched_getaffinity(0))
PROXY_CORE = CORES[0]
LOAD_CORE = CORES[min(1, len(CORES) - 1)]

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def cpu_ns(pid: Optional[int]) -> int:
    """CPU time a process has used so far, user and kernel, all threads living and dead, in nanoseconds; 0 for none.

    Reads the kernel's per-process CPU clock, which needs no privilege and counts in nanoseconds where
    /proc/PID/stat counts in ticks of 10 ms.
    """
    return 0 if pid is None else time.clock_gettime_ns((~pid << 3) | 2)


def settle(pid: int, patience_seconds: float = 3.0) -> None:
    """Waits until a process has finished what the load left behind: below 5 % of a core."""
    deadline = time.monotonic() + patience_seconds
    while time.monotonic() < deadline:
        before, began = cpu_ns(pid), time.monotonic_ns()
        time.sleep(0.1)
        if (cpu_ns(pid) - before) * 20 < time.monotonic_ns() - began:
            return


def rss_bytes(pid: int) -> int:
    """Resident memory of a process in bytes, from smaps_rollup (exact) or else from status (may lag by a little)."""
    for name, key in (("smaps_rollup", "Rss:"), ("status", "VmRSS:")):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{pid}/{name}").read_text().splitlines():
                if line.startswith(key):
                    return int(line.split()[1]) * 1024
    raise ProcessLookupError(f"process {pid} is gone")


def core_busy_ns(core: int = PROXY_CORE) -> int:
    """Time a core has spent on anything but idling, in nanoseconds (resolution: one tick)."""
    for line in Path("/proc/stat").read_text().splitlines():
        if line.startswith(f"cpu{core} "):
            user, nice, system, idle, wait, irq, softirq, *_ = (int(field) for field in line.split()[1:])
            return (user + nice + system + irq + softirq) * (1_000_000_000 // os.sysconf("SC_CLK_TCK"))
    return 0


def free_port() -> int:
    """A TCP port nobody listens on at the moment, on the loopback address."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def describe() -> Dict[str, str]:
    """Processor, cores and kernel: what a reader needs to place the absolute figures."""
    model = "unknown"
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return {"processor": model, "cores": str(os.cpu_count()), "kernel": os.uname().release}


def spawn(
    command: Sequence[str],
    core: Optional[int],
    log: Path,
    env: Optional[Dict[str, str]] = None,
    directory: Optional[Path] = None,
    stdout: Optional[int] = None,
) -> "subprocess.Popen[bytes]":
    """Starts a child pinned to one core (None: wherever), its output appended to `log`; it dies when we die."""

    def in_child() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        os.sched_setaffinity(0, CORES if core is None else {core})

    with log.open("ab") as out:
        return subprocess.Popen(
            list(command), preexec_fn=in_child, env=env, cwd=directory, stdin=subprocess.DEVNULL,
            stdout=out if stdout is None else stdout, stderr=out,
        )


def stop(process: "subprocess.Popen[bytes]", patience_seconds: float = 5.0) -> None:
    """Asks one of our children to end (SIGTERM), then insists."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(patience_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def in_own_session(run: Callable[[], int]) -> int:
    """Calls `run` in a child with a session of its own, so that raising the session's priority touches nothing else.

    Where the kernel groups processes by session (autogroup), `nice` has no effect between sessions; the session's
    own weight has. Signals are passed on, since the terminal no longer reaches the child.
    """
    child = os.fork()
    if child:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda received, frame: os.kill(child, received))
        _, status = os.waitpid(child, 0)
        return os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)
    os.setsid()
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    sys.exit(run())


@contextlib.contextmanager
def quiet() -> Iterator[List[str]]:
    """Does what our privileges allow against noise, and yields what could not be done, in words.

    - a larger share of the CPU for our session (root);
    - no sleep states deeper than polling: waking a halted virtual core costs 40-60 us per hop (root);
    - as many open files as the hard limit allows.
    """
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    missing = []
    try:
        with contextlib.suppress(FileNotFoundError):
            Path("/proc/self/autogroup").write_text("-15")
        os.setpriority(os.PRIO_PROCESS, 0, -15)
    except OSError:
        missing.append("no raised priority (needs root): other programs add noise")
    latency = None
    try:
        latency = os.open("/dev/cpu_dma_latency", os.O_WRONLY)
        os.write(latency, struct.pack("i", 0))
    except OSError:
        missing.append("idle states not held off (needs root): absolute latencies read higher")
    try:
        yield missing
    finally:
        if latency is not None:
            os.close(latency)


def installed(program: str, package: str) -> bool:
    """Whether a program is there, after trying to install its Debian package when we are root."""
    if shutil.which(program):
        return True
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    command = ["apt-get", "install", "-y", "--no-install-recommends", package]
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       timeout=60, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, check=False)
    return shutil.which(program) is not None
