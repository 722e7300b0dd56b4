"""The official SDKs, their own retries on, against every fault: one clean error or a clean answer, never a part."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from anthropic import Anthropic, AnthropicError
from openai import OpenAI, OpenAIError

from ..rig.gateway import Gateway
from ..rig.settings import Settings
from ..rig.tally import Suite, equal, expect, note
from .answers import FAULTS, TEXT
from .rig import OF_CREDENTIALS, ChaosRig

suite: Suite[ChaosRig] = Suite()

HELLO: Any = [{"role": "user", "content": "hi"}]
# One attempt and two repetitions; the SDK adds none of its own.
MOST_CALLS = 3
# A connection that had served before and died is replaced once in a request, free of charge.
DYING = ["no-head", "reset"]
# Of a plain answer that breaks off midway an SDK can be told nothing, so it tries again; as does who was told when.
TRIED_AGAIN = ["cut", "cut-reset", "long", "429", "429-text", "429-long", "quota"]
# Whole HTTP messages of status 200 whose content is wrong: the SDK's own reading finds it out and raises what it will.
MISREAD = ["cut-clean", "not-json", "html", "empty", "short", "long"]
WORKERS = 8
SDK_SECONDS = 30.0
# Half of the calls fail on purpose, and all models are one target: what is judged is each call, not the target's state.
# Waits are short, as the SDKs wait as long as they are told, and some of them much longer than anybody looks.
SETTINGS: Settings = {
    "breaker": {"consecutive_failures": 0, "failure_percent": 0, "quota_open_seconds": 1},
    "retry": {"longest_wait_seconds": 2, "budget_percent": 100, "budget_concurrent": 1000, "budget_per_second": 1000},
}
# What may be tried again by the rules of docs/resilience.md, and is good the second time.
REPEATABLE = ["500", "502", "503", "529", "429", "429-text", "no-head", "reset"]
# Heads of streams are held back until the first event, so that an error there is no answer yet.
REPEATABLE_STREAMS = [*REPEATABLE, "error-first"]


@dataclass
class Asked:
    """How one call of an SDK ended: with a text, an exception's name, or something that is neither."""

    model: str
    fault: str
    text: str = ""
    error: str = ""
    # True for an exception of the SDK's own kind, False for one that escaped from what it is built on.
    told: bool = True

    @property
    def clean(self) -> bool:
        """True for the whole text, or for an exception one can expect."""
        return (self.told or self.fault in MISREAD) if self.error else self.text == TEXT


Call = Callable[[int, str, str], str]


def openai_plain(port: int, key: str, model: str) -> str:
    """A plain answer on the OpenAI surface."""
    answer = openai_client(port, key).chat.completions.create(model=model, messages=HELLO)
    return answer.choices[0].message.content or ""


def openai_stream(port: int, key: str, model: str) -> str:
    """A stream on the OpenAI surface."""
    stream = openai_client(port, key).chat.completions.create(model=model, messages=HELLO, stream=True)
    return "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)


def anthropic_plain(port: int, key: str, model: str) -> str:
    """A plain answer on the Anthropic surface."""
    answer = anthropic_client(port, key).messages.create(model=model, max_tokens=8, messages=HELLO)
    return "".join(block.text for block in answer.content if block.type == "text")


def anthropic_stream(port: int, key: str, model: str) -> str:
    """A stream on the Anthropic surface."""
    with anthropic_client(port, key).messages.stream(model=model, max_tokens=8, messages=HELLO) as stream:
        return "".join(stream.text_stream)


def openai_client(port: int, key: str) -> OpenAI:
    """A client as its users make it: two retries."""
    return OpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key=key, timeout=SDK_SECONDS)


def anthropic_client(port: int, key: str) -> Anthropic:
    """A client as its users make it: two retries."""
    return Anthropic(base_url=f"http://127.0.0.1:{port}", api_key=key, timeout=SDK_SECONDS)


