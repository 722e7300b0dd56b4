"""Keys: the first start's, those made and revoked while the gateway runs."""

from __future__ import annotations

import json
import re

from ..rig.gateway import Gateway
from ..rig.tally import Suite, equal, eventually, expect
from ..rig.wire import Answer, chat, post
from .rig import SdkRig

suite: Suite[SdkRig] = Suite()


def talk(gateway: Gateway, key: str) -> Answer:
    """A chat with the demo provider."""
    return post(gateway.port, "/v1/chat/completions", key, chat("demo-chat"))


@suite.case("keys: the first start shows a client key and an admin token once, and the key works")
def first_start(rig: SdkRig) -> None:
    with Gateway(rig.gateway.weir) as gateway:
        gateway.start()
        shown = gateway.stderr.decode()
        client = re.findall(r"client key\s+(wr_live_\w+)", shown)
        admin = re.findall(r"admin token\s+(wr_adm_\w+)", shown)
        equal((len(client), len(admin)), (1, 1), "client keys and admin tokens shown")
        equal(talk(gateway, client[0]).status, 200, "status with the client key")
        equal(talk(gateway, admin[0]).status, 401, "status with the admin token on the data plane")
        gateway.stop()
        gateway.stderr.clear()
        gateway.start()
        expect("wr_live_" not in gateway.stderr.decode(), "the second start shows a client key again")
        equal(talk(gateway, client[0]).status, 200, "status after the restart")


@suite.case("keys: a running gateway takes new, rotated and revoked keys within a second")
def live_changes(rig: SdkRig) -> None:
    made = rig.gateway.create_key_record("live")
    key, name = str(made["token"]), str(made["id"])
    eventually(lambda: talk(rig.gateway, key).status == 200, "the new key is not taken", seconds=1.5)
    rotated = json.loads(rig.gateway.output("keys", "rotate", name, "--json"))["token"]
    eventually(lambda: talk(rig.gateway, rotated).status == 200, "the rotated key is not taken", seconds=1.5)
    eventually(lambda: talk(rig.gateway, key).status == 401, "the key before the rotation still works", seconds=1.5)
    rig.gateway.output("keys", "revoke", name)
    eventually(lambda: talk(rig.gateway, rotated).status == 401, "the revoked key still works", seconds=1.5)
