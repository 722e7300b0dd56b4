"""weir secrets rekey and retire: whole, killed in the middle again and again, beside a server, from the environment."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

from ..rig import settings
from ..rig.gateway import Gateway
from ..rig.history import check_integrity
from ..rig.tally import Suite, equal, expect, note
from .kek_cases import key_file, new_key
from .rig import CliRig, refused, says, status

suite: Suite[CliRig] = Suite()

PROVIDERS = 10
KEYS = 300
KILLS = 12
SEED = 4


def many(rig: CliRig) -> Gateway:
    """A gateway whose providers have many keys, each sealed at the first start."""
    names = [f"SEAL_{number}_KEY" for number in range(KEYS)]
    parts = [[f"${{{name}}}" for name in names[first::PROVIDERS]] for first in range(PROVIDERS)]
    gateway = rig.fresh({f"p{at}": settings.openai(rig.upstream.port, part) for at, part in enumerate(parts)})
    for number, name in enumerate(names):
        gateway.environment[name] = f"sk-conformance-{number:04d}-0123456789abcdef"
    return gateway


def sealed(gateway: Gateway) -> dict[str, tuple[int, str]]:
    """Sealed rows and state by key id, as `weir secrets status` prints them."""
    rows = [line.split() for line in gateway.output("secrets", "status").splitlines()[1:]]
    return {row[0]: (int(row[1]), row[2]) for row in rows}


def works(rig: CliRig, gateway: Gateway, key: str) -> None:
    """Fails the running case unless the gateway starts and every provider key opens."""
    seen = len(rig.upstream.seen)
    gateway.stderr.clear()
    gateway.start()
    names = list(gateway.settings["providers"])
    equal({status(gateway, key, f"{name}/gpt-4o") for name in names}, {200}, "status")
    expect(b"cannot be used" not in gateway.stderr, f"warnings at the start: {bytes(gateway.stderr)[:300]!r}")
    sent = {request.headers["authorization"] for request in rig.upstream.seen[seen:]}
    expect(all(one.startswith("Bearer sk-conformance-") for one in sent), f"the provider saw {sent}")
    gateway.stop()


def retire_old(gateway: Gateway) -> None:
    """Gives up every key under which nothing is sealed."""
    for row, (_, state) in sealed(gateway).items():
        if state == "old":
            gateway.output("secrets", "retire", row)


@suite.case(f"rekey: {KEYS} secrets come under the new key, the retired one opens nothing, all still work")
def whole(rig: CliRig) -> None:
    with many(rig) as gateway:
        key = gateway.create_key("a")
        works(rig, gateway, key)
        before = sealed(gateway)
        equal([row for row, _ in before.values()], [KEYS + 1], "sealed rows under the first key")
        old = shutil.copy2(gateway.data / "kek", gateway.home / "old")
        says(gateway.output("secrets", "rekey", "--new-file", "fresh"), [f"{KEYS + 1} secrets", "sealed under"])
        equal(sorted(sealed(gateway).values()), [(0, "old"), (KEYS + 1, "active")], "after the rotation")
        active = next(row for row, (_, state) in sealed(gateway).items() if state == "active")
        refused(gateway.run("secrets", "retire", active), 1, f"{KEYS + 1} secrets", "rekey")
        refused(gateway.run("secrets", "retire", "0123456789abcdef"), 1, "does not exist")
        retire_old(gateway)
        after = sealed(gateway)
        equal((list(after.values()), set(after) & set(before)), ([(KEYS + 1, "active")], set()), "after")
        says(gateway.output("secrets", "verify"), [f"{KEYS + 1} secrets open, 0 do not"])
        equal(oct((gateway.home / "fresh").stat().st_mode & 0o777), "0o600", "mode of the new file")
        works(rig, gateway, key)
        shutil.copy2(old, gateway.data / "kek")
        refused(gateway.run("keys", "list"), 78, "sealed under")


@suite.case(f"rekey: killed {KILLS} times on the way, each time all opens, and running it again ends it")
def killed(rig: CliRig) -> None:
    draw, where = random.Random(SEED), Counter[str]()
    with many(rig) as gateway:
        key = gateway.create_key("a")
        works(rig, gateway, key)
        longest = duration(gateway, "first")
        for number in range(KILLS):
            fresh = f"fresh-{number}"
            kill_rekey(gateway, fresh, draw.uniform(0.05, 1.0) * longest)
            rows = sealed(gateway)
            places = sum(count > 0 for count, _ in rows.values())
            where["whole" if places == 1 else "between"] += 1
            equal(sum(count for count, _ in rows.values()), KEYS + 1, "sealed rows")
            check_integrity(gateway.data)
            if number % 4 == 0:
                works(rig, gateway, key)
            heal(gateway, fresh)
            gateway.output("secrets", "rekey", "--new-file", fresh)
            retire_old(gateway)
            equal([state for _, state in sealed(gateway).values()], ["active"], "states after running it again")
        works(rig, gateway, key)
    note(f"rekey: of {KILLS} kills {where['between']} fell between the first and the last batch")


def duration(gateway: Gateway, fresh: str) -> float:
    """How long a whole rotation takes."""
    started = time.monotonic()
    gateway.output("secrets", "rekey", "--new-file", fresh)
    return time.monotonic() - started


def kill_rekey(gateway: Gateway, fresh: str, seconds: float) -> None:
    """Begins a rotation and ends it by SIGKILL."""
    process = subprocess.Popen(
        [str(gateway.weir), "secrets", "rekey", "--new-file", fresh],
        env=gateway.environment,
        cwd=gateway.home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()


def heal(gateway: Gateway, fresh: str) -> None:
    """Takes away a new key's file that was cut while it was written; nothing is sealed under it yet."""
    path = gateway.home / fresh
    if path.exists() and not path.read_bytes().endswith(b"\n"):
        path.unlink()


