"""Clients that keep asking until told to stop, and remember what was acknowledged, and when."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPException

from ..rig.wire import chat, post

CLIENTS = 6


@dataclass
class Load:
    """The clients of one round."""

    port: int
    key: str
    acknowledged: dict[str, float] = field(default_factory=dict)
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begins to ask."""
        self._threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ends the clients."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, number: int) -> None:
        body = chat("demo-chat", f"client {number}", stream=bool(number % 2))
        while not self._over.is_set():
            try:
                answer = post(self.port, "/v1/chat/completions", self.key, body, seconds=5)
            except (OSError, HTTPException):
                time.sleep(0.005)
                continue
            if answer.status == 200 and answer.complete:
                self.acknowledged[answer.request_id] = time.monotonic()
