"""The gateway under test: configured, started, watched, stopped, removed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from .ports import free_port, wait_open
from .settings import Settings
from .wire import Answer, ask

START_SECONDS = 20.0
Line = dict[str, Any]


class Gateway:
    """One process of the program with its own data directory, ports and log."""

    def __init__(
        self,
        weir: Path,
        providers: Settings | None = None,
        environment: dict[str, str] | None = None,
        data_listener: Settings | None = None,
        **more: object,
    ) -> None:
        """Prepares a data directory and a configuration; `more` is added to its top level."""
        self.weir = weir
        self.home = Path(tempfile.mkdtemp(prefix="weir-conformance-"))
        self.data = self.home / "data"
        self.config = self.home / "weir.yaml"
        self.port, self.admin_port = free_port(), free_port()
        self.environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": str(self.home),
            "WEIR_DATA": str(self.data),
            **(environment or {}),
        }
        self.settings: Settings = {
            "data_directory": str(self.data),
            "listeners": {
                "data": {"address": f"127.0.0.1:{self.port}", **(data_listener or {})},
                "admin": {"address": f"127.0.0.1:{self.admin_port}"},
            },
            "providers": providers or {},
            "history": {"capture": "full", "retention_days": 30},
            **more,
        }
        # every case comes from one address, and many show bad credentials on purpose
        self.settings["limits"] = {"failed_auths": 0, **self.settings.get("limits", {})}
        # A command that starts the program under other conditions, such as fewer open files.
        self.starter: list[str] = []
        self.stdout, self.stderr = bytearray(), bytearray()
        self.lines: list[Line] = []
        self._by_id: dict[str, Line] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._readers: list[threading.Thread] = []
        self.write_settings()

    def __enter__(self) -> Gateway:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    # Configuration and commands

    def write_settings(self) -> None:
        """Writes the configuration file anew."""
        self.config.write_text(json.dumps(self.settings, indent=2), encoding="utf-8")

    def run(self, *arguments: str, stdin: str = "", seconds: float = 30.0) -> subprocess.CompletedProcess[str]:
        """Runs a command of the program on this data directory and configuration."""
        return subprocess.run(
            [str(self.weir), *arguments],
            input=stdin,
            env=self.environment,
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def output(self, *arguments: str, stdin: str = "") -> str:
        """Runs a command that must succeed and returns what it prints."""
        done = self.run(*arguments, stdin=stdin)
        if done.returncode:
            told = " ".join((done.stderr or done.stdout).split())[:300]
            raise RuntimeError(f"weir {' '.join(arguments)}: exit {done.returncode}: {told}")
        return done.stdout

    def create_key(self, name: str, *options: str) -> str:
        """Creates a client key and returns its token."""
        return str(self.create_key_record(name, *options)["token"])

    def create_key_record(self, name: str, *options: str) -> Line:
        """Creates a client key and returns everything the program says of it."""
        made: Line = json.loads(self.output("keys", "create", "--name", name, *options, "--json"))
        return made

    # The process

    @property
    def pid(self) -> int:
        """The process id; only while it runs."""
        if self._process is None:
            raise RuntimeError("the gateway is not running")
        return self._process.pid

    def start(self) -> Gateway:
        """Starts the process and waits until it is ready."""
        self.launch()
        self._wait_ready()
        return self

    def launch(self) -> None:
        """Starts the process and waits for nothing."""
        self._process = subprocess.Popen(
            [*self.starter, str(self.weir), "serve", "--config", str(self.config)],
            env=self.environment,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._readers = [
            threading.Thread(target=self._read_lines, args=(self._process.stdout,), daemon=True),
            threading.Thread(target=self._read_errors, args=(self._process.stderr,), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def _wait_ready(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self._process is None or self._process.poll() is not None:
                break
            try:
                if self.admin("/readyz").status == 200:
                    wait_open(self.port)
                    return
            except OSError:
                time.sleep(0.02)
        told = bytes(self.stderr[-400:]).decode("utf-8", "replace")
        raise RuntimeError(f"the gateway did not become ready: {' '.join(told.split())}")

    def _read_lines(self, stream: Any) -> None:
        for raw in stream:
            self.stdout += raw
            try:
                line = json.loads(raw)
            except ValueError:
                line = {"not json": raw.decode("utf-8", "replace")}
            if isinstance(line, dict) and "weir.request.id" in line:
                self._by_id[line["weir.request.id"]] = line
            self.lines.append(line)

    def _read_errors(self, stream: Any) -> None:
        for raw in stream:
            self.stderr += raw

    def signal(self, number: int = signal.SIGTERM) -> None:
        """Sends a signal."""
        os.kill(self.pid, number)

    def wait(self, seconds: float) -> int:
        """Waits for the end and returns the exit status."""
        if self._process is None:
            raise RuntimeError("the gateway is not running")
        status = self._process.wait(seconds)
        self._forget()
        return status

    def stop(self, seconds: float = 15.0) -> int:
        """Asks the process to end and returns its exit status."""
        self.signal(signal.SIGTERM)
        return self.wait(seconds)

    def kill(self) -> None:
        """Ends the process at once, if it runs."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._forget()

    def _forget(self) -> None:
        for reader in self._readers:
            reader.join(5)
        self._process, self._readers = None, []

    # What it shows

    def admin(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        """Gets a path of the admin listener."""
        return ask(self.admin_port, "GET", path, headers)

    def requests(self) -> list[Line]:
        """The log lines of requests so far."""
        return [line for line in list(self.lines) if line.get("event.name") == "weir.request"]

    def line(self, request_id: str, seconds: float = 5.0) -> Line:
        """The log line of one request; waits for it."""
        end = time.monotonic() + seconds
        while request_id not in self._by_id:
            if time.monotonic() > end:
                raise TimeoutError(f"no log line for {request_id or 'an answer without x-request-id'}")
            time.sleep(0.005)
        return self._by_id[request_id]
