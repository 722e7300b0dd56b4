"""What weir does at the end of its own means: open files and memory."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from ..rig.gateway import Gateway
from ..rig.scrape import Scrape
from ..rig.tally import Suite, equal, expect, note
from ..rig.wire import chat
from .crowd_cases import MIB, resident
from .load import HOST, Load, read_head, request
from .rig import ChaosRig

suite: Suite[ChaosRig] = Suite()

OPEN_FILES, CONNECTIONS = 256, 1000
CROWD_SECONDS, SAMPLE_SECONDS = 3.0, 0.25
# Of one processor: an accept loop that spins takes all of it.
MOST_CPU = 0.5
ADMIN_SECONDS = 1.0
RECOVERY_SECONDS = 2.0
MEMORY_BYTES = 160 * MIB
UPLOADS, UPLOAD_BYTES, PIECE_BYTES, PIECE_SECONDS = 100, 4 * MIB, 32768, 0.1
CALM_SECONDS = 5.0


@dataclass
class Watched:
    """What was seen of a gateway while it was short of something."""

    gateway: Gateway
    slowest: float = 0.0
    files: int = 0
    memory: int = 0
    unanswered: list[str] = field(default_factory=list)

    def look(self) -> None:
        """Looks once; the operators' listener must answer."""
        for path in ("/livez", "/metrics"):
            began = time.monotonic()
            try:
                status = self.gateway.admin(path).status
            except OSError as error:
                status = -(error.errno or 1)
            self.slowest = max(self.slowest, time.monotonic() - began)
            if status != 200:
                self.unanswered.append(f"{path}: {status}")
        self.files = max(self.files, len(os.listdir(f"/proc/{self.gateway.pid}/fd")))
        self.memory = max(self.memory, resident(self.gateway))

    async def look_until(self, over: asyncio.Event) -> None:
        """Looks again and again."""
        while not over.is_set():
            await asyncio.to_thread(self.look)
            await asyncio.sleep(SAMPLE_SECONDS)

    def judge(self) -> None:
        """The operators must have had their answers all the time."""
        equal(self.unanswered[:3], [], "answers of the operators' listener")
        expect(self.slowest <= ADMIN_SECONDS, f"the operators' listener took {self.slowest:.2f} s")


