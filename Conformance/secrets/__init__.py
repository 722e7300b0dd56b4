"""Canary secrets go through every surface and every error, and are found nowhere afterwards."""

from __future__ import annotations

import base64
import secrets as random_source
from pathlib import Path

from ..options import Options
from ..rig import settings
from ..rig.gateway import Gateway
from ..rig.ports import free_port
from ..rig.tally import Tally, equal, expect
from ..rig.upstream import Upstream
from ..rig.wire import Answer, Stream, ask, bearer, chat, post
from . import redaction, rotation
from .canaries import Canaries
from .leaky import Leaky

CHAT = "/v1/chat/completions"
MODELS = [
    "good/m",
    "leaky/leak-400",
    "leaky/leak-401",
    "leaky/leak-403",
    "leaky/leak-404",
    "leaky/leak-429",
    "leaky/leak-500",
    "leaky/header",
    "leaky/redirect",
    "leaky/garbage",
    "nowhere/m",
    "refused/m",
    "untrusted/m",
    "demo-echo",
]


def run(tally: Tally, options: Options) -> None:
    """Sets canaries, drives everything, searches everything."""
    canaries = Canaries()
    with Leaky() as leaky, Upstream() as upstream:
        with Gateway(options.weir, providers(leaky.port, upstream.port)) as gateway:
            store_provider_keys(gateway, canaries)
            client_key = canaries.add("client key", gateway.create_key("canary"))
            kek_file = add_kek(gateway, canaries)
            gateway.start()
            answers = drive(gateway, client_key)
            judge(tally, gateway, canaries, answers)
            judge_process(tally, gateway, canaries)
            judge_misplaced(tally, gateway)
            shown = [command_output(gateway, command) for command in COMMANDS]
            gateway.stop()
            judge_files(tally, gateway, canaries, kek_file)
            with tally.case("no command shows a secret"):
                equal(canaries.found(b"\n".join(shown)), [], "secrets in the output of commands")
    redaction.run(tally, options)
    rotation.run(tally, options)


COMMANDS: list[list[str]] = [
    ["keys", "list"],
    ["keys", "list", "--json"],
    ["secrets", "status"],
    ["logs"],
    ["logs", "--json"],
    ["logs", "search", "hello"],
    ["logs", "stats", "--by", "model", "--json"],
    ["logs", "export"],
    ["logs", "facets", "--field", "error"],
    ["sql", "SELECT * FROM exchanges", "--json"],
    ["ledger", "--open"],
    ["audit", "--json"],
    ["config", "schema"],
    ["version"],
]


def providers(leaky: int, upstream: int) -> settings.Settings:
    """Providers of every kind of trouble; their keys are set by hand, so that no environment holds them."""
    return {
        "good": settings.openai(upstream),
        "claude": settings.anthropic(upstream),
        "leaky": settings.openai(leaky),
        "nowhere": settings.provider("openai_compatible", "http://no-such-host.invalid/v1"),
        "refused": settings.openai(free_port()),
        "untrusted": settings.provider("openai_compatible", f"https://127.0.0.1:{leaky}/v1"),
    }


def store_provider_keys(gateway: Gateway, canaries: Canaries) -> None:
    """Gives every provider a key of its own by `weir providers set-key`."""
    for name in gateway.settings["providers"]:
        key = canaries.add(f"key of {name}", f"sk-canary-{name}-{random_source.token_hex(20)}")
        gateway.output("providers", "set-key", name, "--config", str(gateway.config), stdin=key + "\n")


def add_kek(gateway: Gateway, canaries: Canaries) -> Path:
    """Adds the generated key encryption key; returns the one file that may hold it."""
    path = gateway.data / "kek"
    text = path.read_text(encoding="ascii").strip()
    parts = text.split(":")
    material = parts[2] if len(parts) > 2 else text
    canaries.add("KEK text", material)
    canaries.add_bytes("KEK", base64.b64decode(material))
    return path


