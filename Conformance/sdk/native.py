"""A provider that speaks the dialects of Gemini and of Bedrock; what it answers is chosen by the model's name."""

from __future__ import annotations

import json
import struct
import zlib
from urllib.parse import unquote

from ..rig.server import Peer, Request, Server
from ..rig.upstream import WORDS

EVENT_STREAM = {"content-type": "application/vnd.amazon.eventstream", "transfer-encoding": "chunked"}
GEMINI_USAGE = {
    "promptTokenCount": 11,
    "candidatesTokenCount": 5,
    "thoughtsTokenCount": 2,
    "totalTokenCount": 18,
}
BEDROCK_USAGE = {"inputTokens": 11, "outputTokens": 7, "totalTokens": 18}


class NativeUpstream(Server):
    """Models: `…-429` and `…-400` are refused so, `…-cut` breaks off, anything else is answered well."""

    def answer(self, request: Request, peer: Peer) -> bool:
        """Answers one request as its path says."""
        path = unquote(request.path)
        if path.startswith("/v1beta/models/"):
            model, _, verb = path[len("/v1beta/models/") :].rpartition(":")
            return self._gemini(model, verb, peer)
        model, _, call = path[len("/model/") :].rpartition("/")
        return self._bedrock(model, call, peer)

    def _gemini(self, model: str, verb: str, peer: Peer) -> bool:
        if model.endswith(("-429", "-400")):
            status = int(model[-3:])
            word = {429: "RESOURCE_EXHAUSTED", 400: "INVALID_ARGUMENT"}[status]
            peer.json(status, {"error": {"code": status, "message": "made up", "status": word}})
        elif verb == "countTokens":
            peer.json(200, {"totalTokens": 42})
        elif verb == "generateContent":
            peer.json(200, gemini_answer(model, "".join(WORDS), True))
        else:
            peer.begin_stream()
            for word in WORDS:
                peer.event(gemini_answer(model, word, word == WORDS[-1] and not model.endswith("-cut")))
            peer.end_stream()
        return True

    def _bedrock(self, model: str, call: str, peer: Peer) -> bool:
        if model.endswith(("-429", "-400")):
            status = int(model[-3:])
            name = {429: "ThrottlingException", 400: "ValidationException"}[status]
            peer.json(status, {"message": "made up"}, {"x-amzn-errortype": name})
            return True
        if call == "converse":
            message = {"role": "assistant", "content": [{"text": "".join(WORDS)}]}
            done = {"stopReason": "end_turn", "usage": BEDROCK_USAGE, "metrics": {"latencyMs": 1}}
            peer.json(200, {"output": {"message": message}, **done})
            return True
        peer.head(200, EVENT_STREAM)
        peer.chunk(frame("messageStart", {"role": "assistant"}))
        for word in WORDS:
            peer.chunk(frame("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": word}}))
        if model.endswith("-cut"):
            peer.chunk(frame("throttlingException", {"message": "made up"}, "exception"))
        else:
            peer.chunk(frame("contentBlockStop", {"contentBlockIndex": 0}))
            peer.chunk(frame("messageStop", {"stopReason": "end_turn"}))
            peer.chunk(frame("metadata", {"usage": BEDROCK_USAGE, "metrics": {"latencyMs": 1}}))
        peer.end_stream()
        return True


def gemini_answer(model: str, text: str, is_last: bool) -> dict[str, object]:
    """One answer, or one part of a streamed one; the usage is that of the whole."""
    candidate: dict[str, object] = {"content": {"parts": [{"text": text}], "role": "model"}, "index": 0}
    if is_last:
        candidate["finishReason"] = "STOP"
    return {
        "candidates": [candidate],
        "usageMetadata": GEMINI_USAGE if is_last else {"promptTokenCount": 11, "totalTokenCount": 11},
        "modelVersion": model,
        "responseId": "made",
    }


def frame(name: str, payload: object, kind: str = "event") -> bytes:
    """One message of AWS's event stream, with both checksums."""
    headers = b""
    for key, value in ((f":{kind}-type", name), (":content-type", "application/json"), (":message-type", kind)):
        headers += struct.pack(">B", len(key)) + key.encode() + struct.pack(">BH", 7, len(value)) + value.encode()
    body = json.dumps(payload).encode()
    head = struct.pack(">II", 16 + len(headers) + len(body), len(headers))
    message = head + struct.pack(">I", zlib.crc32(head)) + headers + body
    return message + struct.pack(">I", zlib.crc32(message))
