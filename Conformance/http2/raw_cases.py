"""Requests that HTTP/2 forbids, or that would turn into two requests behind a gateway that speaks HTTP/1.1."""

from __future__ import annotations

import json
from typing import NamedTuple

from ..rig.tally import Tally, equal, expect
from ..rig.wire import chat
from .frames import Connection, Fields
from .rig import Http2Rig

BODY = json.dumps(chat("origin/m")).encode()
STREAMS = 60
SMUGGLED = "GET /v1/smuggled HTTP/1.1\r\nhost: x\r\n\r\n"


class Malformed(NamedTuple):
    """A request the gateway must refuse without the provider hearing of it."""

    name: str
    changes: dict[str, str | None]
    extra: Fields = []
    body: bytes = BODY
    trailers: Fields | None = None


CASES: list[Malformed] = [
    Malformed("no :method", {":method": None}),
    Malformed("no :path", {":path": None}),
    Malformed("an empty :path", {":path": ""}),
    Malformed("no :scheme", {":scheme": None}),
    Malformed(":path without a slash", {":path": "v1/chat/completions"}),
    Malformed(":path with a blank and a version", {":path": "/v1/chat/completions HTTP/1.1"}),
    Malformed(":path with a line end", {":path": "/v1/chat/completions HTTP/1.1\r\nx: y"}),
    Malformed(":path with a NUL", {":path": "/v1/chat\0/completions"}),
    Malformed(":path with a fragment", {":path": "/v1/chat/completions#x"}),
    Malformed(":method with a line end", {":method": f"{SMUGGLED}POST"}),
    Malformed(":method with a blank", {":method": "POST /v1/models HTTP/1.1"}),
    Malformed(":authority with a line end", {":authority": "x\r\nx-evil: 1"}),
    Malformed(":authority with a user", {":authority": "user@localhost"}),
    Malformed(":authority against host", {}, [("host", "elsewhere.example")]),
    Malformed("two :path", {}, [(":path", "/v1/models")]),
    Malformed("an unknown pseudo-header", {}, [(":evil", "1")]),
    Malformed(":status in a request", {}, [(":status", "200")]),
    Malformed("a pseudo-header behind a field", {}, [("x-a", "1"), (":path", "/v1/models")]),
    Malformed("connection", {}, [("connection", "keep-alive")]),
    Malformed("transfer-encoding", {}, [("transfer-encoding", "chunked")]),
    Malformed("upgrade", {}, [("upgrade", "websocket")]),
    Malformed("te that is not trailers", {}, [("te", "gzip")]),
    Malformed("a name in upper case", {}, [("X-Upper", "1")]),
    Malformed("a name with a blank", {}, [("x y", "1")]),
    Malformed("a name with a colon", {}, [("x:y", "1")]),
    Malformed("a name with a line end", {}, [("x\r\ny", "1")]),
    Malformed("an empty name", {}, [("", "1")]),
    Malformed("a value with a line end", {}, [("x-a", f"1\r\n\r\n{SMUGGLED}")]),
    Malformed("a value with a bare LF", {}, [("x-a", "1\nx-evil: 1")]),
    Malformed("a value with a NUL", {}, [("x-a", "a\0b")]),
    Malformed("content-length above the body", {}, [("content-length", str(len(BODY) + 5))]),
    Malformed("content-length below the body", {}, [("content-length", "1")], BODY + SMUGGLED.encode()),
    Malformed("two content-lengths", {}, [("content-length", str(len(BODY))), ("content-length", "1")]),
    Malformed("content-length that is no number", {}, [("content-length", "+5")]),
    Malformed("a pseudo-header in the trailers", {}, trailers=[(":path", "/v1/models")]),
    Malformed("CONNECT", {":method": "CONNECT", ":path": None, ":scheme": None}),
    Malformed("TRACE", {":method": "TRACE"}),
]


def request(rig: Http2Rig, changes: dict[str, str | None] | None = None, extra: Fields | None = None) -> Fields:
    """The fields of a chat request, some changed or left out, some added."""
    gateway = rig.plain
    fields: dict[str, str | None] = {
        ":method": "POST",
        ":scheme": "http",
        ":authority": f"localhost:{gateway.port}",
        ":path": "/v1/chat/completions",
        "content-type": "application/json",
        "authorization": f"Bearer {rig.keys[gateway.port]}",
        **(changes or {}),
    }
    return [(name, value) for name, value in fields.items() if value is not None] + (extra or [])


def refuse(rig: Http2Rig, case: Malformed) -> None:
    """The request is refused, the provider hears nothing, the gateway lives on."""
    before = len(rig.upstream.seen)
    with Connection(rig.plain.port) as connection:
        stream = connection.send(request(rig, case.changes, case.extra), case.body, case.trailers)
        reply = connection.reply(stream)
    expect(reply.is_refused, f"answered {reply.status or 'nothing'}")
    heard = rig.upstream.seen[before:]
    whole = [seen for seen in heard if seen.body and len(seen.body) >= len(BODY) - len("origin/")]
    expect(not whole, f"the provider heard {[seen.target for seen in heard]}")
    with Connection(rig.plain.port) as connection:
        equal(connection.reply(connection.send(request(rig), BODY)).status, 200, "status of a good request afterwards")


def many_streams(rig: Http2Rig) -> None:
    """Many streams at once, then one after another, all on a connection that stays."""
    with Connection(rig.plain.port) as connection:
        together = [connection.send(request(rig), BODY) for _ in range(STREAMS)]
        equal({connection.reply(stream).status for stream in together}, {200}, "statuses of streams at once")
        for _ in range(STREAMS):
            equal(connection.reply(connection.send(request(rig), BODY)).status, 200, "status of a later stream")
        expect(not connection.is_gone, "the connection was ended")


def reset_streams(rig: Http2Rig) -> None:
    """A client that opens streams and resets them at once hurts nobody else."""
    with Connection(rig.plain.port) as connection:
        for _ in range(STREAMS):
            connection.cancel(connection.send(request(rig), BODY))
    with Connection(rig.plain.port) as connection:
        equal(connection.reply(connection.send(request(rig), BODY)).status, 200, "status afterwards")


def run(tally: Tally, rig: Http2Rig) -> None:
    """Runs every malformed request, and the well-formed ones they are made from."""
    with tally.case(f"raw: {STREAMS} streams at once and {STREAMS} in a row share one connection"):
        many_streams(rig)
    with tally.case("raw: streams that are reset at once do no harm"):
        reset_streams(rig)
    with tally.case("raw: the request that the malformed ones are made from is answered"):
        with Connection(rig.plain.port) as connection:
            equal(connection.reply(connection.send(request(rig), BODY)).status, 200, "status")
    with tally.case("raw: a length that fits and te: trailers are taken"):
        fields = request(rig, None, [("content-length", str(len(BODY))), ("te", "trailers")])
        with Connection(rig.plain.port) as connection:
            equal(connection.reply(connection.send(fields, BODY)).status, 200, "status")
    for case in CASES:
        name = f"raw: {case.name} is refused"
        if tally.wants(name):
            with tally.case(name):
                refuse(rig, case)
