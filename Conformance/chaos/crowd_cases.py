"""Callers that read slowly, write slowly or leave: what they cost weir, the others and the provider."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from ..rig.gateway import Gateway
from ..rig.history import rows, select
from ..rig.tally import Suite, equal, eventually, expect, note
from ..rig.wire import chat
from .load import HOST, Load, Result, percentile, read_head, request, tally_statuses
from .rig import ChaosRig

suite: Suite[ChaosRig] = Suite()

READERS, READ_BYTES = 500, 1024
READER_SECONDS = 4.0
KIB, MIB = 1024, 1024 * 1024
MOST_BYTES = READERS * 64 * KIB
# What the history's writer may take besides while it stores the words of the others.
WRITER_BYTES = 8 * MIB
# Readers that come and go before anything is measured.
WARMERS = 50
GOOD_RATE = 100.0
BEFORE_SECONDS = 2.0
MOST_SETTLING_SECONDS = 8.0
# Below this a p99 says more of the machine than of the gateway.
NOISE_SECONDS = 0.02
DRIPS, DRIP_SECONDS = 1000, 3.0
HEAD_SECONDS = 2.0
LEAVERS = 200
LONG_ROUNDS = 10
CANCEL_SECONDS = 1.0


@dataclass
class Crowd:
    """Connections of callers who misbehave, each begun with its own number."""

    port: int
    key: str

    async def open(self, model: str, number: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, str]:
        """A stream whose head was read; with the request's id."""
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connection, (HOST, self.port))
        reader, writer = await asyncio.open_connection(sock=connection, limit=READ_BYTES)
        writer.write(request(self.key, chat(model, f"caller {number}", stream=True)))
        status, headers = await read_head(reader)
        equal(status, 200, "status of a stream")
        return reader, writer, headers.get("x-request-id", "")

    async def read_slowly(self, model: str, number: int, over: asyncio.Event) -> int:
        """Reads 1 KB a second until it is over; returns how many bytes came."""
        reader, writer, _ = await self.open(model, number)
        read = 0
        while not over.is_set():
            read += len(await reader.read(READ_BYTES))
            await asyncio.sleep(1)
        writer.transport.abort()
        return read

    async def read_for(self, seconds: float, readers: int) -> None:
        """So many slow readers for a while."""
        over = asyncio.Event()
        reading = [asyncio.create_task(self.read_slowly("chaos/flood", n, over)) for n in range(readers)]
        await asyncio.sleep(seconds)
        over.set()
        await asyncio.gather(*reading)
        await asyncio.sleep(1)

    async def drip(self, over: asyncio.Event) -> float | None:
        """Sends a head byte by byte; returns when the gateway closed, or nothing."""
        reader, writer = await asyncio.open_connection(HOST, self.port)
        began = time.monotonic()
        gone = asyncio.create_task(reader.read())
        try:
            for byte in b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n" + b"x-drip: 1\r\n" * 1000:
                writer.write(bytes([byte]))
                await asyncio.wait([gone], timeout=0.5)
                if gone.done() or over.is_set():
                    break
        except OSError:
            pass
        closed = time.monotonic() - began if gone.done() else None
        gone.cancel()
        writer.transport.abort()
        return closed

    async def leave(self, model: str, number: int, rst: bool) -> tuple[str, str, float]:
        """Begins a stream, reads its first bytes and goes; returns who, the request's id and the moment."""
        reader, writer, request_id = await self.open(model, number)
        await reader.read(64)
        connection = writer.get_extra_info("socket")
        if rst:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        left = time.monotonic()
        writer.transport.abort()
        return f"caller {number}", request_id, left


@dataclass
class Flow:
    """What the provider of the readers could send so far; slow in two looks running is held back."""

    rig: ChaosRig
    written: int = -1
    at: float = 0.0
    looks: int = 0

    def is_held_back(self) -> bool:
        """Tells whether since the last look the provider could send no more than the readers read, twice over."""
        written, at = self.rig.chaos.counted("flood").written, time.monotonic()
        slow = 0 <= self.written >= written - 2 * READERS * READ_BYTES * (at - self.at)
        self.written, self.at = written, at
        self.looks = self.looks + 1 if slow else 0
        return self.looks >= 2


