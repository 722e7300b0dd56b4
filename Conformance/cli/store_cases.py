"""The control database, damaged in every way: refused in words, and never touched."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from ..rig.tally import Suite, equal, expect
from .rig import CliRig, refused, serve, status

suite: Suite[CliRig] = Suite()


def cut(path: Path) -> None:
    """Keeps the first half."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def cut_in_page(path: Path) -> None:
    """Keeps less than a page."""
    path.write_bytes(path.read_bytes()[:1000])


def overwrite(path: Path) -> None:
    """Replaces it by text."""
    path.write_bytes(b"this is no database, whatever it may have been before\n" * 400)


def scramble(path: Path) -> None:
    """Damages every page but the first."""
    content = bytearray(path.read_bytes())
    for at in range(4096, len(content)):
        content[at] ^= 0x5A
    path.write_bytes(bytes(content))


def foreign(path: Path) -> None:
    """Replaces it by a database of another program."""
    path.unlink()
    database = sqlite3.connect(path)
    database.executescript("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('mine')")
    database.close()


def newer(path: Path) -> None:
    """Says that a later version wrote it."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 999")
    database.close()


DAMAGES: list[tuple[Callable[[Path], None], str]] = [
    (cut, ""),
    (cut_in_page, ""),
    (overwrite, ""),
    (scramble, ""),
    (foreign, "not a database of weir"),
    (newer, "schema 999"),
]


def is_kept(now: bytes, before: bytes) -> bool:
    """Tells whether what a file held is still there; SQLite may count in its head and add a page."""
    return now[4096 : len(before)] == before[4096:] and (now[:16] == before[:16])


def contents(path: Path) -> list[str] | None:
    """Everything a database holds, as statements; None where it cannot be read."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            return list(database.iterdump())
    except sqlite3.DatabaseError:
        return None


@suite.case("control.db: damaged, foreign or newer, it is refused with its name and left as it is; exit status 78")
def damaged(rig: CliRig) -> None:
    for damage, words in DAMAGES:
        with rig.fresh(rig.providers()) as gateway:
            gateway.create_key("a")
            path = gateway.data / "control.db"
            damage(path)
            before, rows = path.read_bytes(), contents(path)
            refused(serve(gateway), 78, "control.db", words)
            refused(gateway.run("keys", "list"), 78, "control.db", words)
            # the database's library makes and drops a table where it opens one that can be read
            expect(
                is_kept(path.read_bytes(), before) if rows is None else contents(path) == rows,
                f"{damage.__name__}: the file is not as it was",
            )


@suite.case("control.db: put back from a copy it works as before")
def restored(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        key = gateway.create_key("a")
        path, copy = gateway.data / "control.db", gateway.home / "copy.db"
        shutil.copy2(path, copy)
        overwrite(path)
        refused(serve(gateway), 78, "control.db")
        shutil.copy2(copy, path)
        gateway.start()
        equal(status(gateway, key), 200, "status")


@suite.case("control.db: a link in its place is not followed")
def link(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        gateway.create_key("a")
        path, elsewhere = gateway.data / "control.db", gateway.home / "elsewhere.db"
        path.rename(elsewhere)
        path.symlink_to(elsewhere)
        refused(serve(gateway), 78, "control.db")


@suite.case("--data: another directory than the configuration's is taken, with keys of its own")
def other_directory(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        other = str(gateway.home / "other")
        gateway.output("keys", "create", "--name", "elsewhere", "--data", other)
        gateway.output("keys", "create", "--name", "at-home")
        expect("elsewhere" not in gateway.output("keys", "list"), "a key of the other directory is listed")
        expect("at-home" not in gateway.output("keys", "list", "--data", other), "a key of this directory is listed")
