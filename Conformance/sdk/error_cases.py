"""Errors reach the SDKs as the exceptions their users know."""

from __future__ import annotations

from typing import Any, Callable

import anthropic
import openai

from ..rig.tally import Suite, Unmet, equal, expect
from ..rig.wire import post
from .openai_cases import HELLO
from .rig import SdkRig

suite: Suite[SdkRig] = Suite()


def refused(kind: type[Any], call: Callable[[], object]) -> Any:
    """The exception of exactly this kind that the call raises."""
    try:
        call()
    except kind as error:
        expect(error.response.headers.get("x-request-id", "").startswith("req_"), "an error without x-request-id")
        return error
    raise Unmet(f"no {kind.__name__}")


def openai_chat(rig: SdkRig, model: str, key: str = "") -> Callable[[], object]:
    """A chat on the OpenAI surface, to be called."""
    return lambda: rig.openai(key).chat.completions.create(model=model, messages=HELLO)


def anthropic_chat(rig: SdkRig, model: str, key: str = "") -> Callable[[], object]:
    """A message on the Anthropic surface, to be called."""
    return lambda: rig.anthropic(key).messages.create(model=model, max_tokens=8, messages=HELLO)


@suite.case("errors: a bad, unknown or revoked key is an authentication error, always the same")
def bad_keys(rig: SdkRig) -> None:
    unknown = rig.key[:-1] + ("A" if rig.key[-1] != "A" else "B")
    texts = set()
    for key in ("nonsense", unknown, rig.revoked_key):
        error = refused(openai.AuthenticationError, openai_chat(rig, "demo-chat", key))
        texts.add(error.body["message"].replace(error.request_id or "", ""))
        refused(anthropic.AuthenticationError, anthropic_chat(rig, "demo-chat", key))
    equal(len(texts), 1, "different texts for bad keys")


@suite.case("errors: a model or endpoint the key may not use is a permission error")
def forbidden(rig: SdkRig) -> None:
    error = refused(openai.PermissionDeniedError, openai_chat(rig, "origin/gpt-made", rig.demo_key))
    equal(error.response.headers.get("x-weir-error"), "forbidden", "x-weir-error")
    refused(anthropic.PermissionDeniedError, anthropic_chat(rig, "claude/claude-made", rig.demo_key))
    refused(openai.PermissionDeniedError, openai_chat(rig, "demo-chat", rig.embedding_key))
    equal(len(rig.openai(rig.embedding_key).embeddings.create(model="origin/e", input="x").data), 1, "embeddings")


@suite.case("errors: a model of no provider is a not-found error")
def unknown_model(rig: SdkRig) -> None:
    error = refused(openai.NotFoundError, openai_chat(rig, "nobody/has-this"))
    equal(error.response.headers.get("x-weir-error"), "unknown_model", "x-weir-error")
    equal(error.response.headers.get("x-weir-error-source"), "gateway", "x-weir-error-source")
    refused(anthropic.NotFoundError, anthropic_chat(rig, "nobody/has-this"))


@suite.case("errors: an unknown path is a not-found error")
def unknown_path(rig: SdkRig) -> None:
    answer = post(rig.gateway.port, "/no/such/path", rig.key, {})
    equal((answer.status, answer.header("x-weir-error")), (404, "no_route"), "answer")


@suite.case("errors: a body without a model is a bad request")
def no_model(rig: SdkRig) -> None:
    answer = post(rig.gateway.port, "/v1/chat/completions", rig.key, {"messages": []})
    equal((answer.status, answer.header("x-weir-error")), (400, "invalid_request"), "answer")
    expect("error" in answer.json(), "no error object")


@suite.case("errors: the provider's 429 is a rate-limit error that says when to come back")
def rate_limit(rig: SdkRig) -> None:
    for model in ("demo-429?retry_after=1", "origin/status-429"):
        error = refused(openai.RateLimitError, openai_chat(rig, model))
        expect(error.response.headers.get("retry-after"), f"{model}: no retry-after")
        equal(error.response.headers.get("x-weir-error-source"), "upstream", f"{model}: x-weir-error-source")
    refused(anthropic.RateLimitError, anthropic_chat(rig, "claude/status-429"))


@suite.case("errors: other failures of the provider keep their status")
def statuses(rig: SdkRig) -> None:
    refused(openai.BadRequestError, openai_chat(rig, "origin/status-400"))
    refused(openai.NotFoundError, openai_chat(rig, "origin/status-404"))
    refused(openai.UnprocessableEntityError, openai_chat(rig, "origin/status-422"))
    for status in (500, 503):
        error = refused(openai.InternalServerError, openai_chat(rig, f"origin/status-{status}"))
        equal(error.status_code, status, "status")
        error = refused(openai.InternalServerError, openai_chat(rig, f"demo-status?code={status}"))
        equal(error.status_code, status, "status of the demo provider")
    equal(refused(anthropic.APIStatusError, anthropic_chat(rig, "claude/status-529")).status_code, 529, "status")


@suite.case("errors: the provider's refusal of weir's own key is a bad gateway, not the caller's 401")
def upstream_auth(rig: SdkRig) -> None:
    for status in (401, 403):
        error = refused(openai.InternalServerError, openai_chat(rig, f"origin/status-{status}"))
        equal(error.status_code, 502, "status")
        equal(error.response.headers.get("x-weir-error"), "upstream_auth", "x-weir-error")


@suite.case("errors: a stream that breaks is never taken for a whole one")
def broken_streams(rig: SdkRig) -> None:
    for model in ("demo-drop", "demo-error-event"):
        try:
            list(rig.openai().chat.completions.create(model=model, messages=HELLO, stream=True))
        except Exception:  # any error will do, silence will not
            continue
        raise Unmet(f"{model}: the SDK saw no error")