def resident(gateway: Gateway) -> int:
    """The resident memory of the gateway, in bytes."""
    for line in Path(f"/proc/{gateway.pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * KIB
    raise RuntimeError("no VmRSS")


async def beside(
    gateway: Gateway,
    key: str,
    seconds: float,
    crowd: Callable[[asyncio.Event], Awaitable[None]],
    settled: Callable[[], bool],
) -> tuple[list[Result], list[Result]]:
    """Good calls before the crowd comes, and while it is there and has settled."""
    clients, over = Load(gateway.port, key), asyncio.Event()
    before = await clients.run("calm/good", GOOD_RATE, BEFORE_SECONDS)
    there = asyncio.ensure_future(crowd(over))
    end = time.monotonic() + MOST_SETTLING_SECONDS
    await asyncio.sleep(1)
    while time.monotonic() < end and not await asyncio.to_thread(settled):
        await asyncio.sleep(0.5)
    during = await clients.run("calm/good", GOOD_RATE, seconds)
    over.set()
    await there
    clients.close()
    return before, during


@suite.case("readers: 500 of 1 KB/s on a fast provider cost 64 KiB each, others' p99 at most doubles")
def slow_readers(rig: ChaosRig) -> None:
    read_beside(rig, "metadata", MOST_BYTES)


@suite.case("readers: the same where their words are kept, beside the writer of the others' words")
def slow_readers_kept(rig: ChaosRig) -> None:
    read_beside(rig, "full", MOST_BYTES + WRITER_BYTES)


def read_beside(rig: ChaosRig, capture: str, most: int) -> None:
    """Slow readers beside good traffic; what one of them needs of memory once is needed before it is measured."""
    rig.chaos.plan("flood", "flood")
    with rig.gateway({"concurrency": {"in_flight": READERS + 100}}, history={"capture": capture}) as gateway:
        key = gateway.create_key("readers", "--max-concurrent", str(READERS + 100))
        gateway.start()
        grown: list[int] = []
        crowd, flow = Crowd(gateway.port, key), Flow(rig)
        asyncio.run(crowd.read_for(2.0, WARMERS))

        async def come(over: asyncio.Event) -> None:
            base = resident(gateway)
            reading = [asyncio.create_task(crowd.read_slowly("chaos/flood", n, over)) for n in range(READERS)]
            while not over.is_set():
                grown.append(resident(gateway) - base)
                await asyncio.sleep(0.25)
            await asyncio.gather(*reading)

        before, during = asyncio.run(beside(gateway, key, rig.seconds(READER_SECONDS), come, flow.is_held_back))
        usual = percentile([one.seconds for one in before], 0.99)
        beside_them = percentile([one.seconds for one in during], 0.99)
        note(
            f"chaos: readers, {capture}: {max(grown) / KIB / READERS:.0f} KiB each, at most {most / KIB / READERS:.0f}; "
            f"p99 {usual * 1000:.1f} -> {beside_them * 1000:.1f} ms"
        )
        equal({*tally_statuses(before + during)}, {200}, "statuses of the others")
        expect(max(grown) <= most, f"memory grew by {max(grown) / MIB:.1f} MiB")
        expect(
            beside_them <= max(2 * usual, NOISE_SECONDS),
            f"the others' p99 went from {usual * 1000:.1f} to {beside_them * 1000:.1f} ms",
        )


@suite.case("slowloris: beside 1,000 heads that drip, good traffic is 100 % good, and all of them are closed")
def slowloris(rig: ChaosRig) -> None:
    with rig.gateway(limits={"head_seconds": HEAD_SECONDS}) as gateway:
        key = gateway.create_key("drips")
        gateway.start()
        crowd, closed = Crowd(gateway.port, key), list[float | None]()

        async def come(over: asyncio.Event) -> None:
            closed.extend(await asyncio.gather(*(crowd.drip(over) for _ in range(DRIPS))))

        before, during = asyncio.run(beside(gateway, key, rig.seconds(DRIP_SECONDS), come, lambda: True))
        slowest = max((seconds for seconds in closed if seconds is not None), default=0.0)
        note(f"chaos: slowloris: {len(during)} good requests, the last drip was closed after {slowest:.1f} s")
        equal({*tally_statuses(before + during)}, {200}, "statuses of the good traffic")
        equal(sum(seconds is None for seconds in closed), 0, "drips that were not closed")
        expect(slowest <= HEAD_SECONDS + 1.5, f"a drip was closed after {slowest:.1f} s")


@suite.case("disconnects: of 200 callers that leave midway all calls are cancelled within 1 s, their rows written")
def disconnects(rig: ChaosRig) -> None:
    rig.chaos.plan("endless", "endless")
    with rig.gateway({"concurrency": {"in_flight": LEAVERS + 56}}) as gateway:
        key = gateway.create_key("leavers", "--max-concurrent", str(LEAVERS + 56))
        gateway.start()
        rounds = rig.options.times(1, LONG_ROUNDS)
        for turn in range(rounds):
            leave_together(rig, gateway, Crowd(gateway.port, key), turn * LEAVERS)
        outcomes = select(gateway.data, "outcome")
        equal({outcome for (outcome,) in outcomes}, {"client_cancelled"}, "outcomes")
        equal(len(outcomes), LEAVERS * rounds, "rows")
        expect(all(row.outcome == "client_cancelled" for row in rows(gateway).values()), "weir logs tells otherwise")


def leave_together(rig: ChaosRig, gateway: Gateway, crowd: Crowd, first: int) -> None:
    """Every caller of a crowd leaves at once, half of them with a reset."""

    async def go() -> list[tuple[str, str, float]]:
        numbers = range(first, first + LEAVERS)
        return await asyncio.gather(*(crowd.leave("chaos/endless", n, rst=n % 2 == 0) for n in numbers))

    left = asyncio.run(go())
    names = {who for who, _, _ in left}
    eventually(
        lambda: names <= set(rig.chaos.counted("endless").departures),
        "not every call upstream was cancelled",
        seconds=5,
    )
    departures = rig.chaos.counted("endless").departures
    delays = [departures[who] - moment for who, _, moment in left]
    note(f"chaos: disconnects: {len(left)} callers left, the slowest call was cancelled after {max(delays):.2f} s")
    late = sum(delay > CANCEL_SECONDS for delay in delays)
    wanted = {request_id for _, request_id, _ in left}
    eventually(
        lambda: wanted <= {row[0] for row in select(gateway.data, "request_id")}, "not every row is written", seconds=5
    )
    equal(late, 0, f"calls cancelled later than {CANCEL_SECONDS:g} s")
