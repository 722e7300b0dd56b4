"""A small HTTP/1.1 server to stand behind the gateway: one thread a connection, the answer written by hand."""

from __future__ import annotations

import json
import select
import socket
import threading
import time
from dataclasses import dataclass, field
from io import BufferedReader
from typing import Any, TypeVar

Own = TypeVar("Own", bound="Server")


@dataclass
class Request:
    """One request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""
    arrivals: list[float] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The part of the target behind `?`."""
        return self.target.partition("?")[2]

    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)

    @property
    def model(self) -> str:
        """The model the body names, or nothing."""
        try:
            return str(self.json().get("model", ""))
        except (ValueError, AttributeError):
            return ""


class Peer:
    """The gateway's side of one connection."""

    def __init__(self, connection: socket.socket) -> None:
        """Wraps an accepted connection."""
        self.connection = connection
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, data: bytes) -> None:
        """Writes bytes as they are."""
        self.connection.sendall(data)

    def head(self, status: int, headers: dict[str, str], reason: str = "X") -> None:
        """Writes the head of an answer."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.send(f"HTTP/1.1 {status} {reason}\r\n{lines}\r\n".encode("latin-1"))

    def json(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        """Answers with JSON."""
        data = json.dumps(body).encode()
        fields = {"content-type": "application/json", "content-length": str(len(data)), **(headers or {})}
        self.head(status, fields)
        self.send(data)

    def begin_stream(self, headers: dict[str, str] | None = None) -> None:
        """Begins a chunked event stream."""
        self.head(200, {"content-type": "text/event-stream", "transfer-encoding": "chunked", **(headers or {})})

    def chunk(self, data: bytes) -> None:
        """Writes one chunk."""
        self.send(b"%x\r\n%s\r\n" % (len(data), data))

    def event(self, data: object, name: str = "") -> None:
        """Writes one event in a chunk of its own."""
        text = data if isinstance(data, str) else json.dumps(data)
        self.chunk((f"event: {name}\n" if name else "").encode() + b"data: " + text.encode() + b"\n\n")

    def end_stream(self) -> None:
        """Writes the last chunk."""
        self.send(b"0\r\n\r\n")

    def is_gone(self, seconds: float = 0.0) -> bool:
        """Tells whether the gateway closes the connection within `seconds`."""
        end = time.monotonic() + seconds
        while True:
            ready = select.select([self.connection], [], [], max(0.0, end - time.monotonic()))[0]
            if not ready:
                return False
            try:
                return self.connection.recv(1, socket.MSG_PEEK) == b""
            except OSError:
                return True


class Server:
    """Accepts connections on a loopback port; what to answer is up to `answer`."""

    def __init__(self, port: int = 0) -> None:
        """Listens at once, on a free port unless one is given."""
        self._listener = socket.create_server(("127.0.0.1", port), backlog=512)
        self.port = int(self._listener.getsockname()[1])
        self.seen: list[Request] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self: Own) -> Own:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def answer(self, request: Request, peer: Peer) -> bool:
        """Answers one request; true keeps the connection."""
        raise NotImplementedError

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection, connection.makefile("rb") as source:
                peer = Peer(connection)
                while True:
                    request = self._read_head(source)
                    if request is None:
                        return
                    self.seen.append(request)
                    self._read_body(request, source, peer)
                    if not self.answer(request, peer):
                        return
        except (OSError, ValueError):
            return

    @staticmethod
    def _read_head(source: BufferedReader) -> Request | None:
        line = source.readline(65536)
        if not line:
            return None
        method, target, _ = line.decode("latin-1").split(" ", 2)
        headers: dict[str, str] = {}
        for raw in iter(lambda: source.readline(65536), b"\r\n"):
            if not raw:
                return None
            name, _, value = raw.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        return Request(method, target, headers)

    @staticmethod
    def _read_body(request: Request, source: BufferedReader, peer: Peer) -> None:
        if request.headers.get("expect", "").lower() == "100-continue":
            peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = bytearray()
        if "chunked" in request.headers.get("transfer-encoding", ""):
            while True:
                size = int(source.readline(65536).split(b";")[0], 16)
                if size == 0:
                    break
                body += source.read(size)
                request.arrivals.append(time.monotonic())
                source.readline(8)
            for _ in iter(lambda: source.readline(65536), b"\r\n"):
                pass
        else:
            left = int(request.headers.get("content-length", "0"))
            while left > 0:
                piece = source.read1(min(left, 65536))
                if not piece:
                    raise ValueError("body cut short")
                request.arrivals.append(time.monotonic())
                body += piece
                left -= len(piece)
        request.body = bytes(body)
