"""weir logs, beside the running server: list, show, search, tail, and queries that are refused."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
from typing import Any

from ..rig.tally import Suite, equal, eventually, expect
from ..rig.wire import ask, bearer
from .rig import CliRig, refused, says, talk

suite: Suite[CliRig] = Suite()


def listed(rig: CliRig, *words: str) -> list[dict[str, Any]]:
    """The rows that `weir logs` lists."""
    return [json.loads(line) for line in rig.gateway.output("logs", "--json", *words).splitlines()]


def stored(rig: CliRig, request_id: str) -> str:
    """Waits until the row is there; returns its id."""
    eventually(lambda: rig.gateway.run("logs", "show", request_id).returncode == 0, "the row is not stored")
    return request_id


@suite.case("logs list: newest first, as a table and as JSON, at most so many")
def listing(rig: CliRig) -> None:
    ids = [stored(rig, talk(rig.gateway, rig.key).request_id) for _ in range(3)]
    equal([row["request_id"] for row in listed(rig, "--limit", "3")], ids[::-1], "ids")
    table = rig.gateway.output("logs", "list", "-l", "2").splitlines()
    equal(len(table), 3, "lines of the table")
    says(table[0], ["TIME", "STATUS", "OUTCOME", "MODEL", "REQUEST"])
    says(table[1], [ids[2], "demo-chat", "200", "success", "shared"])


@suite.case("logs: each term takes what it says and leaves the rest")
def filters(rig: CliRig) -> None:
    good = stored(rig, talk(rig.gateway, rig.key, "gpt-4o", x_weir_tags="env=prod").request_id)
    bad = stored(rig, talk(rig.gateway, rig.key, "demo-status?code=500", "x").request_id)
    limited = stored(rig, talk(rig.gateway, rig.key, "unheard-of").request_id)

    def found(*words: str) -> set[str]:
        return {str(row["request_id"]) for row in listed(rig, "--limit", "1000", *words)}

    for words, inside, outside in (
        (["model:gpt-4o"], good, limited),
        (["model:gpt-* -status:5xx"], good, bad),
        (["provider:origin"], good, bad),
        (["status:404"], limited, good),
        (["status:4xx"], limited, good),
        (["status:>=400"], limited, good),
        (["status:(200 OR 500)"], bad, limited),
        (["outcome:rejected"], limited, good),
        (["ending:provider_error"], bad, good),
        (["error:http_5xx"], bad, limited),
        (["key:shared", "--since", "10m"], good, "none"),
        (["-q", "-has:provider"], limited, good),
        (["tag.env:prod"], good, bad),
        (["tokens.in:11 tokens.out:7"], good, bad),
        (["latency:<1h"], bad, "none"),
        (["time:-1h..-0s model:gpt-4o"], good, bad),
        ([f"id:{bad}"], bad, good),
    ):
        ids = found(*words)
        expect(inside in ids, f"{words} leaves out what fits")
        expect(outside not in ids, f"{words} takes what does not fit")
    for words in (["key:nobody"], ["time:<2020-01-01"], ["model:no-such-model"], ["cost:>$5"], ["latency:>1h"]):
        equal(found(*words), set(), f"{words}")


@suite.case("logs: a page ends with the cursor to the next; together they are the whole list, each row once")
def paging(rig: CliRig) -> None:
    for _ in range(5):
        stored(rig, talk(rig.gateway, rig.key).request_id)
    whole = [row["request_id"] for row in listed(rig, "model:demo-chat", "-l", "5")]
    pages: list[str] = []
    cursor: list[str] = []
    for _ in range(2):
        done = rig.gateway.run("logs", "model:demo-chat", "--json", "-l", "2", *cursor)
        equal(done.returncode, 0, "exit status")
        pages += [json.loads(line)["request_id"] for line in done.stdout.splitlines()]
        cursor = ["--cursor", done.stderr.split("--cursor ")[1].split()[0]]
    equal(pages, whole[:4], "ids")
    refused(rig.gateway.run("logs", "model:other", *cursor), 64, "another query")
    refused(rig.gateway.run("logs", "--cursor", "nonsense"), 64, "cursor")


@suite.case("logs: a query that is refused is shown with its place and what may stand there; exit status 64")
def bad_queries(rig: CliRig) -> None:
    for query, mark, told in (
        ("statuss:5xx", "^" * 7, "did you mean `status`?"),
        ("provider:a latency:5", " " * 19 + "^", "did you mean `5s`?"),
        ("outcome:fine", " " * 8 + "^" * 4, "no such value"),
        ("status:good", " " * 7 + "^" * 4, "`5xx`"),
        ("time:yesterday", " " * 5 + "^" * 9, "`-1h`"),
        ("cost:cheap", " " * 5 + "^" * 5, "`$0.02`"),
        ("a OR b", "  ^^", 'did you mean `"OR"`?'),
        ("(a OR b)", "^" * 8, "`status:(429 OR 503)`"),
        ("model:(a", " " * 6 + "^", "not closed"),
        ('quote "', " " * 6 + "^", "not closed"),
    ):
        for command in (["search"], ["stats"], ["facets", "--field", "model"], ["export"], ["tail"]):
            done = rig.gateway.run("logs", *command, query)
            refused(done, 64, query, told)
            lines = done.stderr.splitlines()
            equal(lines[2][2:].rstrip(), mark, f"the mark under {query!r} of weir logs {command[0]}")
            equal(done.stdout, "", "standard output")
    equal(len(rig.gateway.run("logs", "nope:1 neither:2").stderr.split("unknown field")), 3, "mistakes told at once")


@suite.case("logs: options that cannot be are refused in words; exit status 64")
def bad_options(rig: CliRig) -> None:
    for value in ("yesterday", "-5m", "h", "99999999999d"):
        refused(rig.gateway.run("logs", f"--since={value}"), 64, "span")
    refused(rig.gateway.run("logs", "--limit=many"), 64, "limit")
    refused(rig.gateway.run("logs", "stats", "--by", "colour"), 64, "--by", "unknown field")
    refused(rig.gateway.run("logs", "stats", "--by", "latency"), 64, "--by")
    refused(rig.gateway.run("logs", "stats", "--bucket", "year"), 64, "minute, 5m, hour or day")
    refused(rig.gateway.run("logs", "facets"), 64, "--field")
    refused(rig.gateway.run("logs", "facets", "--field", "latency"), 64, "--field")
    refused(rig.gateway.run("logs", "export", "--format", "xml"), 64, "jsonl", "csv")
    refused(rig.gateway.run("logs", "show"), 64, "<id>")
    refused(rig.gateway.run("logs", "show", "req_none"), 1, "req_none")


@suite.case("logs --explain: tells the plan and runs nothing")
def explain(rig: CliRig) -> None:
    says(rig.gateway.output("logs", "--explain", "model:gpt-4o"), ["SELECT", "WHERE model = ?", "USING INDEX"])


@suite.case("logs show: by weir's id and by the caller's, with attempts and messages")
def show(rig: CliRig) -> None:
    answer = talk(rig.gateway, rig.key, "gpt-4o", "where does the weir stand?", x_request_id="my-own-id-7")
    stored(rig, answer.request_id)
    for name in (answer.request_id, "my-own-id-7"):
        facts = [answer.request_id, "my-own-id-7", "11 → 7", "attempt 1", "█", "origin"]
        words = ["where does the weir stand?", "One two three."]
        text = rig.gateway.output("logs", "show", name)
        says(text, facts)
        expect(not any(word in text for word in words), "words that were not asked for")
        says(rig.gateway.output("logs", "show", name, "--messages"), facts + words)
        says(rig.gateway.output("logs", "show", name, "--all"), ["trace_id: ", "usage_source: provider"])
    whole = json.loads(rig.gateway.output("logs", "show", answer.request_id, "--json"))
    equal(len(whole["attempt_list"]), 1, "attempts")
    equal(whole["messages"][0], {"role": "user", "content": "where does the weir stand?"}, "the message")
    equal((whole["input_tokens"], whole["output_tokens"]), (11, 7), "tokens")


@suite.case("logs search: finds words and rows of words in prompt and answer, in any case, with or without accents")
def search(rig: CliRig) -> None:
    words = ["Ocotillo 100% sure", "under_score ocotillo", 'quote\'d "ocotillo" \\ back', "ünïcode ocotillo"]
    ids = [stored(rig, talk(rig.gateway, rig.key, text=word).request_id) for word in words]

    def found(query: str) -> set[str]:
        return {str(row["request_id"]) for row in listed(rig, query)}

    eventually(lambda: set(ids) <= found("ocotillo"), "the words are not found")
    for query, wanted in (
        ("OCOTILLO", set(ids)),
        ("ocot*", set(ids)),
        ('"100% sure"', {ids[0]}),
        ('"sure 100%"', set()),
        ('"under_score ocotillo"', {ids[1]}),
        ('"d \\"ocotillo\\" \\\\ back"', {ids[2]}),
        ("prompt:ünïcode", {ids[3]}),
        ("unicode prompt:ocotillo", {ids[3]}),
        ("ocotillo -prompt:sure -back", {ids[1], ids[3]}),
        ('response:"nowhere to be found"', set()),
    ):
        equal((query, found(query)), (query, wanted), "exchanges found")


@suite.case("logs: what a caller wrote cannot steer the terminal")
def control_characters(rig: CliRig) -> None:
    text = "bell\u0007 \u001b]0;title\u0007 \u001b[2J \u009b31m end"
    request_id = stored(rig, talk(rig.gateway, rig.key, "unheard\u001b[2J", text).request_id)
    shown = [
        rig.gateway.output("logs", "show", "--messages", stored(rig, talk(rig.gateway, rig.key, text=text).request_id)),
        rig.gateway.output("logs", "show", "--all", request_id),
        rig.gateway.run("logs", f"{text}:x").stderr,
        rig.gateway.output("logs", "search", "bell"),
        rig.gateway.output("logs", "list"),
    ]
    for text in shown:
        wild = {hex(ord(one)) for one in text if (ord(one) < 0x20 and one != "\n") or 0x7F <= ord(one) < 0xA0}
        equal(wild, set(), "control characters")


def interruptible() -> None:
    """Lets an interrupt end a process."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@suite.case("logs tail: new exchanges appear as they are stored; an interrupt ends it")
