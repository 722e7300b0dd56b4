"""What weir itself says became of its exchanges: a figure is worth little when the work behind it was left out."""
from __future__ import annotations

import contextlib
import re
import sqlite3
from dataclasses import dataclass
from typing import Optional

import client
from subjects import Prepared


@dataclass(frozen=True)
class Ledger:
    """What weir's own ledger says became of its exchanges."""

    ended: int
    dropped: int


def ledger(prepared: Prepared) -> Optional[Ledger]:
    """Reads the ledger from /metrics; None where there is none to read."""
    if prepared.metrics_port is None:
        return None
    try:
        connection = client.Connection(prepared.metrics_port)
        try:
            status, body = connection.exchange(client.get("/metrics"))
        finally:
            connection.close()
    except (OSError, client.BadAnswer):
        return None
    stored = re.findall(rb"^weir_ledger_stored_total (\S+)", body, re.MULTILINE)
    dropped = re.findall(rb"^weir_ledger_dropped_total\{reason=\"(?!capture_off)\w+\"\} (\S+)", body, re.MULTILINE)
    if status != 200 or not stored:
        return None
    lost = sum(int(float(count)) for count in dropped)
    return Ledger(int(float(stored[0])) + lost, lost)


def without_words(prepared: Prepared) -> Optional[int]:
    """How many rows of the history have lost their words for want of room; None where there is no history."""
    count = None
    for file in (prepared.directory / "data" / "history").glob("*.db"):
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            count = (count or 0) + database.execute("SELECT count(*) FROM exchanges WHERE body_dropped").fetchone()[0]
    return count
