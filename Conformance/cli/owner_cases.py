"""Who asked: the organisation, the team and the user in every record, and keys that are given to somebody else."""

from __future__ import annotations

import json

from ..rig.gateway import Gateway
from ..rig.history import committed
from ..rig.tally import Suite, equal, eventually
from ..rig.wire import Stream, chat
from .rig import CHAT, CliRig, refused, says, talk

suite: Suite[CliRig] = Suite()

Who = tuple[str | None, str | None, str | None]


def made(gateway: Gateway, *arguments: str) -> str:
    """Makes an organisation, a team or a user; its id."""
    return str(json.loads(gateway.output(*arguments, "--json"))["id"])


def peopled(gateway: Gateway) -> tuple[str, str, str]:
    """An organisation with a team with a user; their ids."""
    org = made(gateway, "orgs", "create", "--name", "acme")
    team = made(gateway, "teams", "create", "--name", "search", "--org", "acme")
    return org, team, made(gateway, "users", "create", "--name", "ann", "--team", "search")


def told_by_line(gateway: Gateway, request_id: str) -> Who:
    """Who asked, as the log line says."""
    line = gateway.line(request_id)
    return line.get("weir.organisation.id"), line.get("weir.team.id"), line.get("weir.user.id")


def told_by_row(gateway: Gateway, request_id: str) -> Who:
    """Who asked, as the history says."""
    row = json.loads(gateway.output("logs", "show", request_id, "--json"))
    return row["organisation_id"], row["team_id"], row["user_id"]


def becomes(gateway: Gateway, key: str, wanted: int, model: str = "demo-chat") -> None:
    """Fails the running case unless the key is soon answered `wanted`."""
    eventually(lambda: talk(gateway, key, model).status == wanted, f"status is not {wanted}", 2.0)


@suite.case("who asked: line and row say so by id, queries find it, figures tell it apart")
def recorded(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        org, team, user = peopled(gateway)
        keys = {
            (org, team, user): gateway.create_key("hers", "--user", "ann"),
            (org, team, None): gateway.create_key("theirs", "--team", "search"),
            (org, None, None): gateway.create_key("its", "--org", "acme"),
            (None, None, None): gateway.create_key("nobodys"),
        }
        gateway.start()
        ids = {talk(gateway, key, x_weir_user=user).request_id: who for who, key in keys.items()}
        eventually(lambda: set(ids) <= committed(gateway.data), "the rows are not stored")
        for request_id, who in ids.items():
            equal((told_by_line(gateway, request_id), told_by_row(gateway, request_id)), (who, who), "who asked")
        for query, count in (
            (f"organisation:{org}", 3),
            (f"team:{team}", 2),
            (f"user:{user}", 1),
            ("time:-1h -has:organisation", 1),
            (f"end_user:{user}", 4),
            ("user:ann", 0),
        ):
            equal(len(gateway.output("logs", "search", query, "--json").splitlines()), count, query)
        figures = json.loads(gateway.output("logs", "stats", "--by", "organisation,team", "--json"))
        told = {(group["organisation"], group["team"]): group["requests"] for group in figures["groups"]}
        equal(told, {(org, team): 2, (org, None): 1, (None, None): 1}, "figures")
        says(gateway.output("logs", "show", next(iter(ids))), [f"organisation {org}", f"team {team}", f"user {user}"])


@suite.case("who asked: killed on the way, the exchange still says so")
def recovered(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        who = peopled(gateway)
        key = gateway.create_key("hers", "--user", "ann")
        gateway.start()
        stream = Stream(gateway.port, CHAT, key, chat("demo-slow?ttft=0.1&tps=5&tokens=500", stream=True))
        next(stream.events())
        gateway.kill()
        gateway.start()
        (request_id,) = committed(gateway.data)
        row = json.loads(gateway.output("logs", "show", request_id, "--json"))
        equal((row["outcome"], told_by_row(gateway, request_id)), ("gateway_crashed", who), "the row")
        equal(told_by_line(gateway, request_id), who, "the line")


@suite.case("keys set: a key is given to somebody else and bound anew at once, beside the running server")
def given(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        org, team, user = peopled(gateway)
        key = gateway.create_key("app", "--user", "ann")
        gateway.start()
        change = ["--team", "acme/search", "--models", "demo-chat", "--providers", "demo", "--max-concurrent", "3"]
        told = json.loads(gateway.output("keys", "set", "app", *change, "--json"))
        equal((told["organisation"], told["team"], told["user"]), (org, team, None), "whom it belongs to")
        equal((told["models"], told["providers"], told["max_concurrent"]), (["demo-chat"], ["demo"], 3), "its bounds")
        says(gateway.output("keys", "list"), ["OWNER", "acme/search"])
        becomes(gateway, key, 403, "demo-echo")
        request_id = talk(gateway, key).request_id
        eventually(lambda: request_id in committed(gateway.data), "the row is not stored")
        equal(told_by_row(gateway, request_id), (org, team, None), "who asked")
        gateway.output("keys", "set", "app", "--providers", "nowhere", "--models", "any")
        becomes(gateway, key, 403)
        gateway.output("keys", "set", "app", "--providers", "any", "--nobody", "--expires-days", "9")
        becomes(gateway, key, 200)
        says(gateway.output("audit", "--json"), [f'"user_id_before":"{user}"', f'"team_id_before":"{team}"'])
        for options, word in (
            (["--org", "acme", "--team", "search"], "one of"),
            (["--nobody", "--org", "acme"], "one of"),
            (["--max-concurrent", "0"], "--max-concurrent"),
            (["--expires-days", "soon"], "--expires-days"),
            (["--models", "a,,b"], "--models"),
            (["--endpoints", "v1"], "begins with /"),
        ):
            refused(gateway.run("keys", "set", "app", *options), 64, word)
        refused(gateway.run("keys", "set", "app", "--team", "none"), 1, "none")
        gateway.create_key("root", "--kind", "admin")
        refused(gateway.run("keys", "set", "root", "--org", "acme"), 1, "admin key")
