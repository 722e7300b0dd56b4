"""Where requests go: aliases, prefixes, the raw way, and requests that name no model."""

from __future__ import annotations

import json

from ..rig.tally import Suite, equal, expect
from ..rig.wire import ask, bearer, chat, post
from .rig import CHAT, PROVIDER_KEY, SECOND_KEY, CliRig, refused, talk

suite: Suite[CliRig] = Suite()

FILES = "/v1/files"


@suite.case("alias: the provider is asked for its own model, and nothing else in the body changes")
def alias(rig: CliRig) -> None:
    body = '{ "messages":[{"role":"user","content":"\\u0068ey"}],  "model" : "fast" ,"seed":1.50e1 }'
    answer = ask(rig.gateway.port, "POST", CHAT, {"content-type": "application/json", **bearer(rig.key)}, body.encode())
    equal((answer.status, answer.header("x-weir-target")), (200, "origin"), "status and target")
    equal(rig.upstream.seen[-1].body.decode(), body.replace('"fast"', '"gpt-4o-mini"'), "what the provider saw")
    listed = ask(rig.gateway.port, "GET", "/v1/models", bearer(rig.key)).json()["data"]
    expect({"fast", "other", "demo-chat"} <= {one["id"] for one in listed}, "not listed")
    line = rig.gateway.line(answer.request_id)
    equal(line["gen_ai.request.model"], "fast", "the model in the log line")


@suite.case("prefix: provider/model goes to that provider, the prefix cut off")
def prefix(rig: CliRig) -> None:
    answer = talk(rig.gateway, rig.key, "origin/gpt-4o")
    equal((answer.status, rig.upstream.seen[-1].model), (200, "gpt-4o"), "status and model")
    equal(talk(rig.gateway, rig.key, "second/other").header("x-weir-target"), "second", "target")
    for model in ("second/gpt-4o", "nobody/gpt-4o", "unheard-of", "second/"):
        answer = talk(rig.gateway, rig.key, model)
        equal((model, answer.status, answer.header("x-weir-error")), (model, 404, "unknown_model"), "answer")


@suite.case("upstream: the raw way reaches the named provider, with or without /v1, its body unchanged")
def raw(rig: CliRig) -> None:
    for place, server, key in (("origin", rig.upstream, PROVIDER_KEY), ("second", rig.second, SECOND_KEY)):
        for path in ("v1/chat/completions", "chat/completions"):
            answer = post(rig.gateway.port, f"/upstream/{place}/{path}?a=b%20c", rig.key, chat("whatever"))
            equal((answer.status, answer.header("x-weir-target")), (200, place), f"{place}/{path}")
            seen = server.seen[-1]
            equal((seen.path, seen.query, seen.model), (CHAT, "a=b%20c", "whatever"), "what the provider saw")
            equal(seen.headers["authorization"], f"Bearer {key}", "the credential it saw")
    answer = post(rig.gateway.port, "/upstream/nobody/v1/chat/completions", rig.key, chat("gpt-4o"))
    equal((answer.status, answer.header("x-weir-error")), (404, "no_route"), "an unknown provider")
    for path in ("/upstream", "/upstream/", "/upstream/origin", "/upstream/origin/../second/v1/models"):
        answer = ask(rig.gateway.port, "GET", path, bearer(rig.key))
        expect(answer.status in (400, 404), f"{path} is answered {answer.status}")


@suite.case("x-weir-provider: chooses who serves a request without a model, and is not sent on")
def header(rig: CliRig) -> None:
    for place, server in (("origin", rig.upstream), ("second", rig.second)):
        answer = post(rig.gateway.port, FILES, rig.key, {"a": 1}, x_weir_provider=place)
        equal((answer.status, answer.header("x-weir-target")), (200, place), place)
        equal(server.seen[-1].path, FILES, "path")
        told = [name for name in server.seen[-1].headers if name.startswith("x-weir-")]
        equal(told, [], "headers of weir's that were sent on")
    answer = post(rig.gateway.port, FILES, rig.key, {}, x_weir_provider="nobody")
    equal((answer.status, answer.header("x-weir-error")), (404, "no_route"), "an unknown provider")
    equal(
        talk(rig.gateway, rig.key, "gpt-4o", x_weir_provider="second").header("x-weir-target"), "origin", "with model"
    )


@suite.case("default_provider: serves requests without a model; without it the first provider does")
def default(rig: CliRig) -> None:
    answer = post(rig.gateway.port, FILES, rig.key, {"a": 1})
    equal((answer.status, answer.header("x-weir-target")), (200, "second"), "the default")
    with rig.fresh(rig.providers()) as gateway:
        key = gateway.create_key("a")
        gateway.start()
        equal(post(gateway.port, FILES, key, {}).header("x-weir-target"), "origin", "without a default")


@suite.case("configuration: an alias, default or model list that leads nowhere is refused with its place")
def nowhere(rig: CliRig) -> None:
    wrong: list[tuple[dict[str, object], str]] = [
        ({"models": {"fast": {"provider": "nobody", "model": "m"}}}, "models.fast.provider"),
        ({"default_provider": "nobody"}, "default_provider"),
        ({"models": {"fast": {"provider": "origin"}}}, "models.fast"),
    ]
    for more, place in wrong:
        with rig.fresh(rig.providers(), **more) as gateway:
            refused(gateway.run("check"), 1, place, "weir.yaml:")


@suite.case("surfaces: a provider of one dialect is not asked in the other")
def surfaces(rig: CliRig) -> None:
    answer = post(rig.gateway.port, "/v1/messages", rig.key, chat("gpt-4o", max_tokens=5))
    equal((answer.status, answer.header("x-weir-error")), (404, "no_route"), "messages to an OpenAI provider")
    equal(json.loads(answer.body)["type"], "error", "the dialect of the answer")
