"""Rotation of the key-encryption key beside a server that is used: kill -9 on the way, a full disk, two at once."""

from __future__ import annotations

import random
import resource
import signal
import subprocess
import threading
import time

from ..options import Options
from ..rig import settings
from ..rig.gateway import Gateway
from ..rig.history import check_integrity
from ..rig.scrape import Scrape
from ..rig.tally import Tally, equal, eventually, expect, note
from ..rig.upstream import Upstream
from ..rig.wire import chat, post

CHAT = "/v1/chat/completions"
SECRETS, LONG_SECRETS = 500, 10_000
KILLS, LONG_KILLS = 5, 20
# Keys of one start: many commits, each of which waits for the disk.
ROUND, PROVIDER_KEYS = 2_500, 25
SEED = 6


class Caller(threading.Thread):
    """Asks for as long as the rotation takes, and makes keys meanwhile: nobody may notice anything."""

    def __init__(self, gateway: Gateway, key: str) -> None:
        """Remembers whom to ask."""
        super().__init__(daemon=True)
        self.gateway, self.key = gateway, key
        self.answers: list[int] = []
        self.slowest = 0.0
        self.made = 0
        self._over = threading.Event()

    def run(self) -> None:
        """Asks until it is told to stop; a client key is made every hundred answers."""
        while not self._over.is_set():
            began = time.monotonic()
            self.answers.append(post(self.gateway.port, CHAT, self.key, chat("a0/m")).status)
            self.slowest = max(self.slowest, time.monotonic() - began)
            if len(self.answers) % 100 == 0:
                self.gateway.create_key(f"meanwhile-{len(self.answers)}")
                self.made += 1

    def stop(self) -> None:
        """Ends it and waits for its last answer."""
        self._over.set()
        self.join(30)


def run(tally: Tally, options: Options) -> None:
    """Rotates again and again under one server."""
    count, kills = (LONG_SECRETS, LONG_KILLS) if options.long else (SECRETS, options.times(KILLS, LONG_KILLS))
    with Upstream() as upstream, Gateway(options.weir, {}) as gateway:
        fill(gateway, upstream.port, count)
        key = gateway.create_key("rotation")
        gateway.start()
        with tally.case(f"rotation: {count} secrets, killed {kills} times under load: every one opens each time"):
            killed(gateway, key, count, kills)
        with tally.case("rotation: a server that runs learns of the new key, and the old one can be retired"):
            learned(gateway, key, count)
        with tally.case("rotation: a full disk in the middle leaves every secret good"):
            full_disk(gateway, count)
        with tally.case("rotation: of two at once one does the work and the other says why it does not"):
            two(gateway, count)
        with tally.case("rotation: after all of it the server starts with the one key left and serves"):
            equal(gateway.stop(), 0, "exit status")
            retire(gateway)
            gateway.start()
            equal(post(gateway.port, CHAT, key, chat("a0/m")).status, 200, "status")
            check_integrity(gateway.data)


def fill(gateway: Gateway, port: int, count: int) -> None:
    """Seals so many provider keys, some thousand in a start; the last ones stay configured."""
    for first in range(0, count, ROUND):
        names = [f"SEAL_{number}_KEY" for number in range(first, min(first + ROUND, count))]
        parts = [names[at : at + PROVIDER_KEYS] for at in range(0, len(names), PROVIDER_KEYS)]
        letter = "abcdefgh"[first // ROUND] if first + ROUND < count else "a"
        gateway.settings["providers"] = {
            f"{letter}{at}": {
                **settings.openai(port),
                "keys": [{"name": f"k{first}-{place}", "value": f"${{{name}}}"} for place, name in enumerate(part)],
            }
            for at, part in enumerate(parts)
        }
        for name in names:
            gateway.environment[name] = f"sk-conformance-{name.lower()}-0123456789abcdef"
        gateway.write_settings()
        gateway.start()
        gateway.stop()
        for name in names if first + ROUND < count else []:
            del gateway.environment[name]
    rows = sum(rows for rows, _ in states(gateway).values())
    equal(rows, count + 1, "sealed rows")


def states(gateway: Gateway) -> dict[str, tuple[int, str]]:
    """Sealed rows and state by key id."""
    rows = [line.split() for line in gateway.output("secrets", "status").splitlines()[1:]]
    return {row[0]: (int(row[1]), row[2]) for row in rows}


def verified(gateway: Gateway, count: int) -> None:
    """Fails the running case unless every secret opens."""
    done = gateway.run("secrets", "verify", seconds=120)
    expect(f"{count + 1} secrets open, 0 do not" in done.stdout, f"verify: {done.stdout[:300]}{done.stderr[:300]}")


def retire(gateway: Gateway) -> None:
    """Gives up the keys under which nothing is sealed."""
    for kid, (rows, state) in states(gateway).items():
        if state == "old" and rows == 0:
            gateway.output("secrets", "retire", kid)


def rekey(gateway: Gateway, *options: str, full_at: int | None = None) -> subprocess.Popen[bytes]:
    """Begins a rotation; with `full_at` no file of it grows beyond so many bytes."""

    def bound() -> None:
        if full_at is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (full_at, full_at))

    return subprocess.Popen(
        [str(gateway.weir), "secrets", "rekey", *options],
        env=gateway.environment,
        cwd=gateway.home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=bound,
        restore_signals=False,
    )


