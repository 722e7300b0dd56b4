"""Restarts under load: no connection refused, none reset, every answer whole, every exchange with its one row."""

from __future__ import annotations

import collections
import time
from collections.abc import Mapping

from ..options import Options
from ..rig.gateway import Gateway
from ..rig.history import check_integrity, select
from ..rig.tally import Tally, equal, expect, note
from .clients import Clients
from .succession import Succession

ROUNDS, LONG_ROUNDS = 3, 20
DRAIN_SECONDS = 15
PAUSE_SECONDS = 0.7
WAYS = {"inherited": {}, "reuse_port": {"reuse_port": True}}


def run(tally: Tally, options: Options) -> None:
    """Restarts in each way of keeping the address."""
    for way, listener in WAYS.items():
        if tally.wants(way):
            restart(tally, options, way, listener)


def restart(tally: Tally, options: Options, way: str, listener: Mapping[str, object]) -> None:
    """Some restarts in one way, on one state directory, under one load."""
    rounds = options.times(ROUNDS, LONG_ROUNDS)
    with Gateway(options.weir, data_listener=dict(listener), drain_seconds=DRAIN_SECONDS) as gateway:
        key = gateway.create_key("restart")
        with Succession(gateway, inherits=way == "inherited") as servers:
            servers.begin()
            clients = Clients(gateway.port, key)
            clients.start()
            gaps: list[float] = []
            try:
                for number in range(1, rounds + 1):
                    time.sleep(PAUSE_SECONDS)
                    with tally.case(f"{way} {number}: the next server takes over at once"):
                        gaps.append(servers.succeed())
                time.sleep(PAUSE_SECONDS)
            finally:
                clients.stop()
            with tally.case(f"{way}: every server ends with status 0"):
                equal(servers.end(DRAIN_SECONDS + 10), [0] * (rounds + 1), "exit statuses")
        judge(tally, way, gateway, clients)
    slowest = max(gaps, default=0)
    note(f"restart: {way}: {rounds} restarts, {len(clients.sent)} requests, {len(clients.losses)} lost")
    note(f"restart: {way}: slowest answer {clients.slowest * 1000:.0f} ms, slowest takeover {slowest * 1000:.0f} ms")


def judge(tally: Tally, way: str, gateway: Gateway, clients: Clients) -> None:
    """Holds answers and rows against what was sent."""
    with tally.case(f"{way}: no request is refused, reset or cut"):
        expect(len(clients.whole) > 100, f"only {len(clients.whole)} answers")
        equal(clients.losses[:3], [], f"{len(clients.losses)} losses")
        equal(len(clients.whole), len(clients.sent), "whole answers")
    rows = select(gateway.data, "coalesce(client_request_id, ''), outcome, ending")
    with tally.case(f"{way}: every exchange has its one row, and none is told as crashed"):
        counts = collections.Counter(row[0] for row in rows)
        equal([client for client, count in counts.items() if count > 1][:3], [], "requests with two rows")
        equal(sorted(clients.sent - set(counts))[:3], [], "requests without a row")
        equal(sorted({(row[1], row[2]) for row in rows if row[1] != "success"}), [], "outcomes but success")
    with tally.case(f"{way}: the databases are whole and no flight file is left over"):
        check_integrity(gateway.data)
        equal([path.name for path in gateway.data.glob("flight.*")], [], "files of earlier servers")
