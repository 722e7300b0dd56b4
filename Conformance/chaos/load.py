"""An open-loop client: so many requests a second, whether or not the ones before were answered."""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..rig.wire import chat

HOST = "127.0.0.1"
PATH = "/v1/chat/completions"
SECONDS = 30.0
HEAD_BYTES = 65536


@dataclass
class Result:
    """How one request went; a status of 0 stands for a connection that ended without a whole answer."""

    sent: float
    status: int = 0
    ended: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.ended - self.sent

    @property
    def good(self) -> bool:
        """True for a whole answer with status 200."""
        return self.status == 200


@dataclass
class Load:
    """Clients of one gateway and key that keep their connections."""

    port: int
    key: str
    idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)

    async def run(self, model: str, rate: float, seconds: float) -> list[Result]:
        """Sends `rate` requests a second for so long; the results in the order of sending."""
        began, count = time.monotonic(), max(int(rate * seconds), 1)
        running: list[asyncio.Task[Result]] = []
        for number in range(count):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            running.append(asyncio.create_task(self.ask(model)))
        return list(await asyncio.gather(*running))

    async def ask(self, model: str) -> Result:
        """One request, read to its end."""
        result = Result(time.monotonic())
        try:
            await asyncio.wait_for(self._ask(result, chat(model)), SECONDS)
        except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.TimeoutError):
            result.status = 0
        result.ended = time.monotonic()
        return result

    async def _ask(self, result: Result, body: object) -> None:
        reader, writer = self.idle.pop() if self.idle else await asyncio.open_connection(HOST, self.port)
        try:
            writer.write(request(self.key, body))
            status, headers = await read_head(reader)
            result.body = await read_body(reader, headers)
            result.status, result.headers = status, headers
        except BaseException:
            writer.close()
            raise
        if headers.get("connection") == "close":
            writer.close()
        else:
            self.idle.append((reader, writer))

    def close(self) -> None:
        """Closes the connections."""
        for _, writer in self.idle:
            writer.close()
        self.idle.clear()


def request(key: str, body: object) -> bytes:
    """The bytes of a chat request."""
    data = json.dumps(body).encode()
    head = f"POST {PATH} HTTP/1.1\r\nhost: {HOST}\r\nauthorization: Bearer {key}\r\ncontent-length: {len(data)}\r\n\r\n"
    return head.encode() + data


async def read_head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    """The status and the header fields of an answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return int(first.split(" ")[1]), headers


async def read_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    """The whole body; an error where it is cut."""
    if "chunked" not in headers.get("transfer-encoding", ""):
        return await reader.readexactly(int(headers.get("content-length", "0")))
    body = bytearray()
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    while await reader.readline() != b"\r\n":
        pass
    return bytes(body)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so large a share of the values does not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[min(math.ceil(share * len(ordered)), len(ordered)) - 1] if ordered else 0.0


def tally_statuses(results: Sequence[Result]) -> dict[int, int]:
    """How many results have each status."""
    return {status: sum(one.status == status for one in results) for status in sorted({one.status for one in results})}
