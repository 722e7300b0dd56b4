"""weir sql, ledger, retention, audit and keys set: what an administrator looks into and tidies up."""

from __future__ import annotations

import json
import shutil
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from ..rig.gateway import Gateway
from ..rig.history import committed
from ..rig.tally import Suite, equal, eventually, expect
from .rig import PROVIDER_KEY, SECOND_KEY, CliRig, contents, refused, says, talk

suite: Suite[CliRig] = Suite()

ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"


def settled(gateway: Gateway, key: str, count: int = 3) -> list[str]:
    """Exchanges whose rows are stored; their ids."""
    ids = [talk(gateway, key).request_id for _ in range(count)]
    eventually(lambda: set(ids) <= committed(gateway.data), "the rows are not stored")
    return ids


@suite.case("sql: a statement that reads is answered, as a table and as JSON lines, at most so many rows")
def sql(rig: CliRig) -> None:
    ids = settled(rig.gateway, rig.key)
    statement = f"SELECT request_id, status, NULL AS none FROM exchanges WHERE request_id = '{ids[0]}'"
    printed = rig.gateway.output("sql", statement, "--json")
    equal(json.loads(printed), {"request_id": ids[0], "status": 200, "none": None}, "row")
    equal(rig.gateway.output("sql", statement).split(), ["request_id", "status", "none", ids[0], "200", "-"], "table")
    done = rig.gateway.run("sql", f"{ENDLESS} SELECT x FROM c", "-l", "3", "--json")
    equal([json.loads(line)["x"] for line in done.stdout.splitlines()], [1, 2, 3], "rows")
    says(done.stderr, ["there is more"])


@suite.case("sql: whatever writes, attaches, loads or is not one statement is refused; the file stays as it was")
def sql_refused(rig: CliRig) -> None:
    settled(rig.gateway, rig.key, 1)
    day = next((rig.gateway.data / "history").glob("????-??-??.db"))
    before = contents(day)
    for statement, word in (
        ("DELETE FROM exchanges", "not authorized"),
        ("UPDATE exchanges SET status = 1", "not authorized"),
        ("CREATE TABLE x (y)", "not authorized"),
        ("DROP TABLE exchanges", "not authorized"),
        (f"ATTACH '{rig.gateway.home}/x.db' AS x", "not authorized"),
        (f"VACUUM INTO '{rig.gateway.home}/x.db'", ""),
        ("PRAGMA journal_mode = DELETE", "not authorized"),
        ("SELECT load_extension('x')", "load_extension"),
        ("SELECT writefile('x', 'y')", "writefile"),
        ("SELECT 1; DELETE FROM exchanges", "one statement"),
        ("BEGIN IMMEDIATE", ""),
        ("SELEC", "syntax"),
        ("", ""),
    ):
        refused(rig.gateway.run("sql", statement), 1, word)
    equal(contents(day), before, "the day's file")
    expect(not (rig.gateway.home / "x.db").exists(), "a file was made")
    refused(rig.gateway.run("sql", "SELECT 1", "--day", "2020-01-01"), 1, "2020-01-01")
    refused(rig.gateway.run("sql", "SELECT 1", "--day", "today"), 64, "--day")
    refused(rig.gateway.run("sql", "SELECT 1", "--limit", "0"), 64, "--limit")
    refused(rig.gateway.run("sql", "SELECT 1", "--deadline", "soon"), 64, "--deadline")


@suite.case("sql: a statement without end is ended at its deadline, a huge one at 64 MiB")
def sql_deadline(rig: CliRig) -> None:
    started = time.monotonic()
    refused(rig.gateway.run("sql", f"{ENDLESS} SELECT count(*) FROM c", "--deadline", "300ms"), 1, "too long")
    expect(time.monotonic() - started < 3, f"ended after {time.monotonic() - started:.1f} s")
    done = rig.gateway.run("sql", f"{ENDLESS} SELECT hex(zeroblob(4000000)) FROM c", "--json", "--deadline", "20s")
    expect(len(done.stdout) < 80 << 20, f"{len(done.stdout)} bytes were printed")


