"""Targets: routes as `weir check` shows them, where a request would go, and what an administrator sees and orders."""

from __future__ import annotations

import copy
import json
from typing import Any

from ..rig import settings
from ..rig.gateway import Gateway
from ..rig.tally import Suite, equal, eventually, expect
from ..rig.wire import ask, bearer
from .rig import CliRig, refused, says

suite: Suite[CliRig] = Suite()

ROUTES: settings.Settings = {
    "chat": {
        "targets": [
            {"provider": "second", "model": "other", "priority": 1},
            {"provider": "origin", "model": "gpt-4o", "weight": 3},
            {"provider": "demo", "model": "demo-chat"},
        ],
        "fallback_on": ["context_window"],
        "shadow": {"provider": "demo", "model": "demo-slow", "percent": 1},
    },
    "claude": {
        "targets": [{"provider": "origin", "model": "gpt-4o"}, {"provider": "demo", "model": "demo-chat"}],
        "hedge": {"after_seconds": 1.5},
    },
}
UPSTREAMS = "/api/v1/upstreams"


def routed(rig: CliRig) -> Gateway:
    """A gateway with routes; its first provider has two keys."""
    providers = rig.providers()
    providers["origin"]["keys"] = ["${PROVIDER_KEY}", "${SECOND_KEY}"]
    models = {"fast": {"provider": "origin", "model": "gpt-4o-mini"}}
    return rig.fresh(providers, models=models, routes=copy.deepcopy(ROUTES))


def explained(gateway: Gateway, *arguments: str) -> dict[str, Any]:
    """What `weir explain` says as JSON, whatever its exit status."""
    said: dict[str, Any] = json.loads(gateway.run("explain", *arguments, "--json").stdout)
    return said


@suite.case("check: the routes are listed with their targets in the order they are asked")
def check(rig: CliRig) -> None:
    with routed(rig) as gateway:
        lines = gateway.output("check").splitlines()
        equal(lines[0], "weir.yaml: good", "the first line")
        equal(
            [line.split()[:5] for line in lines[2:5]],
            [["chat", "0", "origin", "gpt-4o", "3"], ["0", "demo", "demo-chat", "1"], ["1", "second", "other", "1"]],
            "the targets of chat",
        )
        words = ["falls back on context_window too", "shadow: 1% to demo demo-slow", "hedge: after 1.5s"]
        says("\n".join(lines), words)
        gateway.settings["routes"]["chat"]["targets"][0]["provider"] = "sekond"
        gateway.write_settings()
        done = gateway.run("check")
        refused(done, 1, "routes.chat.targets[0].provider", 'did you mean "second"?')
        expect("ROUTE" not in done.stdout, "routes of a file that is refused are shown")


@suite.case("explain: says whose turn it is and who is passed over, without a server and without a call")
def explain(rig: CliRig) -> None:
    with routed(rig) as gateway:
        seen = len(rig.upstream.seen) + len(rig.second.seen)
        chat = explained(gateway, "chat")
        equal(
            [(one["turn"], one["upstream"], one["model"], one["share_percent"]) for one in chat["targets"]],
            [
                (1, "origin", "gpt-4o", 37),
                (1, "origin-2", "gpt-4o", 37),
                (1, "demo", "demo-chat", 25),
                (2, "second", "other", 100),
            ],
            "turns",
        )
        done = gateway.run("explain", "chat")
        says(done.stdout + done.stderr, ["chat is a route, weighted", "TURN", "no server was asked", "falls back on"])
        other = explained(gateway, "chat", "--surface", "anthropic")
        equal(
            [(one["turn"], one["passed_over"]) for one in other["targets"]],
            [(1, None), (None, "surface"), (None, "surface")],
            "turns of the other API",
        )
        for model, way in (("fast", "another name of origin"), ("gpt-4o", "a model of origin, by gpt-*")):
            says(gateway.output("explain", model), [way])
        refused(gateway.run("explain", "unheard-of"), 1, "no provider serves the model")
        refused(gateway.run("explain", "chat", "--surface", "gemini"), 1, "does not speak gemini")
        refused(gateway.run("explain", "chat", "--surface", "telnet"), 64, "--surface")
        equal(len(rig.upstream.seen) + len(rig.second.seen), seen, "requests the providers saw")


