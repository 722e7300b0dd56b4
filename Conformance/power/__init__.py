"""Loss of power under writes to control.db: nothing an administrator was told is done may be undone."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

from ..options import Options
from ..rig.gateway import Gateway
from ..rig.tally import Tally, equal, expect, note

SEED = 29
ROUNDS, LONG_ROUNDS = 10, 200
SOURCE = Path(__file__).with_name("durable.c")


def run(tally: Tally, options: Options) -> None:
    """Runs the rounds; each begins with a fresh directory, so that the first migrations are cut as well."""
    draw, told, total, lost = random.Random(SEED), 0, 0, 0
    with tempfile.TemporaryDirectory(prefix="weir-power-") as folder:
        shim = build(Path(folder))
        for number in range(1, options.times(ROUNDS, LONG_ROUNDS) + 1):
            with tally.case(f"round {number}: what was acknowledged outlives a loss of power"):
                acknowledged, missing = play(options.weir, shim, draw)
                total, lost, told = total + acknowledged, lost + missing, told + 1
                equal(missing, 0, f"keys lost of {acknowledged}")
    note(f"power: {told} losses of power, {total} changes acknowledged, {lost} lost")


def build(folder: Path) -> Path:
    """Compiles what is preloaded."""
    shim = folder / "durable.so"
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", str(shim), str(SOURCE), "-ldl"], check=True)
    return shim


def play(weir: Path, shim: Path, draw: random.Random) -> tuple[int, int]:
    """One round: changes beside a running server, the loss, a start from what was durable, the comparison."""
    with Gateway(weir) as gateway:
        image = gateway.home / "image"
        image.mkdir()
        power = {"LD_PRELOAD": str(shim), "POWER_WATCHED": str(gateway.data), "POWER_IMAGE": str(image)}
        gateway.environment.update(power)
        gateway.start()
        made, revoked = change(gateway, time.monotonic() + draw.uniform(0.15, 1.2))
        for name in power:
            del gateway.environment[name]
        lose_power(gateway.data, image)
        return len(made) + len(revoked), check(gateway, made, revoked)


def change(gateway: Gateway, end: float) -> tuple[set[str], set[str]]:
    """Creates and revokes keys until the end, which kills the server and the command that runs."""
    made: set[str] = set()
    revoked: set[str] = set()
    number = 0
    while True:
        number += 1
        name = f"power-{number}"
        revokes = number % 4 == 0 and made - revoked
        if revokes:
            name = sorted(made - revoked)[0]
            arguments = ["keys", "revoke", name]
        else:
            arguments = ["keys", "create", "--name", name, "--json"]
        if not survives(gateway, arguments, end):
            break
        (revoked if revokes else made).add(name)
    gateway.signal(signal.SIGKILL)
    gateway.wait(10)
    return made, revoked


def survives(gateway: Gateway, arguments: list[str], end: float) -> bool:
    """Runs a command; true when it said that it was done before the end, at which it is killed."""
    process = subprocess.Popen(
        [str(gateway.weir), *arguments],
        env=gateway.environment,
        cwd=gateway.home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        _, errors = process.communicate(timeout=max(end - time.monotonic(), 0.001))
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return False
    expect(process.returncode == 0, f"{' '.join(arguments)}: {errors.decode('utf-8', 'replace')}")
    return time.monotonic() < end


def lose_power(data: Path, image: Path) -> None:
    """Leaves of the databases in the directory only what was durable; small files beside them stay."""
    for path in data.iterdir():
        if path.is_file() and ".db" in path.name:
            path.unlink()
    for path in image.iterdir():
        if not path.name.endswith(".fresh") and not path.name.endswith("-shm"):
            shutil.copy(path, data / path.name)
    # a folder's entries are made durable with its first synced file; the index in shared memory never is
    for leftover in data.glob("*-shm"):
        os.unlink(leftover)


def check(gateway: Gateway, made: set[str], revoked: set[str]) -> int:
    """How many acknowledged changes the restarted program does not know."""
    expect(made, "no change was acknowledged")
    with sqlite3.connect(gateway.data / "control.db") as control:
        equal(control.execute("PRAGMA integrity_check").fetchall(), [("ok",)], "integrity")
    listed = {key["name"]: key for key in json.loads(gateway.output("keys", "list", "--json"))}
    gateway.start()
    equal(gateway.stop(), 0, "exit status after the loss")
    missing = {name for name in made if name not in listed}
    undone = {name for name in revoked & listed.keys() if not listed[name].get("revoked")}
    return len(missing) + len(undone)
