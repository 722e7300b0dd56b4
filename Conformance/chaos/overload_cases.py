"""Three times what a provider can take: what still gets through, and how soon it is over."""

from __future__ import annotations

import asyncio

from ..rig.settings import Settings
from ..rig.tally import Suite, expect, note
from .load import Load, Result, percentile, tally_statuses
from .rig import ChaosRig

suite: Suite[ChaosRig] = Suite()

IN_FLIGHT = 20
ANSWER_SECONDS = 0.1
CAPACITY = IN_FLIGHT / ANSWER_SECONDS
OVERLOAD, NORMAL, CRITICAL = 3.0, 0.4, 0.2
CONCURRENCY: Settings = {"in_flight": IN_FLIGHT, "queue": 20, "queue_seconds": 0.5}
SECONDS, AFTER_SECONDS = 5.0, 2.0
LEAST_GOODPUT, LEAST_CRITICAL = 0.85, 0.99
NORMAL_SECONDS = 5.0
REFUSALS = {429, 503}


@suite.case("overload: at 3x, goodput >= 85 %, the critical class >= 99 %, and back to normal within 5 s")
def overload(rig: ChaosRig) -> None:
    rig.chaos.plan("busy", seconds=ANSWER_SECONDS)
    with rig.gateway({"concurrency": CONCURRENCY}) as gateway:
        plain = gateway.create_key("plain", "--priority", "default", "--max-concurrent", "1000")
        critical = gateway.create_key("critical", "--priority", "critical", "--max-concurrent", "1000")
        gateway.start()
        both = Load(gateway.port, plain), Load(gateway.port, critical)
        judge(rig, *asyncio.run(push(*both, rig.seconds(SECONDS))))


async def push(plain: Load, critical: Load, seconds: float) -> tuple[list[Result], list[Result], list[Result], float]:
    """Overload of both classes, then normal load; with the moment between."""
    share = CAPACITY * CRITICAL
    results, first = await asyncio.gather(
        plain.run("chaos/busy", CAPACITY * OVERLOAD - share, seconds), critical.run("chaos/busy", share, seconds)
    )
    ended = max(one.sent for one in results)
    after = await plain.run("chaos/busy", CAPACITY * NORMAL, AFTER_SECONDS)
    return results, first, after, ended


def judge(rig: ChaosRig, plain: list[Result], critical: list[Result], after: list[Result], ended: float) -> None:
    """Holds the answers against the capacity."""
    every = plain + critical
    began = min(one.sent for one in every)
    inside = [one for one in every if one.good and one.ended <= ended]
    goodput = len(inside) / (ended - began) / CAPACITY
    served = sum(one.good for one in critical) / len(critical)
    peak = rig.chaos.counted("busy").peak
    # Normal again is the moment behind the last answer that is bad, or slower than the queue allows.
    bad = [one.sent - ended for one in after if not one.good or one.seconds > 3 * ANSWER_SECONDS]
    normal = max(bad, default=0.0)
    seconds = [one.seconds for one in every if one.good]
    note(
        f"chaos: overload: goodput {goodput:.0%} of {CAPACITY:.0f} rps, critical {served:.2%}, p99 of the good "
        f"{percentile(seconds, 0.99) * 1000:.0f} ms, {peak} calls at once; normal after {normal:.1f} s"
    )
    expect(peak <= IN_FLIGHT, f"the provider had {peak} calls at once, may have {IN_FLIGHT}")
    expect(goodput >= LEAST_GOODPUT, f"goodput is {goodput:.0%} of the capacity: {tally_statuses(every)}")
    expect(served >= LEAST_CRITICAL, f"{served:.2%} of the critical class served: {tally_statuses(critical)}")
    other = set(tally_statuses(every)) - REFUSALS - {200}
    expect(not other, f"answers other than refusals: {sorted(other)}")
    hasty = sum(one.status in REFUSALS and "retry-after" not in one.headers for one in every)
    expect(not hasty, f"{hasty} refusals without retry-after")
    expect(normal <= NORMAL_SECONDS and after[-1].good, f"normal only after {normal:.1f} s")
