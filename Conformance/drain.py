"""SIGTERM: what can end in time ends well, what cannot is told so, every row is stored."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from .options import Options
from .rig import settings
from .rig.gateway import Gateway
from .rig.history import committed
from .rig.tally import Tally, equal, eventually, expect, note
from .rig.upstream import Upstream
from .rig.wire import Answer, Stream, ask, bearer, chat

STREAMS = 20
DRAIN_SECONDS = 5
SLACK_SECONDS = 7
SLOW = "demo-slow?ttft=0.1&tps=20&tokens=40"


def run(tally: Tally, options: Options) -> None:
    """Drains a gateway whose streams can end, and one with a stream that cannot."""
    with Upstream() as upstream:
        providers = {"origin": settings.openai(upstream.port, ["${PROVIDER_KEY}"])}
        environment = {"PROVIDER_KEY": "sk-conformance-drain-key-0001"}
        for judge in (finishing, endless):
            with Gateway(options.weir, providers, environment, drain_seconds=DRAIN_SECONDS) as gateway:
                key = gateway.create_key("drain")
                gateway.start()
                judge(tally, gateway, key)


def finishing(tally: Tally, gateway: Gateway, key: str) -> None:
    """Twenty streams are in flight and can end within the grace."""
    name = f"{STREAMS} streams finish after SIGTERM"
    if not tally.wants(name):
        return
    streams = open_streams(gateway, key, SLOW)
    started = time.monotonic()
    gateway.signal()
    with tally.case("readiness is off while streams finish"):
        eventually(lambda: is_unready(gateway), "readyz still says 200", seconds=1)
    with tally.case("no new request is served while streams finish"):
        expect(is_refused(gateway, key), "a new request was answered 200")
    with ThreadPoolExecutor(STREAMS) as pool:
        answers = list(pool.map(lambda stream: stream.rest(), streams))
    with tally.case(name):
        whole = [answer for answer in answers if answer.complete and answer.body.rstrip().endswith(b"data: [DONE]")]
        equal(len(whole), STREAMS, "whole streams")
    with tally.case("the process ends with status 0 as soon as the streams have"):
        equal(gateway.wait(DRAIN_SECONDS + SLACK_SECONDS), 0, "exit status")
        note(f"drain: ended {time.monotonic() - started:.1f} s after SIGTERM")
    with tally.case("every stream's row is stored"):
        judge_rows(gateway, streams)


def endless(tally: Tally, gateway: Gateway, key: str) -> None:
    """A stream that does not end is told, and does not keep the process."""
    name = "an endless stream ends with an error event when the grace is over"
    if not tally.wants(name):
        return
    streams = open_streams(gateway, key, "origin/endless", 2)
    started = time.monotonic()
    gateway.signal()
    answers: list[Answer] = [stream.rest() for stream in streams]
    with tally.case(name):
        for answer in answers:
            last = answer.body.rstrip().rpartition(b"\n\n")[2]
            expect(b'"error"' in last, f"the stream's last event is {last[:120]!r}")
    with tally.case("the process ends with status 0 although a stream was endless"):
        equal(gateway.wait(DRAIN_SECONDS + SLACK_SECONDS), 0, "exit status")
        seconds = time.monotonic() - started
        expect(seconds >= DRAIN_SECONDS - 0.5, f"the grace of {DRAIN_SECONDS} s was cut to {seconds:.1f} s")
        note(f"drain: with an endless stream ended {seconds:.1f} s after SIGTERM")
    with tally.case("the rows of the endless streams are stored"):
        judge_rows(gateway, streams)
    with tally.case("the log says that the endless streams were drained"):
        ends = [gateway.line(stream.header("x-request-id")).get("weir.stream.end") for stream in streams]
        equal(ends, ["draining"] * len(streams), "weir.stream.end")


def open_streams(gateway: Gateway, key: str, model: str, count: int = STREAMS) -> list[Stream]:
    """Streams that have each brought their first event."""

    def begin(_: int) -> Stream:
        stream = Stream(gateway.port, "/v1/chat/completions", key, chat(model, stream=True))
        next(stream.events())
        return stream

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


def is_unready(gateway: Gateway) -> bool:
    """Tells whether readiness is off; a closed admin listener counts."""
    try:
        return gateway.admin("/readyz").status != 200
    except OSError:
        return True


def is_refused(gateway: Gateway, key: str) -> bool:
    """Tells whether a new request is turned away, by an answer or by a closed port."""
    try:
        return ask(gateway.port, "GET", "/v1/models", bearer(key), seconds=2).status != 200
    except OSError:
        return True


def judge_rows(gateway: Gateway, streams: list[Stream]) -> None:
    """Each stream has its row in the files the process left."""
    wanted = {stream.header("x-request-id") for stream in streams}
    equal(sorted(wanted - committed(gateway.data))[:3], [], "rows that are missing")