def tail(rig: CliRig) -> None:
    process = subprocess.Popen(
        [str(rig.gateway.weir), "logs", "tail", "model:gpt-tail", "--json"],
        env=rig.gateway.environment,
        cwd=rig.gateway.home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # a shell that runs these cases beside others ignores interrupts, and so would what it starts
        preexec_fn=interruptible,
    )
    lines: list[bytes] = []
    reader = threading.Thread(target=lambda: lines.extend(process.stdout or []), daemon=True)
    reader.start()
    try:
        ids: list[str] = []

        def seen() -> bool:
            talk(rig.gateway, rig.key)
            ids.append(talk(rig.gateway, rig.key, "gpt-tail").request_id)
            told = [json.loads(line)["request_id"] for line in list(lines)]
            return len(told) >= 3 and set(told) <= set(ids) and len(set(told)) == len(told)

        eventually(seen, "the new rows do not appear, each once", seconds=10)
        process.send_signal(signal.SIGINT)
        expect(process.wait(5) in (0, 130, -signal.SIGINT), f"exit status {process.returncode}")
    finally:
        process.kill()
        process.wait()
        reader.join(5)


@suite.case("logs: a reader that leaves early ends the command, without words")
def pipe(rig: CliRig) -> None:
    stored(rig, talk(rig.gateway, rig.key).request_id)
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [str(rig.gateway.weir), "logs", "--json"],
            env=rig.gateway.environment,
            cwd=rig.gateway.home,
            stdout=write,
            stderr=subprocess.PIPE,
            timeout=10,
            check=False,
        )
    finally:
        os.close(write)
    equal(done.stderr, b"", "standard error")


