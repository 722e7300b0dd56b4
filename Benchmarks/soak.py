"""A long run at a fixed rate that answers one question: does weir's resident memory stay flat?"""
from __future__ import annotations

import contextlib
import shutil
import time
from dataclasses import dataclass
from typing import Callable, Dict, List, Sequence, Tuple

import machine
from bodies import Bodies
from load import Generator, Load
from subjects import WEIR, Bench, Running, running
from upstream import Upstream

SAMPLE_SECONDS = 10.0
STREAMS, CHUNKS, GAP_US = 8, 50, 20_000
_LEAST_FREE_BYTES = 1_000_000_000


@dataclass(frozen=True)
class Sample:
    """One look at the process."""

    seconds: float
    rss_bytes: int
    requests: int


@dataclass(frozen=True)
class Soaked:
    """The samples, and the line through those taken after the start-up phase."""

    samples: List[Sample]
    slope_bytes_per_minute: float
    slope_bytes_per_request: float
    bad_answers: int

    def as_json(self) -> Dict[str, object]:
        """For the JSON file."""
        return {
            "slope_bytes_per_minute": round(self.slope_bytes_per_minute, 1),
            "slope_bytes_per_request": round(self.slope_bytes_per_request, 4),
            "bad_answers": self.bad_answers,
            "samples": [vars(sample) for sample in self.samples],
        }


def slope(points: Sequence[Tuple[float, float]]) -> float:
    """Least-squares slope; 0 for fewer than two distinct places."""
    count = len(points)
    mean_x = sum(x for x, _ in points) / max(1, count)
    mean_y = sum(y for _, y in points) / max(1, count)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0


def settled(samples: Sequence[Sample]) -> Sequence[Sample]:
    """Leaves out the first fifth: caches and pools fill once, and that is no leak."""
    return samples[len(samples) // 5:]


def soak(
    bench: Bench, upstream: Upstream, generator: Generator, bodies: Bodies,
    minutes: float, rate: int, say: Callable[[str], None],
) -> Soaked:
    """Runs `rate` requests a second and a few streams against weir with everything on, and samples its memory."""
    prepared = bench.prepare(WEIR)
    upstream.stream(CHUNKS, GAP_US)
    seconds = minutes * 60
    small = bodies.small.read_bytes()
    with running(prepared, small) as proxy, contextlib.ExitStack() as stack:
        loads = [
            Load(prepared.port, prepared.headers, bodies.small, 32, seconds, rate=rate),
            Load(prepared.port, prepared.headers, bodies.streamed, STREAMS, seconds, streamed=True),
        ]
        at_work = [generator.start(load) for load in loads]
        for each in at_work:
            stack.callback(each.stop)
        samples = _watch(proxy, upstream, seconds, say)
        short = samples[-1].seconds < seconds - SAMPLE_SECONDS
        bad = 0 if short else sum(each.finish().bad for each in at_work)
    kept = settled(samples)
    return Soaked(
        samples,
        slope([(sample.seconds / 60, sample.rss_bytes) for sample in kept]),
        slope([(sample.requests, sample.rss_bytes) for sample in kept]),
        bad,
    )


def _watch(proxy: Running, upstream: Upstream, seconds: float, say: Callable[[str], None]) -> List[Sample]:
    """Takes a sample every ten seconds until the time is over or the disk runs full."""
    began, samples = time.monotonic(), []
    first = upstream.served().requests
    while True:
        elapsed = time.monotonic() - began
        sample = Sample(round(elapsed, 1), machine.rss_bytes(proxy.pid), upstream.served().requests - first)
        samples.append(sample)
        say(f"{elapsed:7.0f} s  {sample.rss_bytes / 1e6:7.1f} MB  {sample.requests:,} requests")
        if shutil.disk_usage(proxy.prepared.directory).free < _LEAST_FREE_BYTES:
            say("stopping early: less than 1 GB of disk left")
            return samples
        if elapsed + SAMPLE_SECONDS > seconds:
            return samples
        time.sleep(SAMPLE_SECONDS - (time.monotonic() - began - elapsed))