CALLS: dict[str, tuple[str, Call]] = {
    "openai": ("chaos", openai_plain),
    "openai-stream": ("chaos", openai_stream),
    "anthropic": ("claude", anthropic_plain),
    "anthropic-stream": ("claude", anthropic_stream),
}


def ask_all(rig: ChaosRig, gateway: Gateway, key: str, faults: list[str], times: int) -> list[Asked]:
    """One call of each SDK and form against each fault, each with a model of its own that fails so many times."""

    def one(case: tuple[str, str]) -> Asked:
        name, fault = case
        provider, call = CALLS[name]
        asked = Asked(f"{name}-{fault}-{times}", fault)
        behind = f"-{fault}" if fault in OF_CREDENTIALS else ""
        try:
            asked.text = call(gateway.port, key, f"{provider}{behind}/{asked.model}")
        except Exception as error:  # which one it is may differ; that there is one is judged
            asked.error = type(error).__name__
            asked.told = isinstance(error, (OpenAIError, AnthropicError))
        return asked

    cases = [(name, fault) for name in CALLS for fault in faults]
    for name, fault in cases:
        rig.chaos.plan(f"{name}-{fault}-{times}", fault, times=times)
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(one, cases))


def calls_of(rig: ChaosRig, asked: list[Asked]) -> dict[str, int]:
    """How many calls upstream each call of an SDK cost."""
    return {one.model: len(rig.chaos.counted(one.model).arrivals) for one in asked}


def requests_of(gateway: Gateway, asked: list[Asked]) -> dict[str, int]:
    """How many requests the gateway got for each call of an SDK."""
    counts = {one.model: 0 for one in asked}
    for line in gateway.requests():
        model = str(line.get("gen_ai.request.model", "")).rpartition("/")[2]
        if model in counts:
            counts[model] += 1
    return counts


@suite.case("sdk: every fault is one clean error or a clean answer, 3 attempts at most, no retry of the SDK's")
def every_fault(rig: ChaosRig) -> None:
    with rig.gateway(**SETTINGS) as gateway:
        key = gateway.create_key("sdk")
        gateway.start()
        asked = ask_all(rig, gateway, key, FAULTS, -1)
        gateway.stop()
        calls, requests = calls_of(rig, asked), requests_of(gateway, asked)
    misread = [one for one in asked if one.error and not one.told]
    note(
        f"chaos: sdk: {len(asked)} calls of the SDKs, {sum(not one.error for one in asked)} answers, "
        f"{sum(bool(one.error) for one in asked)} errors, {len(misread)} of them of the SDK's reading; "
        f"{sum(requests.values())} requests, {sum(calls.values())} calls upstream"
    )
    unclean = [f"{one.model}: {one.error or repr(one.text[:40])}" for one in asked if not one.clean]
    equal(unclean, [], "neither a clean answer nor a clean error")
    bounds = {one.model: MOST_CALLS + (1 if one.fault in DYING else 0) for one in asked}
    equal({model: n for model, n in calls.items() if n > bounds[model]}, {}, "calls upstream beyond the bound")
    again = {one.model: requests[one.model] for one in asked if one.fault not in TRIED_AGAIN}
    equal({model: n for model, n in again.items() if n != 1}, {}, "calls that the SDK tried again by itself")


@suite.case("sdk: what fails once and may be tried again is a clean answer, with two calls upstream")
def once(rig: ChaosRig) -> None:
    with rig.gateway(**SETTINGS) as gateway:
        key = gateway.create_key("sdk")
        gateway.start()
        asked = ask_all(rig, gateway, key, REPEATABLE_STREAMS, 1)
        gateway.stop()
        calls, requests = calls_of(rig, asked), requests_of(gateway, asked)
    good = {one.model: one.error for one in asked if one.text != TEXT}
    equal(good, {}, "calls without an answer")
    equal({model: n for model, n in calls.items() if n != 2}, {}, "calls upstream other than 2")
    equal({model: n for model, n in requests.items() if n != 1}, {}, "requests other than 1")