@suite.case("logs: an empty history is empty, and a state directory that is not there is said in words")
def empty(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        gateway.create_key("a")
        equal(gateway.output("logs", "--json"), "", "rows")
        equal(gateway.run("logs", "stats").returncode, 0, "exit status of stats")
        refused(gateway.run("logs", "--data", "nowhere"), 1, "nowhere")


@suite.case("logs: a question in JSON finds what the text finds, pages of it too, and is told every mistake's place")
def question(rig: CliRig) -> None:
    token = rig.gateway.create_key("asker", "--kind", "admin")
    ids = [stored(rig, talk(rig.gateway, rig.key, "gpt-4o", "json twin").request_id) for _ in range(3)]

    def refusal() -> int:
        return ask(rig.gateway.admin_port, "POST", "/api/v1/logs:query", bearer(token), b"{").status

    def answer(status: int, body: object) -> Any:
        data = json.dumps(body).encode()
        found = ask(rig.gateway.admin_port, "POST", "/api/v1/logs:query", bearer(token), data)
        equal(found.status, status, f"status ({found.body[:200]!r})")
        return found.json()

    eventually(lambda: refusal() == 400, "the gateway does not know the key yet")
    filtered = {"filter": {"and": [{"field": "model", "like": "gpt-*"}, {"field": "time", "value": "-1h"}]}}
    eventually(lambda: answer(200, {**filtered, "limit": 1})["data"], "nothing is found")
    first = answer(200, {**filtered, "limit": 2})
    rest = answer(200, {**filtered, "limit": 1000, "cursor": first["page"]["next_cursor"]})
    rows = listed(rig, "model:gpt-* time:-1h", "--limit", "1000")
    equal(first["data"] + rest["data"], rows, "rows beside those of the text")
    equal([row["request_id"] for row in first["data"]], ids[:0:-1], "the newest")
    words = answer(200, {"filter": {"and": [{"text": "json twin"}]}})["data"]
    equal([row["request_id"] for row in words], ids[::-1], "what holds the words")
    figures = answer(200, {**filtered, "by": ["model"]})["data"]
    shown = json.loads(rig.gateway.output("logs", "stats", "model:gpt-* time:-1h", "--by", "model", "--json"))
    equal(figures, shown["groups"], "figures beside those of the text")
    wrong = {"filter": {"and": [{"has": "error"}, {"field": "status", "op": "=>", "value": 500}]}, "limits": 5}
    errors = [(one["pointer"], one["code"], one["suggestion"]) for one in answer(400, wrong)["errors"]]
    equal(errors, [("/limits", "unknown_member", "limit"), ("/filter/and/1/op", "bad_operator", ">=")], "mistakes")
    rig.gateway.output("keys", "revoke", "asker")
