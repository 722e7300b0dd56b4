"""What curl sees over HTTP/2."""

from __future__ import annotations

import hashlib
import json
import subprocess

from ..rig.tally import Suite, equal, expect
from ..rig.wire import chat
from .rig import Http2Rig, body_flags, run_curl

suite: Suite[Http2Rig] = Suite()
CHAT = "/v1/chat/completions"
STREAMS = 60


@suite.case("a chat is answered")
def answered(rig: Http2Rig) -> None:
    for name, gateway in rig.both.items():
        got = rig.curl(gateway, CHAT, body=chat("origin/m"))
        equal((got.version, got.status), ("2", "200"), f"{name}: version and status")
        expect(json.loads(got.body)["choices"], f"{name}: no answer")


@suite.case("the log line says HTTP/2, and https where it is")
def logged(rig: Http2Rig) -> None:
    for scheme, gateway in (("http", rig.plain), ("https", rig.secure)):
        got = rig.curl(gateway, CHAT, "--include", body=chat("origin/m"))
        fields = dict(line.split(": ", 1) for line in got.body.decode().split("\r\n") if ": " in line)
        line = gateway.line(fields["x-request-id"])
        equal((line["network.protocol.version"], line["url.scheme"]), ("2", scheme), "version and scheme")


@suite.case("TLS without ALPN is answered over HTTP/1.1")
def without_alpn(rig: Http2Rig) -> None:
    flags = rig.curl_flags(rig.secure)
    got = run_curl([*flags, "--http1.1", "--no-alpn", *body_flags(chat("origin/m")), rig.url(rig.secure, CHAT)])
    equal((got.version, got.status), ("1.1", "200"), "version and status")


@suite.case("TLS below version 1.2 is refused")
def old_tls(rig: Http2Rig) -> None:
    got = rig.curl(rig.secure, CHAT, "--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0", body=chat("origin/m"))
    expect(got.exit != 0 and not got.status.startswith("2"), f"curl ended with {got.exit}, status {got.status}")


@suite.case("TLS: many streams share one connection")
def parallel(rig: Http2Rig) -> None:
    told = curl_many(rig, STREAMS, "--parallel", "--parallel-max", str(STREAMS))
    equal([words[:2] for words in told], [["2", "200"]] * STREAMS, "answers")
    expect(sum(int(words[2]) for words in told) <= 4, f"more than 4 connections for {STREAMS} streams")


@suite.case("TLS: a connection serves one request after another")
def keep_alive(rig: Http2Rig) -> None:
    told = curl_many(rig, 30)
    equal([words[:2] for words in told], [["2", "200"]] * 30, "answers")
    equal(sum(int(words[2]) for words in told), 1, "connections")


@suite.case("a big body goes up whole")
def big_up(rig: Http2Rig) -> None:
    body = json.dumps(chat("origin/m", "x" * 3_000_000)).encode()
    path = rig.home / "big.json"
    path.write_bytes(body)
    for name, gateway in rig.both.items():
        flags = ["--header", "content-type: application/json", "--data-binary", f"@{path}"]
        got = rig.curl(gateway, CHAT, *flags)
        equal(got.status, "200", f"{name}: status")
        wanted = body.replace(b'"origin/m"', b'"m"', 1)
        equal(digest(rig.upstream.seen[-1].body), digest(wanted), f"{name}: hash of the body at the provider")


@suite.case("a big answer comes down whole")
def big_down(rig: Http2Rig) -> None:
    for name, gateway in rig.both.items():
        got = rig.curl(gateway, CHAT, body=chat("demo-big?bytes=3000000"))
        equal(got.status, "200", f"{name}: status")
        text = json.loads(got.body)["choices"][0]["message"]["content"]
        equal(len(text.encode()), 3_000_000, f"{name}: bytes of the text")


@suite.case("an event stream comes whole")
def events(rig: Http2Rig) -> None:
    for name, gateway in rig.both.items():
        got = rig.curl(gateway, CHAT, "--no-buffer", body=chat("origin/m", stream=True))
        equal((got.version, got.status), ("2", "200"), f"{name}: version and status")
        expect(got.body.rstrip().endswith(b"data: [DONE]"), f"{name}: the stream does not end with [DONE]")


@suite.case("errors come over HTTP/2 as they do over HTTP/1.1")
def errors(rig: Http2Rig) -> None:
    for name, gateway in rig.both.items():
        got = rig.curl(gateway, CHAT, body={"messages": []})
        equal((got.version, got.status), ("2", "400"), f"{name}: version and status")
        equal(json.loads(got.body)["error"]["code"], "invalid_request", f"{name}: code")


def curl_many(rig: Http2Rig, count: int, *more: str) -> list[list[str]]:
    """Posts a chat many times in one run of curl over TLS; returns version, status, connections of each.

    Without TLS curl 7.88 cannot use a connection twice; the raw cases do that instead.
    """
    each = ["--output", "/dev/null", rig.url(rig.secure, CHAT)] * count
    flags = [*rig.curl_flags(rig.secure), *body_flags(chat("origin/m")), *more]
    done = subprocess.run(["curl", *flags, *each], capture_output=True, timeout=60, check=False)
    return [line.split() for line in done.stdout.decode().splitlines() if line]


def digest(data: bytes) -> str:
    """A hash to compare big bodies by."""
    return hashlib.sha256(data).hexdigest()
