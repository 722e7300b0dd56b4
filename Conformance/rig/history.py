"""Reads the stored rows: through the program, and from the database files beside it."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path
from typing import Any

from .gateway import Gateway
from .row import Row
from .tally import expect

MOST_ROWS = 1000


def rows(gateway: Gateway) -> dict[str, Row]:
    """The newest rows by request id, as `weir logs` lists them; at most `MOST_ROWS`."""
    printed = gateway.output("logs", "--json", "--since", "1d", "--limit", str(MOST_ROWS))
    return {row.id: row for row in (Row(json.loads(line)) for line in printed.splitlines())}


def sums(gateway: Gateway, grouping: str) -> dict[str, int]:
    """Requests, tokens and cost over all groups, as `weir logs stats` adds them up."""
    groups = json.loads(gateway.output("logs", "stats", "--by", grouping, "--json"))["groups"]
    keys = ("requests", "input_tokens", "output_tokens", "cost_nanousd")
    return {key: sum(group[key] or 0 for group in groups) for key in keys}


def databases(data: Path) -> list[Path]:
    """The database files of a data directory."""
    return sorted(data.rglob("*.db"))


def check_integrity(data: Path) -> None:
    """Fails the running case unless every database is whole."""
    files = databases(data)
    expect(files, "no database file")
    for path in files:
        with read_only(path) as database:
            told = [row[0] for row in database.execute("PRAGMA integrity_check")]
        database.close()
        expect(told == ["ok"], f"integrity_check of {path.name}: {told[:3]}")


def committed(data: Path) -> set[str]:
    """The request ids that the database files hold, read beside or without a running program."""
    return {str(row[0]) for row in select(data, "request_id")}


def select(data: Path, columns: str) -> list[tuple[Any, ...]]:
    """These columns of every row that the day files hold; a file that is just being made holds none."""
    found: list[tuple[Any, ...]] = []
    for path in sorted((data / "history").glob("????-??-??.db")):
        with contextlib.closing(read_only(path)) as database:
            if database.execute("PRAGMA user_version").fetchone()[0]:
                found += database.execute(f"SELECT {columns} FROM exchanges").fetchall()
    return found


def read_only(path: Path) -> sqlite3.Connection:
    """Opens a database for reading; what lies in its write-ahead log is seen too."""
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)
