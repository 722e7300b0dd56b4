"""The openai package: chat, streams, tools, embeddings, responses, models."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from ..rig.tally import Suite, equal, eventually, expect
from ..rig.upstream import VECTOR, WORDS
from .rig import PROVIDER_KEY, SdkRig

suite: Suite[SdkRig] = Suite()
HELLO: Any = [{"role": "user", "content": "hello"}]
WEATHER: Any = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a city.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
MODELS = ("demo-chat", "origin/gpt-made")


def text_of(chunks: list[Any]) -> str:
    """The text of the streamed chunks."""
    return "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)


@suite.case("openai: a chat is answered, with usage")
def chat(rig: SdkRig) -> None:
    for model in MODELS:
        answer = rig.openai().chat.completions.create(model=model, messages=HELLO)
        expect(answer.choices[0].message.content, f"{model}: no text")
        equal(answer.choices[0].finish_reason, "stop", f"{model}: finish reason")
        expect(answer.usage and answer.usage.completion_tokens > 0, f"{model}: no usage")


@suite.case("openai: a chat is answered to the async client")
def chat_async(rig: SdkRig) -> None:
    async def talk() -> None:
        async with rig.async_openai() as client:
            calls = [client.chat.completions.create(model=m, messages=HELLO) for m in MODELS * 4]
            for answer in await asyncio.gather(*calls):
                expect(answer.choices[0].message.content, "no text")

    asyncio.run(talk())


@suite.case("openai: the provider gets its own key and its own model name")
def credential(rig: SdkRig) -> None:
    rig.openai().chat.completions.create(model="origin/gpt-made", messages=HELLO)
    equal(rig.last.headers.get("authorization"), f"Bearer {PROVIDER_KEY}", "the credential")
    equal(rig.last.model, "gpt-made", "the model")
    expect(rig.key not in str(rig.last.headers), "the client's key went to the provider")


@suite.case("openai: a stream comes whole, without a usage chunk nobody asked for")
def stream(rig: SdkRig) -> None:
    for model in MODELS:
        chunks = list(rig.openai().chat.completions.create(model=model, messages=HELLO, stream=True))
        expect(text_of(chunks), f"{model}: no text")
        equal([c for c in chunks if not c.choices], [], f"{model}: chunks without choices")
        equal(chunks[-1].choices[0].finish_reason, "stop", f"{model}: finish reason")
    expect(rig.last.json()["stream_options"]["include_usage"], "usage was not asked of the provider")


@suite.case("openai: a stream that asks for usage gets the chunk")
def stream_usage(rig: SdkRig) -> None:
    for model in MODELS:
        options: Any = {"include_usage": True}
        made = rig.openai().chat.completions.create(model=model, messages=HELLO, stream=True, stream_options=options)
        chunks = list(made)
        equal(chunks[-1].choices, [], f"{model}: choices of the last chunk")
        expect(chunks[-1].usage and chunks[-1].usage.prompt_tokens > 0, f"{model}: no usage")


@suite.case("openai: a stream comes whole to the async client")
def stream_async(rig: SdkRig) -> None:
    async def talk() -> str:
        async with rig.async_openai() as client:
            made = await client.chat.completions.create(model="origin/gpt-made", messages=HELLO, stream=True)
            return text_of([chunk async for chunk in made])

    equal(asyncio.run(talk()), "".join(WORDS), "the text")


@suite.case("openai: the demo provider calls tools")
def tools(rig: SdkRig) -> None:
    client = rig.openai()
    answer = client.chat.completions.create(model="demo-tools", messages=HELLO, tools=[WEATHER])
    calls: Any = answer.choices[0].message.tool_calls
    expect(calls, "no tool call")
    call = calls[0]
    equal(call.function.name, "get_weather", "the tool")
    json.loads(call.function.arguments)
    equal(answer.choices[0].finish_reason, "tool_calls", "finish reason")
    chunks = list(client.chat.completions.create(model="demo-tools", messages=HELLO, tools=[WEATHER], stream=True))
    pieces = [piece for c in chunks for piece in (c.choices[0].delta.tool_calls or [])]
    json.loads("".join((piece.function.arguments or "") for piece in pieces if piece.function))


@suite.case("openai: embeddings come as floats and as base64")
def embeddings(rig: SdkRig) -> None:
    create = rig.openai().embeddings.create
    equal(create(model="origin/e", input="x").data[0].embedding, VECTOR, "from base64")
    equal(create(model="origin/e", input="x", encoding_format="float").data[0].embedding, VECTOR, "from floats")
    plain: Any = create(model="origin/e", input="x", encoding_format="base64")
    expect(isinstance(plain.data[0].embedding, str), "base64 was asked for, text is wanted")


@suite.case("openai: a response is answered and streamed")
def responses(rig: SdkRig) -> None:
    client = rig.openai()
    equal(client.responses.create(model="origin/r", input="hello").output_text, "".join(WORDS), "the text")
    events = list(client.responses.create(model="origin/r", input="hello", stream=True))
    deltas = [e.delta for e in events if e.type == "response.output_text.delta"]
    equal("".join(deltas), "".join(WORDS), "the streamed text")
    equal(events[-1].type, "response.completed", "the last event")


@suite.case("openai: the answer's head tells request id, attempts and target")
def raw_headers(rig: SdkRig) -> None:
    raw = rig.openai().chat.completions.with_raw_response.create(model="origin/gpt-made", messages=HELLO)
    request_id = raw.headers.get("x-request-id", "")
    expect(request_id.startswith("req_") and len(request_id) == 30, f"x-request-id is {request_id!r}")
    equal(raw.headers.get("x-weir-attempts"), "1", "x-weir-attempts")
    expect("origin" in raw.headers.get("x-weir-target", ""), "x-weir-target does not name the provider")
    equal(raw.parse()._request_id, request_id, "the id the SDK shows")
    equal(rig.gateway.line(request_id)["http.response.status_code"], 200, "status in the log line")


@suite.case("openai: the models are those the key may use")
def models(rig: SdkRig) -> None:
    everything = {model.id for model in rig.openai().models.list()}
    expect({"demo-chat", "demo-tools"} <= everything, f"the demo models are missing: {sorted(everything)}")
    allowed = {model.id for model in rig.openai(rig.demo_key).models.list()}
    equal(allowed, {"demo-chat", "demo-tools"}, "models of the limited key")
    equal(rig.openai().models.retrieve("demo-chat").id, "demo-chat", "one model")


@suite.case("openai: a client that leaves a stream ends the provider's within a second")
def cancel(rig: SdkRig) -> None:
    before = len(rig.upstream.departures)
    made = rig.openai().chat.completions.create(model="origin/endless", messages=HELLO, stream=True)
    next(iter(made))
    made.close()
    eventually(lambda: len(rig.upstream.departures) > before, "the provider still streams", seconds=1)


@suite.case("openai: a cancelled task ends the provider's stream within a second")
def cancel_async(rig: SdkRig) -> None:
    async def talk() -> None:
        async with rig.async_openai() as client:
            made = await client.chat.completions.create(model="origin/endless", messages=HELLO, stream=True)

            async def read() -> None:
                async for _ in made:
                    pass

            task = asyncio.create_task(read())
            await asyncio.sleep(0.2)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    before = len(rig.upstream.departures)
    asyncio.run(talk())
    eventually(lambda: len(rig.upstream.departures) > before, "the provider still streams", seconds=1)
