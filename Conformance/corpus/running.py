"""Runs one leg with a gateway and a provider of its own, so that legs can run side by side."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from ..options import Options
from ..rig import settings
from ..rig.gateway import Gateway
from ..rig.ports import free_port, wait_open
from ..rig.wire import chat, post
from .leg import PROVIDER_KEY, Leg, Setting, entries

CLOSING = re.compile(r"^\d+ passed, \d+ failed$")
LOCAL_TARGET = re.compile(rb"\s(?:http://[^/ ]+)?/v1/models[ ?]")
RUN_SECONDS = 400
CHAT = "/v1/chat/completions"
# Entries that say nothing of a gateway.
UNJUDGED = {"h180-timed-split-every-byte": "its steps cut the placeholders of host and key (judged by the part sdk)"}


@dataclass
class Case:
    """One judged input, and what the runner printed of it."""

    id: str
    good: bool
    told: str = ""
    # True when another target's good answer came in its place.
    is_cured: bool = False


@dataclass
class Result:
    """What a leg came to."""

    leg: Leg
    cases: list[Case]

    def count(self, good: bool) -> int:
        """How many cases are good, or bad."""
        return sum(case.good == good for case in self.cases)

    @property
    def cured(self) -> int:
        """How many cases another target's good answer took the place of."""
        return sum(case.is_cured for case in self.cases)


def run_leg(leg: Leg, options: Options) -> Result:
    """Starts provider and gateway, runs the runner to its end, stops both."""
    port = free_port()
    provider = settings.openai(port, ["${PROVIDER_KEY}"], models=leg.models, timeouts=settings.SHORT_TIMEOUTS)
    environment = {"PROVIDER_KEY": PROVIDER_KEY}
    more = leg.more(options.corpus)
    with Gateway(options.weir, {"provider": provider}, environment, limits=settings.SHORT_LIMITS, **more) as gateway:
        key = gateway.create_key(leg.name)
        setting = Setting(options.corpus, gateway.home, gateway)
        tool = str(options.corpus / "tools" / leg.provider)
        with subprocess.Popen([sys.executable, tool, str(port), str(setting.log)], stdout=subprocess.DEVNULL) as behind:
            try:
                wait_open(port)
                gateway.start()
                only = ["--only", options.only] if options.only else []
                cases = run_tool(leg, setting, key, [*only, *leg.arguments(setting)])
                if leg.is_cured:
                    look_for_cures(setting, key, cases)
                return Result(leg, [look_again(leg, setting, key, case) for case in cases])
            finally:
                behind.terminate()


def run_tool(leg: Leg, setting: Setting, key: str, arguments: list[str]) -> list[Case]:
    """Runs the runner and reads what it judged."""
    report = setting.home / "report.json"
    tool, target = str(setting.corpus / "tools" / leg.runner), f"127.0.0.1:{setting.gateway.port}"
    command = [sys.executable, tool, "--target", target, "--key", key, "--json", str(report), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=RUN_SECONDS, check=False)
    lines = done.stdout.splitlines()
    if not lines or not CLOSING.match(lines[-1]):
        raise RuntimeError(f"{leg.runner} did not end as it should: {done.stderr[-400:]}")
    told = {line.split()[1]: line for line in lines if line.startswith("FAIL ")}
    found: list[dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))
    return [Case(case["id"], bool(case["ok"]), told.get(case["id"], "")) for case in found]


def look_for_cures(setting: Setting, key: str, cases: list[Case]) -> None:
    """Asks for each entry once more: the good answer alone is as good as the class, behind another one it never is."""
    streams = entries(setting.corpus)
    good = post(setting.gateway.port, CHAT, key, chat("provider/ok")).body
    for case in cases:
        answer = post(setting.gateway.port, CHAT, key, chat(case.id, stream=streams[case.id]))
        is_good = (answer.status, answer.complete, answer.body) == (200, True, good)
        case.is_cured = is_good and answer.header("x-weir-attempts") != "1"
        # some entries are the good answer, badly framed
        if answer.body.count(good) > 1 or (answer.complete and not is_good and good in answer.body):
            case.good, case.told = False, f"FAIL {case.id} | {answer.body[-200:]!r}: two answers in one"
            continue
        case.good = case.good or case.is_cured
        after = post(setting.gateway.port, CHAT, key, chat("provider/ok")).body
        if after != good:
            case.good, case.told = False, f"FAIL {case.id} | {after[:200]!r}: the next answer is poisoned"


def look_again(leg: Leg, setting: Setting, key: str, case: Case) -> Case:
    """A failed request for the list of models is judged by its answer.

    The gateway answers that path itself, so no request can reach the provider, where the runner counts them.
    """
    path = setting.corpus / leg.folder / f"{case.id}.req"
    if case.good or not path.exists() or not LOCAL_TARGET.search(path.read_bytes()[:4096]):
        return case
    again = run_tool(leg, setting, key, ["--only", case.id])
    return again[0] if len(again) == 1 else case
