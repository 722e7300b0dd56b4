"""The level `redacted`: what is taken out is found nowhere on the disk, and the caller misses nothing."""

from __future__ import annotations

import json
from pathlib import Path

from ..options import Options
from ..rig import settings
from ..rig.gateway import Gateway
from ..rig.history import committed
from ..rig.server import Peer, Request, Server
from ..rig.tally import Tally, equal, eventually, expect
from ..rig.upstream import USAGE
from ..rig.wire import Answer, chat, post
from .canaries import Canaries

CHAT = "/v1/chat/completions"
# The words around the finds stay; the finds are planted in each place under a name of their own.
KEPT = "wombat"
PLACES = ("system", "user", "arguments", "result", "answer")
PIECE_LETTERS = 3


def email(place: str) -> str:
    """An address that is planted in one place."""
    return f"zanzibar.{place}@mail-{place}.example"


def api_key(place: str) -> str:
    """A key of a known shape, likewise."""
    return f"sk-proj-{place}Vx9mQ2rT7wK4nB8dL3fH6jP1sC5gZ0a"


def card(place: str) -> str:
    """A card's number with a right check digit, likewise."""
    digits = f"453201511283{PLACES.index(place):03d}"
    doubled = [int(digit) * (2 - at % 2) for at, digit in enumerate(digits)]
    check = -sum(value - 9 if value > 9 else value for value in doubled) % 10
    number = f"{digits}{check}"
    return " ".join(number[at : at + 4] for at in range(0, 16, 4))


def words(place: str) -> str:
    """A sentence with all of them."""
    return f"The {KEPT} of {place}: write to {email(place)}, pay with {card(place)}, open with {api_key(place)} soon."


