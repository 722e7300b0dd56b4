"""weir keys, beside a running server: what a key may do, and when it ends."""

from __future__ import annotations

import json
import sqlite3
import time
from typing import Any

from ..rig.scrape import Scrape
from ..rig.tally import Suite, equal, eventually, expect
from ..rig.wire import Stream, ask, bearer, chat, post
from .rig import CHAT, CliRig, refused, says, status, talk

suite: Suite[CliRig] = Suite()

AT_ONCE_SECONDS = 1.0


def becomes(rig: CliRig, key: str, wanted: int, model: str = "demo-chat") -> None:
    """Fails the running case unless the key is answered `wanted` within a second."""
    eventually(lambda: status(rig.gateway, key, model) == wanted, f"status is not {wanted}", AT_ONCE_SECONDS)


def create(rig: CliRig, name: str, *options: str) -> dict[str, Any]:
    """A new key that the running server knows."""
    made = rig.gateway.create_key_record(name, *options)
    eventually(
        lambda: ask(rig.gateway.port, "GET", "/v1/models", bearer(str(made["token"]))).status != 401, "not taken"
    )
    return made


@suite.case("keys: created, listed and shown; the token is shown once only")
def life(rig: CliRig) -> None:
    made = rig.gateway.create_key_record(
        "life", "--models", "gpt-*,demo-chat", "--expires-days", "2", "--capture", "off"
    )
    token, name = str(made["token"]), str(made["id"])
    equal((made["name"], made["kind"], made["capture"]), ("life", "live", "off"), "what create says")
    shown = [
        rig.gateway.output("keys", *command)
        for command in (["list"], ["list", "--json"], ["show", "life"], ["show", name], ["show", name, "--json"], [])
    ]
    expect(all(token not in text and token[8:38] not in text for text in shown), "a token is shown again")
    says(shown[0], ["life", name, "good", "gpt-*,demo-chat", token[-4:]])
    says(shown[2], ["life", name, "gpt-*, demo-chat", "capture         off"])
    equal(shown[2], shown[3], "shown by name and by id")
    equal([one["id"] for one in json.loads(shown[1]) if one["name"] == "life"], [name], "the list in JSON")
    equal(json.loads(shown[4])["models"], ["gpt-*", "demo-chat"], "models in JSON")
    expect(json.loads(shown[4])["expires"] > time.strftime("%Y-%m-%d"), "it ends in the past")


@suite.case("keys: what cannot be is refused in words")
def mistakes(rig: CliRig) -> None:
    run = rig.gateway.run
    rig.gateway.create_key("twin")
    refused(run("keys", "create", "--name", "twin"), 1, "twin", "exists")
    for name in ("two words", "a" * 65, "ünï", "a/b"):
        refused(run("keys", "create", f"--name={name}"), 1, "1 to 64")
    refused(run("keys", "create", "--name", "x", "--kind", "root"), 64, "live, test or admin")
    for days in ("0", "-1", "36501", "soon"):
        expect(run("keys", "create", "--name", "x", f"--expires-days={days}").returncode == 64, f"{days} days")
    refused(run("keys", "create", "--name", "x", "--max-concurrent", "0"), 64, "--max-concurrent")
    refused(run("keys", "create", "--name", "x", "--capture", "all"), 64, "full, redacted, metadata or off")
    refused(run("keys", "create"), 64, "--name")
    for command in ("show", "revoke", "rotate"):
        refused(run("keys", command, "no-such-key"), 1, "no-such-key", "does not exist")
    expect(" x " not in rig.gateway.output("keys", "list"), "a refused key was made")


@suite.case("keys: a list that is given but empty is refused, since no list allows everything; blanks do not matter")
def lists(rig: CliRig) -> None:
    run = rig.gateway.run
    for option in ("--models", "--endpoints"):
        for text in ("", " ", ",", "/a,,/b", "/a,"):
            refused(run("keys", "create", "--name", "empty", option, text), 64, option)
    refused(run("keys", "create", "--name", "empty", "--endpoints", "v1/embeddings"), 64, "begins with /")
    expect("empty" not in rig.gateway.output("keys", "list"), "a refused key was made")
    made = rig.gateway.create_key_record("blanks", "--models", " gpt-* , fast")
    equal(made["models"], ["gpt-*", "fast"], "models")


@suite.case("keys: revoked, it ends within a second and stays ended")
def revoke(rig: CliRig) -> None:
    made = create(rig, "to-revoke")
    key, name = str(made["token"]), str(made["id"])
    equal(status(rig.gateway, key), 200, "status before")
    says(rig.gateway.output("keys", "revoke", "to-revoke"), [name, "revoked"])
    becomes(rig, key, 401)
    says(rig.gateway.output("keys", "show", name), ["revoked"])
    refused(rig.gateway.run("keys", "rotate", name), 1, "revoked")
    equal(rig.gateway.run("keys", "revoke", name).returncode, 0, "exit status of a second time")
    refused(rig.gateway.run("keys", "create", "--name", "to-revoke"), 1, "exists")


@suite.case("keys: a stream that runs when its key is revoked goes on to its end")
def revoke_in_flight(rig: CliRig) -> None:
    key = str(create(rig, "in-flight")["token"])
    stream = Stream(rig.gateway.port, CHAT, key, chat("demo-slow?ttft=0.1&tps=10&tokens=20", stream=True))
    next(stream.events())
    rig.gateway.output("keys", "revoke", "in-flight")
    becomes(rig, key, 401)
    rest = stream.rest()
    expect(rest.complete and rest.body.rstrip().endswith(b"data: [DONE]"), "the stream was cut")


