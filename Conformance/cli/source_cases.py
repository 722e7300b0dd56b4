"""Where providers' keys come from: closed files, commands, systemd; what changes while the server runs; successors."""

from __future__ import annotations

import json
import os
from pathlib import Path

from ..rig import settings
from ..rig.gateway import Gateway
from ..rig.tally import Suite, equal, eventually, expect
from .kek_cases import key_file, new_key
from .rig import CliRig, refused, says, serve, status

suite: Suite[CliRig] = Suite()

FIRST, SECOND = "sk-conformance-source-0001", "sk-conformance-source-0002"


def sourced(rig: CliRig, *keys: object) -> Gateway:
    """A gateway with one provider that has these keys."""
    return rig.fresh({"origin": {**settings.openai(rig.upstream.port), "keys": list(keys)}})


def sent(rig: CliRig, gateway: Gateway, key: str) -> str:
    """The credential that the provider sees of a request that works."""
    equal(status(gateway, key, "gpt-4o"), 200, "status")
    return str(rig.upstream.seen[-1].headers["authorization"]).removeprefix("Bearer ")


def put(path: Path, text: str) -> None:
    """Puts a file in the place of another, as agents do it."""
    key_file(path.with_suffix(".new"), text)
    os.replace(path.with_suffix(".new"), path)


def told(gateway: Gateway, *words: str) -> bool:
    """True when a log line holds all words."""
    return any(all(word in str(line) for word in words) for line in list(gateway.lines))


def audit(gateway: Gateway, action: str) -> list[dict[str, object]]:
    """The entries of an action."""
    entries: list[dict[str, object]] = json.loads(gateway.output("audit", "--action", action, "--json"))
    return entries


@suite.case("keys: from a file, a command, the environment and systemd alike; check lists them and shows none")
def sources(rig: CliRig) -> None:
    with sourced(rig) as gateway:
        path = key_file(gateway.home / "key", FIRST)
        folder = gateway.home / "laid-out"
        folder.mkdir()
        key_file(folder / "openai", FIRST, 0o440)
        gateway.environment.update({"CREDENTIALS_DIRECTORY": str(folder), "MY_KEY": FIRST})
        key = gateway.create_key("a")
        written: list[object] = ["env:MY_KEY", f"file:{path}", "systemd:openai", {"command": ["cat", str(path)]}]
        for source in written:
            gateway.settings["providers"]["origin"]["keys"] = [source]
            gateway.write_settings()
            done = gateway.run("check")
            equal(done.returncode, 0, f"exit status of check with {source}: {done.stdout}")
            expect(FIRST not in done.stdout + done.stderr, "check shows the key")
            expect(source == written[0] or "FROM" in done.stdout, f"check does not list {source}")
            gateway.start()
            equal((source, sent(rig, gateway, key)), (source, FIRST), "what the provider sees")
            gateway.stop()


@suite.case("keys: what gives none is refused at the start and by check, with its place and without a word of it")
def refusals(rig: CliRig) -> None:
    with sourced(rig) as gateway:
        opened = key_file(gateway.home / "open", FIRST, 0o644)
        os.mkfifo(gateway.home / "pipe", 0o600)
        large = key_file(gateway.home / "large", "k" * 5_000)
        cases: list[tuple[object, str]] = [
            (f"file:{opened}", "can be read by others"),
            (f"file:{gateway.home}/pipe", "not a regular file"),
            (f"file:{large}", "larger than 4096 bytes"),
            (f"file:{gateway.home}/none", "does not exist"),
            ("systemd:openai", "CREDENTIALS_DIRECTORY is not set"),
            ({"command": ["no-such-program-anywhere"]}, "no-such-program-anywhere"),
        ]
        for source, words in cases:
            gateway.settings["providers"]["origin"]["keys"] = [source]
            gateway.write_settings()
            for done, code in ((gateway.run("check"), 1), (serve(gateway), 78)):
                refused(done, code, "providers.origin.keys[0]", words, "weir.yaml:")
                expect(FIRST not in done.stdout + done.stderr, "the key is shown")
        runs: list[tuple[list[str], str]] = [
            (["sh", "-c", f"echo {FIRST}; exit 3"], "exit status 3"),
            (["printf", "sk-\\000-nul"], "blanks, line feeds or other than ASCII"),
            (["cat", "/dev/zero"], "more than 4096 bytes"),
            (["true"], "printed nothing"),
        ]
        for command, words in runs:
            gateway.settings["providers"]["origin"]["keys"] = [{"command": command}]
            gateway.write_settings()
            equal(gateway.run("check").returncode, 0, "exit status of check, which runs nothing")
            equal(gateway.run("keys", "list").returncode, 0, "exit status of a command that needs no provider")
            done = serve(gateway)
            refused(done, 78, "providers.origin.keys[0]", words)
            expect(FIRST not in done.stdout + done.stderr, "the key is shown")


