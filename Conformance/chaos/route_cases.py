"""A route over two models: what its callers notice of the first one's failures."""

from __future__ import annotations

from ..rig.history import rows
from ..rig.settings import Settings
from ..rig.tally import Suite, equal, eventually, expect, note
from .load import percentile, tally_statuses
from .rig import ChaosRig
from .storm_cases import load

suite: Suite[ChaosRig] = Suite()

RATE, SECONDS = 50.0, 2.0
SLOW_SECONDS = 1.5
HEDGE: Settings = {"after_seconds": 0.1, "percent": 100}
# The hedge's pause, the good target's answer, and room for a busy machine.
HEDGED_SECONDS = 0.6


def route(first: str, second: str, **more: object) -> Settings:
    """A route that goes to the second model where nothing is left of the first."""
    targets = [
        {"provider": "chaos", "model": first, "priority": 0},
        {"provider": "chaos", "model": second, "priority": 1},
    ]
    return {"steady": {"targets": targets, **more}}


@suite.case("route: with its first target down, every request succeeds at the second")
def fallback(rig: ChaosRig) -> None:
    rig.chaos.plan("first-down", "503")
    with rig.gateway(routes=route("first-down", "second-good")) as gateway:
        key = gateway.create_key("route")
        gateway.start()
        results = load(gateway, key, "steady", RATE, rig.seconds(SECONDS))
        down, up = rig.chaos.counted("first-down"), rig.chaos.counted("second-good")
        note(f"chaos: route: {len(down.arrivals)} calls to the first, {len(up.arrivals)} to the second target")
        equal({*tally_statuses(results)}, {200}, "statuses")
        equal(len(up.arrivals), len(results), "calls to the second target")
        expect(len(down.arrivals) < len(results) / 2, "the first target is asked although its breaker is to be open")


@suite.case("route: a prompt that is too long for the first target is answered by the second, when asked for")
def fallback_on_context(rig: ChaosRig) -> None:
    rig.chaos.plan("first-short", "context")
    routes = route("first-short", "second-long", fallback_on=["context_window"])
    with rig.gateway(routes=routes) as gateway:
        key = gateway.create_key("route")
        gateway.start()
        results = load(gateway, key, "steady", RATE, 0.2)
        equal({*tally_statuses(results)}, {200}, "statuses")


@suite.case("route: a hedge answers for a slow target, whose call is cancelled")
def hedge(rig: ChaosRig) -> None:
    rig.chaos.plan("first-slow", seconds=SLOW_SECONDS)
    with rig.gateway(routes=route("first-slow", "second-quick", hedge=HEDGE)) as gateway:
        key = gateway.create_key("route")
        gateway.start()
        results = load(gateway, key, "steady", 10.0, 1.0)
        slowest = percentile([one.seconds for one in results], 1)
        note(f"chaos: hedge: slowest answer after {slowest * 1000:.0f} ms, the target takes {SLOW_SECONDS * 1000:.0f}")
        equal({*tally_statuses(results)}, {200}, "statuses")
        expect(slowest <= HEDGED_SECONDS, f"the slowest answer took {slowest:.2f} s")
        expect(rig.chaos.counted("first-slow").departures, "no call of the slow target was cancelled")
        eventually(lambda: len(rows(gateway)) >= len(results), "the rows are not stored")
