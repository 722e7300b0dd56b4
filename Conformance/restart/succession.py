"""Servers that follow one another on one address and one state directory."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType

from ..rig.gateway import Gateway
from ..rig.tally import expect

START_SECONDS = 20.0
FIRST_DESCRIPTOR = 3
# LISTEN_PID is the number of the very process that uses the sockets, known only once it runs
INHERITING = 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" "$@"'


class Succession:
    """Starts the next server beside the last, then tells the last to end."""

    def __init__(self, gateway: Gateway, *, inherits: bool) -> None:
        """Takes the gateway's configuration; `inherits` keeps the listening socket here and hands it to each server."""
        self.gateway, self.inherits = gateway, inherits
        self.processes: list[subprocess.Popen[bytes]] = []
        self._socket: socket.socket | None = None

    def __enter__(self) -> Succession:
        if self.inherits:
            self._socket = socket.create_server(("127.0.0.1", self.gateway.port), backlog=1024)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            process.wait()
        if self._socket is not None:
            self._socket.close()

    def begin(self) -> None:
        """Starts the first server and waits until it serves."""
        self._start()
        self._wait_serving()

    def succeed(self) -> float:
        """Starts a server, tells the one before to end, and waits until the new one serves; the seconds from there."""
        last = self.processes[-1]
        self._start()
        self._wait_for("waits for", last)
        began = time.monotonic()
        last.send_signal(signal.SIGTERM)
        self._wait_serving()
        return time.monotonic() - began

    def end(self, seconds: float) -> list[int]:
        """Tells the last server to end and waits for all of them; their exit statuses."""
        self.processes[-1].send_signal(signal.SIGTERM)
        return [process.wait(seconds) for process in self.processes]

    def _start(self) -> None:
        command = [str(self.gateway.weir), "serve", "--config", str(self.gateway.config), "--wait-for-lock", "30"]
        number = len(self.processes)
        with self._words(number).open("wb") as words, (self.gateway.home / f"log-{number}").open("wb") as log:
            self.processes.append(
                subprocess.Popen(
                    ["sh", "-c", INHERITING, *command] if self.inherits else command,
                    env=self.gateway.environment,
                    cwd=self.gateway.home,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=words,
                    preexec_fn=self._hand_over if self.inherits else None,
                    close_fds=not self.inherits,
                )
            )

    def _hand_over(self) -> None:
        if self._socket is None:
            return
        if self._socket.fileno() == FIRST_DESCRIPTOR:
            os.set_inheritable(FIRST_DESCRIPTOR, True)
        else:
            os.dup2(self._socket.fileno(), FIRST_DESCRIPTOR, inheritable=True)

    def _words(self, number: int) -> Path:
        return self.gateway.home / f"words-{number}"

    def _wait_serving(self) -> None:
        self._wait_for("\nadmin ", None)

    def _wait_for(self, words: str, last: subprocess.Popen[bytes] | None) -> None:
        """Waits until the newest server has said these words; the one before it must live as long."""
        process, path = self.processes[-1], self._words(len(self.processes) - 1)
        end = time.monotonic() + START_SECONDS
        while words not in path.read_text(errors="replace"):
            expect(process.poll() is None, f"the server ended: {path.read_text(errors='replace')[-300:]}")
            expect(last is None or last.poll() is None, "the last server ended by itself")
            expect(time.monotonic() < end, f"the server did not say {words.strip()!r}")
            time.sleep(0.005)
