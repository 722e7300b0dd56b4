"""Tokens in place of keys: signed by PyJWT, shown by the official SDKs, checked with keys fetched over TLS."""

from __future__ import annotations

import json
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from openai import AuthenticationError, OpenAI

from ..rig.certificate import make_certificate
from ..rig.gateway import Gateway
from ..rig.tally import Suite, equal, eventually, expect
from ..rig.wire import chat, post
from .rig import SdkRig

suite: Suite[SdkRig] = Suite()

ISSUER = "https://id.example/"
SECRET = "a-shared-thing-of-more-than-32-bytes-0123456789"
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]


class Issuer:
    """An issuer that publishes its keys on a loopback port."""

    def __init__(self, gateway: Gateway) -> None:
        """Makes keys of every kind and begins to publish them."""
        self.keys: dict[str, Any] = {
            "RS256": rsa.generate_private_key(public_exponent=65537, key_size=2048),
            "PS256": rsa.generate_private_key(public_exponent=65537, key_size=3072),
            "ES256": ec.generate_private_key(ec.SECP256R1()),
            "EdDSA": ed25519.Ed25519PrivateKey.generate(),
        }
        self.certificate, key = gateway.home / "issuer.pem", gateway.home / "issuer-key.pem"
        make_certificate(self.certificate, key)
        issuer = self

        class Page(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = issuer.document.encode()
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"https://localhost:{self._server.server_port}/jwks"

    @property
    def document(self) -> str:
        """The published keys."""
        keys = []
        for name, key in self.keys.items():
            algorithm = jwt.get_algorithm_by_name(name)
            keys.append({**algorithm.to_jwk(key.public_key(), as_dict=True), "kid": name, "alg": name, "use": "sig"})
        return json.dumps({"keys": keys})

    def token(self, algorithm: str = "ES256", subject: str = "auth0|ann", **claims: object) -> str:
        """A token that is good but for `claims`."""
        now = int(time.time())
        all_claims = {"iss": ISSUER, "aud": "weir", "sub": subject, "iat": now, "exp": now + 600, **claims}
        return jwt.encode(all_claims, self.keys[algorithm], algorithm, headers={"kid": algorithm})

    def close(self) -> None:
        """Stops publishing."""
        self._server.shutdown()
        self._server.server_close()


class TokenGateway:
    """A gateway that believes the issuer, with users ann and off and a team for everybody else of `open`."""

    def __init__(self, rig: SdkRig) -> None:
        """Makes the principals and starts the gateway."""
        self.gateway = Gateway(rig.gateway.weir)
        self.issuer = Issuer(self.gateway)
        try:
            terms = {"issuer": ISSUER, "audiences": ["weir"], "algorithms": ALGORITHMS, "org": "acme"}
            published = {"keys_url": self.issuer.url, "ca_file": str(self.issuer.certificate), "allow_private": True}
            shared = {"issuer": "https://shared.example/", "audiences": ["weir"], "secret": "${SHARED_THING}"}
            self.gateway.environment["SHARED_THING"] = SECRET
            self.gateway.settings["issuers"] = {
                "idp": {**terms, **published},
                "open": {**shared, "team": "acme/guests", "unknown_users": "team", "models_claim": "models"},
            }
            self.gateway.write_settings()
            make = self.gateway.output
            make("orgs", "create", "--name", "acme")
            make("teams", "create", "--name", "search", "--org", "acme")
            make("teams", "create", "--name", "guests", "--org", "acme", "--models", "demo-*")
            for name in ("ann", "off"):
                words = ["--team", "search", "--issuer", "idp", "--subject", f"auth0|{name}"]
                make("users", "create", "--name", name, *words)
            self.gateway.start()
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> TokenGateway:
        return self

    def __exit__(self, *_: object) -> None:
        self.issuer.close()
        self.gateway.__exit__(None, None, None)

    def status(self, token: str, model: str = "demo-chat") -> int:
        """The status of a chat with this credential."""
        return post(self.gateway.port, "/v1/chat/completions", token, chat(model)).status

    def shared(self, models: object, subject: str = "guest-7") -> str:
        """A token of the issuer that shares a secret."""
        now = int(time.time())
        claims = {"iss": "https://shared.example/", "aud": "weir", "sub": subject, "exp": now + 60, "models": models}
        return jwt.encode(claims, SECRET, "HS256")


@suite.case("tokens: the OpenAI SDK is served with a token of every algorithm as its api_key")
def every_algorithm(rig: SdkRig) -> None:
    with TokenGateway(rig) as tokens:
        for algorithm in ALGORITHMS:
            key = tokens.issuer.token(algorithm)
            client = OpenAI(base_url=f"http://127.0.0.1:{tokens.gateway.port}/v1", api_key=key, max_retries=0)
            answer = client.chat.completions.create(model="demo-chat", messages=[{"role": "user", "content": "hi"}])
            expect(bool(answer.choices[0].message.content), f"{algorithm}: no answer")
        answer = post(tokens.gateway.port, "/v1/chat/completions", tokens.issuer.token(), chat("demo-chat"))
        line = tokens.gateway.line(answer.request_id)
        equal(line["weir.auth.method"], "jwt", "method in the log")
        metrics = tokens.gateway.admin("/metrics").body.decode()
        expect('weir_issuer_keys{issuer="idp"} 4' in metrics, "four keys are not told")
        expect('weir_issuer_key_fetches_total{issuer="idp",result="ok"} 1' in metrics, "one fetch is not told")
        expect('weir_auth_attempts_total{method="jwt",result="ok"} 5' in metrics, "five attempts are not told")


@suite.case("tokens: what is not good is an AuthenticationError, and a disabled user is out within a second")
def refusals(rig: SdkRig) -> None:
    with TokenGateway(rig) as tokens:
        issuer = tokens.issuer
        bad = [
            issuer.token(exp=int(time.time()) - 3600),
            issuer.token(aud="other"),
            issuer.token(iss="https://evil.example/"),
            issuer.token(subject="nobody"),
            jwt.encode({"iss": ISSUER, "aud": "weir", "sub": "auth0|ann"}, None, "none"),
            tokens.shared([]),
            tokens.shared(["demo-*"])[:-2],
        ]
        for key in bad:
            client = OpenAI(base_url=f"http://127.0.0.1:{tokens.gateway.port}/v1", api_key=key, max_retries=0)
            try:
                client.models.list()
            except AuthenticationError:
                continue
            expect(False, "a bad token is served")
        good = issuer.token(subject="auth0|off")
        equal(tokens.status(good), 200, "status before")
        tokens.gateway.output("users", "disable", "off")
        eventually(lambda: tokens.status(good) == 401, "a disabled user is still served", seconds=1.5)
        equal(tokens.status(issuer.token()), 200, "status of another user")


@suite.case("tokens: guests act as members of the team, and a claim narrows what they may use")
def guests(rig: SdkRig) -> None:
    with TokenGateway(rig) as tokens:
        equal(tokens.status(tokens.shared(["*"])), 200, "a model of the team")
        equal(tokens.status(tokens.shared(["demo-tools"])), 403, "a model the token is not for")
        token = tokens.shared("demo-chat")
        answer = post(tokens.gateway.port, "/v1/chat/completions", token, chat("demo-chat"))
        equal(answer.status, 200, "the one model the token is for")
        key = str(tokens.gateway.line(answer.request_id)["weir.key.id"])
        expect(key.startswith("jwt_") and "guest" not in key, f"key id {key}")


@suite.case("tokens: a new signing key is found, and the old one is gone with its document")
def rotation(rig: SdkRig) -> None:
    with TokenGateway(rig) as tokens:
        issuer = tokens.issuer
        old = issuer.token("ES256")
        issuer.keys["ES256"] = ec.generate_private_key(ec.SECP256R1())
        # the first fetch finds the new key; what the old one signed is refused
        equal(tokens.status(issuer.token("ES256")), 200, "status with the new key")
        equal(tokens.status(old), 401, "status with the old key")
