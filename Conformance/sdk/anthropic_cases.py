"""The anthropic package: messages, streams, tools, token counts, betas."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from ..rig.tally import Suite, equal, eventually, expect
from ..rig.upstream import WORDS
from ..rig.wire import ask, bearer, chat
from .rig import PROVIDER_KEY, SdkRig

suite: Suite[SdkRig] = Suite()
HELLO: Any = [{"role": "user", "content": "hello"}]
WEATHER: Any = {
    "name": "get_weather",
    "description": "The weather of a city.",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
MODELS = ("demo-chat", "claude/claude-made")


@suite.case("anthropic: a message is answered, with usage")
def message(rig: SdkRig) -> None:
    for model in MODELS:
        answer: Any = rig.anthropic().messages.create(model=model, max_tokens=64, messages=HELLO)
        expect(answer.content[0].text, f"{model}: no text")
        equal(answer.stop_reason, "end_turn", f"{model}: stop reason")
        expect(answer.usage.output_tokens > 0, f"{model}: no usage")
        expect(str(answer._request_id).startswith("req_"), f"{model}: request-id is {answer._request_id!r}")


@suite.case("anthropic: a message is answered to the async client")
def message_async(rig: SdkRig) -> None:
    async def talk() -> None:
        async with rig.async_anthropic() as client:
            calls = [client.messages.create(model=m, max_tokens=64, messages=HELLO) for m in MODELS * 4]
            for answer in await asyncio.gather(*calls):
                expect(answer.content, "no content")

    asyncio.run(talk())


@suite.case("anthropic: a stream comes whole, with usage")
def stream(rig: SdkRig) -> None:
    for model in MODELS:
        with rig.anthropic().messages.stream(model=model, max_tokens=64, messages=HELLO) as made:
            text = "".join(made.text_stream)
            final = made.get_final_message()
        expect(text, f"{model}: no text")
        equal(final.stop_reason, "end_turn", f"{model}: stop reason")
        expect(final.usage.input_tokens > 0 and final.usage.output_tokens > 0, f"{model}: no usage")


@suite.case("anthropic: a stream comes whole to the async client")
def stream_async(rig: SdkRig) -> None:
    async def talk() -> str:
        async with rig.async_anthropic() as client:
            async with client.messages.stream(model="claude/claude-made", max_tokens=64, messages=HELLO) as made:
                return "".join([text async for text in made.text_stream])

    equal(asyncio.run(talk()), "".join(WORDS), "the text")


@suite.case("anthropic: the demo provider calls tools")
def tools(rig: SdkRig) -> None:
    client = rig.anthropic()
    answer = client.messages.create(model="demo-tools", max_tokens=64, messages=HELLO, tools=[WEATHER])
    calls: Any = [block for block in answer.content if block.type == "tool_use"]
    expect(calls, "no tool call")
    equal(calls[0].name, "get_weather", "the tool")
    equal(answer.stop_reason, "tool_use", "stop reason")
    with client.messages.stream(model="demo-tools", max_tokens=64, messages=HELLO, tools=[WEATHER]) as made:
        blocks: Any = [block for block in made.get_final_message().content if block.type == "tool_use"]
    expect(blocks and isinstance(blocks[0].input, dict), "no streamed tool call")


@suite.case("anthropic: tokens are counted")
def count(rig: SdkRig) -> None:
    counted = rig.anthropic().messages.count_tokens(model="claude/claude-made", messages=HELLO)
    equal(counted.input_tokens, 42, "input tokens")


@suite.case("anthropic: x-api-key and Bearer are both taken, and replaced by the provider's key")
def credentials(rig: SdkRig) -> None:
    body = chat("claude/claude-made", max_tokens=8)
    for headers in ({"x-api-key": rig.key}, bearer(rig.key)):
        answer = raw_message(rig, "/v1/messages", headers, body)
        equal(answer.status, 200, f"status with {next(iter(headers))}")
        sent = rig.last.headers
        equal(sent.get("x-api-key"), PROVIDER_KEY, "the provider's credential")
        expect(rig.key not in str(sent), "the client's key went to the provider")


@suite.case("anthropic: /anthropic/v1/messages is the same surface")
def other_path(rig: SdkRig) -> None:
    answer = raw_message(rig, "/anthropic/v1/messages", bearer(rig.key), chat("claude/claude-made", max_tokens=8))
    equal(answer.status, 200, "status")
    equal(rig.last.path, "/v1/messages", "the provider's path")


@suite.case("anthropic: ?beta=true, anthropic-beta and anthropic-version reach the provider untouched")
def beta(rig: SdkRig) -> None:
    betas: Any = ["files-api-2025-04-14", "made-up-2026-01-01"]
    headers = {"anthropic-version": "2023-06-01"}
    rig.anthropic().beta.messages.create(
        model="claude/claude-made", max_tokens=8, messages=HELLO, betas=betas, extra_headers=headers
    )
    sent = rig.last.headers
    equal(sent.get("anthropic-beta"), ",".join(betas), "anthropic-beta")
    equal(sent.get("anthropic-version"), "2023-06-01", "anthropic-version")
    raw_message(rig, "/v1/messages?beta=true", bearer(rig.key), chat("claude/claude-made", max_tokens=8))
    equal(rig.last.query, "beta=true", "the query")


@suite.case("anthropic: a client that leaves a stream ends the provider's within a second")
def cancel(rig: SdkRig) -> None:
    before = len(rig.upstream.departures)
    made = rig.anthropic().messages.create(model="claude/endless", max_tokens=64, messages=HELLO, stream=True)
    next(iter(made))
    made.close()
    eventually(lambda: len(rig.upstream.departures) > before, "the provider still streams", seconds=1)


def raw_message(rig: SdkRig, path: str, headers: Any, body: Any) -> Any:
    """Posts a message by hand."""
    fields = {"content-type": "application/json", "anthropic-version": "2023-06-01", **headers}
    return ask(rig.gateway.port, "POST", path, fields, json.dumps(body).encode())
