"""A running gateway for the cases that need one, and fresh ones for the cases that break something."""

from __future__ import annotations

import contextlib
import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

from ..options import Options
from ..rig import settings
from ..rig.gateway import Gateway
from ..rig.history import read_only
from ..rig.tally import equal, expect
from ..rig.upstream import Upstream
from ..rig.wire import Answer, ask, bearer, chat

PROVIDER_KEY = "sk-conformance-provider-key-0001"
SECOND_KEY = "sk-conformance-provider-key-0002"
CHAT = "/v1/chat/completions"
END_SECONDS = 15.0

Done = subprocess.CompletedProcess[str]


class CliRig:
    """Everything a case of this part needs."""

    def __init__(self, options: Options, upstream: Upstream, second: Upstream) -> None:
        """Starts the gateway that the cases share, in front of two providers."""
        self.options, self.upstream, self.second = options, upstream, second
        self.left_out: list[tuple[str, str]] = []
        self.gateway = self.fresh(
            self.providers(),
            models={"fast": {"provider": "origin", "model": "gpt-4o-mini"}},
            default_provider="second",
        )
        try:
            self.key = self.gateway.create_key("shared")
            self.gateway.start()
        except BaseException:
            self.gateway.__exit__(None, None, None)
            raise

    def __enter__(self) -> CliRig:
        return self

    def __exit__(self, *_: object) -> None:
        self.gateway.__exit__(None, None, None)

    def providers(self) -> settings.Settings:
        """Two providers of the OpenAI surface."""
        return {
            "origin": settings.openai(self.upstream.port, ["${PROVIDER_KEY}"], models=["gpt-*", "endless"]),
            "second": settings.openai(self.second.port, ["${SECOND_KEY}"], models=["other"]),
        }

    def fresh(self, providers: settings.Settings | None = None, **more: object) -> Gateway:
        """A gateway of its own that does not run yet."""
        environment = {"PROVIDER_KEY": PROVIDER_KEY, "SECOND_KEY": SECOND_KEY}
        return Gateway(self.options.weir, providers, environment, None, **more)


def serve(gateway: Gateway, *options: str) -> Done:
    """Runs `weir serve` that must end by itself."""
    return gateway.run("serve", "--config", str(gateway.config), *options, seconds=END_SECONDS)


def refused(done: Done, status: int, *words: str) -> None:
    """Fails the running case unless the command ended with `status` and said `words`, in words."""
    told = done.stdout + done.stderr
    equal(done.returncode, status, f"exit status ({' '.join(told.split())[:200]})")
    says(told, words)
    expect("Fatal error" not in told and "Optional(" not in told, f"not in words: {told[:200]!r}")


def says(told: str, words: Iterable[str]) -> None:
    """Fails the running case unless every word is in the text."""
    missing = [word for word in words if word not in told]
    equal(missing, [], f"words missing in {' '.join(told.split())[:300]!r}")


def contents(path: Path) -> list[str]:
    """What a database holds, as statements; opening it moves counters in its header, so bytes do not tell."""
    with contextlib.closing(read_only(path)) as database:
        return list(database.iterdump())


def talk(gateway: Gateway, key: str, model: str = "demo-chat", text: str = "hello", **headers: str) -> Answer:
    """A chat with a model."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps(chat(model, text)).encode()
    return ask(gateway.port, "POST", CHAT, {"content-type": "application/json", **bearer(key), **fields}, body)


def status(gateway: Gateway, key: str, model: str = "demo-chat") -> int:
    """The status of a chat."""
    return talk(gateway, key, model).status
