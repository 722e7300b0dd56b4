"""Load generators behind one face: a run is described, started, and finished with what its clients saw."""
from __future__ import annotations

import json
import math
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Optional

import client
import machine
from bodies import SENTENCE
from fresh import growing_bodies, new_bodies
from tools import Tools

_WRK_MARK = "BENCH "
_WRK_SCRIPT = """\
wrk.method = "POST"
local file = io.open(%(body)s, "rb")
wrk.body = file:read("*a")
file:close()
wrk.headers["Content-Type"] = "application/json"
%(headers)s
%(delay)s
%(request)s
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('\\nBENCH {"answers":%%d,"bad":%%d,"p50":%%d,"p99":%%d}\\n', summary.requests,
    e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50), latency:percentile(99)))
end
"""


@dataclass(frozen=True)
class Load:
    """One run of load. Bounded: `seconds` always, `rate` where one is given."""

    port: int
    headers: Dict[str, str]
    body: Path
    connections: int
    seconds: float
    warm_seconds: float = 0.4
    rate: int = 0  # requests a second over all connections; 0 = each connection sends as soon as it was answered
    streamed: bool = False
    fresh: str = ""  # "new": other words with every request; "growing": conversations that grow; only wrk can do these


@dataclass(frozen=True)
class Seen:
    """What the clients saw, in microseconds. None: this generator cannot tell."""

    answers: int
    bad: int
    p50_us: float
    p99_us: float
    chunk_delay_p99_us: Optional[float] = None
    first_bad: str = ""


class LoadFailed(Exception):
    """The generator itself failed, or ran past its time."""


class RunningLoad:
    """A generator at work."""

    def __init__(self, process: "subprocess.Popen[bytes]", load: Load, reference: bool) -> None:
        self._process = process
        self._load = load
        self._reference = reference

    def finish(self) -> Seen:
        """Waits for the end and reads the result."""
        try:
            output, _ = self._process.communicate(timeout=self._load.seconds + self._load.warm_seconds + 20)
        except subprocess.TimeoutExpired as error:
            self.stop()
            raise LoadFailed("the load generator did not stop in time") from error
        text = output.decode(errors="replace")
        try:
            return _seen_by_reference(json.loads(text)) if self._reference else _seen_by_wrk(text)
        except (ValueError, KeyError) as error:
            raise LoadFailed(f"the load generator printed {text[-200:]!r}") from error

    def stop(self) -> None:
        """Ends it before its time; nothing happens when it has finished."""
        machine.stop(self._process)
        if self._process.stdout:
            self._process.stdout.close()


class Generator:
    """Starts load on the load core."""

    def __init__(self, tools: Tools, directory: Path, core: int) -> None:
        self._tools = tools
        self._directory = directory
        self._core = core
        self._count = 0

    @property
    def tells_chunk_delay(self) -> bool:
        """Whether it can time single chunks of a stream."""
        return self._tools.kind == "reference"

    @property
    def makes_fresh_bodies(self) -> bool:
        """Whether it can send other words with every request."""
        return self._tools.wrk is not None

    def start(self, load: Load) -> RunningLoad:
        """Begins a run; the caller finishes or stops it."""
        reference = self._tools.kind == "reference" and not load.fresh
        command = self._reference_command(load) if reference else self._wrk_command(load)
        log = self._directory / "load.log"
        process = machine.spawn(command, self._core, log, stdout=subprocess.PIPE)
        return RunningLoad(process, load, reference)

    def _reference_command(self, load: Load) -> List[str]:
        command = [
            str(self._tools.load), "-p", str(load.port), "-u", client.CHAT_PATH, "-b", str(load.body),
            "-c", str(load.connections), "-w", str(load.warm_seconds), "-d", str(load.seconds),
        ]
        for name, value in load.headers.items():
            command += ["-H", f"{name}: {value}"]
        if load.streamed:
            return command + ["-s", "-r", "1000"]
        return command + ["-m", "600"] + (["-R", str(load.rate)] if load.rate else [])

    def _wrk_command(self, load: Load) -> List[str]:
        connections, delay = load.connections, ""
        if load.rate:
            # wrk has no rate: few connections that wait a random while, on average just long enough, come close
            wait_ms = max(2, round(connections * 1_000 / load.rate))
            delay = f"function delay() return math.random({wait_ms // 2}, {wait_ms + wait_ms // 2}) end"
        self._count += 1
        script = self._directory / f"load-{self._count}.lua"
        script.write_text(_WRK_SCRIPT % {
            "body": json.dumps(str(load.body)),
            "headers": "\n".join(f"wrk.headers[{json.dumps(k)}] = {json.dumps(v)}" for k, v in load.headers.items()),
            "delay": delay,
            "request": self._request(load),
        })
        seconds = math.ceil(load.seconds + load.warm_seconds)
        return [
            str(self._tools.wrk or self._tools.load), "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(script),
            f"http://127.0.0.1:{load.port}{client.CHAT_PATH}",
        ]

    def _request(self, load: Load) -> str:
        first = self._count * 1_000_000  # no run repeats the words of another
        if load.fresh == "new":
            return new_bodies(load.body, first)
        return growing_bodies(SENTENCE, first) if load.fresh == "growing" else ""


def _seen_by_reference(told: Dict[str, object]) -> Seen:
    latency, delay = told["lat_us"], told.get("chunk_us")
    assert isinstance(latency, dict)
    return Seen(
        answers=int(told["ok"]), bad=int(told["bad"]) + int(told["connerr"]),  # type: ignore[call-overload]
        p50_us=float(latency["p50"]), p99_us=float(latency["p99"]),
        chunk_delay_p99_us=float(delay["p99"]) if isinstance(delay, dict) else None,
        first_bad=str(told.get("first_bad", "")),
    )


def _seen_by_wrk(text: str) -> Seen:
    told = json.loads(text[text.rindex(_WRK_MARK) + len(_WRK_MARK):])
    return Seen(answers=told["answers"], bad=told["bad"], p50_us=told["p50"], p99_us=told["p99"])
