"""An HTTP/2 client that sends what it is told, however wrong."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass, field

from h2 import events as h2_events
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.exceptions import ProtocolError

Fields = list[tuple[str, str]]


@dataclass
class Reply:
    """What became of one stream."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    reset: bool = False
    closed: bool = False

    @property
    def is_refused(self) -> bool:
        """Tells whether the request was answered 4xx, reset, or its connection ended."""
        return self.reset or self.closed or 400 <= self.status < 500


class Connection:
    """One connection in the clear, with prior knowledge."""

    def __init__(self, port: int, seconds: float = 5.0) -> None:
        """Connects and says hello."""
        config = H2Configuration(
            client_side=True,
            header_encoding="utf-8",
            validate_outbound_headers=False,
            normalize_outbound_headers=False,
            validate_inbound_headers=True,
        )
        self.socket = socket.create_connection(("127.0.0.1", port), seconds)
        self.seconds = seconds
        self.h2 = H2Connection(config)
        self.replies: dict[int, Reply] = {}
        self.ended: dict[int, bool] = {}
        self.is_gone = False
        self.h2.initiate_connection()
        self.flush()

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def flush(self) -> None:
        """Writes what waits to be written."""
        try:
            self.socket.sendall(self.h2.data_to_send())
        except OSError:
            self.is_gone = True

    def send(self, fields: Fields, body: bytes | None = None, trailers: Fields | None = None) -> int:
        """Sends a request and returns its stream."""
        stream = self.h2.get_next_available_stream_id()
        self.replies[stream] = Reply()
        self.h2.send_headers(stream, fields, end_stream=body is None and trailers is None)
        if body is not None:
            self.h2.send_data(stream, body, end_stream=trailers is None)
        if trailers is not None:
            self.h2.send_headers(stream, trailers, end_stream=True)
        self.flush()
        return stream

    def cancel(self, stream: int) -> None:
        """Resets a stream."""
        self.h2.reset_stream(stream, ErrorCodes.CANCEL)
        self.flush()

    def reply(self, stream: int) -> Reply:
        """Reads until the stream has ended."""
        reply, end = self.replies[stream], time.monotonic() + self.seconds
        while not self.ended.get(stream) and not self.is_gone and time.monotonic() < end:
            self._read()
        reply.closed = self.is_gone and not self.ended.get(stream)
        return reply

    def _read(self) -> None:
        try:
            data = self.socket.recv(65536)
            happened = self.h2.receive_data(data) if data else []
        except (OSError, ProtocolError):
            self.is_gone = True
            return
        self.is_gone = self.is_gone or not data
        for event in happened:
            self._take(event)
        self.flush()

    def _take(self, event: h2_events.Event) -> None:
        stream = getattr(event, "stream_id", None) or 0
        reply = self.replies.get(stream)
        if isinstance(event, h2_events.ConnectionTerminated):
            self.is_gone = True
        elif reply is None:
            return
        elif isinstance(event, h2_events.ResponseReceived):
            reply.headers = {str(name): str(value) for name, value in event.headers or []}
            reply.status = int(reply.headers.get(":status", "0"))
        elif isinstance(event, h2_events.DataReceived):
            reply.body += event.data or b""
            self.h2.acknowledge_received_data(event.flow_controlled_length or 0, stream)
        elif isinstance(event, h2_events.StreamReset):
            reply.reset = self.ended[stream] = True
        elif isinstance(event, h2_events.StreamEnded):
            self.ended[stream] = True