@suite.case("keys: a program that is started sees no secret of weir's, in its environment, arguments or files")
def spied(rig: CliRig) -> None:
    with sourced(rig) as gateway:
        spy = gateway.home / "spy"
        script = f"(env; cat /proc/$$/cmdline; for f in /proc/$$/fd/*; do readlink $f; done) > {spy}; echo {FIRST}"
        gateway.settings["providers"]["origin"]["keys"] = [{"command": ["sh", "-c", script], "refresh_seconds": 1}]
        gateway.environment.update({"OTHER_SECRET": "sk-must-not-be-seen", "HARMLESS": "nor-this"})
        gateway.write_settings()
        gateway.create_key("a")
        gateway.start()
        spy.unlink()
        eventually(spy.exists, "the command is not run again", 10)
        eventually(lambda: "/dev/null" in spy.read_text(encoding="utf-8", errors="replace"), "nothing was written")
        seen = spy.read_text(encoding="utf-8", errors="replace")
        for word in ("sk-must-not-be-seen", "nor-this", "control.db", "socket:", "weir.yaml"):
            expect(word not in seen, f"{word} is seen: {seen[-400:]!r}")


@suite.case("keys: a file that changes is sealed anew beside the running server; a bad one leaves the last key in use")
def refreshed(rig: CliRig) -> None:
    with sourced(rig) as gateway:
        path = key_file(gateway.home / "key", FIRST)
        gateway.settings["providers"]["origin"]["keys"] = [{"value": f"file:{path}", "refresh_seconds": 1}]
        gateway.write_settings()
        key = gateway.create_key("a")
        gateway.start()
        equal(sent(rig, gateway, key), FIRST, "the key at first")
        put(path, "changeme")
        eventually(lambda: told(gateway, "cannot be read", "placeholder"), "the log does not tell of the bad file", 10)
        path.chmod(0o644)
        eventually(lambda: told(gateway, "cannot be read", "read by others"), "the log does not tell of the mode", 10)
        equal(sent(rig, gateway, key), FIRST, "the key with a bad file")
        put(path, SECOND)
        eventually(lambda: told(gateway, "origin/key-1", "another value"), "the log does not tell of the change", 10)
        eventually(lambda: len(audit(gateway, "credential.replace")) == 1, "no audit entry of the change")
        gateway.stop()
        gateway.start()
        equal(sent(rig, gateway, key), SECOND, "the key after a start")
        opens = len(audit(gateway, "credential.open"))
        equal(opens, 3, "openings: each value once by each process")
        shown = bytes(gateway.stdout + gateway.stderr).decode("utf-8", "replace")
        expect(FIRST not in shown and SECOND not in shown, "a key is in the log")


@suite.case("keys: a successor takes over, the old key is a spare until its end, and can be enabled again")
def rotated(rig: CliRig) -> None:
    with rig.fresh({"origin": settings.openai(rig.upstream.port)}) as gateway:
        key = gateway.create_key("a")
        refused(gateway.run("providers", "rotate-key", "origin", stdin=SECOND + "\n"), 1, "does not exist")
        gateway.run("providers", "set-key", "origin", stdin=FIRST + "\n")
        refused(gateway.run("providers", "rotate-key", "origin", stdin=FIRST + "\n"), 1, "stored already")
        refused(gateway.run("providers", "rotate-key", "origin", stdin="changeme\n"), 1, "placeholder")
        refused(gateway.run("providers", "rotate-key", "origin"), 2, "standard input")
        done = gateway.output("providers", "rotate-key", "origin", stdin=SECOND + "\n")
        says(done, ["is sealed for", "primary~1", "a spare until"])
        gateway.start()
        equal({sent(rig, gateway, key) for _ in range(20)}, {SECOND}, "the keys the provider sees")
        listed = gateway.output("providers", "list")
        says(listed, ["good", "spare until"])
        spare = next(line.split()[3] for line in listed.splitlines() if "spare until" in line)
        gateway.output("providers", "enable-key", spare)
        gateway.stop()
        gateway.start()
        equal({sent(rig, gateway, key) for _ in range(40)}, {FIRST, SECOND}, "the keys once both are enabled")
        actions = [entry["action"] for entry in audit(gateway, "credential")]
        expect("credential.rotate" in actions and "credential.enable" in actions, f"{actions}")


@suite.case("keys: the key-encryption key is taken from where systemd lays it out, before the state directory's file")
def laid_out(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        folder = gateway.home / "laid-out"
        folder.mkdir()
        key_file(folder / "weir-kek", new_key(), 0o440)
        gateway.environment["CREDENTIALS_DIRECTORY"] = str(folder)
        key = gateway.create_key("a")
        expect(not (gateway.data / "kek").exists(), "a key file was made beside it")
        gateway.start()
        equal(status(gateway, key), 200, "status")
        gateway.stop()
        (folder / "weir-kek").chmod(0o444)
        refused(gateway.run("keys", "list"), 78, "read by others")
