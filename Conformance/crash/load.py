"""Clients that keep asking until told to stop, and remember what was sent, what was answered and what was whole."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException

from ..rig.wire import bearer, chat, finish

CLIENTS = 8
SECONDS = 5.0
SLOW = "demo-slow?ttft=0.05&tps=100&tokens=400"


@dataclass
class Load:
    """The clients of one round; each asks in its own way.

    Every request carries an id of the client's own, by which its row is found whether or not it was answered.
    """

    port: int
    key: str
    name: str
    sent: set[str] = field(default_factory=set)
    heads: dict[str, str] = field(default_factory=dict)
    whole: dict[str, int] = field(default_factory=dict)
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begins to ask."""
        self._threads = [threading.Thread(target=self._keep_asking, args=(number,)) for number in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ends the clients."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _keep_asking(self, number: int) -> None:
        kinds = [
            (chat("demo-chat", f"client {number}"), self.key, False),
            (chat("demo-chat", f"client {number}", stream=True), self.key, False),
            (chat(SLOW, f"client {number}", stream=True), self.key, True),
            (chat("no-such-model", "x"), self.key, False),
            (chat("demo-chat", "x"), "wr_live_nobody", False),
            (chat("origin/status-500", "x"), self.key, False),
        ]
        for turn in itertools.count():
            if self._over.is_set():
                return
            body, key, leaves = kinds[(number + turn) % len(kinds)]
            try:
                self._ask(f"{self.name}-{number}-{turn}", body, key, leaves)
            except (OSError, HTTPException):
                time.sleep(0.005)

    def _ask(self, client_id: str, body: object, key: str, leaves: bool) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.connect()
            fields = {"content-type": "application/json", "connection": "close", **bearer(key)}
            self.sent.add(client_id)
            connection.request(
                "POST", "/v1/chat/completions", json.dumps(body).encode(), {**fields, "x-request-id": client_id}
            )
            response = connection.getresponse()
            self.heads[response.getheader("x-request-id") or "none"] = client_id
            self._read(client_id, response, leaves)
        finally:
            connection.close()

    def _read(self, client_id: str, response: http.client.HTTPResponse, leaves: bool) -> None:
        if leaves:
            response.read1(64)
        elif finish(response).complete:
            self.whole[client_id] = response.status
