"""kill -9 under mixed load, again and again.

Every exchange that was accepted has exactly one row after the restart, and is charged once to every budget it is of.
"""

from __future__ import annotations

import collections
import random
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from ..options import Options
from ..rig import settings
from ..rig.gateway import Gateway
from ..rig.history import check_integrity, select
from ..rig.scrape import Scrape
from ..rig.tally import Tally, equal, expect, note
from ..rig.upstream import Upstream
from .load import Load
from .slots import open_slots
from .spending import BUDGETS, PRICES, check_spending

SEED = 20
ROUNDS, LONG_ROUNDS = 5, 200
EVENT_LOOPS = 2


@dataclass
class Stored:
    """One row, as far as the rounds look at it."""

    request_id: str
    client_id: str
    outcome: str
    status: int


@dataclass
class Round:
    """What one round found."""

    sent: int
    accepted: int
    stored: int
    recovered: int
    crashed: int
    charged: int
    restart_seconds: float


def run(tally: Tally, options: Options) -> None:
    """Runs the rounds in each mode of durability, a fifth of them in the one that waits for the disk."""
    count = options.times(ROUNDS, LONG_ROUNDS)
    for durability, rounds in (("batched", count), ("committed", count // 5 + 1)):
        tell(durability, run_rounds(tally, options, durability, rounds))


def run_rounds(tally: Tally, options: Options, durability: str, count: int) -> list[Round]:
    """Runs the rounds on one data directory, so that each begins with what the last one left."""
    draw, rounds = random.Random(SEED), []
    with Upstream() as upstream:
        providers = {"origin": settings.openai(upstream.port, ["${PROVIDER_KEY}"])}
        environment = {"PROVIDER_KEY": "sk-conformance-crash-key-0001"}
        history = {"durability": durability}
        more = {"event_loops": EVENT_LOOPS, "history": history, "prices": PRICES, "budgets": BUDGETS}
        with Gateway(options.weir, providers, environment, **more) as gateway:
            key = gateway.create_key("crash")
            gateway.start()
            for number in range(1, count + 1):
                with tally.case(f"{durability} {number}: accepted = stored + recovered, none missing, none twice"):
                    rounds.append(play(gateway, key, f"r{number}", draw.uniform(0.2, 0.8)))
            with tally.case(f"{durability}: after all rounds the databases are whole, and a stop leaves no open slot"):
                equal(gateway.stop(), 0, "exit status")
                check_integrity(gateway.data)
                equal(open_slots(gateway.data), set(), "open slots")
                check_spending(gateway.data)
                expect("that of its charges" in gateway.output("budgets", "--check"), "weir budgets --check")
    return rounds


def play(gateway: Gateway, key: str, name: str, seconds: float) -> Round:
    """One round: load, kill -9, a look at what was left, restart, comparison."""
    before = {row.request_id for row in stored(gateway.data)}
    load = Load(gateway.port, key, name)
    load.start()
    try:
        time.sleep(seconds)
        gateway.signal(signal.SIGKILL)
        gateway.wait(10)
    finally:
        load.stop()
    check_integrity(gateway.data)
    committed = {row.request_id for row in stored(gateway.data)}
    slots = open_slots(gateway.data)
    began = time.monotonic()
    gateway.start()
    restart_seconds = time.monotonic() - began
    check_integrity(gateway.data)
    rows = stored(gateway.data)
    judge(gateway, rows, before, committed, slots, load)
    recovered = slots - committed
    counted = Scrape.take(gateway).total("weir_ledger_recovered_total")
    equal(int(counted), len(recovered), "weir_ledger_recovered_total")
    outcomes = {row.request_id: row.outcome for row in rows}
    crashed = sum(outcomes[request] == "gateway_crashed" for request in recovered)
    judge_log(gateway, recovered)
    charged = check_spending(gateway.data)
    return Round(
        len(load.sent), len(outcomes) - len(before), len(committed - before), len(recovered), crashed, charged, restart_seconds
    )


def judge(
    gateway: Gateway, rows: list[Stored], before: set[str], committed: set[str], slots: set[str], load: Load
) -> None:
    """Holds the rows against what was sent, what was answered, and what the files held after the kill."""
    twice = [key for key, count in collections.Counter(row.request_id for row in rows).items() if count > 1]
    equal(twice, [], "request ids with two rows")
    after = {row.request_id for row in rows}
    equal(sorted((committed | slots) - after)[:3], [], "accepted exchanges without a row")
    equal(sorted(after - committed - slots)[:3], [], "rows nobody accepted")
    mine = [row for row in rows if row.request_id not in before]
    clients = collections.Counter(row.client_id for row in mine)
    equal([client for client, count in clients.items() if count > 1][:3], [], "requests with two rows")
    equal(sorted(set(clients) - load.sent)[:3], [], "rows of requests nobody sent")
    found = {row.request_id: row.client_id for row in mine}
    expect(load.heads, "nothing was answered")
    wrong = [request for request, client in load.heads.items() if found.get(request) != client]
    equal(wrong[:3], [], "answered requests without their row")
    ended = {row.client_id: row for row in mine if row.client_id in load.whole}
    equal(sorted(set(load.whole) - set(ended))[:3], [], "whole answers without a row")
    crashed = {client for client, row in ended.items() if row.outcome == "gateway_crashed"}
    # Between the last byte and the slot's last word lies a moment, in which each event loop can have one exchange.
    expect(len(crashed) <= EVENT_LOOPS, f"{len(crashed)} whole answers are told as crashed")
    other = [client for client in set(ended) - crashed if ended[client].status != load.whole[client]]
    equal(other[:3], [], "whole answers whose row has another status")
    if gateway.settings["history"]["durability"] == "committed":
        late = [client for client, row in ended.items() if row.request_id not in committed]
        equal(late[:3], [], "whole answers that did not wait for the commit of their row")


def judge_log(gateway: Gateway, recovered: set[str]) -> None:
    """Each row that was recovered has its log line."""
    for request in recovered:
        gateway.line(request)


def stored(data: Path) -> list[Stored]:
    """Every row the day files hold, read beside or without a running program."""
    return [Stored(*row) for row in select(data, "request_id, coalesce(client_request_id, ''), outcome, status")]


def tell(durability: str, rounds: list[Round]) -> None:
    """Prints the numbers."""
    if not rounds:
        return
    sent, accepted = sum(one.sent for one in rounds), sum(one.accepted for one in rounds)
    kept, recovered = sum(one.stored for one in rounds), sum(one.recovered for one in rounds)
    crashed = sum(one.crashed for one in rounds)
    slowest = max(one.restart_seconds for one in rounds)
    note(f"crash: {durability}: {len(rounds)} kills under load, {sent} requests sent, {accepted} accepted")
    note(f"crash: {kept} stored before the kill, {recovered} recovered after it ({crashed} of them cut off)")
    note(f"crash: accepted - stored - recovered = {accepted - kept - recovered}")
    note(f"crash: {rounds[-1].charged} exchanges charged to {len(BUDGETS)} budgets, each once; every sum is right")
    note(f"crash: slowest restart to ready {slowest * 1000:.0f} ms")
