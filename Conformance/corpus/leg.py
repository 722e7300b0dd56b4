"""One runner of the corpus with a gateway and a provider of its own, so that the runners can run side by side."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable

from ..options import Options
from ..rig import settings
from ..rig.gateway import Gateway
from ..rig.ports import free_port, wait_open

PROVIDER_KEY = "sk-conformance-corpus-key-0001"
CLOSING = re.compile(r"^(\d+) passed, (\d+) failed$")
RUN_SECONDS = 400


@dataclass(frozen=True)
class Leg:
    """A runner, the provider tool that stands behind the gateway, and the runner's further arguments."""

    name: str
    runner: str
    provider: str
    arguments: Callable[[Setting], list[str]]


@dataclass
class Setting:
    """What the arguments of a leg are made from."""

    corpus: Path
    home: Path
    gateway: Gateway
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.home / "provider.log"


@dataclass
class Result:
    """What a leg printed and counted."""

    leg: Leg
    passed: int = 0
    failed: int = 0
    output: list[str] = field(default_factory=list)
    cases: list[dict[str, Any]] = field(default_factory=list)


LEGS = [
    Leg("http", "run_http.py", "origin.py", lambda s: ["--origin-log", str(s.log), "--skip-cats", "timed"]),
    Leg(
        "timed",
        "run_http.py",
        "origin.py",
        lambda s: ["--origin-log", str(s.log), "--cats", "timed", "--wait", "8"],
    ),
    Leg(
        "json",
        "run_json.py",
        "origin.py",
        lambda s: ["--jsontestsuite", str(s.corpus / "external" / "jsontestsuite")],
    ),
    Leg(
        "upstream",
        "run_upstream.py",
        "hostile_upstream.py",
        lambda s: [
            "--log",
            str(s.log),
            "--prefix",
            "provider/",
            "--upstream-key",
            PROVIDER_KEY,
            "--pid",
            str(s.gateway.pid),
            "--timeout",
            "20",
        ],
    ),
]


def run_leg(leg: Leg, options: Options) -> Result:
    """Starts provider and gateway, runs the runner to its end, stops both."""
    port = free_port()
    provider = settings.openai(port, ["${PROVIDER_KEY}"], timeouts=settings.SHORT_TIMEOUTS)
    gateway = Gateway(
        options.weir, {"provider": provider}, {"PROVIDER_KEY": PROVIDER_KEY}, limits=settings.SHORT_LIMITS
    )
    with gateway:
        key = gateway.create_key(leg.name)
        setting = Setting(options.corpus, gateway.home, gateway)
        tools = options.corpus / "tools"
        with subprocess.Popen(
            [sys.executable, str(tools / leg.provider), str(port), str(setting.log)],
            stdout=subprocess.DEVNULL,
        ) as behind:
            try:
                wait_open(port)
                gateway.start()
                return run_tool(leg, setting, key, options)
            finally:
                behind.terminate()


def run_tool(leg: Leg, setting: Setting, key: str, options: Options) -> Result:
    """Runs the runner and reads what it counted."""
    report = setting.home / "report.json"
    command = [
        sys.executable,
        str(setting.corpus / "tools" / leg.runner),
        "--target",
        f"127.0.0.1:{setting.gateway.port}",
        "--key",
        key,
        "--json",
        str(report),
        *(["--only", options.only] if options.only else []),
        *leg.arguments(setting),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=RUN_SECONDS, check=False)
    lines = done.stdout.splitlines()
    closing = CLOSING.match(lines[-1]) if lines else None
    if closing is None:
        raise RuntimeError(f"{leg.runner} did not end as it should: {done.stderr[-400:]}")
    passed, failed = int(closing.group(1)), int(closing.group(2))
    return Result(leg, passed, failed, lines[:-1], json.loads(report.read_text(encoding="utf-8")))
