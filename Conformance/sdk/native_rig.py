"""Two gateways, one plain and one with TLS, before a provider of other dialects, and the SDKs of those."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]
from google import genai
from google.genai import types

from ..options import Options
from ..rig import settings
from ..rig.certificate import make_certificate
from ..rig.gateway import Gateway
from .native import NativeUpstream

PROVIDER_KEY = "sk-conformance-provider-key-0001"
ACCESS_KEY = "AKIACONFORMANCE00001"
SIGNING_KEY = f"{ACCESS_KEY}:conformance+secret/key+of+forty+letters+0001"


class NativeRig:
    """Everything a case of these surfaces needs."""

    def __init__(self, options: Options, native: NativeUpstream, home: Path) -> None:
        """Makes a certificate, starts both gateways; boto3 shows its key over TLS only."""
        self.native, self.certificate = native, home / "certificate.pem"
        make_certificate(self.certificate, home / "key.pem")
        tls = {"tls": {"certificate_file": str(self.certificate), "key_file": str(home / "key.pem")}}
        self.plain, self.secure = self._gateway(options, None), self._gateway(options, tls)
        self.keys = {each.port: each.create_key("all") for each in (self.plain, self.secure)}
        self.demo_keys = {
            each.port: each.create_key("demo-only", "--models", "demo-*") for each in (self.plain, self.secure)
        }

    def _gateway(self, options: Options, listener: settings.Settings | None) -> Gateway:
        address = f"http://127.0.0.1:{self.native.port}"
        providers: settings.Settings = {
            "gem": {"kind": "gemini", "base_url": f"{address}/v1beta", "keys": ["${PROVIDER_KEY}"]},
            "rock": {"kind": "bedrock", "base_url": address, "keys": ["${SIGNING_KEY}"], "region": "us-east-1"},
        }
        environment = {"PROVIDER_KEY": PROVIDER_KEY, "SIGNING_KEY": SIGNING_KEY}
        return Gateway(options.weir, providers, environment, listener)

    def __enter__(self) -> NativeRig:
        try:
            self.plain.start()
            self.secure.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.plain.__exit__(None, None, None)
        self.secure.__exit__(None, None, None)

    def google(self, key: str = "") -> genai.Client:
        """A client of the Gemini surface."""
        options = types.HttpOptions(base_url=f"http://127.0.0.1:{self.plain.port}", timeout=20_000)
        return genai.Client(api_key=key or self.keys[self.plain.port], http_options=options)

    @contextlib.contextmanager
    def bedrock(self, key: str = "") -> Iterator[Any]:
        """A client of the Bedrock surface, whose key is a Bedrock API key as far as it knows; it reads it late."""
        os.environ["AWS_BEARER_TOKEN_BEDROCK"] = key or self.keys[self.secure.port]
        try:
            yield boto3.client(
                "bedrock-runtime",
                region_name="eu-west-1",
                endpoint_url=f"https://127.0.0.1:{self.secure.port}/bedrock",
                verify=str(self.certificate),
                config=Config(retries={"total_max_attempts": 1}, read_timeout=20),
            )
        finally:
            del os.environ["AWS_BEARER_TOKEN_BEDROCK"]