@suite.case("rekey: in the middle of it a server starts with the key file as it is")
def middle(rig: CliRig) -> None:
    with many(rig) as gateway:
        key = gateway.create_key("a")
        works(rig, gateway, key)
        stop_after_first_batch(gateway, "fresh")
        rows = sealed(gateway)
        equal(sum(count for count, _ in rows.values()), KEYS + 1, "sealed rows")
        expect(len(rows) == 2, f"the rotation was not caught in the middle: {rows}")
        works(rig, gateway, key)
        gateway.output("secrets", "rekey")
        equal(sorted(state for _, state in sealed(gateway).values()), ["active", "old"], "states")
        works(rig, gateway, key)


def stop_after_first_batch(gateway: Gateway, fresh: str) -> None:
    """Kills a rotation as soon as it tells of its first batch; stops it first, so that it cannot go on."""
    process = subprocess.Popen(
        [str(gateway.weir), "secrets", "rekey", "--new-file", fresh],
        env=gateway.environment,
        cwd=gateway.home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    if process.stderr is not None:
        for line in process.stderr:
            if b"sealing: done" in line:
                break
    process.send_signal(signal.SIGKILL)
    process.wait()


@suite.case("rekey: beside a running server nothing is lost, now or after a restart")
def beside(rig: CliRig) -> None:
    with rig.fresh(rig.providers()) as gateway:
        key = gateway.create_key("a")
        gateway.start()
        equal(status(gateway, key, "gpt-4o"), 200, "status before")
        refused(gateway.run("secrets", "rekey", "--new", "@fresh"), 0, "secrets are sealed under")
        equal(status(gateway, key, "gpt-4o"), 200, "status beside the rotation")
        later = gateway.create_key("b")
        time.sleep(1)
        equal(status(gateway, later), 200, "status with a key made afterwards")
        gateway.stop()
        works_from(rig, gateway, later)


@suite.case("rekey: where the key comes from the environment, both there, then the new one alone")
def environment(rig: CliRig) -> None:
    with rig.fresh(rig.providers()) as gateway:
        old, fresh = new_key(), new_key()
        gateway.environment["WEIR_KEK"] = old
        key = gateway.create_key("a")
        works_from(rig, gateway, key)
        key_file(gateway.home / "fresh", fresh)
        refused(gateway.run("secrets", "rekey", "--new", "@fresh"), 78, "both keys first")
        refused(gateway.run("secrets", "rekey", "--new", "@none"), 78, "both keys first")
        expect(not (gateway.home / "none").exists(), "a key was made that no source holds")
        gateway.environment["WEIR_KEK"] = f"{fresh}\n{old}"
        gateway.output("secrets", "rekey", "--new", "@fresh")
        refused(gateway.run("secrets", "retire", kid_of(gateway, "old")), 0, "out of the source")
        gateway.environment["WEIR_KEK"] = fresh
        works_from(rig, gateway, key)
        gateway.environment["WEIR_KEK"] = old
        refused(gateway.run("keys", "list"), 78, "sealed under")


def kid_of(gateway: Gateway, wanted: str) -> str:
    """The id of the key in that state."""
    return next(row for row, (_, state) in sealed(gateway).items() if state == wanted)


def works_from(rig: CliRig, gateway: Gateway, key: str) -> None:
    """Fails the running case unless the gateway starts and reaches its provider."""
    gateway.start()
    equal(status(gateway, key, "gpt-4o"), 200, "status")
    gateway.stop()


@suite.case("rekey: a new file that cannot be made, is open to others or holds no key is refused; nothing changes")
def bad_file(rig: CliRig) -> None:
    with rig.fresh(rig.providers()) as gateway:
        gateway.create_key("a")
        before = sealed(gateway)
        key_file(gateway.home / "open", new_key(), 0o644)
        key_file(gateway.home / "none", "changeme")
        for name in ("no-such-folder/fresh", "open", "none"):
            refused(gateway.run("secrets", "rekey", "--new-file", name), 78, "key")
        equal(sealed(gateway), before, "sealed rows")


def kek_ids(path: Path) -> list[str]:
    """The ids of the keys in a file."""
    return [line.split(":")[1] for line in path.read_text(encoding="ascii").splitlines()]


@suite.case("rekey: afterwards the key file holds both keys, and the new one alone once the old one is retired")
def alone(rig: CliRig) -> None:
    with rig.fresh(rig.providers()) as gateway:
        gateway.create_key("a")
        old = kek_ids(gateway.data / "kek")
        gateway.output("secrets", "rekey", "--new-file", "fresh")
        equal(kek_ids(gateway.data / "kek"), kek_ids(gateway.home / "fresh") + old, "ids in the key file")
        refused(gateway.run("secrets", "rekey"), 1, "give --new @FILE")
        refused(gateway.run("secrets", "rekey", "--new", new_key()), 64, "@FILE, not a key")
        retire_old(gateway)
        equal(kek_ids(gateway.data / "kek"), kek_ids(gateway.home / "fresh"), "ids in the key file")
        expect(old != kek_ids(gateway.data / "kek"), "the key is the old one")
        equal(json.loads(gateway.output("keys", "list", "--json"))[0]["name"], "a", "the key made before")
