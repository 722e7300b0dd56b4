"""The official SDKs, unmodified, against the demo provider and a provider of our own."""

from __future__ import annotations

import tempfile
from pathlib import Path

from ..options import Options
from ..rig.tally import Tally
from ..rig.upstream import Upstream
from . import anthropic_cases, error_cases, key_cases, native_cases, openai_cases, passing_cases, token_cases
from .native import NativeUpstream
from .native_rig import NativeRig
from .rig import SdkRig


def run(tally: Tally, options: Options) -> None:
    """Runs every case of this part."""
    with Upstream() as upstream, SdkRig(options, upstream) as rig:
        for cases in (openai_cases, anthropic_cases, error_cases, key_cases, passing_cases, token_cases):
            cases.suite.run(tally, rig)
    with tempfile.TemporaryDirectory(prefix="weir-sdk-") as home:
        with NativeUpstream() as native, NativeRig(options, native, Path(home)) as other:
            native_cases.suite.run(tally, other)