@suite.case("ledger: of the running server and, without one, of the files; it balances")
def ledger(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        key = gateway.create_key("a")
        gateway.start()
        settled(gateway, key, 4)
        told: dict[str, Any] = json.loads(gateway.output("ledger", "--config", str(gateway.config), "--json"))
        equal((told["source"], told["accepted"], told["stored"], told["is_balanced"]), ("server", 4, 4, True), "server")
        says(gateway.output("ledger", "--config", str(gateway.config)), ["accepted", "balanced", "yes", "store", "ok"])
        gateway.stop()
        told = json.loads(gateway.output("ledger", "--config", str(gateway.config), "--json"))
        equal((told["source"], told["stored"], told["open_slots"]), ("files", 4, 0), "files")
        equal(told["outcomes"], {"success": 4}, "outcomes")
        refused(gateway.run("ledger", "--day", "today"), 64, "--day")


@suite.case("ledger: after a kill it lists the slots that are open; the next start turns them into rows")
def ledger_open(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        key = gateway.create_key("a")
        gateway.start()
        ids = {talk(gateway, key).request_id for _ in range(3)}
        gateway.kill()
        stored = committed(gateway.data)
        told = json.loads(gateway.output("ledger", "--open", "--json"))
        listed = {entry["request_id"] for entry in told.get("open", [])}
        equal((told["open_slots"], listed | stored), (len(listed), ids), "open slots and rows")
        gateway.start()
        equal(committed(gateway.data), ids, "rows after the start")


@suite.case("retention: the plan names the days that are over, a run asks first, and does what the plan says")
def retention(rig: CliRig) -> None:
    with rig.fresh(history={"retention_days": 30}) as gateway:
        key = gateway.create_key("a")
        gateway.start()
        settled(gateway, key, 1)
        gateway.stop()
        over, kept = old_day(gateway, 40), old_day(gateway, 20)
        config = ["--config", str(gateway.config)]
        plan = json.loads(gateway.output("retention", "plan", *config, "--json"))
        equal([(one["day"], one["action"]) for one in plan["actions"]], [(over.stem, "delete_day")], "plan")
        says(gateway.output("retention", *config), [over.stem, "frees about"])
        refused(gateway.run("retention", "run", *config), 1, "--now")
        expect(over.exists(), "a plan deleted something")
        done = json.loads(gateway.output("retention", "run", "--now", *config, "--json"))
        equal((done["deleted_days"], done["failed_days"]), ([over.stem], []), "run")
        equal((over.exists(), kept.exists()), (False, True), "files")
        says(gateway.output("retention", "plan", *config), ["nothing is over"])


@suite.case("retention: a rule takes the words of some keys and leaves their rows; what is gone is gone from the file")
def retention_rules(rig: CliRig) -> None:
    rules = {"ci-*": {"days": 5, "keeps": "metadata"}}
    with rig.fresh(history={"retention_days": 30, "retention_rules": rules}) as gateway:
        key, other = gateway.create_key("ci-1"), gateway.create_key("desk")
        gateway.start()
        ids = {
            talk(gateway, key, text="the quokka of the build").request_id,
            talk(gateway, other, text="the numbat of the desk").request_id,
        }
        eventually(lambda: ids <= committed(gateway.data), "the rows are not stored")
        gateway.stop()
        day = old_day(gateway, 10)
        done = json.loads(gateway.output("retention", "run", "--now", "--config", str(gateway.config), "--json"))
        equal((done["deleted_days"], done["trimmed_exchanges"]), ([], 1), "run")
        text = b"".join(path.read_bytes() for path in day.parent.glob(f"{day.stem}*"))
        equal((b"quokka" in text, b"numbat" in text), (False, True), "words in the day's files")
        rows = json.loads(gateway.output("sql", "SELECT count(*) AS n FROM exchanges", "--day", day.stem, "--json"))
        equal(rows, {"n": 2}, "rows")


def old_day(gateway: Gateway, days: int) -> Path:
    """Makes a copy of the newest day's files that bears an older date."""
    folder = gateway.data / "history"
    newest = max(folder.glob("????-??-??.db"))
    name = (datetime.now(timezone.utc) - timedelta(days=days)).strftime("%Y-%m-%d")
    for path in list(folder.glob(f"{newest.stem}*")):
        shutil.copy2(path, folder / (name + path.name[len(newest.stem) :]))
    return folder / f"{name}.db"


@suite.case("audit: every change of a key is there, once, with its actor, and no token is")
def audit(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        made = gateway.create_key_record("audited")
        gateway.output("keys", "set", "audited", "--capture", "metadata")
        rotated = json.loads(gateway.output("keys", "rotate", "audited", "--json"))
        gateway.output("keys", "revoke", "audited")
        entries = json.loads(gateway.output("audit", "--action", "key.", "--json"))
        actions = [entry["action"] for entry in entries]
        equal(actions, ["key.create", "key.set", "key.rotate", "key.revoke"], "actions")
        equal({entry["subject"] for entry in entries}, {made["id"]}, "subjects")
        by = {(entry["actor"].split(":")[0], entry["result"]) for entry in entries}
        equal(by, {("cli", "ok")}, "actors and results")
        equal(entries[1]["detail"], {**entries[1]["detail"], "capture": "metadata"}, "what was set")
        text = json.dumps(entries) + gateway.output("audit")
        tokens = [str(one["token"])[8:38] for one in (made, rotated)]
        expect(not any(token in text for token in tokens), "a token in the audit trail")
        revoked = json.loads(gateway.output("audit", "--action", "key.revoke", "--since", "10m", "--json"))
        equal(revoked, entries[3:], "what a filter leaves")
        equal(json.loads(gateway.output("audit", "--limit", "1", "--json")), entries[3:], "the latest")
        refused(gateway.run("audit", "--limit", "0"), 64, "--limit")
        refused(gateway.run("audit", "--since", "noon"), 64, "span")


@suite.case("audit: what is opened at the start, first used and used in vain is in the trail and in the log")
def uses(rig: CliRig) -> None:
    with rig.fresh(rig.providers()) as gateway:
        made = gateway.create_key_record("used")
        token = str(made["token"])
        gateway.start()
        eventually(lambda: b"credential.open" in bytes(gateway.stdout), "the log does not tell what was opened")
        equal(talk(gateway, token).status, 200, "a good key")
        gateway.output("keys", "revoke", "used")
        eventually(lambda: talk(gateway, token).status == 401, "the key is still good")
        for _ in range(3):
            equal(talk(gateway, token).status, 401, "a revoked key")
        gateway.stop()
        opened = json.loads(gateway.output("audit", "--action", "credential.open", "--json"))
        equal([(one["actor"], one["result"]) for one in opened], [("server", "ok")] * 2, "openings")
        equal({one["detail"]["provider"] for one in opened}, {"origin", "second"}, "whose")
        equal(len(json.loads(gateway.output("audit", "--action", "key.first_use", "--json"))), 1, "first uses")
        vain = json.loads(gateway.output("audit", "--action", "key.refused_use", "--json"))
        equal([(one["subject"], one["result"]) for one in vain], [(made["id"], "refused")], "uses in vain")
        expect(vain[0]["detail"]["revoked"] >= 4 and vain[0]["detail"]["expired"] == 0, f"count {vain[0]['detail']}")
        log, trail = bytes(gateway.stdout).decode(), gateway.output("audit", "--json")
        says(log, ["key.first_use", "key.refused_use"])
        for secret in (token[8:38], PROVIDER_KEY, SECOND_KEY):
            expect(secret not in log and secret not in trail, "a secret in the trail or the log")


@suite.case("keys set: another capture level counts within a second; configured goes back to the configuration's")
def keys_set(rig: CliRig) -> None:
    key = rig.gateway.create_key("set-capture")

    def words() -> str:
        request_id = talk(rig.gateway, key, text="a jacaranda").request_id
        eventually(lambda: rig.gateway.run("logs", "show", request_id).returncode == 0, "no row")
        return rig.gateway.output("logs", "show", request_id, "--messages")

    eventually(lambda: talk(rig.gateway, key).status == 200, "the key is not taken")
    for level, keeps in (("metadata", False), ("full", True), ("metadata", False), ("configured", True)):
        made = json.loads(rig.gateway.output("keys", "set", "set-capture", "--capture", level, "--json"))
        equal(made["capture"], None if level == "configured" else level, "what it says")
        eventually(lambda: ("jacaranda" in words()) == keeps, f"{level} does not count", seconds=1.5)
    refused(rig.gateway.run("keys", "set", "set-capture", "--capture", "all"), 64, "--capture")
    refused(rig.gateway.run("keys", "set", "no-such-key", "--capture", "off"), 1, "no-such-key")
