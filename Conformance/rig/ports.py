"""Finds ports of the loopback interface and waits for them."""

from __future__ import annotations

import random
import socket
import threading
import time

# Below the range from which the kernel takes the ports of outgoing connections.
CANDIDATES = range(20_000, 32_000)
_given: set[int] = set()
_lock = threading.Lock()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now; never the same one twice."""
    while True:
        port = random.choice(CANDIDATES)
        with _lock:
            if port in _given:
                continue
            _given.add(port)
        if not is_open(port):
            return port


def is_open(port: int) -> bool:
    """Tells whether somebody listens on the port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_open(port: int, seconds: float = 10.0) -> None:
    """Waits until somebody listens on the port."""
    end = time.monotonic() + seconds
    while not is_open(port):
        if time.monotonic() > end:
            raise TimeoutError(f"nobody listens on port {port}")
        time.sleep(0.02)
