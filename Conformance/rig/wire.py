"""A plain HTTP/1.1 client that adds nothing, decodes nothing and follows nothing."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

SECONDS = 30.0


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    complete: bool

    def header(self, name: str) -> str:
        """The first value of a field, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def request_id(self) -> str:
        """The id the gateway gave the request."""
        return self.header("x-request-id")

    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)

    @property
    def everything(self) -> bytes:
        """Head and body together, for searching."""
        head = "".join(f"{key}: {value}\n" for key, value in self.headers)
        return head.encode("latin-1") + self.body


def bearer(key: str) -> dict[str, str]:
    """The header that shows a client key."""
    return {"authorization": f"Bearer {key}"}


def ask(
    port: int,
    method: str,
    path: str,
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
    seconds: float = SECONDS,
) -> Answer:
    """One request on a connection of its own, read to its end; status 0 when it was closed without an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request(method, path, body, {"connection": "close", **(headers or {})})
        return finish(connection.getresponse())
    except http.client.RemoteDisconnected:
        return Answer(0, [], b"", False)
    finally:
        connection.close()


def finish(response: http.client.HTTPResponse) -> Answer:
    """Reads the rest of an answer; a cut shows as `complete == False`."""
    body, complete = bytearray(), True
    try:
        for piece in iter(lambda: response.read1(65536), b""):
            body += piece
        complete = not response.length
    except (OSError, http.client.HTTPException):
        complete = False
    return Answer(response.status, response.getheaders(), bytes(body), complete)


def post(port: int, path: str, key: str, body: object, seconds: float = SECONDS, **headers: str) -> Answer:
    """Posts JSON with a client key; `_` in a header's name stands for `-`."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return ask(
        port,
        "POST",
        path,
        {"content-type": "application/json", **bearer(key), **fields},
        json.dumps(body).encode(),
        seconds,
    )


def chat(model: str, text: str = "hello", **more: object) -> dict[str, object]:
    """The body of a chat request in either dialect."""
    return {"model": model, "messages": [{"role": "user", "content": text}], **more}


class Stream:
    """One open streaming exchange whose events are read as they come."""

    def __init__(self, port: int, path: str, key: str, body: object, seconds: float = SECONDS) -> None:
        """Sends the request and reads the head of the answer."""
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
        fields = {"content-type": "application/json", **bearer(key)}
        self.connection.request("POST", path, json.dumps(body).encode(), fields)
        self.response = self.connection.getresponse()
        self.status = self.response.status

    def header(self, name: str) -> str:
        """A field of the answer's head, or nothing."""
        return self.response.getheader(name) or ""

    def events(self) -> Iterator[bytes]:
        """The events, as the bytes between blank lines, until the end or a cut."""
        event = b""
        for line in iter(self.response.readline, b""):
            if line in (b"\n", b"\r\n"):
                yield event
                event = b""
            else:
                event += line

    def rest(self) -> Answer:
        """Reads to the end."""
        return finish(self.response)

    def close(self) -> None:
        """Leaves, whatever is still to come."""
        self.response.close()
        self.connection.close()
