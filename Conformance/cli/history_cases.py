"""A history that cannot be written while weir serves: the traffic goes on, the loss shows, it mends itself."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import time
from io import FileIO

from ..rig.gateway import Gateway
from ..rig.history import committed
from ..rig.scrape import Scrape
from ..rig.tally import Suite, equal, eventually, expect
from .rig import CliRig, status, talk

suite: Suite[CliRig] = Suite()

MEND_SECONDS = 20.0


def metric(gateway: Gateway, name: str, **labels: str) -> float:
    """The sum of a family's series."""
    return Scrape.take(gateway).total(name, **labels)


def judge_outage(gateway: Gateway, key: str) -> list[str]:
    """Traffic during the outage; returns its ids."""
    ids = [talk(gateway, key).request_id]
    eventually(lambda: metric(gateway, "weir_store_degraded") == 1, "weir_store_degraded is not 1", MEND_SECONDS)
    ids += [talk(gateway, key).request_id for _ in range(20)]
    equal(len(set(ids)), 21, "answers")
    equal(status(gateway, key), 200, "status in the outage")
    ready = gateway.admin("/readyz")
    equal((ready.status, "fail store" in ready.body.decode()), (503, True), "readiness in the outage")
    return ids


def judge_mended(gateway: Gateway, ids: list[str]) -> None:
    """The rows of the outage are stored, without a restart."""
    eventually(lambda: metric(gateway, "weir_store_degraded") == 0, "weir_store_degraded stays 1", MEND_SECONDS)
    eventually(lambda: set(ids) <= committed(gateway.data), "rows of the outage are missing", MEND_SECONDS)
    eventually(lambda: gateway.admin("/readyz").status == 200, "readyz stays 503")
    equal(metric(gateway, "weir_ledger_dropped_total"), 0, "rows dropped")


@suite.case("history: without its folder the traffic goes on, and every row comes later, without a restart")
def folder_gone(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        key = gateway.create_key("a")
        gateway.start()
        folder, aside = gateway.data / "history", gateway.data / "aside"
        folder.rename(aside)
        folder.write_text("a file where the folder was", encoding="utf-8")
        ids = judge_outage(gateway, key)
        folder.unlink()
        aside.rename(folder)
        judge_mended(gateway, ids)


@suite.case("history: on a full disk the traffic goes on, and rows are stored again once there is room")
def disk_full(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        key = gateway.create_key("a")
        folder = gateway.data / "history"
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs", str(folder)], capture_output=True, check=False
        )
        if made.returncode:
            rig.left_out.append(("history: a full disk", "no file system can be mounted here"))
            return
        try:
            gateway.start()
            equal(status(gateway, key), 200, "status before")
            ballast = folder / "ballast"
            with ballast.open("wb", buffering=0) as file:
                fill(file)
            words = "room " * 2_000
            end = time.monotonic() + MEND_SECONDS
            while metric(gateway, "weir_store_degraded") == 0 and time.monotonic() < end:
                equal(talk(gateway, key, text=words).status, 200, "status on a full disk")
            expect(metric(gateway, "weir_store_degraded") == 1, "weir_store_degraded is not 1")
            ids = [talk(gateway, key).request_id for _ in range(5)]
            ballast.unlink()
            judge_mended(gateway, ids)
            gateway.stop()
        finally:
            gateway.kill()
            subprocess.run(["umount", str(folder)], capture_output=True, check=False)


def fill(file: FileIO) -> None:
    """Writes until there is no room."""
    for size in (65_536, 4_096):
        try:
            while True:
                file.write(bytes(size))
        except OSError:
            continue


@suite.case("history: a damaged file of the day is put aside and a new one begun; the rest is read as before")
def damaged_day(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        key = gateway.create_key("a")
        gateway.start()
        talk(gateway, key)
        gateway.stop()
        day = next((gateway.data / "history").glob("*.db"))
        shutil.copy2(day, day.with_name("2026-01-01.db"))
        day.write_bytes(b"no database" * 1_000)
        gateway.start()
        request_id = talk(gateway, key).request_id
        eventually(lambda: gateway.run("logs", "show", request_id).returncode == 0, "no row", MEND_SECONDS)
        expect(list((gateway.data / "history").glob("*.damaged-*")), "the damaged file was not kept")
        equal(metric(gateway, "weir_store_degraded"), 0, "weir_store_degraded")


@suite.case("history: another process that holds the file for long costs no answer and no row")
def locked(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        key = gateway.create_key("a")
        gateway.start()
        talk(gateway, key)
        eventually(lambda: list((gateway.data / "history").glob("*.db")), "no day file")
        holder = sqlite3.connect(next((gateway.data / "history").glob("*.db")), timeout=5)
        holder.execute("BEGIN IMMEDIATE")
        ids = judge_outage(gateway, key)
        holder.rollback()
        holder.close()
        judge_mended(gateway, ids)
