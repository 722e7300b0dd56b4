"""What can happen to a file beside being good or bad, and two wishes at once."""

from __future__ import annotations

import json
import os
import signal

from ..rig.gateway import Gateway
from ..rig.tally import Tally, equal, eventually, expect
from ..rig.wire import ask, bearer, chat

LARGE_BYTES = 100 << 20


def races(tally: Tally, gateway: Gateway, key: str) -> None:
    """Each leaves the program as it was: with the last good configuration."""
    text = gateway.config.read_text(encoding="utf-8")
    good = json.dumps({**gateway.settings, "drain_seconds": 3})
    with tally.case("races: a file that is replaced is taken without a signal"):
        other = gateway.home / "new.yaml"
        other.write_text(good, encoding="utf-8")
        os.replace(other, gateway.config)
        eventually(lambda: not is_refused(gateway) and revision(gateway) == last(gateway), "it is in force")
    with tally.case("races: a file that is gone leaves the last good one in force"):
        spoiled(gateway, lambda: gateway.config.unlink(), "does not exist")
        serves(gateway, key)
    with tally.case("races: a folder in its place is refused"):
        spoiled(gateway, lambda: gateway.config.mkdir(), "is not a regular file")
        serves(gateway, key)
        gateway.config.rmdir()
    with tally.case("races: a file of 100 MB is refused, and costs no such memory"):
        spoiled(gateway, lambda: large(gateway), "is larger than")
        serves(gateway, key)
        expect(resident(gateway) < 400 << 20, f"{resident(gateway)} bytes resident")
        gateway.config.unlink()
    with tally.case("races: the good file again is in force, and nothing is wrong any more"):
        gateway.config.write_text(good, encoding="utf-8")
        eventually(lambda: not is_refused(gateway), "the refusal is over")
        serves(gateway, key)
    with tally.case("races: many signals at once, while the file is written in pieces"):
        with gateway.config.open("w", encoding="utf-8") as file:
            for start in range(0, len(good), 64):
                file.write(good[start : start + 64])
                file.flush()
                gateway.signal(signal.SIGHUP)
        gateway.signal(signal.SIGHUP)
        eventually(lambda: not is_refused(gateway), "the whole file is in force")
        serves(gateway, key)
    with tally.case("races: a reload while the server drains changes nothing and holds nothing up"):
        before = revision(gateway)
        gateway.config.write_text(text, encoding="utf-8")
        gateway.signal(signal.SIGTERM)
        gateway.signal(signal.SIGHUP)
        equal(gateway.wait(20), 0, "exit status")
        expect(before, "a revision was in force")
    with tally.case("races: a broken file keeps a start, unless the last good one is asked for"):
        broken(gateway, key)


def broken(gateway: Gateway, key: str) -> None:
    """Starts with a broken file, without and with the last good configuration."""
    gateway.config.write_text("providers: [", encoding="utf-8")
    equal(gateway.run("serve", "--config", str(gateway.config)).returncode, 78, "exit status")
    gateway.starter = ["/usr/bin/env", "sh", "-c", 'exec "$0" "$@" --last-good']
    gateway.start()
    expect(is_refused(gateway), "the broken file is told of")
    serves(gateway, key)
    equal(gateway.stop(), 0, "exit status")


def spoiled(gateway: Gateway, spoil: object, why: str) -> None:
    """Spoils the file, tells the program, and expects that it says why; what was in force stays."""
    before = revision(gateway)
    if callable(spoil):
        if gateway.config.is_file() and why != "does not exist":
            gateway.config.unlink()
        spoil()
    gateway.signal(signal.SIGHUP)
    eventually(lambda: why in readiness(gateway), f"the refusal says that it {why}")
    equal(revision(gateway), before, "revision in force")


def large(gateway: Gateway) -> None:
    """Makes a file of 100 MB."""
    with gateway.config.open("wb") as file:
        file.write(b"# nothing\n" * (LARGE_BYTES // 10))


def serves(gateway: Gateway, key: str) -> None:
    """A request is answered."""
    fields = {"content-type": "application/json", **bearer(key)}
    answer = ask(gateway.port, "POST", "/v1/chat/completions", fields, json.dumps(chat("alpha-1", "x")).encode())
    equal(answer.status, 200, "status")


def readiness(gateway: Gateway) -> str:
    """What `/readyz` says."""
    return gateway.admin("/readyz?verbose").body.decode()


def metric(gateway: Gateway, name: str) -> str:
    """The line of a metric."""
    lines = gateway.admin("/metrics").body.decode().splitlines()
    return next((line for line in lines if line.startswith(name)), "")


def is_refused(gateway: Gateway) -> bool:
    """True while the last reload was refused."""
    line = metric(gateway, "weir_config_last_reload_successful ")
    return bool(line) and float(line.rsplit(" ", 1)[-1]) == 0


def revision(gateway: Gateway) -> str:
    """The revision in force."""
    return metric(gateway, "weir_config_info").partition('"')[2].partition('"')[0]


def last(gateway: Gateway) -> str:
    """The revision that was applied last, by the history."""
    return str(json.loads(gateway.output("config", "history", "--limit", "1", "--json"))[0]["revision"])


def resident(gateway: Gateway) -> int:
    """The memory the process has, in bytes."""
    with open(f"/proc/{gateway.pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
