"""Counters, log lines and rows are projections of the same exchanges, so their sums are equal."""

from __future__ import annotations

from collections import Counter
from typing import Any, Callable

from ..rig.gateway import Gateway
from ..rig.history import rows, sums
from ..rig.row import Row
from ..rig.scrape import Scrape
from ..rig.tally import Tally, equal, eventually, expect, note

Line = dict[str, Any]
SUMS = {
    "input": ("weir_input_tokens_total", "gen_ai.usage.input_tokens"),
    "output": ("weir_output_tokens_total", "gen_ai.usage.output_tokens"),
}


def judge(tally: Tally, gateway: Gateway) -> None:
    """Compares the three projections once nothing is in flight."""
    with tally.case("the ledger balances and nothing is left in flight or queued"):
        eventually(lambda: is_settled(Scrape.take(gateway)), "the ledger does not settle")
        judge_ledger(Scrape.take(gateway), len(gateway.requests()))
    scrape, lines, stored = Scrape.take(gateway), gateway.requests(), rows(gateway)
    with tally.case("counters == log lines: requests"):
        judge_requests(scrape, lines)
    with tally.case("counters == log lines: outcomes, attempts, streams, refusals"):
        judge_parts(scrape, lines)
    with tally.case("log lines == rows: ids, outcomes, endings, errors, statuses, tokens"):
        judge_rows(lines, stored)
    for kind, (family, key) in SUMS.items():
        with tally.case(f"counters == log lines == rows: {kind} tokens"):
            logged = sum(line.get(key, 0) for line in lines)
            equal(scrape.total(family), logged, f"{family} against log lines")
            equal(sum(row.tokens(kind) for row in stored.values()), logged, "rows against log lines")
            note(f"metrics: {logged} {kind} tokens in counters, log lines and rows")
    with tally.case("counters == log lines == rows: cost, to the nano-dollar"):
        logged = sum(round(line.get("weir.cost.usd", 0) * 10**9) for line in lines)
        expect(logged > 0, "nothing was priced")
        equal(round(scrape.total("weir_cost_usd_total") * 10**9), logged, "weir_cost_usd_total against log lines")
        equal(sum(row.cost_nano_usd for row in stored.values()), logged, "rows against log lines")
        note(f"metrics: {logged} nano-dollars in counters, log lines and rows")
    for grouping in ("model", "provider", "outcome"):
        with tally.case(f"rows == sums of `weir logs stats --by {grouping}`"):
            wanted = {f"{kind}_tokens": sum(row.tokens(kind) for row in stored.values()) for kind in SUMS}
            wanted["cost_nanousd"] = sum(row.cost_nano_usd for row in stored.values())
            equal(sums(gateway, grouping), {"requests": len(stored), **wanted}, "sums")


def ledger(scrape: Scrape) -> dict[str, float]:
    """The ledger's parts."""
    return {
        "accepted": scrape.total("weir_ledger_accepted_total"),
        "in flight": scrape.total("weir_ledger_in_flight"),
        "queued": scrape.total("weir_ledger_queued"),
        "stored": scrape.total("weir_ledger_stored_total"),
        "dropped": scrape.total("weir_ledger_dropped_total"),
    }


def is_settled(scrape: Scrape) -> bool:
    """Tells whether nothing is in flight or queued."""
    parts = ledger(scrape)
    return parts["accepted"] > 0 and parts["in flight"] == 0 and parts["queued"] == 0


def judge_ledger(scrape: Scrape, exchanges: int) -> None:
    """Everything accepted was stored."""
    parts = ledger(scrape)
    equal(parts["accepted"], parts["in flight"] + parts["queued"] + parts["stored"] + parts["dropped"], "the balance")
    equal(parts["accepted"], exchanges, "accepted against log lines")
    equal(parts["dropped"], 0, "dropped")


def judge_requests(scrape: Scrape, lines: list[Line]) -> None:
    """Requests by route and status."""
    equal(scrape.total("weir_http_requests_total"), len(lines), "weir_http_requests_total")
    answers = tallied(lines, lambda line: (line["http.route"], line["http.response.status_code"]))
    for (route, status), count in answers.items():
        counted = scrape.total("weir_http_requests_total", route=route, status=f"{status:03d}")
        equal(counted, count, f"weir_http_requests_total of {route} {status}")


def judge_parts(scrape: Scrape, lines: list[Line]) -> None:
    """The other counters that a log line holds the parts of."""
    reasons = tallied(lines, lambda line: line.get("weir.rejection.reason"))
    for reason, count in reasons.items():
        equal(scrape.total("weir_http_rejections_total", reason=reason), count, f"refusals: {reason}")
    ends = tallied(lines, lambda line: line.get("weir.stream.end"))
    for cause, count in ends.items():
        equal(scrape.total("weir_streams_total", cause=cause), count, f"streams: {cause}")
    attempts = sum(line.get("weir.upstream.attempts", 0) for line in lines)
    equal(scrape.total("weir_upstream_attempts_total"), attempts, "weir_upstream_attempts_total")
    sources = tallied(lines, lambda line: line.get("weir.usage.source"))
    for source, count in sources.items():
        equal(scrape.total("weir_usage_reports_total", source=source), count, f"usage reports: {source}")
    inferences = [line for line in lines if "gen_ai.operation.name" in line]
    for outcome, count in tallied(inferences, lambda line: line["weir.outcome"]).items():
        equal(scrape.total("weir_llm_requests_total", outcome=outcome), count, f"requests to models: {outcome}")


def tallied(lines: list[Line], value: Callable[[Line], Any]) -> Counter[Any]:
    """How often each value comes; lines without one are left out."""
    return Counter(found for found in map(value, lines) if found is not None)


def judge_rows(lines: list[Line], stored: dict[str, Row]) -> None:
    """Each line that says its row was queued has exactly that row."""
    kept = {line["weir.request.id"]: line for line in lines if line["weir.history.persisted"] == "queued"}
    equal(len(kept), len(lines), "lines whose row was queued")
    equal(sorted(set(kept) ^ set(stored))[:3], [], "ids in the log or the history only")
    for request_id, line in kept.items():
        row = stored[request_id]
        got = (row.outcome, row.ending, row.error_type, row.status, row.tokens("input"), row.tokens("output"))
        wanted = (
            line["weir.outcome"],
            line["weir.ending"],
            line.get("error.type", ""),
            line["http.response.status_code"],
            line.get("gen_ai.usage.input_tokens", 0),
            line.get("gen_ai.usage.output_tokens", 0),
        )
        equal(got, wanted, f"row of {request_id}")
