"""Callers that together ask a hundred times a second, and hold every answer to be good."""

from __future__ import annotations

import http.client
import json
import threading
import time
from dataclasses import dataclass, field

from ..rig.wire import bearer, chat, finish

CALLERS = 10
PAUSE_SECONDS = 0.1


@dataclass
class Callers:
    """Each keeps its connection; every third request is a stream."""

    port: int
    key: str
    sent: int = 0
    losses: list[str] = field(default_factory=list)
    slowest: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begins to ask."""
        self._threads = [threading.Thread(target=self._ask) for _ in range(CALLERS)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Lets every caller finish what it asked."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        fields = {"content-type": "application/json", **bearer(self.key)}
        turn = 0
        while not self._over.wait(PAUSE_SECONDS):
            turn += 1
            body = json.dumps(chat("chat", f"turn {turn}", stream=turn % 3 == 0)).encode()
            began = time.monotonic()
            with self._lock:
                self.sent += 1
            try:
                connection.request("POST", "/v1/chat/completions", body, fields)
                response = connection.getresponse()
                answer = finish(response)
                response.close()
                if answer.status != 200 or not answer.complete:
                    self.losses.append(f"status {answer.status}: {answer.body[-200:]!r}")
            except (OSError, http.client.HTTPException) as error:
                self.losses.append(f"{type(error).__name__}: {error}")
                connection.close()
            self.slowest = max(self.slowest, time.monotonic() - began)
        connection.close()
