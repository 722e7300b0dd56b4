"""The chaos provider in its process, and gateways in front of it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from ..options import ROOT, Options
from ..rig import settings
from ..rig.gateway import Gateway
from ..rig.ports import free_port, wait_open
from ..rig.settings import Settings
from ..rig.wire import ask

PROVIDER_KEY = "sk-conformance-chaos-key-0001"
EVENT_LOOPS = 2
LONG_SECONDS = 60.0
# Faults that speak of the credential; each has providers of its own, as weir leaves a refused credential alone.
OF_CREDENTIALS = ["401", "quota"]


@dataclass
class Counted:
    """What the provider counted of a model."""

    arrivals: list[float] = field(default_factory=list)
    faults: list[bool] = field(default_factory=list)
    departures: dict[str, float] = field(default_factory=dict)
    written: int = 0
    now: int = 0
    peak: int = 0

    def since(self, moment: float) -> int:
        """How many calls came after that moment."""
        return sum(arrival >= moment for arrival in self.arrivals)


class Chaos:
    """A chaos provider; `provider` tells what it does."""

    def __init__(self) -> None:
        """Starts the process."""
        self.port = free_port()
        command = [sys.executable, "-m", "Conformance.chaos.provider", str(self.port)]
        self._process = subprocess.Popen(command, cwd=ROOT)
        wait_open(self.port)

    def __enter__(self) -> Chaos:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()

    def plan(self, model: str, fault: str = "", **more: float) -> None:
        """Sets what a model does from now on."""
        plan: dict[str, Any] = {model: {"fault": fault, **more}}
        if ask(self.port, "PUT", "/chaos", body=json.dumps(plan).encode()).status != 200:
            raise RuntimeError("the chaos provider does not take its plan")

    def counted(self, model: str) -> Counted:
        """What was counted of a model so far."""
        told = ask(self.port, "GET", "/chaos").json()
        return Counted(**told.get(model, {}))


@dataclass
class ChaosRig:
    """Everything a case of this part needs; its long form lasts as long as the options say."""

    options: Options
    chaos: Chaos
    # A provider that has nothing else to do, for those whose latencies are measured.
    calm: Chaos

    def seconds(self, short: float, long: float = LONG_SECONDS) -> float:
        """How long a load lasts: what was asked for, else what the form says."""
        return self.options.lasting(short, long)

    def gateway(self, provider: Settings | None = None, **more: Any) -> Gateway:
        """A gateway whose providers `chaos` and `claude` are this one; `more` is added to its configuration."""
        providers: Settings = {"calm": settings.openai(self.calm.port, ["${PROVIDER_KEY}"], models=["good"])}
        for behind in ("", *(f"-{fault}" for fault in OF_CREDENTIALS)):
            keys, port = ["${PROVIDER_KEY}"], self.chaos.port
            providers[f"chaos{behind}"] = {**settings.openai(port, keys), **(provider or {})}
            providers[f"claude{behind}"] = {**settings.anthropic(port, keys), **(provider or {})}
        environment = {"PROVIDER_KEY": PROVIDER_KEY}
        return Gateway(self.options.weir, providers, environment, event_loops=EVENT_LOOPS, **more)
