"""A provider that gives away the credential it was shown, in every place an answer has."""

from __future__ import annotations

from ..rig.server import Peer, Request, Server
from ..rig.upstream import USAGE


class Leaky(Server):
    """Answers by the model's name: `leak-CODE`, `header`, `redirect`, `stream`, `garbage`, anything else well."""

    def answer(self, request: Request, peer: Peer) -> bool:
        """Answers with the credential where the model says."""
        key = request.headers.get("x-api-key") or request.headers.get("authorization", "")[len("Bearer ") :]
        model = request.model
        if model.startswith("leak-"):
            message = f"Incorrect API key provided: {key}. (authorization: Bearer {key})"
            error = {"message": message, "type": "invalid_request_error", "param": key, "code": "invalid_api_key"}
            peer.json(int(model[len("leak-") :]), {"error": error}, {"www-authenticate": f'Bearer realm="{key}"'})
        elif model == "header":
            leaks = {"x-debug-authorization": f"Bearer {key}", "x-api-key": key, "set-cookie": f"k={key}"}
            peer.json(200, chat_answer("fine"), leaks)
        elif model == "redirect":
            peer.json(307, {}, {"location": f"http://127.0.0.1:{self.port}/elsewhere?key={key}"})
        elif model == "stream":
            peer.begin_stream()
            peer.event({"error": {"message": f"bad key {key}", "type": "server_error"}})
            peer.end_stream()
        elif model == "garbage":
            peer.send(f"{key} is no status line\r\n\r\n".encode())
            return False
        else:
            peer.json(200, chat_answer("fine"))
        return True


def chat_answer(text: str) -> dict[str, object]:
    """A small chat completion."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return {"id": "c", "object": "chat.completion", "model": "m", "choices": [choice], "usage": USAGE}
