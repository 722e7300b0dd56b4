"""What the API does to the data plane, and how it keeps two writers apart."""

from __future__ import annotations

import concurrent.futures

from ..rig.tally import Suite, equal, eventually, expect
from ..rig.wire import ask, bearer
from .rig import AdminRig

suite: Suite[AdminRig] = Suite()

KEYS = "/api/v1/keys"
AT_ONCE_SECONDS = 1.0


def models(rig: AdminRig, token: str) -> int:
    """The status a client key gets on the data plane."""
    return ask(rig.gateway.port, "GET", "/v1/models", bearer(token)).status


@suite.case("a key that is made works within a second, one that is revoked or whose organisation is off does not")
def effect(rig: AdminRig) -> None:
    org = rig.make("/api/v1/organisations", {"name": "effect"})
    made = rig.make(KEYS, {"name": "effect", "organisation": org["id"]})
    eventually(lambda: models(rig, made["token"]) == 200, "the key is not taken", AT_ONCE_SECONDS)
    equal(rig.call("POST", f"/api/v1/organisations/{org['id']}:disable").status, 200, "disable")
    eventually(lambda: models(rig, made["token"]) == 401, "a disabled organisation's key works", AT_ONCE_SECONDS)
    equal(rig.call("POST", f"/api/v1/organisations/{org['id']}:enable").status, 200, "enable")
    eventually(lambda: models(rig, made["token"]) == 200, "the key is not taken again", AT_ONCE_SECONDS)
    fresh = rig.call("POST", f"{KEYS}/{made['id']}:rotate", {}).json()["token"]
    eventually(lambda: models(rig, made["token"]) == 401, "the old token works", AT_ONCE_SECONDS)
    equal(models(rig, fresh), 200, "the new token")
    equal(rig.call("POST", f"{KEYS}/{made['id']}:revoke").status, 200, "revoke")
    eventually(lambda: models(rig, fresh) == 401, "a revoked key works", AT_ONCE_SECONDS)
    equal(models(rig, rig.token), 401, "an admin token on the data plane")


@suite.case("of 20 changes of one version at once one is done; of 20 requests with one idempotency key one too")
def races(rig: AdminRig) -> None:
    made = rig.make(KEYS, {"name": "race"})
    path = f"{KEYS}/{made['id']}"
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        changes = list(
            pool.map(lambda n: rig.call("PATCH", path, {"max_concurrent": n}, if_match='"1"').status, range(1, 21))
        )
        answers = list(
            pool.map(lambda n: rig.call("POST", KEYS, {"name": "once"}, idempotency_key="once"), range(20))
        )
    equal((changes.count(200), changes.count(412)), (1, 19), "changes")
    bodies = {answer.body for answer in answers if answer.status == 201}
    equal(len(bodies), 1, "keys made")
    expect(all(answer.status in (201, 409) for answer in answers), "another answer")


@suite.case("an answer to an idempotency key outlives a restart, and its token lies nowhere in clear")
def remembered(rig: AdminRig) -> None:
    first = rig.call("POST", KEYS, {"name": "kept"}, idempotency_key="kept")
    token = str(first.json()["token"])
    equal(rig.gateway.stop(), 0, "exit status")
    files = [path for path in rig.gateway.data.rglob("*") if path.is_file()]
    expect(all(token.encode() not in path.read_bytes() for path in files), "the token is in a file")
    rig.gateway.start()
    again = rig.call("POST", KEYS, {"name": "kept"}, idempotency_key="kept")
    equal((again.status, again.body), (201, first.body), "the answer after a restart")


@suite.case("an administrator of one organisation sees nothing of another's")
def tenants(rig: AdminRig) -> None:
    mine, theirs = (rig.make("/api/v1/organisations", {"name": name}) for name in ("mine", "theirs"))
    token = rig.make(KEYS, {"name": "tenant", "kind": "adm", "role": "admin", "organisation": mine["id"]})["token"]
    other = rig.make(KEYS, {"name": "theirs-1", "organisation": theirs["id"]})
    eventually(lambda: rig.call("GET", "/api/v1/whoami", token=token).status == 200, "not taken", AT_ONCE_SECONDS)
    for path in (f"{KEYS}/{other['id']}", f"/api/v1/organisations/{theirs['id']}"):
        equal(rig.call("GET", path, token=token).status, 404, path)
    for path in ("/api/v1/status", "/api/v1/audit", "/api/v1/credentials", "/api/v1/config"):
        equal(rig.call("GET", path, token=token).status, 403, path)
    listed = rig.call("GET", f"{KEYS}?limit=200", token=token).json()["data"]
    equal([one["name"] for one in listed], ["tenant"], "the keys it sees")
