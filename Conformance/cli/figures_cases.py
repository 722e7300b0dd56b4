"""weir logs stats, facets and export, beside the running server."""

from __future__ import annotations

import csv
import json

from ..rig.tally import Suite, equal, expect
from .logs_cases import listed, stored
from .rig import CliRig, refused, says, talk

suite: Suite[CliRig] = Suite()


@suite.case("logs stats: each grouping adds up to the same, and to the rows")
def stats(rig: CliRig) -> None:
    stored(rig, talk(rig.gateway, rig.key).request_id)
    totals = set()
    for grouping in ("model", "provider", "status", "key", "route", "outcome,ending", "stream,cached,attempt"):
        told = json.loads(rig.gateway.output("logs", "stats", "--by", grouping, "--json"))
        equal((told["by"], told["is_partial"]), (grouping, False), "what it says of itself")
        totals.add(sum(group["requests"] for group in told["groups"]))
        says(rig.gateway.output("logs", "stats", "--by", grouping), [*grouping.upper().split(","), "REQ", "P95"])
    equal(totals, {len(listed(rig, "-l", "1000"))}, "requests")


@suite.case("logs stats: by spans of time; figures of a group are those of its rows")
def figures(rig: CliRig) -> None:
    for _ in range(4):
        stored(rig, talk(rig.gateway, rig.key, "gpt-figures").request_id)
    query = ["model:gpt-figures", "status:200"]
    rows = listed(rig, *query)
    for bucket, seconds in (("minute", 60), ("5m", 300), ("hour", 3600), ("day", 86400)):
        told = json.loads(rig.gateway.output("logs", "stats", *query, "--bucket", bucket, "--json"))
        spans = {row["started_us"] // 10**6 // seconds * seconds * 10**6 for row in rows}
        equal({group["from_us"] for group in told["groups"]}, spans, f"where each {bucket} begins")
        equal(sum(group["requests"] for group in told["groups"]), len(rows), "requests")
    group = json.loads(rig.gateway.output("logs", "stats", *query, "--json"))["groups"][0]
    equal((group["input_tokens"], group["output_tokens"]), (11 * len(rows), 7 * len(rows)), "tokens")
    times = sorted(row["total_us"] for row in rows)
    for rank, place in (("total_p50_us", 1), ("total_p95_us", 3)):
        off = abs(group[rank] - times[place])
        expect(off <= times[place] * 0.005 + 1, f"{rank}: {group[rank]} of {times}")


@suite.case("logs facets: the values of a field, the most frequent first")
def facets(rig: CliRig) -> None:
    for tag in ("blue", "blue", "red"):
        stored(rig, talk(rig.gateway, rig.key, x_weir_tags=f"hue={tag}").request_id)
    told = json.loads(rig.gateway.output("logs", "facets", "--field", "tag.hue", "--json"))
    values = [(one["value"], one["requests"]) for one in told["values"]]
    equal(values, [("blue", 2), ("red", 1)], "values")
    table = rig.gateway.output("logs", "facets", "--field", "tag.hue", "-l", "1").split()
    equal(table, ["TAG.HUE", "REQ", "blue", "2"], "table")
    told = json.loads(rig.gateway.output("logs", "facets", "tag.hue:red", "--field", "status", "--json"))
    equal(told["values"], [{"value": "200", "requests": 1}], "statuses of what a query asks for")


@suite.case("logs export: every row once, as JSON lines or CSV, into a file of its own that only its owner reads")
def export(rig: CliRig) -> None:
    stored(rig, talk(rig.gateway, rig.key, "=cmd|' /C calc'!A0", 'a "quoted", text').request_id)
    rows = listed(rig, "-l", "1000")
    printed = [json.loads(line) for line in rig.gateway.output("logs", "export").splitlines()]
    equal(printed, rows, "rows on standard output")
    path = rig.gateway.home / "rows.csv"
    done = rig.gateway.run("logs", "export", "--format", "csv", "-o", str(path))
    equal((done.returncode, path.stat().st_mode & 0o777), (0, 0o600), "exit status and mode")
    with path.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    equal([row["request_id"] for row in table], [row["request_id"] for row in rows], "ids in CSV")
    equal(table[0]["model"], "'=cmd|' /C calc'!A0", "a model that a spreadsheet would run")
    refused(rig.gateway.run("logs", "export", "-o", str(path)), 1, str(path))
    equal([one.name for one in rig.gateway.home.glob("*.part")], [], "parts left behind")
