"""weir init: once, twice, and where it cannot write."""

from __future__ import annotations

import re

from ..rig.tally import Suite, equal, expect
from .rig import CliRig, contents, refused, says

suite: Suite[CliRig] = Suite()


@suite.case("init: twice; the second time nothing changes and no token is shown")
def twice(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        gateway.config.unlink()
        first = gateway.run("init")
        equal(first.returncode, 0, "exit status")
        says(first.stderr, ["wrote weir.yaml"])
        tokens = re.findall(r"wr_(?:live|adm)_\w{36}", first.stderr)
        equal(len(tokens), 2, "tokens shown")
        data = gateway.home / "weir-data"
        before = (gateway.config.read_bytes(), (data / "kek").read_bytes(), contents(data / "control.db"))
        second = gateway.run("init")
        equal(second.returncode, 0, "exit status of the second time")
        says(second.stderr, ["is there already"])
        equal(re.findall(r"wr_(?:live|adm)_", second.stdout + second.stderr), [], "tokens shown again")
        after = (gateway.config.read_bytes(), (data / "kek").read_bytes(), contents(data / "control.db"))
        expect(after == before, "the configuration, the key or the database changed")


@suite.case("init: what it makes is closed to others, and its configuration is good")
def modes(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        gateway.config.unlink()
        gateway.output("init")
        data = gateway.home / "weir-data"
        equal(oct(data.stat().st_mode & 0o777), "0o700", "mode of the state directory")
        wrong = [path.name for path in data.rglob("*") if path.is_file() and path.stat().st_mode & 0o077]
        equal(wrong, [], "files others can read")
        equal(gateway.run("check").returncode, 0, "exit status of weir check")


@suite.case("init: a configuration that is there already stays, and its state directory is taken")
def existing(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        before = gateway.config.read_bytes()
        done = gateway.run("init")
        equal(done.returncode, 0, "exit status")
        equal(gateway.config.read_bytes(), before, "the configuration")
        expect((gateway.data / "control.db").exists(), "the configured state directory was not made")


@suite.case("init: a folder that is not there is said in words")
def nowhere(rig: CliRig) -> None:
    with rig.fresh() as gateway:
        refused(gateway.run("init", "--config", "no-such-folder/weir.yaml"), 1, "no-such-folder/weir.yaml")
        expect(not gateway.data.exists(), "a state directory was made all the same")
