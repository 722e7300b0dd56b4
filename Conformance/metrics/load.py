"""Three hundred exchanges of every kind, the same in every run."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from typing import Callable

from ..rig.gateway import Gateway
from ..rig.wire import Stream, ask, bearer, chat, post

CHAT, MESSAGES = "/v1/chat/completions", "/v1/messages"
WORKERS = 8


@dataclass(frozen=True)
class Caller:
    """A gateway and a key for it."""

    gateway: Gateway
    key: str

    def post(self, path: str, body: object) -> None:
        """Posts and reads the answer to its end."""
        post(self.gateway.port, path, self.key, body)

    def leave(self, body: object) -> None:
        """Begins a stream and leaves after the first event."""
        stream = Stream(self.gateway.port, CHAT, self.key, body)
        next(stream.events())
        stream.close()

    def raw(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> None:
        """Asks with other headers or bytes."""
        ask(self.gateway.port, method, path, headers, body or None)


Kind = Callable[[Caller], None]
KINDS: list[Kind] = [
    lambda c: c.post(CHAT, chat("demo-chat")),
    lambda c: c.post(CHAT, chat("demo-chat", stream=True)),
    lambda c: c.post(CHAT, chat("demo-chat?cached=3", "a longer text " * 50)),
    lambda c: c.post(MESSAGES, chat("demo-chat", max_tokens=64)),
    lambda c: c.post(MESSAGES, chat("demo-chat", max_tokens=64, stream=True)),
    lambda c: c.post(CHAT, chat("origin/m")),
    lambda c: c.post(CHAT, chat("origin/m", stream=True)),
    lambda c: c.post(CHAT, chat("origin/m", stream=True, stream_options={"include_usage": True})),
    lambda c: c.post("/v1/responses", {"model": "origin/r", "input": "x"}),
    lambda c: c.post("/v1/responses", {"model": "origin/r", "input": "x", "stream": True}),
    lambda c: c.post("/v1/embeddings", {"model": "origin/e", "input": "x"}),
    lambda c: c.post(MESSAGES, chat("claude/m", max_tokens=8)),
    lambda c: c.post(MESSAGES, chat("claude/m", max_tokens=8, stream=True)),
    lambda c: c.post("/v1/messages/count_tokens", chat("claude/m")),
    lambda c: c.post(CHAT, chat("origin/status-400")),
    lambda c: c.post(CHAT, chat("origin/status-401")),
    lambda c: c.post(CHAT, chat("origin/status-429")),
    lambda c: c.post(CHAT, chat("origin/status-500")),
    lambda c: c.post(CHAT, chat("demo-status?code=503")),
    lambda c: c.post(CHAT, chat("demo-drop", stream=True)),
    lambda c: c.post(CHAT, chat("demo-error-event", stream=True)),
    lambda c: c.post(CHAT, chat("demo-reset")),
    lambda c: c.post(CHAT, chat("nobody/m")),
    lambda c: c.post(CHAT, {"messages": []}),
    lambda c: c.leave(chat("origin/endless", stream=True)),
    lambda c: c.raw("POST", CHAT, {"content-type": "application/json"}, b"{}"),
    lambda c: c.raw("POST", CHAT, {"content-type": "application/json", **bearer("wr_live_nonsense")}, b"{}"),
    lambda c: c.raw("POST", CHAT, {"content-type": "application/json", **bearer(c.key)}, b"{broken"),
    lambda c: c.raw("GET", "/v1/models", {**bearer(c.key), "x-request-id": "mine-1"}),
    lambda c: c.raw("GET", "/no/such/path", bearer(c.key)),
]


def drive(caller: Caller, count: int) -> int:
    """Drives `count` exchanges, several at once; returns how many the client could not carry out."""

    def one(kind: Kind) -> bool:
        try:
            kind(caller)
        except (OSError, HTTPException):
            return False
        return True

    kinds = itertools.islice(itertools.cycle(KINDS), count)
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(one, kinds)).count(False)
