"""A running gateway with an administrator of each kind."""

from __future__ import annotations

import json
from typing import Any

from ..options import Options
from ..rig.gateway import Gateway
from ..rig.wire import Answer, ask, bearer

PASSWORD = "correct horse battery staple"


class AdminRig:
    """Everything a case of this part needs."""

    def __init__(self, options: Options) -> None:
        """Starts a gateway whose only provider is the demo."""
        self.gateway = Gateway(options.weir, demo={"enabled": True})
        try:
            self.token = self.gateway.create_key("root", "--kind", "admin")
            self.gateway.output("admins", "create", "ann", "--role", "admin", stdin=PASSWORD + "\n")
            self.gateway.start()
        except BaseException:
            self.gateway.__exit__(None, None, None)
            raise

    def __enter__(self) -> AdminRig:
        return self

    def __exit__(self, *_: object) -> None:
        self.gateway.__exit__(None, None, None)

    def call(
        self, method: str, path: str, body: object = None, token: str | None = None, **headers: str
    ) -> Answer:
        """Asks the API with a token, the administrator's where none is given; `_` in names of headers is `-`."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if "cookie" not in sent:
            sent = bearer(self.token if token is None else token) | sent
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            sent.setdefault("content-type", "application/json")
        return ask(self.gateway.admin_port, method, path, sent, data)

    def make(self, path: str, body: dict[str, Any]) -> Any:
        """Makes something and returns it."""
        answer = self.call("POST", path, body)
        if answer.status != 201:
            raise RuntimeError(f"POST {path}: {answer.status} {answer.body[:300]!r}")
        return answer.json()

    def url(self) -> str:
        """Where the API is."""
        return f"http://127.0.0.1:{self.gateway.admin_port}"
