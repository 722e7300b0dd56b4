"""Configurations: good, bad, incomplete, and what the schema says of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]
from jsonschema import Draft202012Validator

from ..options import ROOT
from ..rig.certificate import make_certificate
from ..rig.gateway import Gateway
from ..rig.tally import Suite, equal, expect
from .rig import PROVIDER_KEY, CliRig, refused, says, serve

suite: Suite[CliRig] = Suite()

BAD = """\
listeners:
  data:
    address: nonsense
  admin:
    address: "0.0.0.0:8081"
history:
  retention_days: never
foo: 1
providers:
  x:
    kind: openai
    keys: ["${NO_SUCH_VARIABLE}"]
    base_ulr: https://example.com
models:
  fast: { provider: nobody, model: m }
"""
PLACES = [(3, 14), (5, 14), (7, 19), (8, 1), (12, 12), (13, 5), (15, 21)]
PLACEHOLDERS = ["changeme", "sk-xxx", "your-api-key", "<your key>", "YOUR_API_KEY", "sk-...", "secret", ""]


def write(gateway: Gateway, text: str) -> Path:
    """Replaces the configuration by a text."""
    gateway.config.write_text(text, encoding="utf-8")
    return gateway.config


@suite.case("check: every mistake is shown at once, with its line and column; exit status 1")
def check_bad(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        write(gateway, BAD)
        done = gateway.run("check")
        refused(done, 1, "7 errors")
        found = [(int(line), int(column)) for line, column in re.findall(r"weir\.yaml:(\d+):(\d+)  error", done.stdout)]
        equal(found, PLACES, "places")
        says(
            done.stdout, ["NO_SUCH_VARIABLE", 'did you mean "base_url"', "providers.x.base_ulr", "models.fast.provider"]
        )
        expect(not done.stdout.endswith("\n\n"), "an empty line at the end")
        equal(done.stderr, "", "standard error")
        expect(not gateway.data.exists(), "weir check made a state directory")


@suite.case("serve: a bad configuration is refused with the same findings; exit status 78, nothing is made")
def serve_bad(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        write(gateway, BAD)
        findings = gateway.run("check").stdout.splitlines()
        done = serve(gateway)
        refused(done, 78, "refused")
        equal(
            [line for line in findings if line and line.partition(":")[2] not in done.stderr], [], "findings not said"
        )
        expect(not gateway.data.exists(), "a state directory was made")


@suite.case("check: a good file is good; a warning alone is no failure and quotes no credential")
def check_good(rig: CliRig) -> None:
    with rig.fresh(rig.providers()) as gateway:
        done = gateway.run("check")
        equal((done.returncode, done.stdout), (0, "weir.yaml: good\n"), "exit status and words")
        gateway.settings["providers"]["origin"]["keys"] = [PROVIDER_KEY]
        gateway.write_settings()
        warned = gateway.run("check")
        equal(warned.returncode, 0, "exit status with a warning")
        says(warned.stdout, ["warning", "0 errors, 1 warning"])
        expect(PROVIDER_KEY not in warned.stdout, "the credential is quoted")


@suite.case("check, serve: a file that is not there, or is no YAML, is said in words")
def no_file(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        refused(gateway.run("check", "--config", "nothing.yaml"), 1, "nothing.yaml", "does not exist")
        refused(gateway.run("serve", "--config", "nothing.yaml"), 78, "nothing.yaml", "does not exist")
        for text in ("a: [1, 2\n", "a: &x 1\nb: *x\n", "\tlisteners: 1\n", "a: 1\na: 2\n", "\x00"):
            write(gateway, text)
            done = gateway.run("check")
            refused(done, 1, "error")
            expect(re.search(r"weir\.yaml:\d+:\d+", done.stdout), f"no place in {done.stdout!r}")


@suite.case("references: a variable or file that is missing is named with its place; defaults are taken")
def references(rig: CliRig) -> None:
    with rig.fresh(rig.providers()) as gateway:
        del gateway.environment["PROVIDER_KEY"]
        refused(serve(gateway), 78, "PROVIDER_KEY is not set", "providers.origin.keys[0]")
        gateway.environment["PROVIDER_KEY"] = ""
        refused(gateway.run("check"), 1, "providers.origin.keys[0]")
        gateway.settings["providers"]["origin"]["keys"] = ["file:secrets/origin"]
        gateway.write_settings()
        refused(gateway.run("check"), 1, "providers.origin.keys[0]", "does not exist")
        folder = gateway.home / "secrets"
        folder.mkdir()
        (folder / "origin").write_text(PROVIDER_KEY + "\n", encoding="utf-8")
        (folder / "origin").chmod(0o640)
        refused(gateway.run("check"), 1, "providers.origin.keys[0]", "can be read by others")
        (folder / "origin").chmod(0o600)
        equal(gateway.run("check").returncode, 0, "exit status with the file")
        gateway.settings["event_loops"] = "${LOOPS:-1}"
        gateway.write_settings()
        equal(gateway.run("check").returncode, 0, "exit status with a default")


@suite.case("references: commands that need no provider key work without it")
def no_key_needed(rig: CliRig) -> None:
    with rig.fresh(rig.providers()) as gateway:
        gateway.environment.clear()
        for command in (["keys", "create", "--name", "a"], ["keys", "list"], ["secrets", "status"], ["logs"]):
            done = gateway.run(*command)
            equal(done.returncode, 0, f"exit status of weir {' '.join(command)} ({done.stderr[:200]})")


@suite.case("references: without a key's variable every other value is still the one the server would take")
def nothing_made_up(rig: CliRig) -> None:
    with rig.fresh(rig.providers()) as gateway:
        gateway.environment = {"HOME": str(gateway.home)}
        for directory, wanted in ((None, "weir-data"), ("${DIRECTORY:-./by-default}", "by-default")):
            gateway.settings.pop("data_directory", None)
            if directory:
                gateway.settings["data_directory"] = directory
            gateway.write_settings()
            gateway.output("keys", "create", "--name", "a")
            expect((gateway.home / wanted / "control.db").exists(), f"{wanted} was not made")
        gateway.settings["data_directory"] = "./of-${TENANT}"
        gateway.write_settings()
        refused(gateway.run("keys", "list"), 78, "TENANT is not set", "data_directory")
        gateway.settings["data_directory"] = "./weir-data"
        gateway.settings["providers"]["origin"]["base_url"] = "https://${REGION}.example.com/v1"
        gateway.write_settings()
        refused(gateway.run("providers", "set-key", "origin", stdin="sk-0123456789abcdef\n"), 78, "REGION is not set")
        made = sorted(path.name for path in gateway.home.iterdir() if path.is_dir())
        equal(made, ["by-default", "weir-data"], "directories made")


@suite.case("placeholders: no credential of documentation is taken, from the configuration or by hand")
def placeholders(rig: CliRig) -> None:
    with rig.fresh(rig.providers()) as gateway:
        for word in PLACEHOLDERS:
            gateway.environment["PROVIDER_KEY"] = word
            done = gateway.run("check")
            refused(done, 1, "providers.origin.keys[0]")
            expect(not word or f" {word} " not in done.stdout, f"{word!r} is quoted")
        gateway.environment["PROVIDER_KEY"] = PROVIDER_KEY
        for word in [*PLACEHOLDERS, "two words", "sk-\x01control-0123456789", "sk-ü-0123456789"]:
            done = gateway.run("providers", "set-key", "origin", stdin=word + "\n")
            expect(done.returncode in (1, 2), f"set-key took {word!r}: exit {done.returncode}")
        says(gateway.output("providers", "list"), ["1 configured"])


@suite.case("schema: it is a valid JSON Schema, takes the example and refuses what is unknown")
def schema(rig: CliRig) -> None:
    judge = Draft202012Validator(json.loads(rig.gateway.output("config", "schema")))
    judge.check_schema(judge.schema)
    example = (ROOT / "weir.example.yaml").read_text(encoding="utf-8")
    for text in (example, uncommented(example)):
        whole: Any = yaml.safe_load(text)
        equal([error.message for error in judge.iter_errors(whole)], [], "what the schema says of the example")
    for path in ((), ("listeners",), ("listeners", "data"), ("history",), ("log",), ("limits",), ("demo",)):
        wrong: Any = yaml.safe_load(example)
        place = wrong
        for key in path:
            place = place[key]
        place["no_such_key"] = 1
        expect(not judge.is_valid(wrong), f"an unknown key is taken at {'.'.join(path) or 'the root'}")


@suite.case("schema: it refuses values that weir refuses, and takes the configurations of this suite")
def schema_values(rig: CliRig) -> None:
    judge = Draft202012Validator(json.loads(rig.gateway.output("config", "schema")))
    equal([error.message for error in judge.iter_errors(rig.gateway.settings)], [], "what it says of this suite's")
    wrong: list[Any] = [
        {"drain_seconds": -1},
        {"history": {"capture": "some"}},
        {"history": {"retention_days": 0}},
        {"log": {"level": "loud"}},
        {"listeners": {"data": {"address": 8080}}},
        {"event_loops": 1025},
        {"demo": {"enabled": "yes"}},
    ]
    equal([one for one in wrong if judge.is_valid(one)], [], "taken by the schema")


@suite.case("example: weir.example.yaml is good as it stands, and with every setting uncommented")
def example(rig: CliRig) -> None:
    text = (ROOT / "weir.example.yaml").read_text(encoding="utf-8")
    with rig.fresh() as gateway:
        write(gateway, text)
        equal(gateway.run("check").returncode, 0, "exit status")
        write(gateway, uncommented(text))
        gateway.environment["OPENAI_API_KEY"] = PROVIDER_KEY
        make_certificate(gateway.home / "cert.pem", gateway.home / "key.pem")
        make_certificate(gateway.home / "ca.pem", gateway.home / "ca-key.pem")
        make_certificate(gateway.home / "client.pem", gateway.home / "client-key.pem")
        make_certificate(gateway.home / "client-ca.pem", gateway.home / "client-ca-key.pem")
        secret = gateway.home / "secrets" / "openai"
        secret.parent.mkdir()
        secret.write_text(PROVIDER_KEY + "-file\n", encoding="utf-8")
        secret.chmod(0o600)
        # a check looks whether the command of the example is there, and runs it not
        vault = gateway.home / "vault"
        vault.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        vault.chmod(0o700)
        gateway.environment["PATH"] = f"{gateway.home}:{gateway.environment['PATH']}"
        done = gateway.run("check")
        equal((done.returncode, re.findall(r"unknown key|must be .*", done.stdout)), (0, []), f"of {done.stdout!r}")


def uncommented(text: str) -> str:
    """The example with every setting that has no default; `#` before a blank is prose."""
    return re.sub(r"(?m)^( *)#(?=[^ \n])", r"\1", text)
