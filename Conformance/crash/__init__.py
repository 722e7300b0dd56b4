"""kill -9 under load, again and again: the databases stay whole and nothing that was committed is lost."""

from __future__ import annotations

import random
import signal
import time
from dataclasses import dataclass

from ..options import Options
from ..rig.gateway import Gateway
from ..rig.history import check_integrity, committed
from ..rig.tally import Tally, equal, expect, note
from .load import Load

BATCH_WINDOW_SECONDS = 0.5
SEED = 20


@dataclass
class Round:
    """What one round lost."""

    acknowledged: int
    missing: int
    oldest_missing_seconds: float
    restart_seconds: float


def run(tally: Tally, options: Options) -> None:
    """Runs the rounds on one data directory, so that each begins with what the last one left."""
    draw, rounds = random.Random(SEED), []
    with Gateway(options.weir) as gateway:
        key = gateway.create_key("crash")
        gateway.start()
        known: set[str] = set()
        for number in range(1, options.rounds + 1):
            with tally.case(f"round {number}: restarted, databases whole, nothing committed is lost"):
                rounds.append(play(gateway, key, known, draw.uniform(0.2, 0.8)))
        with tally.case("after all rounds every row the files hold is still there"):
            equal(gateway.stop(), 0, "exit status")
            check_integrity(gateway.data)
            equal(sorted(known - committed(gateway.data))[:3], [], "lost rows")
    tell(rounds)


def play(gateway: Gateway, key: str, known: set[str], seconds: float) -> Round:
    """One round: load, a look at what is committed, kill -9, restart, comparison."""
    load = Load(gateway.port, key)
    load.start()
    try:
        time.sleep(seconds)
        known |= committed(gateway.data)
        killed = time.monotonic()
        gateway.signal(signal.SIGKILL)
        gateway.wait(10)
    finally:
        load.stop()
    restarted = time.monotonic()
    gateway.start()
    restart_seconds = time.monotonic() - restarted
    check_integrity(gateway.data)
    after = committed(gateway.data)
    equal(sorted(known - after)[:3], [], "rows seen before the kill are lost")
    missing = {request: at for request, at in load.acknowledged.items() if request not in after}
    oldest = max((killed - at for at in missing.values()), default=0.0)
    known |= after
    expect(load.acknowledged, "no exchange was acknowledged")
    expect(oldest <= BATCH_WINDOW_SECONDS, f"{len(missing)} missing, one acknowledged {oldest:.3f} s before the kill")
    return Round(len(load.acknowledged), len(missing), oldest, restart_seconds)


def tell(rounds: list[Round]) -> None:
    """Prints the numbers."""
    if not rounds:
        return
    total = sum(one.acknowledged for one in rounds)
    missing = [one.missing for one in rounds]
    oldest = max(one.oldest_missing_seconds for one in rounds)
    slowest = max(one.restart_seconds for one in rounds)
    note(f"crash: {len(rounds)} kills under load, {total} exchanges acknowledged")
    note(f"crash: acknowledged but missing: {sum(missing)} in all, at most {max(missing)} in a round")
    note(f"crash: the oldest of them was acknowledged {oldest * 1000:.0f} ms before its kill")
    note(f"crash: slowest restart to ready {slowest * 1000:.0f} ms")