class Parrot(Server):
    """Says the sentence of `answer` and calls a tool with that of `arguments`, whatever it is asked."""

    def answer(self, request: Request, peer: Peer) -> bool:
        """Answers whole, or in pieces of a few letters."""
        asked = request.json()
        common = {"id": "chatcmpl-parrot", "created": 1, "model": asked["model"]}
        call = {"name": "send", "arguments": json.dumps({"text": words("arguments")})}
        if not asked.get("stream"):
            tool = {"id": "call_1", "type": "function", "function": call}
            message = {"role": "assistant", "content": words("answer"), "tool_calls": [tool]}
            choice = {"index": 0, "message": message, "finish_reason": "tool_calls"}
            peer.json(200, {**common, "object": "chat.completion", "choices": [choice], "usage": USAGE})
            return True
        peer.begin_stream()
        deltas: list[dict[str, object]] = [{"content": piece} for piece in pieces(words("answer"))]
        deltas.append({"tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": {"name": "send"}}]})
        for piece in pieces(call["arguments"]):
            deltas.append({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
        for delta in deltas:
            choice = {"index": 0, "delta": delta, "finish_reason": None}
            peer.event({**common, "object": "chat.completion.chunk", "choices": [choice]})
        peer.event({**common, "choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]})
        peer.event("[DONE]")
        peer.end_stream()
        return True


def pieces(text: str) -> list[str]:
    """The text in pieces that split every find."""
    return [text[at : at + PIECE_LETTERS] for at in range(0, len(text), PIECE_LETTERS)]


def question(stream: bool) -> dict[str, object]:
    """A conversation that holds the sentences of all places but the answer's."""
    arguments = json.dumps({"text": words("arguments"), "card": card("arguments").replace(" ", "")})
    call = {"id": "call_0", "type": "function", "function": {"name": "send", "arguments": arguments}}
    messages: list[dict[str, object]] = [
        {"role": "system", "content": words("system")},
        {"role": "user", "content": [{"type": "text", "text": words("user")}]},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_0", "content": words("result")},
    ]
    return {**chat("parrot/m"), "messages": messages, "stream": stream}


def planted() -> Canaries:
    """All that must not be found, each by what nothing else holds."""
    canaries = Canaries()
    for place in PLACES:
        canaries.add(f"e-mail of {place}", email(place))
        canaries.add(f"host of {place}", f"mail-{place}")
        canaries.add(f"API key of {place}", api_key(place))
        canaries.add(f"card of {place}", card(place))
        canaries.add(f"card of {place} in one piece", card(place).replace(" ", ""))
    canaries.add("first part of the addresses", "zanzibar")
    return canaries


def run(tally: Tally, options: Options) -> None:
    """Asks at the levels `full` and `redacted`, and searches what either left behind."""
    with Parrot() as parrot:
        for level in ("full", "redacted"):
            providers = {"parrot": settings.openai(parrot.port)}
            with Gateway(options.weir, providers, history={"capture": level}) as gateway:
                gateway.output("providers", "set-key", "parrot", "--config", str(gateway.config), stdin="sk-parrot\n")
                judge(tally, gateway, parrot, level)


def judge(tally: Tally, gateway: Gateway, parrot: Parrot, level: str) -> None:
    """Asks plainly and as a stream; judges the answers, the provider's view, then the files."""
    key = gateway.create_key("redaction")
    gateway.start()
    answers = [post(gateway.port, CHAT, key, question(stream)) for stream in (False, True)]
    with tally.case(f"capture {level}: the caller and the provider get every word"):
        for answer in answers:
            equal(said(answer), (words("answer"), {"text": words("arguments")}), "the answer")
        for seen in parrot.seen[-len(answers) :]:
            messages = seen.json()["messages"]
            equal(messages, question(False)["messages"], "what the provider was asked")
    ids = {answer.request_id for answer in answers}
    eventually(lambda: ids <= committed(gateway.data), "the rows are not stored")
    # The search makes the index of words, which is a file of its own.
    found = gateway.output("logs", "search", KEPT, "--json").splitlines()
    shown = [gateway.output("logs", "show", each, "--json") for each in ids]
    running = planted().found_in_files(gateway.data)
    gateway.stop()
    stopped = planted().found_in_files(gateway.data)
    if level == "full":
        with tally.case("capture full: the search of this case finds what is there"):
            every = {name for names in stopped.values() for name in names}
            missing = [place for place in PLACES if f"e-mail of {place}" not in every]
            equal(missing, [], "places whose address is not found on the disk")
        return
    with tally.case("capture redacted: nothing that was planted is in any file, while weir runs and after it"):
        expect(any(Path(gateway.data, "history").iterdir()), "no history")
        equal(running, {}, "found while it runs")
        equal(stopped, {}, "found after it")
    with tally.case("capture redacted: nor in the log, nor in what the commands show; the other words are"):
        equal(planted().found(bytes(gateway.stdout + gateway.stderr)), [], "found in the log")
        equal(planted().found("".join(shown).encode()), [], "shown")
        equal(len(found), len(answers), "exchanges found by a word that was kept")
        for text in shown:
            kinds = {kind for kind in ("email", "card", "api_key") if f"[redacted:{kind}]" in text}
            equal(kinds, {"email", "card", "api_key"}, "kinds that were taken out")
            missing = [place for place in PLACES if f"The {KEPT} of {place}: write to" not in text]
            equal(missing, [], "places whose other words are missing")


def said(answer: Answer) -> tuple[str, object]:
    """The text of an answer and the arguments of its tool call."""
    if answer.header("content-type").startswith("application/json"):
        message = answer.json()["choices"][0]["message"]
        return message["content"], json.loads(message["tool_calls"][0]["function"]["arguments"])
    text = arguments = ""
    for line in answer.body.splitlines():
        if line.startswith(b"data: {"):
            delta = json.loads(line[len(b"data: ") :])["choices"][0]["delta"]
            text += delta.get("content", "")
            for call in delta.get("tool_calls", []):
                arguments += call["function"].get("arguments", "")
    return text, json.loads(arguments)
