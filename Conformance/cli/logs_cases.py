"""weir logs, beside the running server: list, show, search, stats, tail."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading

from ..rig.tally import Suite, equal, eventually, expect
from .rig import CliRig, refused, says, talk

suite: Suite[CliRig] = Suite()


def stored(rig: CliRig, request_id: str) -> str:
    """Waits until the row is there; returns its id."""
    eventually(lambda: rig.gateway.run("logs", "show", request_id).returncode == 0, "the row is not stored")
    return request_id


@suite.case("logs list: newest first, as a table and as JSON, at most so many")
def listing(rig: CliRig) -> None:
    ids = [stored(rig, talk(rig.gateway, rig.key).request_id) for _ in range(3)]
    rows = [json.loads(line) for line in rig.gateway.output("logs", "--json", "--limit", "3").splitlines()]
    equal([row["request_id"] for row in rows], ids[::-1], "ids")
    table = rig.gateway.output("logs", "list", "-l", "2").splitlines()
    equal(len(table), 3, "lines of the table")
    says(table[0], ["TIME", "STATUS", "OUTCOME", "MODEL", "REQUEST"])
    says(table[1], [ids[2], "demo-chat", "200", "success", "shared"])


@suite.case("logs list: each filter takes what it says and leaves the rest")
def filters(rig: CliRig) -> None:
    good = stored(rig, talk(rig.gateway, rig.key, "gpt-4o").request_id)
    bad = stored(rig, talk(rig.gateway, rig.key, "origin/gpt-none?", "x").request_id)
    limited = stored(rig, talk(rig.gateway, rig.key, "unheard-of").request_id)

    def found(*options: str) -> set[str]:
        lines = rig.gateway.output("logs", "--json", "--limit", "1000", *options).splitlines()
        return {json.loads(line)["request_id"] for line in lines}

    for options, inside, outside in (
        (["--model", "gpt-4o"], good, limited),
        (["--provider", "origin"], good, limited),
        (["--status", "404"], limited, good),
        (["--status", "4xx"], limited, good),
        (["--status", "400+"], limited, good),
        (["--status", "200"], good, limited),
        (["--outcome", "rejected"], limited, good),
        (["--key", "shared", "--since", "10m"], good, "none"),
        (["--provider", "origin", "--model", "origin/gpt-none?"], bad, good),
    ):
        ids = found(*options)
        expect(inside in ids, f"{options} leaves out what fits")
        expect(outside not in ids, f"{options} takes what does not fit")
    for options in (["--key", "nobody"], ["--until", "1d"], ["--model", "no-such-model"]):
        equal(found(*options), set(), f"{options}")


@suite.case("logs: options that cannot be are refused in words; exit status 64")
def bad_options(rig: CliRig) -> None:
    for option, value in (
        ("--since", "yesterday"),
        ("--since", "-5m"),
        ("--since", "h"),
        ("--since", "99999999999d"),
        ("--status", "good"),
        ("--status", "0xx0"),
        ("--outcome", "fine"),
        ("--error-type", "evil"),
        ("--limit", "many"),
    ):
        done = rig.gateway.run("logs", "list", f"{option}={value}")
        refused(done, 64, option.lstrip("-").split("-")[0] if option != "--since" else "span")
    refused(rig.gateway.run("logs", "stats", "--by", "colour"), 64, "--by")
    refused(rig.gateway.run("logs", "show"), 64, "<id>")
    refused(rig.gateway.run("logs", "show", "req_none"), 1, "req_none")


@suite.case("logs show: by weir's id and by the caller's, with attempts and messages")
def show(rig: CliRig) -> None:
    answer = talk(rig.gateway, rig.key, "gpt-4o", "where does the weir stand?", x_request_id="my-own-id-7")
    stored(rig, answer.request_id)
    for name in (answer.request_id, "my-own-id-7"):
        text = rig.gateway.output("logs", "show", name)
        says(
            text,
            [answer.request_id, "my-own-id-7", "where does the weir stand?", "One two three.", "attempt", "origin"],
        )
    whole = json.loads(rig.gateway.output("logs", "show", answer.request_id, "--json"))
    equal(len(whole["attempt_list"]), 1, "attempts")
    equal(whole["messages"][0], {"role": "user", "content": "where does the weir stand?"}, "the message")
    equal((whole["input_tokens"], whole["output_tokens"]), (11, 7), "tokens")


@suite.case("logs search: finds words anywhere, in any case, wildcards and quotes as they are")
def search(rig: CliRig) -> None:
    words = ["Ocotillo 100% sure", "under_score ocotillo", 'quote\'d "ocotillo" \\ back', "ünïcode ocotillo"]
    ids = [stored(rig, talk(rig.gateway, rig.key, text=word).request_id) for word in words]
    # The demo's answers may quote the question, so more than one hit of an exchange is fine.
    for text, wanted in (
        ("OCOTILLO", set(ids)),
        ("100%", {ids[0]}),
        ("under_", {ids[1]}),
        ("quote'd \"", {ids[2]}),
        ("\\ back", {ids[2]}),
        ("ünïcode", {ids[3]}),
        ("nowhere to be found", set()),
    ):
        lines = rig.gateway.output("logs", "search", text, "--json").splitlines()
        equal((text, {json.loads(line)["request_id"] for line in lines}), (text, wanted), "exchanges found")


@suite.case("logs: what a caller wrote cannot steer the terminal")
def control_characters(rig: CliRig) -> None:
    text = "bell\u0007 \u001b]0;title\u0007 \u001b[2J \u009b31m end"
    request_id = stored(rig, talk(rig.gateway, rig.key, "unheard\u001b[2J", text).request_id)
    shown = [
        rig.gateway.output("logs", "show", stored(rig, talk(rig.gateway, rig.key, text=text).request_id)),
        rig.gateway.output("logs", "show", request_id),
        rig.gateway.output("logs", "search", "bell"),
        rig.gateway.output("logs", "list"),
    ]
    for text in shown:
        wild = {hex(ord(one)) for one in text if (ord(one) < 0x20 and one != "\n") or 0x7F <= ord(one) < 0xA0}
        equal(wild, set(), "control characters")


@suite.case("logs stats: each grouping adds up to the same")
def stats(rig: CliRig) -> None:
    stored(rig, talk(rig.gateway, rig.key).request_id)
    totals = set()
    for grouping in ("model", "provider", "upstream", "key", "route", "outcome"):
        told = json.loads(rig.gateway.output("logs", "stats", "--by", grouping, "--json"))
        equal((told["by"], told["is_partial"]), (grouping, False), "what it says of itself")
        totals.add(sum(group["requests"] for group in told["groups"]))
        says(rig.gateway.output("logs", "stats", "--by", grouping), [grouping.upper(), "REQ", "P95"])
    equal(len(totals), 1, "different totals")


@suite.case("logs tail: new exchanges appear as they are stored; an interrupt ends it")
def tail(rig: CliRig) -> None:
    process = subprocess.Popen(
        [str(rig.gateway.weir), "logs", "tail", "--json"],
        env=rig.gateway.environment,
        cwd=rig.gateway.home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    lines: list[bytes] = []
    reader = threading.Thread(target=lambda: lines.extend(process.stdout or []), daemon=True)
    reader.start()
    try:
        ids: list[str] = []

        def seen() -> bool:
            ids.append(talk(rig.gateway, rig.key).request_id)
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
