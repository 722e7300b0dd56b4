"""The expositions are well-formed under load; counters, log lines and rows tell the same of 1,000 exchanges."""

from __future__ import annotations

import subprocess
import threading

from ..options import ROOT, Options
from ..rig import settings
from ..rig.gateway import Gateway
from ..rig.scrape import OPENMETRICS, Scrape
from ..rig.tally import Tally, equal, eventually, expect, note
from ..rig.upstream import Upstream
from .agreement import judge
from .lines import LineJudge
from .load import Caller, drive

EXCHANGES = 1_000
# Odd ones, so that every bill has to be rounded.
PRICES = {
    "origin/*": {"input_usd": 1.2345, "output_usd": 9.8765, "cache_read_usd": 0.0625},
    "claude/*": {"input_usd": 3.000001, "output_usd": 15.000007},
}


def run(tally: Tally, options: Options) -> None:
    """Drives the load, then judges everything that was said of it."""
    with Upstream() as upstream:
        keys = ["${PROVIDER_KEY}"]
        models = ["m", "e", "r", "endless", "status-*"]
        providers = {
            "origin": settings.openai(upstream.port, keys, models=models),
            "claude": settings.anthropic(upstream.port, keys, models=models),
        }
        environment = {"PROVIDER_KEY": "sk-conformance-metrics-key-0001"}
        with Gateway(options.weir, providers, environment, prices=PRICES) as gateway:
            caller = Caller(gateway, gateway.create_key("metrics"))
            gateway.start()
            drive_and_scrape(tally, gateway, caller)
            check_expositions(tally, gateway)
            check_lines(tally, gateway)
            judge(tally, gateway)


def drive_and_scrape(tally: Tally, gateway: Gateway, caller: Caller) -> None:
    """Every OpenMetrics exposition under load is well-formed, every exchange leaves a line."""
    done, faults, scrapes = threading.Event(), [], [0]

    def scrape() -> None:
        while not done.wait(0.1):
            try:
                Scrape.read(openmetrics(gateway), openmetrics=True)
                scrapes[0] += 1
            except (ValueError, OSError) as error:
                faults.append(str(error))

    scraper = threading.Thread(target=scrape)
    scraper.start()
    with tally.case(f"{EXCHANGES} exchanges leave {EXCHANGES} log lines"):
        try:
            equal(drive(caller, EXCHANGES), 0, "exchanges the client could not carry out")
            eventually(lambda: len(gateway.requests()) >= EXCHANGES, "log lines are missing", seconds=10)
            equal(len(gateway.requests()), EXCHANGES, "log lines")
        finally:
            done.set()
            scraper.join()
    with tally.case("the OpenMetrics form is well-formed under load"):
        expect(scrapes[0] > 0, "nothing was scraped")
        equal(faults, [], "faults")
        note(f"metrics: {scrapes[0]} scrapes under load")


def openmetrics(gateway: Gateway) -> str:
    """The exposition in the OpenMetrics form."""
    answer = gateway.admin("/metrics", {"accept": OPENMETRICS})
    if not answer.header("content-type").startswith("application/openmetrics-text"):
        raise ValueError(f"content-type {answer.header('content-type')!r}")
    return answer.body.decode()


def check_expositions(tally: Tally, gateway: Gateway) -> None:
    """promtool accepts the text form; both forms hold the same series."""
    with tally.case("promtool accepts the text form"):
        answer = gateway.admin("/metrics")
        expect(answer.header("content-type").startswith("text/plain; version=0.0.4"), "content-type")
        done = subprocess.run(
            ["promtool", "check", "metrics"], input=answer.body, capture_output=True, timeout=30, check=False
        )
        told = (done.stdout + done.stderr).decode().strip()
        expect(done.returncode == 0 and not told, told[:400])
    with tally.case("both forms hold the same series"):
        text = {key for key in Scrape.take(gateway).samples if not key[0].startswith("process_")}
        other = {key for key in Scrape.read(openmetrics(gateway), True).samples if not key[0].startswith("process_")}
        equal(sorted(text ^ other)[:5], [], "series in one form only")


def check_lines(tally: Tally, gateway: Gateway) -> None:
    """Every line on standard output is valid."""
    line_judge = LineJudge(ROOT / "docs" / "log-line.schema.json")
    with tally.case("every log line is valid by docs/log-line.schema.json"):
        faults: list[str] = []
        for raw in bytes(gateway.stdout).splitlines():
            faults += [f"{fault} in {raw[:160]!r}" for fault in line_judge.faults(raw)]
        expect(not faults, f"{len(faults)} faults, first: {'; '.join(faults[:3])}")
