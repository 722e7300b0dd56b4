"""The page on resilience: its last section is done as it is written, with the demo provider."""

from __future__ import annotations

import json
import re
import subprocess

from ..options import ROOT
from ..rig.gateway import Gateway
from ..rig.tally import Suite, equal, expect, note
from .rig import ChaosRig

suite: Suite[ChaosRig] = Suite()

PAGE, SECTION = ROOT / "docs" / "resilience.md", "\n## Prove it\n"
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
ROW = re.compile(r"^\| [^|]+ \| `(ask [^|]+)` \| ([^|]+) \|$", re.MULTILINE)
ASKED = re.compile(r"^(ask [^#]+?) +# (.*)$", re.MULTILINE)
STREAMED = re.compile(r"^(stream [^#]+?) +# .*curl: (\d+)", re.MULTILINE)
FUNCTION = re.compile(r"^\w+\(\) \{$.*?^\}$", re.MULTILINE | re.DOTALL)
STATUS = re.compile(r"\b[2-5]\d\d\b")
COMMAND = re.compile(r"^(?:weir|curl) [^#\n]*", re.MULTILINE)
SECONDS = 60.0


def shell(gateway: Gateway, functions: str, command: str) -> str:
    """What a command of the page prints, with the ports and ids of this run; it must succeed."""
    text = command.replace(":8081/", f":{gateway.admin_port}/")
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail\n{functions.replace(':8080/', f':{gateway.port}/')}\n{text}"],
        env=gateway.environment,
        cwd=gateway.home,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    equal(done.returncode, 0, f"exit status of {command}: {done.stderr[-200:]}")
    return done.stdout


def judge_asked(gateway: Gateway, functions: str, command: str, told: str) -> None:
    """The statuses must be those that the page tells."""
    counts = dict(line.split()[::-1] for line in shell(gateway, functions, command).splitlines())
    equal(set(counts), set(STATUS.findall(told)), f"statuses of {command}")


@suite.case("page: what docs/resilience.md says under its heading 'Prove it' is what happens")
def page(rig: ChaosRig) -> None:
    section = PAGE.read_text(encoding="utf-8").partition(SECTION)[2]
    blocks = BLOCK.findall(section)
    with Gateway(rig.options.weir) as gateway:
        settings = [f"{name}: {json.dumps(value)}\n" for name, value in gateway.settings.items()]
        gateway.config.write_text("".join(settings) + next(text for kind, text in blocks if kind == "yaml"))
        gateway.environment["WEIR_KEY"] = gateway.create_key("page")
        gateway.environment["WEIR_ADMIN_TOKEN"] = gateway.create_key("root", "--kind", "admin")
        (gateway.home / "weir").symlink_to(gateway.weir)
        gateway.environment["PATH"] = f"{gateway.home}:{gateway.environment['PATH']}"
        gateway.start()
        script = "".join(text for kind, text in blocks if kind == "sh")
        functions = "\n".join(FUNCTION.findall(script))
        rows, streams, last = ROW.findall(section), STREAMED.findall(script), ASKED.findall(script)
        rest = [command.strip() for command in COMMAND.findall(script)]
        note(f"chaos: page: {len(rows) + len(last)} loads, {len(streams)} streams and {len(rest)} commands")
        expect(len(rows) >= 5 and len(streams) >= 2 and len(rest) >= 5 and last, "the page has lost its examples")
        for command, told in rows:
            judge_asked(gateway, functions, command, told)
        for command, status in streams:
            equal(shell(gateway, functions, command).splitlines()[-1], f"curl: {status}", command)
        request_id = gateway.requests()[-1]["weir.request.id"]
        for command in rest:
            if command.startswith("weir explain demo-chat"):
                done = gateway.run(*command.split()[1:])
                expect("isolated" in done.stdout, f"{command}: {done.stdout} {done.stderr}")
            else:
                shell(gateway, functions, command.replace("req_…", request_id))
        for command, told in last:
            judge_asked(gateway, functions, command, told)
