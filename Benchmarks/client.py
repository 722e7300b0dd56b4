"""A small HTTP/1.1 client on plain sockets, for the measurements that count instead of hurrying."""
from __future__ import annotations

import contextlib
import selectors
import socket
import time
from typing import Dict, Iterator, List, Set, Tuple

CHAT_PATH = "/v1/chat/completions"


class BadAnswer(Exception):
    """The far side closed early or sent something that is no HTTP answer."""


def post(body: bytes, headers: Dict[str, str], path: str = CHAT_PATH) -> bytes:
    """The bytes of one POST request."""
    lines = [
        f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "User-Agent: weir-bench", "Accept: application/json",
        "Content-Type: application/json", *(f"{name}: {value}" for name, value in headers.items()),
        f"Content-Length: {len(body)}", "", "",
    ]
    return "\r\n".join(lines).encode() + body


def get(path: str) -> bytes:
    """The bytes of one GET request."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


class Connection:
    """One keep-alive connection: send a request, take its whole answer."""

    def __init__(self, port: int, timeout: float = 10.0) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def send(self, request: bytes) -> None:
        """Sends a request without waiting for its answer."""
        self.socket.sendall(request)

    def take(self) -> Tuple[int, bytes]:
        """Reads one answer: status and body (chunked bodies keep their framing)."""
        head, self._rest = self._until(b"\r\n\r\n")
        fields = dict(
            (name.strip().lower(), value.strip().lower())
            for name, _, value in (line.partition(b":") for line in head.split(b"\r\n")[1:])
        )
        if b"chunked" in fields.get(b"transfer-encoding", b""):
            body, self._rest = (b"", self._rest[5:]) if self._rest.startswith(b"0\r\n\r\n") \
                else self._until(b"\r\n0\r\n\r\n")
        else:
            length = int(fields.get(b"content-length", b"0"))
            while len(self._rest) < length:
                self._read()
            body, self._rest = self._rest[:length], self._rest[length:]
        return int(head[9:12]), body

    def exchange(self, request: bytes) -> Tuple[int, bytes]:
        """One request and its answer."""
        self.send(request)
        return self.take()

    def close(self) -> None:
        """Closes the connection, whatever is under way on it."""
        self.socket.close()

    def _read(self) -> None:
        data = self.socket.recv(65536)
        if not data:
            raise BadAnswer("the connection was closed before the answer was whole")
        self._rest += data

    def _until(self, mark: bytes) -> Tuple[bytes, bytes]:
        while mark not in self._rest:
            self._read()
        before, _, after = self._rest.partition(mark)
        return before, after


@contextlib.contextmanager
def connections(port: int, count: int) -> Iterator[List[Connection]]:
    """`count` open connections, closed at the end."""
    opened: List[Connection] = []
    try:
        for _ in range(count):
            opened.append(Connection(port))
        yield opened
    finally:
        for connection in opened:
            connection.close()


def exchange_all(port: int, request: bytes, total: int, at_once: int = 1) -> None:
    """Sends `total` requests over `at_once` connections in lockstep and insists on 200 for each."""
    with connections(port, at_once) as opened:
        for _ in range(total // at_once):
            for connection in opened:
                connection.send(request)
            for connection in opened:
                status, body = connection.take()
                if status != 200:
                    raise BadAnswer(f"status {status}: {body[:200]!r}")


def first_answer(port: int, request: bytes, deadline: float) -> str:
    """Tries until a request is answered with 200; empty when it was, else the last thing that went wrong."""
    last = "nothing tried"
    while time.monotonic() < deadline:
        try:
            connection = Connection(port)
            try:
                status, body = connection.exchange(request)
            finally:
                connection.close()
            if status == 200:
                return ""
            last = f"status {status}: {body[:200]!r}"
        except (OSError, BadAnswer) as error:
            last = str(error)
        time.sleep(0.001)
    return last


def hold_streams(port: int, request: bytes, count: int, patience_seconds: float) -> Tuple[List[socket.socket], int]:
    """Opens streams and reads until each has delivered an event; returns the open sockets and how many did."""
    held: List[socket.socket] = []
    selector = selectors.DefaultSelector()
    for _ in range(count):
        each = socket.create_connection(("127.0.0.1", port), 5)
        each.sendall(request)
        each.setblocking(False)
        selector.register(each, selectors.EVENT_READ)
        held.append(each)
    flowing: Set[int] = set()
    deadline = time.monotonic() + patience_seconds
    while len(flowing) < count and time.monotonic() < deadline:
        for key, _ in selector.select(0.1):
            try:
                data = key.fileobj.recv(65536)  # type: ignore[union-attr]
            except ConnectionResetError:
                data = b""
            if b"data:" in data:
                flowing.add(key.fd)
            if not data:
                selector.unregister(key.fileobj)
    selector.close()
    return held, len(flowing)