def drive(gateway: Gateway, key: str) -> list[Answer]:
    """Every surface, every error path, twice where a stream can be asked for."""
    port = gateway.port
    answers = [post(port, CHAT, key, chat(model, stream=stream)) for model in MODELS for stream in (False, True)]
    answers.append(Stream(port, CHAT, key, chat("leaky/stream", stream=True)).rest())
    answers.append(post(port, "/v1/messages", key, chat("claude/m", max_tokens=8)))
    answers.append(post(port, "/v1/messages", key, chat("claude/status-401", max_tokens=8)))
    answers.append(post(port, "/v1/responses", key, {"model": "good/r", "input": "hello"}))
    answers.append(post(port, "/v1/embeddings", key, {"model": "good/e", "input": "hello"}))
    answers.append(post(port, f"{CHAT}?key={key}", key, chat("good/m")))
    answers.append(ask(port, "GET", "/v1/models", bearer(key)))
    answers.append(ask(port, "GET", "/v1/models", bearer(key + "x")))
    answers.append(ask(port, "GET", "/v1/models", {"authorization": f"Basic {key}"}))
    return answers


def judge(tally: Tally, gateway: Gateway, canaries: Canaries, answers: list[Answer]) -> None:
    """Searches the answers and both streams of the process, and the metrics."""
    with tally.case("the search itself finds what is there"):
        planted = canaries.add("planted", "sk-planted-0123456789abcdef")
        equal(canaries.found(f"x{planted}y".encode()), ["planted"], "found")
    with tally.case("every answer has its log line"):
        for answer in answers:
            gateway.line(answer.request_id)
    with tally.case("the drive reached the providers"):
        expect(sum(answer.status == 200 for answer in answers) >= 5, "hardly any exchange succeeded")
    with tally.case("a redirect of a provider is not followed"):
        expect(all(b"elsewhere" not in answer.body for answer in answers), "the redirect was followed")
    places: dict[str, bytes] = {
        "standard output": bytes(gateway.stdout),
        "standard error": bytes(gateway.stderr),
        "/metrics": gateway.admin("/metrics").everything,
        "/metrics in OpenMetrics": gateway.admin("/metrics", {"accept": "application/openmetrics-text"}).everything,
        "/version": gateway.admin("/version").everything,
        "/readyz": gateway.admin("/readyz").everything,
    }
    for place, data in places.items():
        with tally.case(f"no secret in {place}"):
            equal(canaries.found(data), [], "found")
    with tally.case("no secret in any answer"):
        hits = [(answer.status, canaries.found(answer.everything)) for answer in answers]
        equal([hit for hit in hits if hit[1]], [], "found")


def judge_process(tally: Tally, gateway: Gateway, canaries: Canaries) -> None:
    """Searches what the kernel shows of the process."""
    for name in ("environ", "cmdline"):
        with tally.case(f"no secret in /proc/PID/{name}"):
            equal(canaries.found(Path(f"/proc/{gateway.pid}/{name}").read_bytes()), [], "found")


def judge_misplaced(tally: Tally, gateway: Gateway) -> None:
    """A client key that its owner put into the wrong places is not logged either."""
    canaries = Canaries()
    key = canaries.add("misplaced client key", gateway.create_key("misplaced"))
    with tally.case(
        "no client key in the log or the metrics that was put into a path, model, user agent or request id"
    ):
        answers = [
            ask(gateway.port, "GET", f"/v1/models/{key}", bearer(key)),
            ask(gateway.port, "GET", "/v1/models", {"x-api-key": key, "x-request-id": key, "user-agent": f"a {key}"}),
            post(gateway.port, CHAT, key, {"model": key, "messages": []}),
        ]
        for answer in answers:
            gateway.line(answer.request_id)
        shown = bytes(gateway.stdout + gateway.stderr) + gateway.admin("/metrics").everything
        equal(canaries.found(shown), [], "found")


def judge_files(tally: Tally, gateway: Gateway, canaries: Canaries, kek_file: Path) -> None:
    """Searches every file of the data directory, and looks at their modes."""
    with tally.case("no secret in any file of the data directory"):
        equal(canaries.found_in_files(gateway.data, (kek_file,)), {}, "found")
    with tally.case("every file of the data directory is closed to other users"):
        open_files = [path.name for path in gateway.data.rglob("*") if path.is_file() and path.stat().st_mode & 0o077]
        equal(open_files, [], "files others can read")


def command_output(gateway: Gateway, command: list[str]) -> bytes:
    """What a command prints, on either stream."""
    done = gateway.run(*command)
    return (done.stdout + done.stderr).encode()
