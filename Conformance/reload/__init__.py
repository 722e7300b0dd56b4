"""Reloads under load, good and bad files in turn: no request fails, none sees a mix, each bad file is refused."""

from __future__ import annotations

import json
import re
import signal
import time
from typing import Any

from ..options import Options
from ..rig.gateway import Gateway, Line
from ..rig.history import select
from ..rig.settings import Settings, openai
from ..rig.tally import Tally, equal, eventually, expect, note
from ..rig.upstream import Upstream
from . import outside
from .callers import Callers
from .races import races

ROUNDS, LONG_ROUNDS = 50, 1000
OWNERS = ("alpha", "beta")
PLACE = re.compile(r"weir\.yaml:\d+:\d+ ")


def run(tally: Tally, options: Options) -> None:
    """Many reloads under load, then what can happen to a file."""
    with Upstream() as upstream, Gateway(options.weir, providers(upstream.port)) as gateway:
        key = gateway.create_key("reload")
        gateway.start()
        if tally.wants("under load"):
            under_load(tally, gateway, key, options.times(ROUNDS, LONG_ROUNDS))
        races(tally, gateway, key)
    outside.run(tally, options)


def providers(port: int) -> Settings:
    """Two providers at one place; a route says which of them is asked."""
    return {name: openai(port, ["conformance-key-0123456789"], models=[f"{name}-1"]) for name in OWNERS}


def good(gateway: Gateway, owner: str) -> str:
    """The file whose route leads to that provider."""
    route = {"chat": {"targets": [{"provider": owner, "model": f"{owner}-1"}]}}
    return json.dumps({**gateway.settings, "routes": route}, indent=1)


def bad(gateway: Gateway, number: int) -> str:
    """A file that is wrong in one of several ways."""
    whole = good(gateway, OWNERS[number % 2])
    ways = [
        whole[: len(whole) // 2],
        whole.replace('"providers"', '"provders"', 1),
        whole.replace('"model": "alpha-1"', '"modle": "alpha-1"').replace('"model": "beta-1"', '"modle": "x"'),
        whole.replace('"targets"', '"balance": "nobody", "targets"', 1),
        whole.replace("conformance-key-0123456789", "${WEIR_NOT_SET}", 1),
        whole.replace('"retention_days": 30', '"retention_days": "many"', 1),
        whole.replace('"routes"', '"event_loops": 7, "routes"', 1),
        "\tproviders: [",
    ]
    return ways[number % len(ways)]


def events(gateway: Gateway, name: str) -> list[Line]:
    """The log lines of one event."""
    return [line for line in list(gateway.lines) if line.get("event.name") == name]


def applied(gateway: Gateway) -> list[str]:
    """The revisions that came into force, in order."""
    return [str(line["weir.config.hash"]) for line in events(gateway, "weir.config.applied")]


def refused(gateway: Gateway) -> list[Any]:
    """What was told of each refusal."""
    return [line["weir.config.problems"] for line in events(gateway, "weir.config.refused")]


def under_load(tally: Tally, gateway: Gateway, key: str, rounds: int) -> None:
    """Rewrites the file and sends SIGHUP, again and again, while callers ask a hundred times a second."""
    owners: dict[str, str] = {}
    place(gateway, good(gateway, OWNERS[0]))
    eventually(lambda: applied(gateway), "the first file is applied")
    owners[applied(gateway)[-1]] = OWNERS[0]
    callers = Callers(gateway.port, key)
    callers.start()
    unplaced: list[Any] = []
    try:
        for number in range(rounds):
            told = (len(applied(gateway)), len(refused(gateway)))
            if number % 2:
                place(gateway, bad(gateway, number // 2))
                eventually(lambda: len(refused(gateway)) > told[1], f"bad file {number} is refused")
                problems = refused(gateway)[-1]
                if not all(PLACE.search(problem) for problem in problems) or not problems:
                    unplaced.append(problems)
            else:
                owner = OWNERS[(number // 2 + 1) % 2]
                place(gateway, good(gateway, owner))
                eventually(lambda: len(applied(gateway)) > told[0], f"good file {number} is applied")
                owners[applied(gateway)[-1]] = owner
        time.sleep(0.3)
    finally:
        callers.stop()
    judge(tally, gateway, callers, owners, unplaced)
    note(f"reload: {rounds} reloads, {callers.sent} requests, {len(callers.losses)} failed, {len(owners)} revisions")
    note(f"reload: slowest answer {callers.slowest * 1000:.0f} ms")


def judge(tally: Tally, gateway: Gateway, callers: Callers, owners: dict[str, str], unplaced: list[Any]) -> None:
    """Holds answers, rows and log lines against the revisions."""
    with tally.case("under load: no request fails"):
        expect(callers.sent > 100, f"only {callers.sent} requests")
        equal(callers.losses[:3], [], f"{len(callers.losses)} losses")
    with tally.case("under load: each record's route is that of its revision"):
        eventually(lambda: len(rows(gateway)) >= callers.sent, "every exchange has its row")
        found = rows(gateway)
        equal(len(found), callers.sent, "rows")
        mixed = [row for row in found if owners.get(str(row[0])) != row[1]]
        equal(mixed[:3], [], f"{len(mixed)} rows of a mix, of {len(found)}")
        equal(len({row[0] for row in found}) > 1, True, "more than one revision was seen")
    with tally.case("under load: each bad file is refused with line and column"):
        equal(unplaced[:3], [], "refusals without a place")
    with tally.case("under load: the metrics tell of it"):
        text = gateway.admin("/metrics").body.decode()
        expect('weir_config_reloads_total{result="ok"}' in text, "the reloads are counted")
        expect(f'weir_config_info{{hash="{applied(gateway)[-1]}"}} 1' in text, "the revision is shown")


def rows(gateway: Gateway) -> list[tuple[Any, ...]]:
    """Revision and upstream of every request."""
    return select(gateway.data, "config_hash, upstream")


def place(gateway: Gateway, text: str) -> None:
    """Puts a file in the place of the present one and tells the program."""
    gateway.config.write_text(text, encoding="utf-8")
    gateway.signal(signal.SIGHUP)
