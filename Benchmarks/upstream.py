"""The mock upstream under way: start it, tell it how to stream, ask what it served."""
from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import client
import machine
from tools import Tools


@dataclass(frozen=True)
class Served:
    """What the mock has answered since it started."""

    requests: int
    chunks: int


class Upstream:
    """One mock process on the load core."""

    def __init__(self, tools: Tools, directory: Path, core: int) -> None:
        self.port = machine.free_port()
        self._reference = tools.kind == "reference"
        arguments = ["-p", str(self.port)] if self._reference else [str(self.port)]
        self._process = machine.spawn([str(tools.mock), *arguments], core, directory / "mock.log")
        self._line: Optional[client.Connection] = None
        self._asked = 0

    def __enter__(self) -> "Upstream":
        deadline = time.monotonic() + 5
        while True:
            try:
                self._line = client.Connection(self.port)
                return self
            except OSError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise
                time.sleep(0.01)

    def __exit__(self, *_: object) -> None:
        if self._line:
            self._line.close()
        machine.stop(self._process)

    def stream(self, chunks: int, gap_us: int) -> None:
        """Later streams carry this many chunks, this far apart."""
        if self._reference:
            self._control(f"/_ctl/n={chunks},gap={gap_us / 1000:.3f}")
        else:
            self._control(f"/mock/set?chunks={chunks}&gap_us={gap_us}")

    def served(self) -> Served:
        """Requests answered and content chunks sent so far; our own questions left out."""
        body = self._control("/_stats" if self._reference else "/mock/stats")
        told = json.loads(body)
        return Served(told["requests"] - (self._asked if self._reference else 0), told["chunks"])

    def _control(self, path: str) -> bytes:
        if not self._line:
            raise RuntimeError("the mock has not been started")
        self._asked += 1
        status, body = self._line.exchange(client.get(path))
        if status != 200:
            raise client.BadAnswer(f"the mock answered {status} to {path}")
        return body
