"""Targets that an administrator takes out of use: nobody asks them, callers do not notice, and everyone can see it."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from ..rig.gateway import Gateway, Line
from ..rig.scrape import Scrape
from ..rig.tally import Suite, equal, eventually, expect, note
from ..rig.wire import Stream, chat, post
from .load import PATH, tally_statuses
from .rig import ChaosRig
from .route_cases import route
from .storm_cases import load

suite: Suite[ChaosRig] = Suite()

RATE, SECONDS = 50.0, 1.0
FIRST, SPARE = "first-kept", "second-kept"


def listed(gateway: Gateway, upstream: str, model: str) -> dict[str, Any]:
    """What `weir targets` says of one target."""
    shown = json.loads(gateway.output("targets", "list", "--json"))
    found = [one for one in shown if (one["upstream"], one["model"]) == (upstream, model)]
    equal(len(found), 1, f"targets {upstream} {model}")
    return dict(found[0])


def calls(rig: ChaosRig, *models: str) -> list[int]:
    """How many calls came for each model so far."""
    return [len(rig.chaos.counted(model).arrivals) for model in models]


def events(gateway: Gateway, name: str) -> list[Line]:
    """The log's lines with that name."""
    return [line for line in list(gateway.lines) if line.get("event.name") == name]


@suite.case("isolate: an isolated target gets no call, the route goes on without it, and everyone can see it")
def isolate(rig: ChaosRig) -> None:
    with rig.gateway(routes=route(FIRST, SPARE)) as gateway:
        key = gateway.create_key("kept")
        gateway.environment["WEIR_ADMIN_TOKEN"] = gateway.create_key("root", "--kind", "admin")
        gateway.start()
        equal({*tally_statuses(load(gateway, key, "steady", RATE, SECONDS))}, {200}, "statuses before")
        rig.chaos.plan(FIRST, "endless")
        running = Stream(gateway.port, PATH, key, chat("steady", stream=True))
        read = running.events()
        expect(b"data:" in next(read), "the stream has not begun")
        rig.chaos.plan(FIRST)

        gateway.output("targets", "isolate", "chaos", "--model", FIRST)
        before = calls(rig, FIRST, SPARE)
        results = load(gateway, key, "steady", RATE, SECONDS)
        after = calls(rig, FIRST, SPARE)
        note(f"chaos: isolate: {len(results)} requests, {after[0] - before[0]} calls of the isolated target")
        equal({*tally_statuses(results)}, {200}, "statuses while one target is isolated")
        equal((after[0] - before[0], after[1] - before[1]), (0, len(results)), "calls of the first and second target")
        judge_signs(gateway, len(results), results[-1].headers["x-request-id"])
        expect(next(read), "the stream that ran was ended")
        running.close()

        gateway.output("targets", "isolate", "chaos", "--model", SPARE)
        refused = post(gateway.port, PATH, key, chat("steady"))
        equal((refused.status, refused.header("x-weir-error")), (503, "circuit_open"), "with both isolated")
        expect(refused.header("retry-after"), "the refusal does not say when")
        equal(calls(rig, FIRST, SPARE), after, "calls while both are isolated")
        done = gateway.run("explain", "steady")
        expect(done.returncode == 1 and "isolated" in done.stdout, f"explain: {done.stdout} {done.stderr}")

        gateway.output("targets", "release", "chaos")
        equal({*tally_statuses(load(gateway, key, "steady", RATE, SECONDS))}, {200}, "statuses after the release")
        expect(calls(rig, FIRST)[0] > after[0], "the released target gets no call")
        equal(listed(gateway, "chaos", FIRST)["breaker"], "closed", "the breaker after the release")


def judge_signs(gateway: Gateway, refused: int, request_id: str) -> None:
    """Looks for an isolated target wherever one may look."""
    shown = listed(gateway, "chaos", FIRST)
    equal((shown["breaker"], shown["cause"]), ("isolated", "isolated"), "weir targets")
    place = {"breaker": "target", "upstream": "chaos", "model": FIRST}
    scrape = Scrape.take(gateway)
    equal(scrape.total("weir_breaker_state", **place, state="isolated"), 1, "weir_breaker_state")
    equal(scrape.total("weir_breaker_transitions_total", **place, to="isolated"), 1, "weir_breaker_transitions_total")
    equal(scrape.total("weir_breaker_rejections_total", **place), refused, "weir_breaker_rejections_total")
    eventually(lambda: events(gateway, "weir.breaker.transition"), "no event tells of it")
    told = events(gateway, "weir.breaker.transition")[-1]
    equal((told["weir.breaker.to"], told["weir.breaker.model"], told["level"]), ("isolated", FIRST, "notice"), "event")
    eventually(lambda: events(gateway, "weir.audit.change"), "the log has no audit event")
    trail = json.loads(gateway.output("audit", "--action", "target", "--json"))
    equal([(one["action"], one["subject"]) for one in trail], [("target.isolate", "chaos")], "the audit trail")
    over = gateway.line(request_id)["weir.upstream.passed_over"]
    equal(over, [{"upstream": "chaos", "model": FIRST, "reason": "isolated"}], "weir.upstream.passed_over")
    explained = json.loads(gateway.output("explain", "steady", "--json"))
    over = [(one["model"], one["passed_over"]) for one in explained["targets"]]
    equal(sorted(over, key=str), [(FIRST, "isolated"), (SPARE, None)], "weir explain")


@suite.case("isolate: of a provider's credentials the isolated one is not used, whatever is asked for")
def isolate_credential(rig: ChaosRig) -> None:
    with rig.gateway({"keys": ["${PROVIDER_KEY}", "${PROVIDER_KEY}2"]}) as gateway:
        key = gateway.create_key("kept")
        gateway.environment["WEIR_ADMIN_TOKEN"] = gateway.create_key("root", "--kind", "admin")
        gateway.start()

        def used() -> Counter[str]:
            results = load(gateway, key, "chaos/kept", RATE, SECONDS)
            equal({*tally_statuses(results)}, {200}, "statuses")
            return Counter(one.headers["x-weir-target"] for one in results)

        equal({*used()}, {"chaos", "chaos-2"}, "credentials in use")
        gateway.output("targets", "isolate", "chaos-2")
        equal({*used()}, {"chaos"}, "credentials in use while one is isolated")
        raw = [post(gateway.port, f"/upstream/chaos{PATH}", key, chat("kept")) for _ in range(20)]
        equal({one.header("x-weir-target") for one in raw}, {"chaos"}, "credentials the raw way")
        gateway.output("targets", "release", "chaos-2")
        equal({*used()}, {"chaos", "chaos-2"}, "credentials in use after the release")
