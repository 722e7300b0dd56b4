"""Everything taken with a clock: CPU time, requests a second, latency, memory, start-up."""
from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Optional

import client
import machine
from bodies import Bodies
from figures import Sheet
from ledger import Ledger, ledger, without_words
from load import Generator, Load, LoadFailed, Seen
from subjects import ALL, DIRECT, WEIR, WEIR_HISTORY_OFF, Bench, Prepared, Running, Unusable, running
from upstream import Upstream

CONNECTIONS = 64
OPEN_LOOP_RATE = 1_000
STREAMS = 200
CROWD = 1_000
HELD_STREAMS = 500
CHUNKS, GAP_US = 100, 20_000


@dataclass(frozen=True)
class Pace:
    """How long a run takes: windows in seconds, repeats as counts."""

    rounds: int
    window_seconds: float
    stream_seconds: float
    fresh_seconds: float
    starts: int
    with_crowd: bool


QUICK = Pace(rounds=1, window_seconds=1.2, stream_seconds=1.6, fresh_seconds=0.8, starts=2, with_crowd=False)
FULL = Pace(rounds=3, window_seconds=2.0, stream_seconds=2.5, fresh_seconds=1.8, starts=3, with_crowd=True)


@dataclass(frozen=True)
class Window:
    """What one run of load cost and delivered."""

    seen: Seen
    cpu_us: float  # CPU of the proxy over the whole run and until it was idle again
    requests: int  # requests the upstream answered over the whole run
    rate: float  # requests a second in the middle of it
    window_cpu_us: float
    window_chunks: int
    window_seconds: float
    foreign_percent: float


