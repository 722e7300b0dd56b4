"""What a configuration depends on beside its file: certificates, stored keys, issuers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time

from ..options import Options
from ..rig.certificate import make_certificate
from ..rig.gateway import Gateway
from ..rig.settings import openai
from ..rig.tally import Tally, equal, eventually, expect
from ..rig.upstream import Upstream
from ..rig.wire import bearer, chat, post
from .races import is_refused, metric

SECRET = "forty-two-letters-of-a-secret-for-HS256-only"
TAKEN_SECONDS, TAKEN_AGAIN_SECONDS = 15.0, 25.0


def run(tally: Tally, options: Options) -> None:
    """Each begins with a good file and a running program."""
    with Upstream() as upstream, Gateway(options.weir, {"own": openai(upstream.port, models=["own-*"])}) as gateway:
        key = gateway.create_key("outside")
        gateway.environment["WEIR_ADMIN_TOKEN"] = gateway.create_key("root", "--kind", "admin")
        gateway.start()
        with tally.case("outside: what is refused for a missing certificate is taken when it is there"):
            certificate(gateway)
        with tally.case("outside: a stored key counts and ends though the file is broken"):
            stored_key(gateway, key)
        gateway.write_settings()
        with tally.case("outside: an issuer comes, changes its secret and goes without a restart"):
            issuer(gateway)
        with tally.case("outside: another bound of bad credentials holds from the reload on"):
            throttle(gateway)


def certificate(gateway: Gateway) -> None:
    """Names a certificate that is not there yet."""
    path = gateway.home / "late.pem"
    late = {**openai(1, models=["late-1"]), "ca_file": str(path)}
    place(gateway, {**gateway.settings, "providers": {**gateway.settings["providers"], "late": late}})
    eventually(lambda: is_refused(gateway), "the file is refused", TAKEN_SECONDS)
    refusals = metric(gateway, 'weir_config_reloads_total{result="invalid"}')
    make_certificate(path, gateway.home / "late.key")
    eventually(lambda: not is_refused(gateway), "it is taken by itself", TAKEN_AGAIN_SECONDS)
    equal(metric(gateway, 'weir_config_reloads_total{result="invalid"}'), refusals, "refusals that are told")
    gateway.write_settings()


def stored_key(gateway: Gateway, key: str) -> None:
    """Stores a key and removes it while nothing can be reloaded."""

    def status() -> int:
        return post(gateway.port, "/v1/chat/completions", key, chat("own-1")).status

    def seen() -> str:
        return post(gateway.port, "/v1/chat/completions", key, chat("status-500")).body.decode()

    gateway.config.write_text("providers: [", encoding="utf-8")
    eventually(lambda: is_refused(gateway), "the broken file is refused", TAKEN_SECONDS)
    equal(status(), 200, "status without a key, which a server of one's own does not need")
    whole = gateway.home / "whole.yaml"
    whole.write_text(json.dumps(gateway.settings), encoding="utf-8")
    words = ["--config", str(whole)]
    gateway.output("providers", "set-key", "own", *words, stdin="sk-first-of-the-house-0123456789\n")
    stored = next(word for word in gateway.output("providers", "list", *words).split() if word.startswith("cred_"))
    eventually(lambda: credential(gateway) == stored, "the key is in use", TAKEN_SECONDS)
    gateway.output("providers", "remove-key", stored, *words)
    eventually(lambda: credential(gateway) == "", "the key is in use no more", TAKEN_SECONDS)
    equal(status(), 200, "status")
    expect("sk-first" not in seen(), "the key is told to nobody")
    gateway.write_settings()
    eventually(lambda: not is_refused(gateway), "the good file is taken", TAKEN_AGAIN_SECONDS)


def credential(gateway: Gateway) -> str:
    """The id of the key that the target is asked with now."""
    status = gateway.admin("/api/v1/status", bearer(gateway.environment["WEIR_ADMIN_TOKEN"])).json()
    rows = status["targets"]
    return next((str(row.get("credential_id") or "") for row in rows if row["provider"] == "own"), "?")


def issuer(gateway: Gateway) -> None:
    """Believes an issuer for a while."""
    gateway.output("orgs", "create", "--name", "acme")
    gateway.output("teams", "create", "--name", "guests", "--org", "acme")
    secret = gateway.home / "secret"
    secret.write_text(SECRET, encoding="utf-8")
    secret.chmod(0o600)
    terms = {"issuer": "https://late.example/", "audiences": ["weir"], "secret": f"file:{secret}"}
    entry = {**terms, "team": "acme/guests", "unknown_users": "team"}
    token = signed(SECRET)

    def status(credential: str) -> int:
        return post(gateway.port, "/v1/chat/completions", credential, chat("own-1")).status

    equal(status(token), 401, "status before anybody believes it")
    place(gateway, {**gateway.settings, "issuers": {"late": entry}})
    eventually(lambda: status(token) == 200, "its tokens are believed", TAKEN_SECONDS)
    other = SECRET[::-1]
    secret.write_text(other, encoding="utf-8")
    gateway.signal(1)
    eventually(lambda: status(signed(other)) == 200, "tokens by the new secret are believed", TAKEN_SECONDS)
    equal(status(token), 401, "status by the old secret")
    place(gateway, {**gateway.settings, "issuers": {"late": {**entry, "team": "acme/nobody"}}})
    eventually(lambda: is_refused(gateway), "a team that is not there is refused", TAKEN_SECONDS)
    equal(status(signed(other)), 200, "status by the issuer in force")
    gateway.write_settings()
    eventually(lambda: status(signed(other)) == 401, "it is believed no more", TAKEN_SECONDS)


def throttle(gateway: Gateway) -> None:
    """Bounds bad credentials, then no more."""

    def status() -> int:
        return post(gateway.port, "/v1/chat/completions", "wr_nobody", chat("own-1")).status

    limits = {**gateway.settings["limits"], "failed_auths": 3}
    place(gateway, {**gateway.settings, "limits": limits})
    eventually(lambda: status() == 429, "it is told to wait", TAKEN_SECONDS)
    gateway.write_settings()
    eventually(lambda: status() == 401, "it is told to wait no more", TAKEN_SECONDS)


def place(gateway: Gateway, settings: object) -> None:
    """Puts another configuration into the file."""
    gateway.config.write_text(json.dumps(settings), encoding="utf-8")


def signed(secret: str) -> str:
    """A token for an hour."""

    def part(value: bytes) -> str:
        return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

    now = int(time.time())
    claims = {"iss": "https://late.example/", "aud": "weir", "sub": "guest-1", "iat": now, "exp": now + 3600}
    head = part(b'{"alg":"HS256","typ":"JWT"}') + "." + part(json.dumps(claims).encode())
    return head + "." + part(hmac.new(secret.encode(), head.encode(), hashlib.sha256).digest())
