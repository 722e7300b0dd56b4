"""The bytes of the chaos provider's answers, good and bad, in the OpenAI and the Anthropic dialect."""

from __future__ import annotations

import json
from typing import Any

WORDS = ["One ", "two ", "three."]
TEXT = "".join(WORDS)
USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
# Failures with a status: status, headers, OpenAI's error, Anthropic's error.
STATUSES: dict[str, tuple[int, dict[str, str], dict[str, Any], dict[str, Any]]] = {
    "500": (500, {}, {"type": "server_error", "code": None}, {"type": "api_error"}),
    "502": (502, {}, {"type": "server_error", "code": None}, {"type": "api_error"}),
    "503": (503, {}, {"type": "server_error", "code": None}, {"type": "api_error"}),
    "529": (
        529,
        {"x-should-retry": "true"},
        {"type": "server_error", "code": None},
        {"type": "overloaded_error", "message": "Overloaded"},
    ),
    "429": (
        429,
        {"retry-after": "1"},
        {"type": "requests", "code": "rate_limit_exceeded"},
        {"type": "rate_limit_error"},
    ),
    "429-text": (
        429,
        {},
        {"type": "tokens", "code": "rate_limit_exceeded", "message": "Please try again in 644ms."},
        {"type": "rate_limit_error"},
    ),
    "429-long": (
        429,
        {"retry-after": "3"},
        {"type": "requests", "code": "rate_limit_exceeded"},
        {"type": "rate_limit_error"},
    ),
    "quota": (
        429,
        {},
        {"type": "insufficient_quota", "code": "insufficient_quota", "message": "You exceeded your current quota."},
        {"type": "rate_limit_error"},
    ),
    "context": (
        400,
        {},
        {"type": "invalid_request_error", "code": "context_length_exceeded", "param": "messages"},
        {"type": "invalid_request_error", "message": "prompt is too long: 208310 tokens > 200000 maximum"},
    ),
    "policy": (
        400,
        {},
        {"type": "invalid_request_error", "code": "content_policy_violation"},
        {"type": "invalid_request_error", "message": "Output blocked by content filtering policy"},
    ),
    "401": (
        401,
        {},
        {"type": "invalid_request_error", "code": "invalid_api_key"},
        {"type": "authentication_error", "message": "invalid x-api-key"},
    ),
}
# The others; with the way the connection ends behind them: keep, close or reset.
BREAKS = {
    "no-head": "close",
    "reset": "reset",
    "junk": "close",
    "half-head": "close",
    "cut": "close",
    "cut-reset": "reset",
    "cut-clean": "keep",
    "long": "close",
    "short": "keep",
    "bad-chunk": "close",
    "error-first": "keep",
    "error-midway": "keep",
    "not-json": "keep",
    "html": "keep",
    "empty": "keep",
}
FAULTS = [*STATUSES, *BREAKS]


def is_anthropic(path: str) -> bool:
    """Tells the dialect by the path."""
    return path.endswith("/messages")


def said(asked: Any) -> str:
    """The text of the last message, by which a call is known."""
    messages = asked.get("messages") or [{}]
    return str(messages[-1].get("content", ""))


def plain(status: int, body: object, headers: dict[str, str] | None = None, reason: str = "X") -> bytes:
    """A whole answer with a JSON body."""
    data = json.dumps(body).encode()
    fields = {"content-type": "application/json", "content-length": str(len(data)), **(headers or {})}
    return head(status, fields, reason) + data