def killed(gateway: Gateway, key: str, count: int, kills: int) -> None:
    """Kills rotations at any moment; each is ended by the next, and callers are served throughout."""
    draw = random.Random(SEED)
    began = time.monotonic()
    rekey(gateway, "--new", "@first").communicate(timeout=300)
    longest = time.monotonic() - began
    caller = Caller(gateway, key)
    caller.start()
    between = 0
    try:
        for number in range(kills):
            fresh = gateway.home / f"fresh-{number}"
            process = rekey(gateway, "--new", f"@{fresh}")
            time.sleep(draw.uniform(0.02, 1.0) * longest)
            process.kill()
            process.communicate()
            between += sum(rows > 0 for rows, _ in states(gateway).values()) > 1
            verified(gateway, count)
            if fresh.exists() and not fresh.read_bytes().endswith(b"\n"):
                fresh.unlink()
            gateway.output("secrets", "rekey", "--new", f"@{fresh}")
            retire(gateway)
            verified(gateway, count)
    finally:
        caller.stop()
    wrong = [status for status in caller.answers if status != 200]
    equal((wrong[:3], len(caller.answers) > 0), ([], True), "answers other than 200")
    note(f"rotation: {count} secrets in {longest:.2f} s; {kills} kills, {between} of them between two batches")
    note(f"rotation: 0 undecryptable after each; {len(caller.answers)} answers meanwhile, all 200,")
    note(f"rotation: the slowest {caller.slowest * 1000:.0f} ms; {caller.made} client keys made meanwhile")


def learned(gateway: Gateway, key: str, count: int) -> None:
    """The server's metric shows one key, its log no complaint."""
    seen = len(gateway.lines)
    gateway.output("secrets", "rekey", "--new", "@learned")
    retire(gateway)
    active = next(kid for kid, (_, state) in states(gateway).items() if state == "active")

    def shown() -> bool:
        scrape = Scrape.take(gateway)
        return scrape.total("weir_secrets_rows", kid=active) == count + 1 == scrape.total("weir_secrets_rows")

    eventually(shown, "weir_secrets_rows does not show the rotation", 10)
    told = [str(line) for line in gateway.lines[seen:]]
    expect(not any("not at hand" in line for line in told), "the server lacks the key")
    expect(
        any(active in line and "new secrets are sealed" in line for line in told), "the log does not tell of the key"
    )
    equal(post(gateway.port, CHAT, key, chat("a0/m")).status, 200, "status")


def full_disk(gateway: Gateway, count: int) -> None:
    """The log of the database may not grow beyond a few batches."""
    gateway.output("secrets", "rekey", "--new", "@before-full")
    process = rekey(gateway, "--new", "@full", full_at=262_144)
    _, errors = process.communicate(timeout=120)
    expect(process.returncode not in (0, -signal.SIGXFSZ), f"exit status {process.returncode}: {errors[-300:]!r}")
    expect(b"Fatal error" not in errors, f"{errors[-300:]!r}")
    check_integrity(gateway.data)
    verified(gateway, count)
    gateway.output("secrets", "rekey", "--new", "@full-later")
    retire(gateway)
    verified(gateway, count)


def two(gateway: Gateway, count: int) -> None:
    """Two rotations to different keys, begun at once."""
    processes = [rekey(gateway, "--new", f"@two-{number}") for number in range(2)]
    told = [process.communicate(timeout=300)[1] for process in processes]
    codes = sorted(process.returncode for process in processes)
    # on a fast machine one may be over before the other begins
    expect(codes in ([0, 0], [0, 1]), f"exit statuses {codes}: {told!r}")
    if codes == [0, 1]:
        expect(any(b"another command works on the keys" in words for words in told), f"{told!r}")
    verified(gateway, count)
    retire(gateway)
    verified(gateway, count)
