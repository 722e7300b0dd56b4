"""A provider that is down for a while: how often it is asked meanwhile, and how soon it is used again."""

from __future__ import annotations

import asyncio
import time

from ..rig.settings import Settings
from ..rig.tally import Suite, expect, note
from .load import Load, Result
from .rig import ChaosRig, Counted

suite: Suite[ChaosRig] = Suite()

RATE = 50.0
# The short form has a breaker that is as much faster as the outage is shorter; the long form has the defaults.
SHORT_SECONDS = 8.0
SHORT_BREAKER: Settings = {"open_seconds": 1, "longest_open_seconds": 4}
LONG_OPEN_SECONDS = 60.0
TRIPPING_SECONDS = 1.0
MOST_PROBES = 12
BACK_SECONDS = 1.0
BEFORE_SECONDS, AFTER_SECONDS = 1.0, 2.0


async def suffer(rig: ChaosRig, clients: Load, seconds: float, longest: float) -> tuple[list[Result], float, float]:
    """Good calls, an outage of so many seconds, and calls until the traffic is back; with the outage's ends."""
    rig.chaos.plan("outage")
    results = await clients.run("chaos/outage", RATE, BEFORE_SECONDS)
    await asyncio.to_thread(rig.chaos.plan, "outage", "503")
    began = time.monotonic()
    results += await clients.run("chaos/outage", RATE, seconds)
    await asyncio.to_thread(rig.chaos.plan, "outage")
    ended = time.monotonic()
    first: float | None = None
    # Half as long again for the jitter of the breaker's pause.
    while time.monotonic() < (ended + longest * 1.5 if first is None else first) + AFTER_SECONDS:
        results += await clients.run("chaos/outage", RATE, 0.5)
        first = first or next((one.ended for one in results if one.good and one.sent > ended), None)
    return results, began, ended


@suite.case("outage: at most 12 probes while it lasts, traffic back within 1 s of the first good one")
def outage(rig: ChaosRig) -> None:
    seconds = rig.seconds(SHORT_SECONDS)
    short = seconds == SHORT_SECONDS
    more: Settings = {"breaker": SHORT_BREAKER} if short else {}
    longest = 4.0 if short else LONG_OPEN_SECONDS
    with rig.gateway(**more) as gateway:
        key = gateway.create_key("outage")
        gateway.start()
        clients = Load(gateway.port, key)
        results, began, ended = asyncio.run(suffer(rig, clients, seconds, longest))
        judge(results, rig.chaos.counted("outage"), began, ended)


def judge(results: list[Result], counted: Counted, began: float, ended: float) -> None:
    """Holds the calls that reached the provider against the outage."""
    calls = list(zip(counted.arrivals, counted.faults))
    probes = [arrival for arrival, fails in calls if fails and arrival > began + TRIPPING_SECONDS]
    tripping = sum(fails for _, fails in calls) - len(probes)
    good = [arrival for arrival, fails in calls if not fails and arrival > ended]
    expect(good, "the provider was not asked again after the outage")
    first = good[0]
    late = [one for one in results if one.sent > first + BACK_SECONDS and not one.good]
    note(
        f"chaos: outage of {ended - began:.0f} s: {tripping} calls until it was known, {len(probes)} probes; "
        f"first good call {first - ended:.1f} s after its end"
    )
    expect(len(probes) <= MOST_PROBES, f"{len(probes)} calls after the first {TRIPPING_SECONDS:g} s of the outage")
    expect(not late, f"{len(late)} requests failed later than {BACK_SECONDS:g} s after the first good call")
    expect(any(one.good and one.sent > first for one in results), "no good answer after the first good call")