def head(status: int, headers: dict[str, str], reason: str = "X") -> bytes:
    """The head of an answer."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} {reason}\r\n{lines}\r\n".encode("latin-1")


def chunk(data: bytes) -> bytes:
    """One chunk."""
    return b"%x\r\n%s\r\n" % (len(data), data)


def event(data: object, name: str = "") -> bytes:
    """One event in a chunk of its own."""
    text = data if isinstance(data, str) else json.dumps(data)
    return chunk((f"event: {name}\n" if name else "").encode() + b"data: " + text.encode() + b"\n\n")


STREAM_HEAD = head(200, {"content-type": "text/event-stream", "transfer-encoding": "chunked"})
LAST = b"0\r\n\r\n"


def good(path: str, asked: Any) -> bytes:
    """A good answer, plain or a stream."""
    if asked.get("stream"):
        return STREAM_HEAD + b"".join(events(path, asked)) + LAST
    return plain(200, body(path, asked))


def body(path: str, asked: Any) -> object:
    """The body of a good plain answer."""
    if is_anthropic(path):
        content = [{"type": "text", "text": TEXT}]
        usage = {"input_tokens": 11, "output_tokens": 7}
        return {**message(asked), "content": content, "stop_reason": "end_turn", "usage": usage}
    choice = {"index": 0, "message": {"role": "assistant", "content": TEXT}, "finish_reason": "stop"}
    common = {"id": "chatcmpl-made", "object": "chat.completion", "created": 1, "model": asked.get("model")}
    return {**common, "choices": [choice], "usage": USAGE}


def message(asked: Any) -> dict[str, object]:
    """An Anthropic message without content."""
    made = {"id": "msg_made", "type": "message", "role": "assistant", "model": asked.get("model"), "content": []}
    usage = {"input_tokens": 11, "output_tokens": 1}
    return {**made, "stop_reason": None, "stop_sequence": None, "usage": usage}


def events(path: str, asked: Any) -> list[bytes]:
    """The events of a good stream."""
    if is_anthropic(path):
        stop = {"delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": {"output_tokens": 7}}
        return [
            *begin_message(asked),
            *(tick(path, asked, text=word) for word in WORDS),
            event({"type": "content_block_stop", "index": 0}, "content_block_stop"),
            event({"type": "message_delta", **stop}, "message_delta"),
            event({"type": "message_stop"}, "message_stop"),
        ]
    ticks = [tick(path, asked, text=word) for word in WORDS]
    return [*ticks, event(chat_chunk(asked, {}, "stop")), event("[DONE]")]


def begin_message(asked: Any) -> list[bytes]:
    """The events of a message before its text."""
    block = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    start = {"type": "message_start", "message": message(asked)}
    return [event(start, "message_start"), event(block, "content_block_start")]


def begin_stream(path: str, asked: Any) -> bytes:
    """The head of a stream and its first events with content."""
    begun = b"".join(begin_message(asked)) if is_anthropic(path) else b""
    return STREAM_HEAD + begun + tick(path, asked)


def tick(path: str, asked: Any, size: int = 5, text: str = "") -> bytes:
    """One event with text, of about so many bytes or this one."""
    text = text or ("weir " * (size // 5))
    if is_anthropic(path):
        delta = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}}
        return event(delta, "content_block_delta")
    return event(chat_chunk(asked, {"content": text}, None))


def chat_chunk(asked: Any, delta: dict[str, str], finish: str | None) -> dict[str, object]:
    """A chunk of OpenAI's chat completions."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    common = {"id": "chatcmpl-made", "object": "chat.completion.chunk", "created": 1, "model": asked.get("model")}
    return {**common, "choices": [choice]}


def error_body(name: str, path: str) -> dict[str, Any]:
    """The body of a failure with a status."""
    status, _, openai, anthropic = STATUSES[name]
    told = {"message": f"The chaos provider answers {status}.", **(anthropic if is_anthropic(path) else openai)}
    if is_anthropic(path):
        return {"type": "error", "error": told, "request_id": "req_made"}
    return {"error": {"param": None, **told}}


def fault(name: str, path: str, asked: Any) -> tuple[bytes, str]:
    """The bytes of a fault, and how the connection ends behind them."""
    if name in STATUSES:
        status, headers, _, _ = STATUSES[name]
        return plain(status, error_body(name, path), headers), "keep"
    return broken(name, path, asked), BREAKS[name]


def broken(name: str, path: str, asked: Any) -> bytes:
    """The bytes of an answer that is not in order."""
    stream = bool(asked.get("stream"))
    data = json.dumps(body(path, asked)).encode()
    fields = {"content-type": "application/json", "content-length": str(len(data))}
    match name:
        case "no-head" | "reset":
            return b""
        case "junk":
            return b"220 mail.example ESMTP\r\n\r\n"
        case "half-head":
            return b"HTTP/1.1 200 OK\r\ncontent-ty"
        case "cut" | "cut-reset" if not stream:
            return head(200, fields) + data[: len(data) // 2]
        case "cut-clean" if not stream:
            return head(200, {**fields, "content-length": str(len(data) // 2)}) + data[: len(data) // 2]
        case "cut" | "cut-reset":
            return begin_stream(path, asked)
        case "cut-clean":
            return begin_stream(path, asked) + LAST
        case "long":
            return head(200, {**fields, "content-length": str(len(data) + 100)}) + data
        case "short" if stream:
            whole = b"".join(piece.split(b"\r\n", 1)[1][:-2] for piece in events(path, asked))
            fields = {"content-type": "text/event-stream", "content-length": str(len(whole) // 2)}
            return head(200, fields) + whole
        case "short":
            return head(200, {**fields, "content-length": str(len(data) - 20)}) + data
        case "bad-chunk":
            return STREAM_HEAD + tick(path, asked) + b"not a size\r\n"
        case "empty":
            return head(200, {**fields, "content-length": "0"})
        case "html":
            page = b"<!DOCTYPE html><title>Sign in</title>"
            return head(200, {"content-type": "text/html", "content-length": str(len(page))}) + page
        case "not-json":
            if stream:
                return begin_stream(path, asked) + event('{"choices":[{"delta":{"content":"bro') + LAST
            return plain(200, None)[:-4] + b"nul!"
        case _:
            return failing_stream(name, path, asked)


def failing_stream(name: str, path: str, asked: Any) -> bytes:
    """A stream whose first or later event is an error; a plain answer is a 503."""
    if not asked.get("stream"):
        return plain(503, error_body("503", path))
    begun = begin_stream(path, asked) if name == "error-midway" else STREAM_HEAD
    told = error_body("529" if is_anthropic(path) else "503", path)
    return begun + event(told, "error" if is_anthropic(path) else "") + LAST
