"""The gateway, a provider behind it and clients before it."""

from __future__ import annotations

from typing import Any

from anthropic import Anthropic, AsyncAnthropic
from openai import AsyncOpenAI, OpenAI

from ..options import Options
from ..rig import settings
from ..rig.gateway import Gateway
from ..rig.server import Request
from ..rig.upstream import Upstream

PROVIDER_KEY = "sk-conformance-provider-key-0001"


class SdkRig:
    """Everything a case of this part needs."""

    def __init__(self, options: Options, upstream: Upstream) -> None:
        """Starts a gateway with keys of every kind in front of `upstream`."""
        self.upstream = upstream
        keys = ["${PROVIDER_KEY}"]
        self.gateway = Gateway(
            options.weir,
            {
                "origin": settings.openai(upstream.port, keys, models=["gpt-*", "e", "r", "endless", "status-*"]),
                "claude": settings.anthropic(upstream.port, keys, models=["claude-*", "endless", "status-*"]),
            },
            {"PROVIDER_KEY": PROVIDER_KEY},
            breaker=settings.NO_BREAKER,
        )
        try:
            self._create_keys()
            self.gateway.start()
        except BaseException:
            self.gateway.__exit__(None, None, None)
            raise

    def _create_keys(self) -> None:
        make = self.gateway.create_key_record
        self.key = str(make("all")["token"])
        self.demo_key = str(make("demo-only", "--models", "demo-chat,demo-tools")["token"])
        self.embedding_key = str(make("embeddings-only", "--endpoints", "/v1/embeddings")["token"])
        revoked = make("revoked")
        self.revoked_key = str(revoked["token"])
        self.gateway.output("keys", "revoke", str(revoked["id"]))

    def __enter__(self) -> SdkRig:
        return self

    def __exit__(self, *_: object) -> None:
        self.gateway.__exit__(None, None, None)

    @property
    def last(self) -> Request:
        """The request the provider saw last."""
        return self.upstream.seen[-1]

    def _options(self, key: str) -> Any:
        return {"api_key": key or self.key, "max_retries": 0, "timeout": 20}

    def openai(self, key: str = "") -> OpenAI:
        """A client of the OpenAI surface."""
        return OpenAI(base_url=f"http://127.0.0.1:{self.gateway.port}/v1", **self._options(key))

    def async_openai(self) -> AsyncOpenAI:
        """The same, asynchronous."""
        return AsyncOpenAI(base_url=f"http://127.0.0.1:{self.gateway.port}/v1", **self._options(""))

    def anthropic(self, key: str = "") -> Anthropic:
        """A client of the Anthropic surface."""
        return Anthropic(base_url=f"http://127.0.0.1:{self.gateway.port}", **self._options(key))

    def async_anthropic(self) -> AsyncAnthropic:
        """The same, asynchronous."""
        return AsyncAnthropic(base_url=f"http://127.0.0.1:{self.gateway.port}", **self._options(""))
