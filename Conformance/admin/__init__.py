"""The admin API as programs, browsers and their enemies use it."""

from __future__ import annotations

from ..options import Options
from ..rig.tally import Tally
from . import document_cases, hostile_cases, key_cases, session_cases
from .rig import AdminRig

MODULES = (document_cases, key_cases, session_cases, hostile_cases)


def run(tally: Tally, options: Options) -> None:
    """Runs every case of this part."""
    with AdminRig(options) as rig:
        for cases in MODULES:
            cases.suite.run(tally, rig)
