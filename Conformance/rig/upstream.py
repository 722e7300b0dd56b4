"""A well-behaved provider in both dialects whose answers and misdeeds are chosen by the model's name."""

from __future__ import annotations

import base64
import struct
import time
from collections.abc import Iterator
from typing import Callable

from .server import Peer, Request, Server

Event = tuple[str, dict[str, object]]
USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
WORDS = ["One ", "two ", "three."]
VECTOR = [0.5, -0.25, 0.125]
TICK_SECONDS = 0.05
ENDLESS_SECONDS = 60.0


class Upstream(Server):
    """Answers chat, responses, embeddings, files, messages and token counts; notes when the gateway leaves.

    Models: `endless` streams until the gateway leaves; `status-CODE` answers that status; `leak` echoes the
    credential it got; anything else is answered well.
    """

    def __init__(self, port: int = 0) -> None:
        """Listens at once."""
        self.departures: list[float] = []
        self._answers: dict[str, Callable[[Request, Peer], None]] = {
            "/v1/chat/completions": self._chat,
            "/v1/responses": self._responses,
            "/v1/embeddings": self._embeddings,
            "/v1/files": self._files,
            "/v1/messages": self._messages,
            "/v1/messages/count_tokens": self._count_tokens,
        }
        super().__init__(port)

    def answer(self, request: Request, peer: Peer) -> bool:
        """Answers one request as its model says."""
        model = request.model
        if model.startswith("status-"):
            self._fail(int(model.partition("-")[2]), request, peer)
            return True
        if model == "endless":
            self._endless(request, peer)
            return False
        answer = self._answers.get(request.path)
        if answer is None:
            peer.json(404, {"error": {"message": "no such path", "type": "invalid_request_error"}})
        else:
            answer(request, peer)
        return True

    @staticmethod
    def _fail(status: int, request: Request, peer: Peer) -> None:
        error = {"message": f"status {status} for {request.headers.get('authorization', 'nobody')}", "type": "made_up"}
        headers = {"retry-after": "1"} if status == 429 else {}
        peer.json(status, {"type": "error", "error": {**error, "param": None, "code": None}}, headers)

    def _endless(self, request: Request, peer: Peer) -> None:
        events = endless_messages() if "messages" in request.path else endless_chat()
        peer.begin_stream()
        end = time.monotonic() + ENDLESS_SECONDS
        try:
            for name, data in events:
                peer.event(data, name)
                if peer.is_gone(TICK_SECONDS) or time.monotonic() > end:
                    break
        except OSError:
            pass
        self.departures.append(time.monotonic())

    @staticmethod
    def _chat(request: Request, peer: Peer) -> None:
        asked = request.json()
        common = {"id": "chatcmpl-made", "created": 1, "model": asked["model"]}
        if not asked.get("stream"):
            message = {"role": "assistant", "content": "".join(WORDS)}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            peer.json(200, {**common, "object": "chat.completion", "choices": [choice], "usage": USAGE})
            return
        peer.begin_stream({"x-request-id": "upstream-1"})
        common["object"] = "chat.completion.chunk"
        for word in WORDS:
            peer.event({**common, "choices": [{"index": 0, "delta": {"content": word}, "finish_reason": None}]})
        peer.event({**common, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        if (asked.get("stream_options") or {}).get("include_usage"):
            peer.event({**common, "choices": [], "usage": USAGE})
        peer.event("[DONE]")
        peer.end_stream()

    @staticmethod
    def _responses(request: Request, peer: Peer) -> None:
        asked = request.json()
        text = {"type": "output_text", "text": "".join(WORDS), "annotations": []}
        item = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": [text]}
        usage = {
            "input_tokens": 11,
            "output_tokens": 7,
            "total_tokens": 18,
            "input_tokens_details": {"cached_tokens": 4},
            "output_tokens_details": {"reasoning_tokens": 2},
        }
        done: dict[str, object] = {
            "id": "resp_made",
            "object": "response",
            "created_at": 1,
            "status": "completed",
            "model": asked["model"],
            "output": [item],
            "usage": usage,
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
        }
        if not asked.get("stream"):
            peer.json(200, done)
            return
        peer.begin_stream()
        begun = {**done, "status": "in_progress", "output": [], "usage": None}
        events: list[Event] = [("response.created", {"response": begun})]
        for word in WORDS:
            place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
            events.append(("response.output_text.delta", {**place, "delta": word, "logprobs": []}))
        events.append(("response.completed", {"response": done}))
        for number, (name, data) in enumerate(events):
            peer.event({"type": name, "sequence_number": number, **data}, name)
        peer.end_stream()

    @staticmethod
    def _embeddings(request: Request, peer: Peer) -> None:
        asked = request.json()
        packed = base64.b64encode(struct.pack(f"<{len(VECTOR)}f", *VECTOR)).decode()
        vector: object = packed if asked.get("encoding_format") == "base64" else VECTOR
        data = [{"object": "embedding", "index": 0, "embedding": vector}]
        usage = {"prompt_tokens": 5, "total_tokens": 5}
        peer.json(200, {"object": "list", "data": data, "model": asked["model"], "usage": usage})

    @staticmethod
    def _files(request: Request, peer: Peer) -> None:
        made = {"id": "file-1", "object": "file", "bytes": len(request.body), "created_at": 1}
        peer.json(200, {**made, "filename": "words.jsonl", "purpose": "batch", "status": "processed"})

    @staticmethod
    def _messages(request: Request, peer: Peer) -> None:
        asked = request.json()
        usage: dict[str, object] = {"input_tokens": 11, "output_tokens": 7}
        message: dict[str, object] = {"id": "msg_made", "type": "message", "role": "assistant", "model": asked["model"]}
        end = {"stop_reason": "end_turn", "stop_sequence": None}
        if not asked.get("stream"):
            content = [{"type": "text", "text": "".join(WORDS)}]
            peer.json(200, {**message, "content": content, **end, "usage": usage})
            return
        begun = {**message, "content": [], "stop_reason": None, "stop_sequence": None}
        peer.begin_stream({"request-id": "upstream-1"})
        events: list[Event] = [
            ("message_start", {"message": {**begun, "usage": {**usage, "output_tokens": 1}}}),
            ("content_block_start", {"index": 0, "content_block": {"type": "text", "text": ""}}),
            *(("content_block_delta", text_delta(word)) for word in WORDS),
            ("content_block_stop", {"index": 0}),
            ("message_delta", {"delta": end, "usage": {"output_tokens": 7}}),
            ("message_stop", {}),
        ]
        for name, data in events:
            peer.event({"type": name, **data}, name)
        peer.end_stream()

    @staticmethod
    def _count_tokens(_: Request, peer: Peer) -> None:
        peer.json(200, {"input_tokens": 42})


def text_delta(word: str) -> dict[str, object]:
    """The data of a text delta in the Anthropic dialect."""
    return {"index": 0, "delta": {"type": "text_delta", "text": word}}


def endless_chat() -> Iterator[Event]:
    """Chat chunks without end."""
    while True:
        choice = {"index": 0, "delta": {"content": "tick "}, "finish_reason": None}
        yield "", {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "endless", "choices": [choice]}


def endless_messages() -> Iterator[Event]:
    """Message events without end."""
    message: dict[str, object] = {
        "id": "m",
        "type": "message",
        "role": "assistant",
        "model": "endless",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": 3, "output_tokens": 1},
    }
    yield "message_start", {"type": "message_start", "message": message}
    block = {"type": "text", "text": ""}
    yield "content_block_start", {"type": "content_block_start", "index": 0, "content_block": block}
    while True:
        yield "content_block_delta", {"type": "content_block_delta", **text_delta("tick ")}