def cpu_seconds(gateway: Gateway) -> float:
    """The processor time the gateway has taken."""
    fields = Path(f"/proc/{gateway.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def back_after(gateway: Gateway, key: str, most: float) -> float:
    """How long it takes until a new caller is served; more than `most` when it is not."""
    began = time.monotonic()
    while time.monotonic() - began <= most:
        clients = Load(gateway.port, key)
        try:
            if (await asyncio.wait_for(clients.ask("calm/good"), 1)).good:
                return time.monotonic() - began
        except asyncio.TimeoutError:
            pass
        finally:
            clients.close()
        await asyncio.sleep(0.05)
    return time.monotonic() - began


@suite.case("files: with 256 of them, 1,000 connections neither stop nor busy weir, and it is back within 2 s")
def files(rig: ChaosRig) -> None:
    rig.chaos.plan("endless", "endless")
    with rig.gateway() as gateway:
        key = gateway.create_key("files", "--max-concurrent", str(CONNECTIONS))
        gateway.starter = ["prlimit", f"--nofile={OPEN_FILES}"]
        gateway.start()
        seen = Watched(gateway)
        before, cpu, back = asyncio.run(crowd(gateway, key, seen))
        scrape = Scrape.take(gateway)
        paused = sum(scrape.total("weir_http_connections_total", result=f"paused_{why}") for why in ("limit", "files"))
        note(
            f"chaos: files: {seen.files} open of {OPEN_FILES}, {cpu:.0%} of a processor, accepting paused "
            f"{paused:.0f} times, operators' slowest answer {seen.slowest * 1000:.0f} ms, back after {back:.2f} s"
        )
        seen.judge()
        expect(before, "the gateway did not serve before the crowd came")
        expect(paused > 0, "accepting was never paused: the crowd was no crowd")
        expect(cpu <= MOST_CPU, f"{cpu:.0%} of a processor while the crowd was there")
        expect(back <= RECOVERY_SECONDS, f"no caller was served within {RECOVERY_SECONDS:g} s after the crowd left")
        equal(gateway.stop(), 0, "exit status")


async def crowd(gateway: Gateway, key: str, seen: Watched) -> tuple[bool, float, float]:
    """Half of a thousand connections ask for an endless stream, the others say nothing; then all are gone."""
    before = (await back_after(gateway, key, 1)) <= 1
    there = [connection(gateway.port) for _ in range(CONNECTIONS)]
    over = asyncio.Event()
    looking = asyncio.create_task(seen.look_until(over))
    ask = request(key, chat("chaos/endless", stream=True))
    await asyncio.sleep(0.5)
    for one in there[::2]:
        try:
            one.send(ask)
        except OSError:
            continue
    began, cpu = time.monotonic(), cpu_seconds(gateway)
    await asyncio.sleep(CROWD_SECONDS)
    share = (cpu_seconds(gateway) - cpu) / (time.monotonic() - began)
    over.set()
    await looking
    for one in there:
        one.close()
    return before, share, await back_after(gateway, key, 2 * RECOVERY_SECONDS)


def connection(port: int) -> socket.socket:
    """A connection that is being made; nobody waits for it."""
    one = socket.socket()
    one.setblocking(False)
    one.connect_ex((HOST, port))
    return one


@suite.case("memory: at its bound large bodies are refused and operators answered, and calm is back within 5 s")
def memory(rig: ChaosRig) -> None:
    with rig.gateway(limits={"memory_bytes": MEMORY_BYTES}) as gateway:
        key = gateway.create_key("memory", "--max-concurrent", str(UPLOADS + 10))
        gateway.start()
        rest, seen = resident(gateway), Watched(gateway)
        results, back = asyncio.run(fill(gateway, key, seen))
        statuses = Counter(status for status, _ in results)
        note(
            f"chaos: memory: {rest / MIB:.0f} MiB at rest, at most {seen.memory / MIB:.0f} of {MEMORY_BYTES / MIB:.0f}; "
            f"{dict(statuses)}; back after {back:.2f} s"
        )
        seen.judge()
        expect(statuses[503] > 0, f"nobody was refused: {dict(statuses)}")
        equal(set(statuses) - {200, 503}, set(), "other statuses")
        bare = [headers for status, headers in results if status == 503 and "retry-after" not in headers]
        equal(len(bare), 0, "refusals that do not say when")
        equal({h.get("x-weir-error") for status, h in results if status == 503}, {"overloaded"}, "reasons")
        expect(back <= CALM_SECONDS, f"a small request is refused {CALM_SECONDS:g} s after the large ones left")
        expect(seen.memory <= MEMORY_BYTES, f"{seen.memory / MIB:.0f} MiB of {MEMORY_BYTES / MIB:.0f} were taken")


async def fill(gateway: Gateway, key: str, seen: Watched) -> tuple[list[tuple[int, dict[str, str]]], float]:
    """Many large bodies that come slowly, all at once; and how soon a small request is served behind them."""
    over = asyncio.Event()
    looking = asyncio.create_task(seen.look_until(over))
    results = await asyncio.gather(*(upload(gateway, key, number) for number in range(UPLOADS)))
    over.set()
    await looking
    return results, await back_after(gateway, key, 2 * CALM_SECONDS)


async def upload(gateway: Gateway, key: str, number: int) -> tuple[int, dict[str, str]]:
    """Sends one large body piece by piece, until it is whole or answered."""
    await asyncio.sleep(number * 0.03)
    reader, writer = await asyncio.open_connection(HOST, gateway.port)
    data = request(key, chat("calm/good", "x" * UPLOAD_BYTES))
    head = asyncio.create_task(read_head(reader))
    try:
        for start in range(0, len(data), PIECE_BYTES):
            if head.done():
                break
            writer.write(data[start : start + PIECE_BYTES])
            await writer.drain()
            await asyncio.wait([head], timeout=PIECE_SECONDS)
        return await asyncio.wait_for(head, 10)
    except (OSError, asyncio.IncompleteReadError):
        return await answered(head)
    finally:
        writer.close()


async def answered(head: asyncio.Task[tuple[int, dict[str, str]]]) -> tuple[int, dict[str, str]]:
    """What was answered before the connection was closed; a status of 0 for nothing."""
    try:
        return await asyncio.wait_for(head, 1)
    except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError):
        return 0, {}
