"""The google-genai and boto3 packages, on the surfaces of Gemini and of Bedrock."""

from __future__ import annotations

import asyncio
from typing import Any, Callable

from botocore.exceptions import ClientError, EventStreamError  # type: ignore[import-untyped]
from google.genai import errors

from ..rig.gateway import Gateway
from ..rig.tally import Suite, Unmet, equal, eventually, expect
from ..rig.upstream import WORDS
from .native_rig import ACCESS_KEY, PROVIDER_KEY, NativeRig

suite: Suite[NativeRig] = Suite()
TEXT = "".join(WORDS)
MODEL = "gemini-made"
CLAUDE = "anthropic.claude-made-v1:0"
ARN = f"arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.{CLAUDE}"
ASKED: Any = [{"role": "user", "content": [{"text": "hello"}]}]


def refused(kind: type[Any], call: Callable[[], object]) -> Any:
    """The exception of this kind that the call raises."""
    try:
        call()
    except kind as error:
        return error
    raise Unmet(f"no {kind.__name__}")


@suite.case("google-genai: content is generated, with usage, by weir's key at the provider")
def generate(rig: NativeRig) -> None:
    with rig.google() as client:
        answer = client.models.generate_content(model=MODEL, contents="hello")
    usage: Any = answer.usage_metadata
    equal((answer.text, usage.candidates_token_count, usage.thoughts_token_count), (TEXT, 5, 2), "text and tokens")
    seen = rig.native.seen[-1]
    equal(seen.path, f"/v1beta/models/{MODEL}:generateContent", "the provider's path")
    equal(seen.headers.get("x-goog-api-key"), PROVIDER_KEY, "the provider's credential")
    expect(rig.keys[rig.plain.port] not in str(seen.headers) + seen.target, "the client's key went to the provider")
    eventually(lambda: judged(rig.plain), "the log line does not tell the tokens")


def judged(gateway: Gateway) -> bool:
    """Tells whether the newest log line is that of a whole answer, with all its tokens."""
    line = gateway.requests()[-1] if gateway.requests() else {"weir.ending": ""}
    usage = (line.get("gen_ai.usage.input_tokens"), line.get("gen_ai.usage.output_tokens"))
    return line["weir.ending"] == "complete" and usage == (11, 7)


@suite.case("google-genai: a stream comes whole, to the async client too")
def generate_stream(rig: NativeRig) -> None:
    with rig.google() as client:
        parts: Any = list(client.models.generate_content_stream(model=f"gem/{MODEL}", contents="hello"))
    equal("".join(part.text or "" for part in parts), TEXT, "text")
    equal(parts[-1].candidates[0].finish_reason.name, "STOP", "finish reason")
    eventually(lambda: judged(rig.plain), "the log line does not tell the tokens")

    async def talk() -> str:
        async with rig.google().aio as client:
            made = await client.models.generate_content_stream(model=MODEL, contents="hello")
            return "".join([part.text or "" async for part in made])

    equal(asyncio.run(talk()), TEXT, "text to the async client")


@suite.case("google-genai: tokens are counted")
def count(rig: NativeRig) -> None:
    with rig.google() as client:
        equal(client.models.count_tokens(model=MODEL, contents="hello").total_tokens, 42, "tokens")


@suite.case("google-genai: refusals of weir and of the provider are the SDK's errors")
def google_errors(rig: NativeRig) -> None:
    for model, key, status, word in (
        (MODEL, "wr_live_nobody", 401, "UNAUTHENTICATED"),
        (MODEL, rig.demo_keys[rig.plain.port], 403, "PERMISSION_DENIED"),
        ("nobody-has-this", "", 404, "NOT_FOUND"),
        ("gemini-429", "", 429, "RESOURCE_EXHAUSTED"),
        ("gemini-400", "", 400, "INVALID_ARGUMENT"),
    ):
        with rig.google(key) as client:
            ask = client.models.generate_content
            error = refused(errors.ClientError, lambda: ask(model=model, contents="hello"))
        equal((error.code, error.status), (status, word), f"of {model}")


@suite.case("google-genai: a stream that breaks off is never taken for a whole one")
def google_cut(rig: NativeRig) -> None:
    with rig.google() as client:
        made = client.models.generate_content_stream(model="gemini-cut", contents="hello")
        parts: Any = []
        refused(Exception, lambda: parts.extend(made))
    equal(rig.native.seen[-1].path, "/v1beta/models/gemini-cut:streamGenerateContent", "the provider's path")


@suite.case("boto3: converse is answered, with usage; weir signs for the provider")
def converse(rig: NativeRig) -> None:
    for model in (CLAUDE, f"rock/{CLAUDE}", ARN):
        with rig.bedrock() as client:
            answer = client.converse(modelId=model, messages=ASKED)
        equal(answer["output"]["message"]["content"], [{"text": TEXT}], f"{model}: content")
        equal((answer["stopReason"], answer["usage"]["outputTokens"]), ("end_turn", 7), f"{model}: end and usage")
        sent = rig.native.seen[-1].headers["authorization"]
        expect(sent.startswith(f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/"), f"the provider's credential: {sent[:60]}")
        headers = str(rig.native.seen[-1].headers)
        expect(rig.keys[rig.secure.port] not in headers, "the client's key went to the provider")
    eventually(lambda: judged(rig.secure), "the log line does not tell the tokens")


@suite.case("boto3: a converse stream comes whole, with usage")
def converse_stream(rig: NativeRig) -> None:
    with rig.bedrock() as client:
        events = list(client.converse_stream(modelId=CLAUDE, messages=ASKED)["stream"])
    deltas = [event["contentBlockDelta"]["delta"]["text"] for event in events if "contentBlockDelta" in event]
    equal("".join(deltas), TEXT, "text")
    equal(events[-1]["metadata"]["usage"]["inputTokens"], 11, "input tokens")
    eventually(lambda: judged(rig.secure), "the log line does not tell the tokens")


@suite.case("boto3: refusals of weir and of the provider are the SDK's exceptions")
def bedrock_errors(rig: NativeRig) -> None:
    for model, key, status, name in (
        (CLAUDE, "wr_live_nobody", 401, "AccessDeniedException"),
        (CLAUDE, rig.demo_keys[rig.secure.port], 403, "AccessDeniedException"),
        ("nobody/has-this", "", 404, "ResourceNotFoundException"),
        ("anthropic.claude-429", "", 429, "ThrottlingException"),
        ("anthropic.claude-400", "", 400, "ValidationException"),
    ):
        with rig.bedrock(key) as client:
            error = refused(ClientError, lambda: client.converse(modelId=model, messages=ASKED)).response
        got = (error["ResponseMetadata"]["HTTPStatusCode"], error["Error"]["Code"])
        equal(got, (status, name), f"of {model}")


@suite.case("boto3: a stream that ends with an exception raises it")
def bedrock_cut(rig: NativeRig) -> None:
    with rig.bedrock() as client:
        stream = client.converse_stream(modelId="anthropic.claude-cut", messages=ASKED)["stream"]
        error = refused(EventStreamError, lambda: list(stream)).response
    equal(error["Error"]["Code"], "throttlingException", "the exception")
