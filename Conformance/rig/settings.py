"""Writes configurations of the gateway; JSON is YAML, so no YAML writer is needed."""

from __future__ import annotations

from typing import Any

Settings = dict[str, Any]


def provider(kind: str, base_url: str, keys: list[str] | None = None, **more: object) -> Settings:
    """One provider that serves every model; without `keys` its key is to be set by hand."""
    settings: Settings = {"kind": kind, "base_url": base_url, "models": ["*"], **more}
    if keys is not None:
        settings["keys"] = keys
    return settings


def openai(port: int, keys: list[str] | None = None, **more: object) -> Settings:
    """An OpenAI-compatible provider on a loopback port."""
    return provider("openai_compatible", f"http://127.0.0.1:{port}/v1", keys, **more)


def anthropic(port: int, keys: list[str] | None = None, **more: object) -> Settings:
    """An Anthropic-compatible provider on a loopback port."""
    return provider("anthropic_compatible", f"http://127.0.0.1:{port}", keys, **more)


SHORT_TIMEOUTS: Settings = {"first_byte_seconds": 3, "idle_seconds": 3}
SHORT_LIMITS: Settings = {"head_seconds": 2, "body_seconds": 2, "body_idle_seconds": 2}
# Breakers that leave no target alone, for providers whose answers are judged one by one.
NO_BREAKER: Settings = {
    "consecutive_failures": 0,
    "failure_percent": 0,
    "credential_refusals": 1000,
    "quota_open_seconds": 0.001,
}
# Each call reaches the provider, and reaches it once.
EVERY_CALL: Settings = {"retry": {"attempts": 1}, "breaker": NO_BREAKER}
