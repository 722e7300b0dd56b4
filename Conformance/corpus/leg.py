"""The runners of the corpus, each with the provider that stands behind the gateway and its arguments."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..rig.gateway import Gateway
from ..rig.settings import Settings

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
    # What the gateway is configured with besides, given the corpus.
    more: Callable[[Path], Settings] = lambda _: {}
    # True where a repetition elsewhere may bring a good answer in place of a bad one.
    is_cured: bool = False


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


def cured_arguments(setting: Setting) -> list[str]:
    """The same, by the names of routes."""
    given = upstream_arguments(setting)
    given[given.index("--prefix") + 1] = ""
    return given


# All entries are models of one target, and each is to be judged by itself.
APART: Settings = {
    "breaker": {
        "consecutive_failures": 0,
        "failure_percent": 0,
        "credential_refusals": 1000,
        "quota_open_seconds": 0.001,
    }
}


def once(_: Path) -> Settings:
    """Nothing is tried again: every answer must be in its class by itself."""
    return {**APART, "retry": {"attempts": 1}}


def again(_: Path) -> Settings:
    """What may be tried again is, at a provider that answers the same: a class is a class however often it comes."""
    return {**APART, "retry": {"longest_wait_seconds": 2, "budget_per_second": 1000}}


def elsewhere(corpus: Path) -> Settings:
    """Each entry is a route that goes on to a good answer: the caller gets this one, or the entry's class."""
    return {**again(corpus), "routes": {name: cure(name) for name in entries(corpus)}}


def cure(name: str) -> Settings:
    """A route from an entry to the provider's good answer."""
    targets = [{"provider": "provider", "model": name}, {"provider": "provider", "model": "ok", "priority": 1}]
    return {"targets": targets, "fallback_on": ["context_window", "content_policy"]}


def entries(corpus: Path) -> dict[str, bool]:
    """The provider's answers, each with whether a stream is asked for."""
    with open(corpus / "upstream" / "manifest.jsonl", encoding="utf-8") as manifest:
        return {entry["id"]: bool(entry.get("stream")) for entry in map(json.loads, manifest)}


LEGS = [
    Leg("http", "http", "run_http.py", "origin.py", MODELS, http_arguments),
    Leg("timed", "http", "run_http.py", "origin.py", MODELS, timed_arguments),
    Leg("json", "json", "run_json.py", "origin.py", MODELS, json_arguments),
    Leg("upstream", "upstream", "run_upstream.py", "hostile_upstream.py", ["*"], upstream_arguments, once),
    Leg("again", "upstream", "run_upstream.py", "hostile_upstream.py", ["*"], upstream_arguments, again),
    Leg("elsewhere", "upstream", "run_upstream.py", "hostile_upstream.py", ["*"], cured_arguments, elsewhere, True),
]
