"""The API's document: valid, and true under fuzzing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from openapi_spec_validator import validate

from ..rig.tally import Suite, equal, expect, note
from .rig import AdminRig

suite: Suite[AdminRig] = Suite()

SEED = 20261123
EXAMPLES = 25
SECONDS = 240
# No list of usual statuses has those of changes: 428 without If-Match, 412 with an old one.
SETTINGS = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "401", "403", "404", "409", "412", "429"]
[checks.missing_required_header]
expected-statuses = [400, 401, 403, 428]
"""


def document(rig: AdminRig) -> Any:
    """The document as JSON."""
    return rig.gateway.admin("/api/openapi.json").json()


@suite.case("the document is valid OpenAPI 3.1, and its YAML says the same as its JSON")
def valid(rig: AdminRig) -> None:
    answer = document(rig)
    validate(answer)
    shown = rig.gateway.admin("/api/openapi.yaml")
    equal(shown.header("content-type"), "application/yaml", "type")
    equal(yaml.safe_load(shown.body), answer, "the YAML")


# They may end keys; beside a list of keys they would end the one that asks.
ENDINGS = ["changeKey", "deleteKey", "revokeKey", "rotateKey"]
FOLLOWING = ("cursor", "Idempotency-Key")
# The language of questions is more than a schema says; the history's own tests have it.
LANGUAGE = ["queryLogs"]


@suite.case("every operation answers as the document says, whatever is sent (schemathesis, fixed seed)")
def fuzzed(rig: AdminRig) -> None:
    prepare(rig)
    fuzz(rig, [word for name in ENDINGS + LANGUAGE for word in ("--exclude-operation-id", name)])


@suite.case("so do the operations that end keys (schemathesis, fixed seed)")
def ended(rig: AdminRig) -> None:
    prepare(rig)
    fuzz(rig, [word for name in ENDINGS for word in ("--include-operation-id", name)])


def prepare(rig: AdminRig) -> None:
    """Writes the document as it is fuzzed."""
    told = document(rig)
    # One credential: the token. Neither cursors, which cannot be made up, nor idempotency keys, which go with one body:
    # other cases and tests have these.
    told["security"] = [{"token": []}]
    del told["components"]["securitySchemes"]["session"]
    for path in told["paths"].values():
        for operation in path.values():
            parameters = operation.get("parameters", [])
            operation["parameters"] = [one for one in parameters if one["name"] not in FOLLOWING]
    home: Path = rig.gateway.home
    (home / "openapi.json").write_text(json.dumps(told), encoding="utf-8")
    (home / "schemathesis.toml").write_text(SETTINGS, encoding="utf-8")


def fuzz(rig: AdminRig, which: list[str]) -> None:
    """Fails the running case unless schemathesis finds nothing."""
    home = rig.gateway.home
    command = [
        str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(home / "schemathesis.toml"),
        "run", str(home / "openapi.json"), "--url", rig.url(), "-H", f"Authorization: Bearer {rig.token}",
        "--phases", "examples,coverage,fuzzing", "--max-examples", str(EXAMPLES), "--seed", str(SEED), "--no-color",
        "--exclude-path", "/api/v1/sessions", *which,
    ]  # fmt: skip
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, timeout=SECONDS, check=False)
    counted = [line.strip() for line in done.stdout.splitlines() if "generated" in line]
    note(" ".join(counted) or "no count")
    failures = [line.strip() for line in done.stdout.splitlines() if line.startswith("- ")]
    expect(done.returncode == 0, f"{len(failures)} failures: {failures[:5]} {done.stdout[-1500:]}")
    equal(rig.gateway.admin("/livez").status, 200, "afterwards")
