"""Clients that keep their connections as long as they may, and hold every answer to be whole."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
import time
from dataclasses import dataclass, field

from ..rig.wire import bearer, chat, finish

QUICK = 6
STREAMS = 3
SECONDS = 30.0
SLOW = "demo-slow?ttft=0.05&tps=25&tokens=60"


@dataclass
class Clients:
    """Quick requests and long streams; every request carries an id by which its row is found."""

    port: int
    key: str
    sent: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    losses: list[str] = field(default_factory=list)
    slowest: float = 0.0
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begins to ask."""
        works = [(self._ask_quickly, number) for number in range(QUICK)]
        works += [(self._stream, number) for number in range(STREAMS)]
        self._threads = [threading.Thread(target=work, args=(number,)) for work, number in works]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Lets every client finish what it asked."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _ask_quickly(self, number: int) -> None:
        connection: http.client.HTTPConnection | None = None
        for turn in itertools.count():
            if self._over.is_set():
                break
            text = "long words " * 2_000 if turn % 5 == 0 else f"turn {turn}"
            # half of them ask on connections of their own, so that there are always new ones
            mine = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
            body = chat("demo-chat", text, stream=turn % 3 == 0)
            started = time.monotonic()
            closes = self._ask(mine, f"quick-{number}-{turn}", body)
            self.slowest = max(self.slowest, time.monotonic() - started)
            connection = None if closes or number % 2 == 0 else mine
            if connection is None:
                mine.close()
        if connection is not None:
            connection.close()

    def _stream(self, number: int) -> None:
        for turn in itertools.count():
            if self._over.is_set():
                return
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
            self._ask(connection, f"stream-{number}-{turn}", chat(SLOW, f"stream {turn}", stream=True))
            connection.close()

    def _ask(self, connection: http.client.HTTPConnection, name: str, body: dict[str, object]) -> bool:
        """One request; true when the connection can be used no more."""
        fields = {"content-type": "application/json", "x-request-id": name, **bearer(self.key)}
        self.sent.add(name)
        try:
            connection.request("POST", "/v1/chat/completions", json.dumps(body).encode(), fields)
            response = connection.getresponse()
            closes = response.will_close
            answer = finish(response)
            response.close()
        except (OSError, http.client.HTTPException) as error:
            self.losses.append(f"{name}: {type(error).__name__}: {error}")
            return True
        is_done = b"data: [DONE]" in answer.body if body.get("stream") else bool(answer.body)
        if answer.status == 200 and answer.complete and is_done:
            self.whole.add(name)
        else:
            self.losses.append(f"{name}: status {answer.status}, complete {answer.complete}: {answer.body[-80:]!r}")
        return closes
