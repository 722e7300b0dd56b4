"""weir serve: what keeps it from starting, and what its operators' listener says."""

from __future__ import annotations

import json
import os
import signal
import socket
import time

from ..rig.gateway import Gateway
from ..rig.ports import is_open
from ..rig.tally import Suite, equal, expect
from ..rig.wire import Answer, ask, bearer
from .rig import CliRig, refused, serve, status

suite: Suite[CliRig] = Suite()

ADMIN_PATHS = ["/livez", "/readyz", "/version", "/metrics", "/api/v1/status"]


@suite.case("serve: a port that is taken is named; exit status 1, at once")
def port_in_use(rig: CliRig) -> None:
    for listener in ("data", "admin"):
        with rig.fresh() as gateway, socket.create_server(("127.0.0.1", 0)) as other:
            taken = f"127.0.0.1:{other.getsockname()[1]}"
            gateway.settings["listeners"][listener]["address"] = taken
            gateway.write_settings()
            started = time.monotonic()
            refused(serve(gateway), 1, f"listeners.{listener}.address", taken, "in use")
            expect(time.monotonic() - started < 5, f"it took {time.monotonic() - started:.1f} s")


@suite.case("serve: certificate files and a log file that cannot be used are named; exit status 78")
def unusable_files(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        (gateway.home / "garbage.pem").write_text("no certificate", encoding="utf-8")
        for listener in ("data", "admin"):
            for name in ("garbage.pem", "nothing.pem"):
                gateway.settings["listeners"][listener]["tls"] = {"certificate_file": name, "key_file": name}
                gateway.write_settings()
                refused(serve(gateway), 78, f"listeners.{listener}.tls", name)
            del gateway.settings["listeners"][listener]["tls"]
        gateway.settings["log"] = {"output": "/no-such-folder/log"}
        gateway.write_settings()
        refused(serve(gateway), 78, "log.output", "/no-such-folder/log", "No such file")


@suite.case("serve: an address that is not this machine's is named; exit status 1")
def foreign_address(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        gateway.settings["listeners"]["data"]["address"] = "192.0.2.1:8080"
        gateway.write_settings()
        refused(serve(gateway), 1, "listeners.data.address", "192.0.2.1:8080")


@suite.case("serve: a second server on the same state directory is refused; the first goes on")
def second_server(rig: CliRig) -> None:
    done = rig.gateway.run("serve", "--config", str(rig.gateway.config), "--data", str(rig.gateway.data), seconds=15)
    refused(done, 78, str(rig.gateway.data), "another weir")
    equal(status(rig.gateway, rig.key), 200, "status at the first server")


@suite.case("serve: without any configuration the demo answers with the key that was shown")
def bare(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        gateway.settings = {"listeners": gateway.settings["listeners"]}
        gateway.write_settings()
        gateway.start()
        shown = [word for word in gateway.stderr.decode().split() if word.startswith("wr_live_")]
        equal(len(shown), 1, "client keys shown")
        equal(status(gateway, shown[0]), 200, "status")


@suite.case("serve: a second signal ends the time to drain, and every exchange still leaves its record")
def second_signal(rig: CliRig) -> None:
    with rig.fresh(rig.providers(), drain_seconds=60) as gateway:
        key = gateway.create_key("a")
        gateway.start()
        with socket.create_connection(("127.0.0.1", gateway.port), 10) as stream:
            body = b'{"model":"endless","stream":true,"messages":[]}'
            head = f"POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {key}\r\n"
            stream.sendall(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body)
            expect(stream.recv(64).startswith(b"HTTP/1.1 200"), "the stream did not begin")
            gateway.signal(signal.SIGINT)
            time.sleep(0.3)
            started = time.monotonic()
            gateway.signal(signal.SIGTERM)
            equal(gateway.wait(15), 0, "exit status")
            expect(time.monotonic() - started < 10, "it did not end soon")
            rows = gateway.run("logs", "list", "--json").stdout.splitlines()
            equal([json.loads(row)["stream_end"] for row in rows], ["draining"], "the stream's row")


@suite.case("serve: a signal in the moment in which it begins to listen ends it in order")
def early_signal(rig: CliRig) -> None:
    for _ in range(20):
        with rig.fresh() as gateway:
            gateway.launch()
            end = time.monotonic() + 10
            while not is_open(gateway.port):
                expect(time.monotonic() < end, "it does not listen")
            gateway.signal(signal.SIGTERM)
            equal(gateway.wait(15), 0, "exit status")


@suite.case("admin: every path answers GET and HEAD; others are problems with a code")
def admin_paths(rig: CliRig) -> None:
    gateway, token = rig.gateway, rig.gateway.create_key("operator", "--kind", "admin")
    for path in ADMIN_PATHS:
        for method, wanted in (("GET", 200), ("HEAD", 200), ("POST", 405)):
            answer = eventual(gateway, method, path, token, wanted)
            equal(answer.status, wanted, f"{method} {path}")
            expect(method != "HEAD" or not answer.body, f"HEAD {path} has a body")
    for path in ("/", "/v1/models", "/metricsx", "/api/v1/keyring"):
        answer = ask(gateway.admin_port, "GET", path, bearer(token))
        equal((answer.status, answer.header("content-type")), (404, "application/problem+json"), path)
        equal(answer.json()["code"], "no_route", f"code of {path}")
    start = gateway.admin("/metrics").header("process-start-time-unix")
    expect(abs(int(start or "0") - time.time()) < 86_400, f"Process-Start-Time-Unix is {start!r}")


def eventual(gateway: Gateway, method: str, path: str, token: str, wanted: int) -> Answer:
    """Asks until a new token is taken, at most a second."""
    end = time.monotonic() + 1.5
    while True:
        answer = ask(gateway.admin_port, method, path, bearer(token))
        if answer.status == wanted or time.monotonic() > end:
            return answer
        time.sleep(0.05)


@suite.case("admin: the status is for admin tokens alone, and admin tokens for nothing else")
def admin_tokens(rig: CliRig) -> None:
    gateway, token = rig.gateway, rig.gateway.create_key("operator-2", "--kind", "admin")
    equal(eventual(gateway, "GET", "/api/v1/status", token, 200).status, 200, "with an admin token")
    report = ask(gateway.admin_port, "GET", "/api/v1/status", bearer(token)).json()
    expect(report["ledger"]["is_balanced"] is True, "the ledger does not balance")
    equal([one["upstream"] for one in report["targets"]], ["second", "origin", "demo"], "targets")
    for key in (rig.key, "", "nonsense", token + "x"):
        equal(ask(gateway.admin_port, "GET", "/api/v1/status", bearer(key)).status, 401, "with another credential")
    equal(ask(gateway.admin_port, "GET", "/api/v1/status").status, 401, "with none")
    equal(status(gateway, token), 401, "an admin token on the data plane")
    gateway.output("keys", "revoke", "operator-2")
    equal(eventual(gateway, "GET", "/api/v1/status", token, 401).status, 401, "with a revoked token")


@suite.case("serve: the state directory must be this user's own")
def foreign_directory(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        gateway.data.write_text("a file", encoding="utf-8")
        refused(serve(gateway), 78, str(gateway.data))
        gateway.data.unlink()
        gateway.data.mkdir()
        gateway.data.chmod(0o777)
        refused(serve(gateway), 78, "others can write", "chmod 700")
        gateway.data.chmod(0o755)
        equal(gateway.run("keys", "list").returncode, 0, "exit status with a directory others can read")
        equal(oct(gateway.data.stat().st_mode & 0o777), "0o700", "its mode then")
        if os.geteuid() == 0:
            os.chown(gateway.data, 12345, 12345)
            refused(serve(gateway), 78, "belongs to another user", "chown")
    with rig.fresh() as gateway:
        gateway.settings["data_directory"] = str(gateway.config / "data")
        gateway.write_settings()
        refused(serve(gateway), 78, "weir.yaml/data", "cannot be made")


@suite.case("serve: a state directory that cannot be written is refused in words")
def unwritable(rig: CliRig) -> None:
    if os.geteuid() == 0:
        rig.left_out.append(("serve: a state directory that cannot be written", "root may write everywhere"))
        return
    with rig.fresh() as gateway:
        gateway.data.mkdir(mode=0o500)
        refused(serve(gateway), 78, str(gateway.data), "Permission denied")
