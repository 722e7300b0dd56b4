"""A provider that fails always, or now and then: what callers get, and what it costs the provider."""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from typing import Any

from ..rig.gateway import Gateway
from ..rig.scrape import Scrape
from ..rig.settings import Settings
from ..rig.tally import Suite, equal, expect, note
from .load import Load, Result, tally_statuses
from .rig import ChaosRig, Counted

suite: Suite[ChaosRig] = Suite()

RATE = 100.0
STORM_SECONDS = 6.0
SETTLING_SECONDS = 2.0
MOST_CALLS = 1.20
# Some requests meet a failure thrice, at 5 % one in 8,000: enough requests, and one is no failed case.
RANDOM_RATE, RANDOM_SECONDS = 400.0, 6.0
LONG_RATE, LONG_SECONDS = 50.0, 1800.0
# Long loads are sent, and their results added up, in pieces.
PIECE_SECONDS = 10.0
LEAST_GOOD = 0.999
WITHOUT_BREAKER: Settings = {"consecutive_failures": 0, "failure_percent": 0}


def load(gateway: Gateway, key: str, model: str, rate: float, seconds: float) -> list[Result]:
    """The results of a load of its own."""

    async def run() -> list[Result]:
        clients = Load(gateway.port, key)
        try:
            return await clients.run(model, rate, seconds)
        finally:
            clients.close()

    return asyncio.run(run())


def judge_storm(rig: ChaosRig, model: str, **more: Any) -> None:
    """All calls fail: every caller gets one clean error, and few of them cost the provider a second call."""
    rig.chaos.plan(model, "503")
    with rig.gateway(**more) as gateway:
        key = gateway.create_key("storm")
        gateway.start()
        began = time.monotonic()
        results = load(gateway, key, f"chaos/{model}", RATE, rig.seconds(STORM_SECONDS))
        judge_calls(results, rig.chaos.counted(model), began + SETTLING_SECONDS, model)


def judge_calls(results: list[Result], counted: Counted, since: float, what: str) -> None:
    """Holds the calls that reached the provider against those of the callers."""
    asked = sum(one.sent >= since for one in results)
    ratio = counted.since(since) / asked
    note(f"chaos: {what}: {len(counted.arrivals)} calls upstream for {len(results)} requests, later {ratio:.2f}")
    equal({*tally_statuses(results)}, {503}, "statuses")
    bare = sum(one.headers.get("x-should-retry") != "false" and "retry-after" not in one.headers for one in results)
    equal(bare, 0, "errors that neither forbid a retry nor say when")
    expect(ratio <= MOST_CALLS, f"{ratio:.2f} calls upstream for each request, wanted at most {MOST_CALLS:.2f}")


@suite.case("storm: with 100 % 503 at 100 rps the provider gets at most 1.20 calls a request")
def storm(rig: ChaosRig) -> None:
    judge_storm(rig, "storm")


@suite.case("storm: the same with the breaker off, by the retry budget alone")
def storm_without_breaker(rig: ChaosRig) -> None:
    judge_storm(rig, "storm-no-breaker", breaker=WITHOUT_BREAKER)


@suite.case("random: with 5 % 503 at least 99.9 % of the requests succeed, and no breaker opens")
def random_failures(rig: ChaosRig) -> None:
    rig.chaos.plan("random", "503", share=0.05)
    with rig.gateway(log={"output": "off"}) as gateway:
        key = gateway.create_key("random")
        gateway.start()
        seconds = rig.seconds(RANDOM_SECONDS, LONG_SECONDS)
        rate, statuses = (RANDOM_RATE if seconds <= PIECE_SECONDS else LONG_RATE), Counter[int]()
        for piece in range(math.ceil(seconds / PIECE_SECONDS)):
            left = min(PIECE_SECONDS, seconds - piece * PIECE_SECONDS)
            statuses.update(tally_statuses(load(gateway, key, "chaos/random", rate, left)))
        good, every, counted = statuses[200], statuses.total(), rig.chaos.counted("random")
        scrape = Scrape.take(gateway)
        note(
            f"chaos: random: {seconds:.0f} s, {good} of {every} good, {sum(counted.faults)} of "
            f"{len(counted.arrivals)} calls failed, {scrape.total('weir_upstream_retries_total'):.0f} retries"
        )
        expect(good >= LEAST_GOOD * every, f"{good} of {every} good: {dict(statuses)}")
        expect(scrape.has("weir_breaker_state"), "weir_breaker_state is not exposed")
        equal(scrape.total("weir_breaker_transitions_total", to="open"), 0, "transitions to open")
