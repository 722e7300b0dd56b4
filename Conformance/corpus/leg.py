"""The runners of the corpus, each with the provider that stands behind the gateway and its arguments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..rig.gateway import Gateway

PROVIDER_KEY = "sk-conformance-corpus-key-0001"
# The models the corpus expects to be served; every other one is to be refused.
MODELS = ["m1", "cheap", "expensive"]


@dataclass(frozen=True)
class Setting:
    """What the arguments of a leg are made from."""

    corpus: Path
    home: Path
    gateway: Gateway

    @property
    def log(self) -> Path:
        """The log of the provider."""
        return self.home / "provider.log"


@dataclass(frozen=True)
class Leg:
    """A runner, the folder it reads, the provider's tool and models, and the runner's further arguments."""

    name: str
    folder: str
    runner: str
    provider: str
    models: list[str]
    arguments: Callable[[Setting], list[str]]


def http_arguments(setting: Setting) -> list[str]:
    """All but the timed requests, counted at the provider."""
    return ["--origin-log", str(setting.log), "--skip-cats", "timed"]


def timed_arguments(setting: Setting) -> list[str]:
    """The timed requests; the gateway's timers are shorter than the wait."""
    return ["--origin-log", str(setting.log), "--cats", "timed", "--wait", "8"]


def json_arguments(setting: Setting) -> list[str]:
    """The bodies, and the public collection beside them."""
    return ["--jsontestsuite", str(setting.corpus / "external" / "jsontestsuite")]


def upstream_arguments(setting: Setting) -> list[str]:
    """The provider's answers; the gateway's timers are shorter than the timeout."""
    log, pid = str(setting.log), str(setting.gateway.pid)
    secret = ["--upstream-key", PROVIDER_KEY]
    return ["--log", log, "--prefix", "provider/", *secret, "--pid", pid, "--timeout", "20"]


LEGS = [
    Leg("http", "http", "run_http.py", "origin.py", MODELS, http_arguments),
    Leg("timed", "http", "run_http.py", "origin.py", MODELS, timed_arguments),
    Leg("json", "json", "run_json.py", "origin.py", MODELS, json_arguments),
    Leg("upstream", "upstream", "run_upstream.py", "hostile_upstream.py", ["*"], upstream_arguments),
]
