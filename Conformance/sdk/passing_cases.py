"""What is not the gateway's business passes through untouched."""

from __future__ import annotations

import hashlib
import io
import json
import socket
import time

from ..rig.tally import Suite, equal, eventually, expect
from ..rig.wire import ask, bearer, chat
from .rig import SdkRig

suite: Suite[SdkRig] = Suite()
ODD_BODY = (
    b'{ "messages":[{"role":"user","content":"\\u00e9\\ud83d\\ude00 \xc3\xa9 \\/ \\n"}],\n'
    b'\t"model" : "origin/gpt-made","seed":1e3 , "x_unknown":{"deep":[1,2.50,{"model":"origin/not-me"}]},"n":1}  \n'
)


@suite.case("passing: the body reaches the provider byte for byte, but for the model")
def body_bytes(rig: SdkRig) -> None:
    headers = {"content-type": "application/json", **bearer(rig.key)}
    answer = ask(rig.gateway.port, "POST", "/v1/chat/completions", headers, ODD_BODY)
    equal(answer.status, 200, "status")
    equal(rig.last.body, ODD_BODY.replace(b'"origin/gpt-made"', b'"gpt-made"'), "the body at the provider")


@suite.case("passing: hop-by-hop and forwarding headers stay behind, unknown ones go through")
def headers(rig: SdkRig) -> None:
    sent = {"content-type": "application/json", "connection": "keep-alive, x-hop", "x-hop": "1", "x-custom": "kept"}
    ask(rig.gateway.port, "POST", "/v1/chat/completions", {**sent, **bearer(rig.key)}, ODD_BODY)
    expect("x-hop" not in rig.last.headers, "a field named by Connection was forwarded")
    equal(rig.last.headers.get("x-custom"), "kept", "x-custom")
    equal(rig.last.headers.get("host"), f"127.0.0.1:{rig.upstream.port}", "host")


@suite.case("passing: a file is uploaded by the SDK")
def upload(rig: SdkRig) -> None:
    data = bytes(range(256)) * 4096
    made = rig.openai().files.create(file=("words.jsonl", io.BytesIO(data)), purpose="batch")
    equal(made.id, "file-1", "the file's id")
    expect(data in rig.last.body, "the file did not arrive whole")


@suite.case("passing: a multipart body streams through before it is whole")
def streaming_upload(rig: SdkRig) -> None:
    half = b"a" * 500_000
    opening = b'--b\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n'
    body = opening + half + half + b"\r\n--b--\r\n"
    head = (
        f"POST /v1/files HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {rig.key}\r\nconnection: close\r\n"
        f"content-type: multipart/form-data; boundary=b\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    before = len(rig.upstream.seen)
    with socket.create_connection(("127.0.0.1", rig.gateway.port), 10) as client:
        client.sendall(head.encode() + opening + half)
        eventually(lambda: len(rig.upstream.seen) > before, "nothing arrives before the body is whole", seconds=1.5)
        paused = time.monotonic()
        client.sendall(body[len(opening) + len(half) :])
        answer = client.recv(65536)
    expect(answer.startswith(b"HTTP/1.1 200"), f"answer {answer[:60]!r}")
    expect(rig.last.arrivals[0] < paused, "the first bytes arrived late")
    equal(hashlib.sha256(rig.last.body).hexdigest(), hashlib.sha256(body).hexdigest(), "the body's hash")


@suite.case("passing: a request that comes byte by byte is understood")
def byte_by_byte(rig: SdkRig) -> None:
    body = json.dumps(chat("origin/gpt-made")).encode()
    head = f"POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {rig.key}\r\n"
    rest = f"content-type: application/json\r\nconnection: close\r\ncontent-length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", rig.gateway.port), 10) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in (head + rest).encode() + body:
            client.sendall(bytes([byte]))
        answer = client.recv(65536)
    expect(answer.startswith(b"HTTP/1.1 200"), f"answer {answer[:60]!r}")
    equal(rig.last.body, body.replace(b'"origin/gpt-made"', b'"gpt-made"'), "the body at the provider")