class Timed:
    """The timed figures of all subjects, round by round."""

    def __init__(
        self, bench: Bench, upstream: Upstream, generator: Generator, bodies: Bodies, sheet: Sheet, pace: Pace
    ) -> None:
        self.bench = bench
        self.upstream = upstream
        self.generator = generator
        self.bodies = bodies
        self.sheet = sheet
        self.pace = pace
        self.round = 0

    def run_round(self, say: Callable[[str], None]) -> None:
        """Measures every subject once."""
        self.round += 1
        for name in ALL:
            say(f"round {self.round}/{self.pace.rounds}: {name}")
            try:
                self._subject(name)
            except (Unusable, LoadFailed, client.BadAnswer, OSError) as error:
                self.sheet.skip_subject(name, str(error) or type(error).__name__)
        for percentile in ("p50", "p99"):
            key = f"latency_{percentile}_us"
            direct = self.sheet.in_round(DIRECT, key, self.round)
            for name in ALL:
                own = self.sheet.in_round(name, key, self.round)
                if name != DIRECT and own is not None and direct is not None:
                    self._add(name, f"added_{key}", own.value - direct.value, own.foreign_percent)

    def _subject(self, name: str) -> None:
        prepared = self.bench.prepare(name)
        if name == DIRECT:
            self._latency(prepared, None)
            self._closed(prepared, None, self.bodies.small)
            self._crowd(prepared, None)
            return
        small = self.bodies.small.read_bytes()
        starts = []
        for _ in range(self.pace.starts - 1):
            with running(prepared, small) as started:
                starts.append(started.start_ms)
        with running(prepared, small) as proxy:
            starts.append(proxy.start_ms)
            self._add(name, "start_to_first_answer_ms", statistics.median(starts))
            self._memory(proxy)
            self._latency(prepared, proxy)
            self._streams(proxy)
            self._closed(prepared, proxy, self.bodies.small)
            self._closed(prepared, proxy, self.bodies.large)
            self._fresh(prepared, proxy, "growing")
            self._fresh(prepared, proxy, "new")
            self._crowd(prepared, proxy)
            self._add(name, "rss_after_load_bytes", machine.rss_bytes(proxy.pid))

    def _add(self, name: str, key: str, value: float, foreign_percent: float = 0.0) -> None:
        self.sheet.add(name, key, self.round, value, foreign_percent)

    # -- one figure each

    def _memory(self, proxy: Running) -> None:
        prepared = proxy.prepared
        request = client.post(self.bodies.small.read_bytes(), prepared.headers)
        client.exchange_all(prepared.port, request, 20)
        time.sleep(0.5)
        idle = machine.rss_bytes(proxy.pid)
        self._add(prepared.name, "rss_idle_bytes", idle)
        self.upstream.stream(chunks=60, gap_us=1_000_000)
        stream = client.post(self.bodies.streamed.read_bytes(), prepared.headers)
        held, opened = client.hold_streams(prepared.port, stream, HELD_STREAMS, 5.0)
        try:
            if opened < HELD_STREAMS:
                self.sheet.skip(prepared.name, "rss_per_stream_bytes", f"only {opened} of {HELD_STREAMS} streams ran")
                return
            grown = max(0, machine.rss_bytes(proxy.pid) - idle)
            self._add(prepared.name, "rss_per_stream_bytes", grown / HELD_STREAMS)
        finally:
            for each in held:
                each.close()
            machine.settle(proxy.pid)

    def _latency(self, prepared: Prepared, proxy: Optional[Running]) -> None:
        load = Load(prepared.port, prepared.headers, self.bodies.small, CONNECTIONS,
                    seconds=self.pace.window_seconds + 0.8, rate=OPEN_LOOP_RATE)
        window = self._run(load, proxy)
        if self._usable(prepared.name, window, "latency_p50_us", "latency_p99_us"):
            self._add(prepared.name, "latency_p50_us", window.seen.p50_us, window.foreign_percent)
            self._add(prepared.name, "latency_p99_us", window.seen.p99_us, window.foreign_percent)

    def _closed(self, prepared: Prepared, proxy: Optional[Running], body: Path) -> None:
        small = body == self.bodies.small
        before = ledger(prepared)
        window = self._run(
            Load(prepared.port, prepared.headers, body, CONNECTIONS, self.pace.window_seconds), proxy)
        if prepared.name == WEIR:
            self._dropped(before, ledger(prepared), "history_dropped_percent" if small
                          else "history_dropped_100kb_percent")
        key = "cpu_per_request_us" if small else "cpu_per_request_100kb_us"
        if not self._usable(prepared.name, window, key, *(["requests_per_second"] if small else [])):
            return
        if small:
            self._add(prepared.name, "requests_per_second", window.rate, window.foreign_percent)
        if proxy:
            self._add(prepared.name, key, window.cpu_us / max(1, window.requests), window.foreign_percent)

    def _fresh(self, prepared: Prepared, proxy: Running, kind: str) -> None:
        """The 100 KB figure with words that the history does not know, as far as `kind` says."""
        key, dropped_key = f"cpu_per_request_100kb_{kind}_us", f"history_dropped_100kb_{kind}_percent"
        reason = "" if self.generator.makes_fresh_bodies else "wrk is not installed"
        if prepared.name == WEIR_HISTORY_OFF and not self.pace.with_crowd:
            reason = "full runs only"
        if reason:
            self.sheet.skip(prepared.name, key, reason)
            if prepared.name == WEIR:
                self.sheet.skip(prepared.name, dropped_key, reason)
            return
        before, lost = ledger(prepared), without_words(prepared)
        window = self._run(
            Load(prepared.port, prepared.headers, self.bodies.large, CONNECTIONS, self.pace.fresh_seconds,
                 warm_seconds=0.2, fresh=kind), proxy)
        if prepared.name == WEIR:
            self._dropped(before, ledger(prepared), dropped_key, (without_words(prepared) or 0) - (lost or 0))
        if self._usable(prepared.name, window, key):
            self._add(prepared.name, key, window.cpu_us / max(1, window.requests), window.foreign_percent)

    def _dropped(self, before: Optional[Ledger], after: Optional[Ledger], key: str,
                 words_lost: int = 0) -> None:
        """A history that keeps up by leaving rows out would make weir look cheap: say how many it left out."""
        if before is None or after is None or after.ended <= before.ended:
            self.sheet.skip(WEIR, key, "no ledger in the metrics of the admin listener")
        else:
            self._add(WEIR, key, 
                      (after.dropped - before.dropped + words_lost) / (after.ended - before.ended) * 100)

    def _streams(self, proxy: Running) -> None:
        self.upstream.stream(CHUNKS, GAP_US)
        prepared = proxy.prepared
        window = self._run(
            Load(prepared.port, prepared.headers, self.bodies.streamed, STREAMS, self.pace.stream_seconds,
                 warm_seconds=1.3, streamed=True), proxy)
        if self._usable(prepared.name, window, "cpu_per_chunk_us") and window.window_chunks:
            self._add(prepared.name, "cpu_per_chunk_us", window.window_cpu_us / window.window_chunks,
                      window.foreign_percent)

    def _crowd(self, prepared: Prepared, proxy: Optional[Running]) -> None:
        keys = ("chunks_per_second_1000_streams", "chunk_delay_p99_1000_streams_us")
        if not self.pace.with_crowd:
            for key in keys:
                self.sheet.skip(prepared.name, key, "full runs only")
            return
        self.upstream.stream(CHUNKS, GAP_US)
        window = self._run(
            Load(prepared.port, prepared.headers, self.bodies.streamed, CROWD, self.pace.stream_seconds,
                 warm_seconds=1.6, streamed=True), proxy)
        if not self._usable(prepared.name, window, *keys):
            return
        self._add(prepared.name, keys[0], window.window_chunks / window.window_seconds, window.foreign_percent)
        if window.seen.chunk_delay_p99_us is None:
            self.sheet.skip(prepared.name, keys[1], "wrk cannot time single chunks")
        else:
            self._add(prepared.name, keys[1], window.seen.chunk_delay_p99_us, window.foreign_percent)

    # -- the run they share

    def _run(self, load: Load, proxy: Optional[Running]) -> Window:
        """Runs load; counts the upstream's answers and the proxy's CPU over all of it and over its middle."""
        pid = proxy.pid if proxy else None
        cpu_start, served_start = machine.cpu_ns(pid), self.upstream.served()
        at_work = self.generator.start(load)
        try:
            time.sleep(load.warm_seconds + 0.1)
            began, cpu_began, busy_began = time.monotonic(), machine.cpu_ns(pid), machine.core_busy_ns()
            served_began = self.upstream.served()
            time.sleep(load.seconds - 0.2)
            ended, cpu_ended, busy_ended = time.monotonic(), machine.cpu_ns(pid), machine.core_busy_ns()
            served_ended = self.upstream.served()
            seen = at_work.finish()
        except BaseException:
            at_work.stop()
            raise
        if pid:
            machine.settle(pid)
        seconds = ended - began
        foreign_ns = (busy_ended - busy_began) - (cpu_ended - cpu_began)
        return Window(
            seen=seen,
            cpu_us=(machine.cpu_ns(pid) - cpu_start) / 1_000,
            requests=self.upstream.served().requests - served_start.requests,
            rate=(served_ended.requests - served_began.requests) / seconds,
            window_cpu_us=(cpu_ended - cpu_began) / 1_000,
            window_chunks=served_ended.chunks - served_began.chunks,
            window_seconds=seconds,
            foreign_percent=max(0.0, foreign_ns / (seconds * 1e9) * 100) if pid else 0.0,
        )

    def _usable(self, name: str, window: Window, *keys: str) -> bool:
        """Figures of a run whose clients saw errors are not worth having; a few are noted."""
        seen = window.seen
        if seen.bad * 100 > seen.answers + seen.bad:
            for key in keys:
                self.sheet.skip(name, key, f"{seen.bad} of {seen.answers + seen.bad} answers were bad {seen.first_bad}")
            return False
        if seen.bad:
            self.sheet.note(f"{name}: {seen.bad} of {seen.answers + seen.bad} answers were bad while taking {keys[0]}")
        return True
