"""The commands and their mistakes: what an administrator does who has not read the manual."""

from __future__ import annotations

from ..options import Options
from ..rig.tally import Tally
from ..rig.upstream import Upstream
from . import (
    config_cases,
    figures_cases,
    history_cases,
    init_cases,
    inside_cases,
    kek_cases,
    key_cases,
    logs_cases,
    owner_cases,
    rekey_cases,
    routing_cases,
    serve_cases,
    source_cases,
    store_cases,
    target_cases,
)
from .rig import CliRig

MODULES = (
    init_cases,
    config_cases,
    serve_cases,
    source_cases,
    store_cases,
    key_cases,
    owner_cases,
    kek_cases,
    rekey_cases,
    routing_cases,
    logs_cases,
    figures_cases,
    inside_cases,
    history_cases,
    target_cases,
)


def run(tally: Tally, options: Options) -> None:
    """Runs every case of this part."""
    with Upstream() as upstream, Upstream() as second, CliRig(options, upstream, second) as rig:
        for cases in MODULES:
            cases.suite.run(tally, rig)
        for name, reason in rig.left_out:
            tally.skip(name, reason)
