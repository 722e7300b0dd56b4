"""A provider in a process of its own that fails as it is told and counts every call.

`python -m Conformance.chaos.provider PORT` listens on 127.0.0.1. `PUT /chaos` sets what a model does, `GET /chaos`
tells what was counted; everything else is a call, answered as its model's plan says. Times are those of
CLOCK_MONOTONIC, which all processes share.
"""

from __future__ import annotations

import asyncio
import json
import random
import socket
import struct
import sys
import time
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from typing import Any

from . import answers

SEED = 5
HEAD_BYTES = 65536
TICK_SECONDS = 0.05
FLOOD_BYTES = 16384
# With this pause a flood makes 1 MB/s.
FLOOD_SECONDS = FLOOD_BYTES / 1_000_000
ENDLESS_SECONDS = 600.0


@dataclass
class Plan:
    """What a model does: its fault, for which calls, and how long an answer takes."""

    fault: str = ""
    share: float = 1.0
    times: int = -1
    seconds: float = 0.0


@dataclass
class Count:
    """What was counted of a model."""

    arrivals: list[float] = field(default_factory=list)
    faults: list[bool] = field(default_factory=list)
    departures: dict[str, float] = field(default_factory=dict)
    written: int = 0
    now: int = 0
    peak: int = 0


@dataclass
class Call:
    """One request as it arrived."""

    method: str
    path: str
    body: bytes

    def json(self) -> Any:
        """The body, read as JSON; an empty mapping where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return {}


class Provider:
    """All models, and their counts."""

    def __init__(self) -> None:
        """Every model is good at first."""
        self.plans: defaultdict[str, Plan] = defaultdict(Plan)
        self.counts: defaultdict[str, Count] = defaultdict(Count)
        self.draw = random.Random(SEED)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers the calls of one connection."""
        try:
            while (call := await read_call(reader)) is not None:
                if call.path == "/chaos":
                    self.control(call, writer)
                elif not await self.answer(call, reader, writer):
                    break
                await writer.drain()
        except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    def control(self, call: Call, writer: asyncio.StreamWriter) -> None:
        """Sets plans, or tells the counts."""
        if call.method == "PUT":
            for model, plan in call.json().items():
                self.plans[model] = Plan(**plan)
        told = {model: asdict(count) for model, count in self.counts.items()} if call.method == "GET" else {}
        writer.write(answers.plain(200, told))

    async def answer(self, call: Call, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answers one call; true keeps the connection."""
        asked = call.json()
        model = str(asked.get("model", ""))
        plan, count = self.plans[model], self.counts[model]
        fails = bool(plan.fault) and self.is_due(plan, count)
        count.arrivals.append(time.monotonic())
        count.faults.append(fails)
        count.now += 1
        count.peak = max(count.peak, count.now)
        try:
            if plan.seconds and await leaves_within(reader, plan.seconds):
                count.departures[answers.said(asked)] = time.monotonic()
                return False
            if fails and plan.fault in ("endless", "flood", "stall"):
                await self.go_on(plan.fault, call, count, reader, writer)
                return False
            if not fails:
                writer.write(answers.good(call.path, asked))
                return True
            data, ending = answers.fault(plan.fault, call.path, asked)
            writer.write(data)
            if ending == "keep":
                return True
            await writer.drain()
            if ending == "reset":
                reset(writer)
            return False
        finally:
            count.now -= 1

    def is_due(self, plan: Plan, count: Count) -> bool:
        """Tells whether this call is one of those that fail."""
        if 0 <= plan.times <= sum(count.faults):
            return False
        return plan.share >= 1 or self.draw.random() < plan.share

    @staticmethod
    async def go_on(
        kind: str, call: Call, count: Count, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Streams, or is silent behind the first event, until the gateway leaves."""
        asked = call.json()
        who = answers.said(asked)
        writer.write(answers.begin_stream(call.path, asked))
        piece = answers.tick(call.path, asked, FLOOD_BYTES if kind == "flood" else 5)
        gone = asyncio.create_task(reader.read(1))
        end = time.monotonic() + ENDLESS_SECONDS
        try:
            while not gone.done() and time.monotonic() < end:
                if kind != "stall":
                    writer.write(piece)
                    await writer.drain()
                    count.written += len(piece)
                await asyncio.wait([gone], timeout=FLOOD_SECONDS if kind == "flood" else TICK_SECONDS)
        except OSError:
            pass
        finally:
            count.departures[who] = time.monotonic()
            gone.cancel()


async def read_call(reader: asyncio.StreamReader) -> Call | None:
    """The next request; None at the end of the connection."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = bytearray()
    if "chunked" in headers.get("transfer-encoding", ""):
        while size := int((await reader.readline()).split(b";")[0], 16):
            body += await reader.readexactly(size)
            await reader.readexactly(2)
        await reader.readuntil(b"\r\n")
    else:
        body += await reader.readexactly(int(headers.get("content-length", "0")))
    return Call(method, target.partition("?")[0], bytes(body))


async def leaves_within(reader: asyncio.StreamReader, seconds: float) -> bool:
    """Waits; true as soon as the gateway closes the connection."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if reader.at_eof() or reader.exception() is not None:
            return True
        await asyncio.sleep(min(left, TICK_SECONDS))
    return False


def reset(writer: asyncio.StreamWriter) -> None:
    """Ends the connection with a TCP reset."""
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def main(port: int) -> None:
    """Listens until the process is ended."""
    server = await asyncio.start_server(Provider().serve, "127.0.0.1", port, limit=HEAD_BYTES, backlog=4096)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
