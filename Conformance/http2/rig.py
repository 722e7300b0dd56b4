"""Two gateways, one plain and one with TLS, in front of one provider."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from ..options import Options
from ..rig import settings
from ..rig.certificate import make_certificate
from ..rig.gateway import Gateway
from ..rig.upstream import Upstream

PROVIDER_KEY = "sk-conformance-http2-key-0001"
WRITTEN = "%{http_version} %{response_code} %{num_connects}\n"


class Curled:
    """What curl got."""

    def __init__(self, done: subprocess.CompletedProcess[bytes]) -> None:
        """Splits the body from the line curl writes behind it."""
        self.exit = done.returncode
        body, _, last = done.stdout.rstrip(b"\n").rpartition(b"\n")
        self.body = body
        self.version, self.status, self.connects = (last.decode().split() + ["", "", ""])[:3]
        self.errors = done.stderr.decode("utf-8", "replace")


class Http2Rig:
    """Everything a case of this part needs."""

    def __init__(self, options: Options, upstream: Upstream, home: Path) -> None:
        """Makes a certificate, starts both gateways."""
        self.upstream, self.home = upstream, home
        self.certificate, key_file = home / "certificate.pem", home / "key.pem"
        make_certificate(self.certificate, key_file)
        tls = {"tls": {"certificate_file": str(self.certificate), "key_file": str(key_file)}}
        self.plain = self._gateway(options, None)
        self.secure = self._gateway(options, tls)
        self.keys = {gateway.port: gateway.create_key("http2") for gateway in (self.plain, self.secure)}

    def _gateway(self, options: Options, listener: settings.Settings | None) -> Gateway:
        providers = {"origin": settings.openai(self.upstream.port, ["${PROVIDER_KEY}"])}
        return Gateway(options.weir, providers, {"PROVIDER_KEY": PROVIDER_KEY}, listener)

    def __enter__(self) -> Http2Rig:
        try:
            self.plain.start()
            self.secure.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.plain.__exit__(None, None, None)
        self.secure.__exit__(None, None, None)

    def curl(self, gateway: Gateway, path: str, *more: str, body: object = None) -> Curled:
        """Runs curl over HTTP/2: with prior knowledge on the plain gateway, by ALPN on the other."""
        return run_curl([*self.curl_flags(gateway), *body_flags(body), *more, self.url(gateway, path)])

    def curl_flags(self, gateway: Gateway) -> list[str]:
        """The flags that make curl speak HTTP/2 with this gateway."""
        flags = ["--silent", "--show-error", "--max-time", "20", "--write-out", "\n" + WRITTEN]
        flags += ["--header", f"authorization: Bearer {self.keys[gateway.port]}"]
        if gateway is self.plain:
            return [*flags, "--http2-prior-knowledge"]
        return [*flags, "--http2", "--cacert", str(self.certificate)]

    def url(self, gateway: Gateway, path: str) -> str:
        """The address of a path."""
        scheme = "http" if gateway is self.plain else "https"
        return f"{scheme}://127.0.0.1:{gateway.port}{path}"

    @property
    def both(self) -> dict[str, Gateway]:
        """The gateways by how they are spoken to."""
        return {"prior knowledge": self.plain, "TLS": self.secure}


def body_flags(body: object) -> list[str]:
    """The flags that make curl post JSON."""
    if body is None:
        return []
    return ["--header", "content-type: application/json", "--data-binary", json.dumps(body)]


def run_curl(flags: list[str]) -> Curled:
    """Runs curl to its end."""
    return Curled(subprocess.run(["curl", *flags], capture_output=True, timeout=60, check=False))
