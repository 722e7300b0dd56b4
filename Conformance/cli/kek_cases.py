"""The key-encryption key: open to others, wrong, missing, weak, from every source."""

from __future__ import annotations

import base64
import os
import shutil
from pathlib import Path

from ..rig.gateway import Gateway
from ..rig.tally import Suite, equal, expect
from .rig import CliRig, contents, refused, says, serve, status

suite: Suite[CliRig] = Suite()


def new_key() -> str:
    """A key as `openssl rand -base64 32` prints it."""
    return base64.b64encode(os.urandom(32)).decode()


def key_file(path: Path, text: str, mode: int = 0o600) -> Path:
    """Writes a key file."""
    path.write_text(text + "\n", encoding="ascii")
    path.chmod(mode)
    return path


@suite.case("kek: a file that others can read is refused with the command that mends it; exit status 78")
def open_file(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        key = gateway.create_key("a")
        kek = gateway.data / "kek"
        for mode in (0o644, 0o640, 0o604, 0o602):
            kek.chmod(mode)
            refused(serve(gateway), 78, str(kek), f"chmod 600 {kek}")
        refused(gateway.run("keys", "list"), 78, f"chmod 600 {kek}")
        kek.chmod(0o600)
        gateway.start()
        equal(status(gateway, key), 200, "status with the mode mended")


@suite.case("kek: a wrong one is refused by its id, and the database stays as it is; exit status 78")
def wrong(rig: CliRig) -> None:
    with rig.fresh(rig.providers()) as gateway:
        key = gateway.create_key("a")
        gateway.start()
        gateway.stop()
        control, kek = gateway.data / "control.db", gateway.data / "kek"
        before, right = contents(control), kek.read_bytes()
        told = kek.read_text(encoding="ascii").split(":")[1]
        key_file(kek, new_key())
        commands = (["keys", "list"], ["keys", "create", "--name", "b"], ["secrets", "status"], ["providers", "list"])
        for done in (serve(gateway), *(gateway.run(*command) for command in commands)):
            refused(done, 78, told, "sealed under")
        refused(gateway.run("secrets", "rekey", "--new-file", "fresh"), 78, "sealed under")
        expect(contents(control) == before, "the database changed")
        kek.write_bytes(right)
        gateway.start()
        equal([status(gateway, key), status(gateway, key, "gpt-4o")], [200, 200], "status with the right one")


@suite.case("kek: when it is gone nothing is made anew; exit status 78")
def gone(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        gateway.create_key("a")
        kek = gateway.data / "kek"
        kek.rename(gateway.home / "kek")
        refused(serve(gateway), 78, "WEIR_KEK")
        refused(gateway.run("keys", "list"), 78, "WEIR_KEK")
        expect(not kek.exists(), "a new key was made")
        shutil.copy2(gateway.home / "kek", kek)
        equal(gateway.run("keys", "list").returncode, 0, "exit status once it is back")


@suite.case("kek: what no random source made is refused in words, without the value; exit status 78")
def weak(rig: CliRig) -> None:
    words = [
        "changeme",
        base64.b64encode(bytes(32)).decode(),
        base64.b64encode(bytes(range(32))).decode(),
        base64.b64encode(b"correct horse battery staple 123").decode(),
        base64.b64encode(os.urandom(16)).decode(),
        "weir-kek1:0123456789abcdef:" + new_key() + ":00000000",
        "not base64 at all!",
    ]
    for word in words:
        with rig.fresh() as gateway:
            gateway.environment["WEIR_KEK"] = word
            done = serve(gateway)
            refused(done, 78, "key-encryption key")
            expect(word == "changeme" or word not in done.stderr, "the value is quoted")
            expect(not (gateway.data / "control.db").exists(), "a database was made")


@suite.case("kek: it is taken from the environment, a file, a command and a reference alike")
def sources(rig: CliRig) -> None:
    text = new_key()
    with rig.fresh() as gateway:
        gateway.environment["WEIR_KEK"] = text
        key = gateway.create_key("a")
        expect(not (gateway.data / "kek").exists(), "a key file was made beside WEIR_KEK")
        path = key_file(gateway.home / "elsewhere", text)
        for source in ({"file": "elsewhere"}, {"command": ["cat", str(path)]}, {"value": "${MY_SEAL}"}):
            gateway.environment.pop("WEIR_KEK", None)
            gateway.environment["MY_SEAL"] = text
            gateway.settings["kek"] = source
            gateway.write_settings()
            gateway.start()
            equal((source, status(gateway, key)), (source, 200), "status")
            gateway.stop()


@suite.case("kek: a command that fails or prints nothing is refused in words; exit status 78")
def commands(rig: CliRig) -> None:
    for command in (["false"], ["true"], ["no-such-program-anywhere"], ["echo", "changeme"]):
        with rig.fresh(kek={"command": command}) as gateway:
            refused(serve(gateway), 78, "key")
            expect(not (gateway.data / "control.db").exists(), "a database was made")


@suite.case("providers: keys set by hand are sealed, listed, used, and removed; another address loses them")
def provider_keys(rig: CliRig) -> None:
    providers = rig.providers()
    del providers["origin"]["keys"]
    with rig.fresh(providers) as gateway:
        key = gateway.create_key("a")
        made = gateway.output("providers", "set-key", "origin", stdin="sk-by-hand-0123456789\n").split()[0]
        gateway.start()
        talked = status(gateway, key, "gpt-4o")
        equal((talked, rig.upstream.seen[-1].headers["authorization"]), (200, "Bearer sk-by-hand-0123456789"), "seen")
        gateway.stop()
        says(gateway.output("providers", "list"), [made, "primary", "cli", "good"])
        expect("sk-by-hand" not in gateway.output("providers", "list"), "the key is listed")
        move(gateway, rig.second.port)
        says(gateway.output("providers", "list"), [f"stored for http://127.0.0.1:{rig.upstream.port}"])
        seen = len(rig.second.seen)
        gateway.start()
        equal(
            (status(gateway, key, "gpt-4o"), len(rig.second.seen)), (503, seen), "status at another address, and calls"
        )
        gateway.stop()
        move(gateway, rig.upstream.port)
        gateway.output("providers", "remove-key", made)
        says(gateway.output("providers", "list"), ["disabled"])
    with rig.fresh(rig.providers()) as gateway:
        refused(gateway.run("providers", "set-key", "nobody", stdin="sk-by-hand-0123456789\n"), 1, "nobody")
        refused(gateway.run("providers", "set-key", "origin", stdin=""), 2, "standard input")
        refused(gateway.run("providers", "remove-key", "cred_none"), 1, "cred_none")


def move(gateway: Gateway, port: int) -> None:
    """Gives the first provider another address."""
    gateway.settings["providers"]["origin"]["base_url"] = f"http://127.0.0.1:{port}/v1"
    gateway.write_settings()