@suite.case("explain: a key may ask for the model or may not; its class is shown")
def explain_key(rig: CliRig) -> None:
    with routed(rig) as gateway:
        gateway.create_key("vip", "--models", "chat", "--priority", "critical")
        says(gateway.output("explain", "chat", "--key", "vip"), ["the key vip (critical) may ask for it"])
        refused(gateway.run("explain", "claude", "--key", "vip"), 1, "the key vip (critical) may not ask for it")
        refused(gateway.run("explain", "chat", "--key", "nobody"), 1, "the key nobody does not exist")


@suite.case("keys: the priority class is kept, shown and changed; others are refused")
def priority(rig: CliRig) -> None:
    with routed(rig) as gateway:
        equal(gateway.create_key_record("plain")["priority"], "default", "the class of a new key")
        equal(gateway.create_key_record("batch", "--priority", "sheddable")["priority"], "sheddable", "the class given")
        says(gateway.output("keys", "list"), ["PRIORITY", "sheddable"])
        says(gateway.output("keys", "set", "batch", "--priority", "critical"), ["priority        critical"])
        kept = json.loads(gateway.output("keys", "set", "batch", "--capture", "off", "--json"))
        equal((kept["priority"], kept["capture"]), ("critical", "off"), "both")
        refused(gateway.run("keys", "create", "--name", "a", "--priority", "royal"), 64, "--priority")
        refused(gateway.run("keys", "set", "batch"), 64, "give what is to be changed")


@suite.case("targets: listed with an admin token alone; whoever has none is told")
def listed(rig: CliRig) -> None:
    with routed(rig) as gateway:
        token = gateway.create_key("root", "--kind", "admin")
        refused(gateway.run("targets"), 1, "WEIR_ADMIN_TOKEN")
        gateway.environment["WEIR_ADMIN_TOKEN"] = token
        refused(gateway.run("targets"), 3, f"no server answers at 127.0.0.1:{gateway.admin_port}")
        gateway.start()
        says(gateway.output("targets"), ["UPSTREAM", "origin-2", "gpt-*", "demo-chat", "closed"])
        shown = json.loads(gateway.output("targets", "list", "--json"))
        expect({"origin", "origin-2", "second", "demo"} <= {one["upstream"] for one in shown}, "not listed")
        answer = ask(gateway.admin_port, "GET", UPSTREAMS, bearer(token)).json()["upstreams"]
        equal([one["upstream"] for one in answer], [one["upstream"] for one in shown], "the listener's list")
        gateway.environment["WEIR_ADMIN_TOKEN"] = gateway.create_key("app")
        refused(gateway.run("targets"), 1, "WEIR_ADMIN_TOKEN", "no admin token")
        file = gateway.home / "token"
        file.write_text(token + "\n", encoding="utf-8")
        gateway.output("targets", "--token-file", str(file))
        refused(gateway.run("targets", "--token-file", "nothing"), 1, "nothing", "does not exist")
        gateway.output("keys", "revoke", "root")


@suite.case("targets: an order to nobody is refused and written into the audit trail")
def nobody(rig: CliRig) -> None:
    with routed(rig) as gateway:
        record = gateway.create_key_record("root", "--kind", "admin")
        gateway.environment["WEIR_ADMIN_TOKEN"] = str(record["token"])
        gateway.start()
        for name in ("nobody", "a..b", "a b?model=c", "ü"):
            refused(gateway.run("targets", "isolate", name, "--model", "gpt&model=*"), 1, "no such upstream")
        trail = json.loads(gateway.output("audit", "--action", "target", "--json"))
        equal((len(trail), trail[0]["subject"]), (4, "nobody"), "entries and the first subject")
        equal({(one["actor"], one["action"]) for one in trail}, {(record["id"], "target.isolate")}, "who did what")
        equal({(one["result"], one["detail"]["model"]) for one in trail}, {("refused", "gpt&model=*")}, "what for")
        eventually(lambda: b"weir.audit.change" in bytes(gateway.stdout), "the log does not tell")
