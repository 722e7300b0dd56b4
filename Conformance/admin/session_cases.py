"""Logging in: cookies, forged requests, and guessing."""

from __future__ import annotations

import time

from ..rig.tally import Suite, equal, expect, note
from ..rig.wire import Answer, ask
from .rig import PASSWORD, AdminRig

suite: Suite[AdminRig] = Suite()

SESSIONS = "/api/v1/sessions"


def login(rig: AdminRig, name: str, password: str) -> Answer:
    """One login."""
    return rig.call("POST", SESSIONS, {"name": name, "password": password}, cookie="theme=dark")


@suite.case("a session by cookie changes things only with its word and from this server, and ends")
def life(rig: AdminRig) -> None:
    answer = login(rig, "ann", PASSWORD)
    equal(answer.status, 201, "login")
    cookie = answer.header("set-cookie").split(";")[0]
    expect(all(word in answer.header("set-cookie") for word in ("HttpOnly", "SameSite=Strict", "Path=/")), "cookie")
    word, key = answer.json()["csrf_token"], {"name": "by-cookie"}
    path = "/api/v1/keys"
    equal(rig.call("GET", path, cookie=cookie).status, 200, "read")
    equal(rig.call("POST", path, key, cookie=cookie).status, 403, "without the word")
    equal(rig.call("POST", path, key, cookie=cookie, x_weir_csrf=word).status, 403, "from nowhere")
    foreign = "https://evil.example"
    equal(rig.call("POST", path, key, cookie=cookie, x_weir_csrf=word, origin=foreign).status, 403, "from elsewhere")
    equal(rig.call("POST", path, key, cookie=cookie, x_weir_csrf=word, origin=rig.url()).status, 201, "from here")
    told = ask(rig.gateway.port, "GET", "/v1/models", {"cookie": cookie})
    equal(told.status, 401, "the data plane")
    gone = rig.call("DELETE", f"{SESSIONS}/current", cookie=cookie, x_weir_csrf=word, sec_fetch_site="same-origin")
    equal(gone.status, 204, "logout")
    equal(rig.call("GET", path, cookie=cookie).status, 401, "afterwards")


@suite.case("an unknown account and a wrong password are answered alike, take as long, and not often")
def guessing(rig: AdminRig) -> None:
    times: dict[str, float] = {}
    bodies = []
    # One login of this address is gone already; four more are taken in its minute.
    for name in ("ann", "nobody", "ann", "nobody"):
        started = time.monotonic()
        answer = login(rig, name, "wrong password")
        times[name] = time.monotonic() - started
        equal(answer.status, 401, "a wrong login")
        bodies.append({key: value for key, value in answer.json().items() if key not in ("request_id", "instance")})
    expect(all(body == bodies[0] for body in bodies), "the answers differ")
    note(f"a wrong password took {times['ann']:.3f} s, an unknown account {times['nobody']:.3f} s")
    expect(max(times.values()) < 2 * min(times.values()) + 0.05, f"the times differ: {times}")
    limited = login(rig, "ann", PASSWORD)
    equal(limited.status, 429, "the sixth login of the minute")
    expect(1 <= int(limited.header("retry-after")) <= 60, "retry-after")
