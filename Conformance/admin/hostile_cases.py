"""What an enemy of the admin listener would try."""

from __future__ import annotations

import socket
import time

from ..rig.tally import Suite, equal, expect
from ..rig.wire import ask, bearer
from .rig import AdminRig

suite: Suite[AdminRig] = Suite()

KEYS = "/api/v1/keys"


def raw(rig: AdminRig, head: str, *pieces: bytes, pause: float = 0.0, seconds: float = 20.0) -> bytes:
    """Sends bytes as they are and returns what comes until the end or the time is over."""
    with socket.create_connection(("127.0.0.1", rig.gateway.admin_port), timeout=seconds) as connection:
        connection.sendall(head.replace("\n", "\r\n").encode("latin-1"))
        got = b""
        try:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(pause)
        except OSError:
            pass
        try:
            while piece := connection.recv(65536):
                got += piece
        except OSError:
            pass
        return got


def head(rig: AdminRig, more: str) -> str:
    """The head of a POST."""
    return (
        f"POST {KEYS} HTTP/1.1\nhost: x\nauthorization: Bearer {rig.token}\ncontent-type: application/json\n{more}\n\n"
    )


@suite.case("a body of 1 GB is refused at its head, one without a length when it is too long")
def huge(rig: AdminRig) -> None:
    # The answer comes at once; what is sent all the same is read and thrown away.
    told = raw(rig, head(rig, f"content-length: {1 << 30}"), b"x" * 65536, seconds=3.0)
    expect(told.startswith(b"HTTP/1.1 413"), f"got {told[:80]!r}")
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    told = raw(rig, head(rig, "transfer-encoding: chunked"), *[chunk] * 4, seconds=3.0)
    expect(told.startswith(b"HTTP/1.1 413"), f"got {told[:80]!r}")


@suite.case("a body that drips is given up after ten seconds, and others are served meanwhile")
def slow(rig: AdminRig) -> None:
    started = time.monotonic()
    told = raw(rig, head(rig, "content-length: 1000"), *[b" "] * 28, pause=0.5)
    expect(told.startswith(b"HTTP/1.1 408"), f"got {told[:80]!r}")
    expect(9 < time.monotonic() - started < 19, "not after ten seconds")
    equal(rig.call("GET", "/api/v1/whoami").status, 200, "others")


@suite.case("a GET changes nothing, HEAD has no body, and no header makes a method another")
def methods(rig: AdminRig) -> None:
    before = rig.call("GET", f"{KEYS}?limit=200").json()
    for name in ("x-http-method-override", "x-method-override", "x-http-method"):
        answer = ask(rig.gateway.admin_port, "GET", KEYS, bearer(rig.token) | {name: "POST"}, b'{"name":"over"}')
        equal(answer.status, 200, name)
    answer = rig.call("HEAD", KEYS)
    equal((answer.status, answer.body), (200, b""), "HEAD")
    for method in ("PUT", "OPTIONS", "TRACE", "PROPFIND"):
        answer = rig.call(method, KEYS)
        equal((answer.status, answer.header("allow")), (405, "GET, HEAD, POST"), method)
    equal(rig.call("GET", f"{KEYS}?limit=200").json(), before, "the keys")


@suite.case("paths and texts that mean something to others mean nothing here")
def texts(rig: AdminRig) -> None:
    made = rig.make(KEYS, {"name": "plain"})["id"]
    for path in (
        f"/api//v1/keys/{made}", f"/api/v1/./keys/{made}", f"/api/v1/users/../keys/{made}", f"/api/v1/keys%2f{made}",
        f"/API/v1/keys/{made}", f"/api/v1/keys/{made}/", f"/api/v1/keys/{made}%00", f"/api/v1/keys/{made};a=b",
        f"/api/v1/keys/{made}%0d%0aset-cookie:%20a=b", "/api/v1/keys/'%20OR%20'1'='1", "/api/v1/keys/%F0%9F%98%80",
    ):  # fmt: skip
        answer = rig.call("GET", path)
        expect(answer.status == 404 and not answer.header("set-cookie"), f"{path}: {answer.status}")
    for name in ("a'; DROP TABLE client_keys; --", "a\r\nset-cookie: a=b", "\u202e", "", "a" * 65, "../../etc/passwd"):
        equal(rig.call("POST", KEYS, {"name": name}).status, 400, repr(name))
    for filter_ in ("action=key' OR '1'='1", "subject=%25%25%25%25%25%25", "actor=%27%3B--"):
        expect(rig.call("GET", f"/api/v1/audit?{filter_.replace(' ', '%20')}").status in (200, 400), filter_)
    equal(rig.call("GET", f"{KEYS}/{made}").status, 200, "the key")
