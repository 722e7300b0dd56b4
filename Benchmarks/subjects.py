"""What is measured: nginx as a plain reverse proxy, weir with everything on, weir without its history, and no proxy."""
from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Sequence

import client
import machine

NGINX, WEIR, WEIR_HISTORY_OFF, DIRECT = "nginx", "weir", "weir_history_off", "direct"
PROXIES = (NGINX, WEIR, WEIR_HISTORY_OFF)
ALL = PROXIES + (DIRECT,)

_UPSTREAM_KEY = "sk-mock-0123456789abcdef"
# weir needs a key; the others get one of the same length, so that every subject reads the same number of bytes
_SAME_HEADERS = {"Authorization": "Bearer wr_live_0123456789abcdefghijklmnopqrstuvwxyz0123456"}


class Unusable(Exception):
    """A subject cannot be run here; the text is the reason shown in its rows."""


@dataclass(frozen=True)
class Prepared:
    """A subject ready to start: its command, environment and how clients reach it."""

    name: str
    directory: Path
    command: List[str]
    env: Dict[str, str]
    port: int
    headers: Dict[str, str]
    metrics_port: Optional[int] = None

    @property
    def log(self) -> Path:
        """Where its standard output and error go."""
        return self.directory / "output.log"


@dataclass(frozen=True)
class Running:
    """A subject that has answered its first request."""

    prepared: Prepared
    process: "subprocess.Popen[bytes]"
    start_ms: float

    @property
    def pid(self) -> int:
        """The one process to account for."""
        return self.process.pid


_NGINX_CONFIG = """\
daemon off;
master_process off;
worker_processes 1;
pid nginx.pid;
error_log error.log error;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    client_max_body_size 16m;
    client_body_buffer_size 256k;
    keepalive_requests 1000000000;
    upstream mock {{
        server 127.0.0.1:{upstream};
        keepalive 1024;
        keepalive_requests 1000000000;
    }}
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location / {{
            proxy_pass http://mock;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_buffering off;
            proxy_read_timeout 600s;
        }}
    }}
}}
"""

# the limits that nginx above has lifted are lifted here too; a short drain keeps the stops between runs short
_WEIR_CONFIG = """\
data_directory: "{data}"
event_loops: 1
drain_seconds: 1
listeners:
  data:
    address: "127.0.0.1:{port}"
  admin:
    address: "127.0.0.1:{admin}"
demo:
  enabled: false
providers:
  mock:
    kind: openai_compatible
    base_url: "http://127.0.0.1:{upstream}/v1"
    keys: ["${{MOCK_KEY}}"]
    models: ["*"]
    concurrency: {{ in_flight: 10000 }}
history:
  capture: {capture}
log:
  output: "{log}"
limits:
  requests_per_connection: 1000000000
  idle_upstream_connections: 1024
"""


class Bench:
    """Where subjects are prepared, and what they stand in front of."""

    def __init__(self, directory: Path, upstream_port: int, weir: Path) -> None:
        self.directory = directory
        self.upstream_port = upstream_port
        self.weir = weir
        self._count = 0

    def prepare(self, name: str) -> Prepared:
        """Writes a subject's configuration into a fresh directory, on a free port.

        Raises `Unusable` when its program is not there or will not mint a key.
        """
        if name == NGINX:
            return self._nginx()
        if name == DIRECT:
            return Prepared(DIRECT, self.directory, [], {}, self.upstream_port, _SAME_HEADERS)
        return self._weir(name, "full" if name == WEIR else "off")

    def _fresh_directory(self, name: str) -> Path:
        self._count += 1
        directory = self.directory / f"{self._count:02}-{name}"
        directory.mkdir()
        return directory

    def _nginx(self) -> Prepared:
        program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
        if not program:
            raise Unusable("nginx is not installed (apt-get install nginx-light)")
        directory, port = self._fresh_directory(NGINX), machine.free_port()
        config = directory / "nginx.conf"
        config.write_text(_NGINX_CONFIG.format(port=port, upstream=self.upstream_port))
        command = [program, "-p", str(directory), "-c", str(config), "-e", str(directory / "error.log")]
        return Prepared(NGINX, directory, command, dict(os.environ), port, _SAME_HEADERS)

    def _weir(self, name: str, capture: str) -> Prepared:
        if not self.weir.is_file():
            raise Unusable(f"no weir at {self.weir} (swift build -c release)")
        directory, port, admin = self._fresh_directory(name), machine.free_port(), machine.free_port()
        data, config = directory / "data", directory / "weir.yaml"
        data.mkdir()
        config.write_text(_WEIR_CONFIG.format(
            port=port, admin=admin, upstream=self.upstream_port, capture=capture,
            data=data, log=directory / "weir.log",
        ))
        env = {key: value for key, value in os.environ.items() if not key.startswith("WEIR_")}
        env.update(MOCK_KEY=_UPSTREAM_KEY, WEIR_DATA=str(data))
        token = self._mint_key(data, env, directory)
        command = [str(self.weir), "serve", "--config", str(config)]
        return Prepared(name, directory, command, env, port, {"Authorization": f"Bearer {token}"}, admin)

    def _mint_key(self, data: Path, env: Dict[str, str], directory: Path) -> str:
        command = [str(self.weir), "keys", "create", "--name", "bench", "--max-concurrent", "100000", "--json", "--data", str(data)]
        try:
            result = subprocess.run(command, env=env, cwd=directory, capture_output=True, timeout=30)
            return str(json.loads(result.stdout)["token"])
        except (OSError, subprocess.TimeoutExpired, ValueError, KeyError) as error:
            raise Unusable(f"weir keys create failed: {type(error).__name__}") from error


def begin(prepared: Prepared, core: Optional[int], wrap: Sequence[str] = ()) -> "subprocess.Popen[bytes]":
    """Starts a subject without waiting; `wrap` is another program to run it under, such as valgrind."""
    return machine.spawn([*wrap, *prepared.command], core, prepared.log, prepared.env, prepared.directory)


def wait_until_up(prepared: Prepared, body: bytes, deadline: float) -> None:
    """Returns with the first 200 through the proxy; raises `Unusable` when none has come by the deadline."""
    trouble = client.first_answer(prepared.port, client.post(body, prepared.headers), deadline)
    if trouble:
        tail = prepared.log.read_bytes()[-300:].decode(errors="replace") if prepared.log.exists() else ""
        raise Unusable(f"{prepared.name} did not answer with 200: {trouble} {tail}".strip())


@contextlib.contextmanager
def running(prepared: Prepared, body: bytes, patience_seconds: float = 10.0) -> Iterator[Running]:
    """A subject on the proxy core from its first 200 until the end of the block."""
    began = time.monotonic()
    process = begin(prepared, machine.PROXY_CORE)
    try:
        wait_until_up(prepared, body, began + patience_seconds)
        yield Running(prepared, process, (time.monotonic() - began) * 1_000)
    finally:
        machine.stop(process)