@suite.case("keys: rotated, the old token ends at once, or after the overlap")
def rotate(rig: CliRig) -> None:
    def rotated(*options: str) -> str:
        made = json.loads(rig.gateway.output("keys", "rotate", "to-rotate", *options, "--json"))
        return str(made["token"])

    first = str(create(rig, "to-rotate")["token"])
    second = rotated("--overlap-hours", "1")
    becomes(rig, second, 200)
    equal(status(rig.gateway, first), 200, "status with the old token in the overlap")
    third = rotated()
    becomes(rig, third, 200)
    equal([status(rig.gateway, key) for key in (first, second)], [401, 401], "the old tokens")
    refused(rig.gateway.run("keys", "rotate", "to-rotate", "--overlap-hours", "8761"), 64, "--overlap-hours")
    rig.gateway.output("keys", "revoke", "to-rotate")
    becomes(rig, third, 401)


@suite.case("keys: expired, it is refused like any other bad key, and the record tells why")
def expired(rig: CliRig) -> None:
    made = create(rig, "to-expire", "--expires-days", "1")
    key = str(made["token"])
    equal(status(rig.gateway, key), 200, "status before")
    # A day cannot be waited for, so its end is moved to the past.
    database = sqlite3.connect(rig.gateway.data / "control.db", timeout=5)
    with database:
        database.execute("UPDATE client_keys SET expires_us = 1 WHERE id = ?", [made["id"]])
    database.close()
    becomes(rig, key, 401)
    answer, unknown = talk(rig.gateway, key), talk(rig.gateway, "wr_live_" + "0" * 36)
    equal(answer.header("x-weir-error"), unknown.header("x-weir-error"), "its code and an unknown key's")
    says(rig.gateway.output("keys", "show", "to-expire"), ["expired"])
    counted = Scrape.take(rig.gateway).total("weir_auth_attempts_total", result="expired")
    expect(counted >= 2, f"attempts with an expired key: {counted}")


@suite.case("keys: bound to models, it is refused others with 403 and shown only its own")
def models(rig: CliRig) -> None:
    key = str(create(rig, "models", "--models", "gpt-*,fast")["token"])
    for model, wanted in (("gpt-4o", 200), ("fast", 200), ("demo-chat", 403), ("other", 403), ("second/other", 403)):
        answer = talk(rig.gateway, key, model)
        equal((model, answer.status), (model, wanted), "status")
        expect(wanted == 200 or answer.header("x-weir-error") == "forbidden", f"code {answer.header('x-weir-error')}")
    listed = ask(rig.gateway.port, "GET", "/v1/models", bearer(key)).json()
    equal([one["id"] for one in listed["data"]], ["fast"], "models it is shown")
    equal(post(rig.gateway.port, "/v1/files", key, {}).status, 403, "status of a body that is not read")
    seen = len(rig.upstream.seen)
    talk(rig.gateway, key, "demo-chat")
    equal(len(rig.upstream.seen), seen, "requests the provider saw")


@suite.case("keys: bound to endpoints, by template or path, it is refused others with 403")
def endpoints(rig: CliRig) -> None:
    key = str(create(rig, "endpoints", "--endpoints", "/v1/embeddings,/v1/models*")["token"])
    port = rig.gateway.port
    equal(post(port, "/v1/embeddings", key, {"model": "gpt-e", "input": "a"}).status, 200, "embeddings")
    equal(ask(port, "GET", "/v1/models", bearer(key)).status, 200, "the list of models")
    equal(ask(port, "GET", "/v1/models/fast", bearer(key)).status, 200, "one model")
    equal(status(rig.gateway, key), 403, "chat")
    equal(post(port, "/upstream/origin/v1/chat/completions", key, chat("gpt-4o")).status, 403, "the raw way")


@suite.case("keys: more requests at once than it may are answered 429 with retry-after")
def concurrency(rig: CliRig) -> None:
    key = str(create(rig, "one-at-a-time", "--max-concurrent", "1")["token"])
    stream = Stream(rig.gateway.port, CHAT, key, chat("demo-slow?ttft=0.1&tps=10&tokens=400", stream=True))
    next(stream.events())
    answer = talk(rig.gateway, key)
    equal((answer.status, answer.header("x-weir-error")), (429, "concurrency_limit"), "the second request")
    expect(answer.header("retry-after"), "no retry-after")
    equal(status(rig.gateway, rig.key), 200, "another key meanwhile")
    stream.close()
    eventually(lambda: status(rig.gateway, key) == 200, "the slot is not given back")


@suite.case("keys: its capture level decides what the history keeps")
def capture(rig: CliRig) -> None:
    word = "saguaro"
    ids = {}
    for level in ("full", "redacted", "metadata", "off"):
        key = str(create(rig, f"capture-{level}", "--capture", level)["token"])
        ids[level] = talk(rig.gateway, key, text=f"{word} {level} of me@example.com").request_id
    show = rig.gateway.run
    eventually(lambda: show("logs", "show", ids["metadata"]).returncode == 0, "no row")
    says(show("logs", "show", ids["full"], "--messages").stdout, [f"{word} full of me@example.com"])
    says(show("logs", "show", ids["redacted"], "--messages").stdout, [f"{word} redacted of [redacted:email]"])
    expect(word not in show("logs", "show", ids["metadata"], "--messages", "--all").stdout, "metadata keeps words")
    refused(show("logs", "show", ids["off"]), 1, ids["off"])
    printed = rig.gateway.output("logs", "search", word, "--json").splitlines()
    equal({json.loads(line)["request_id"] for line in printed}, {ids["full"], ids["redacted"]}, "found by their words")
