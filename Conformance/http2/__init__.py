"""HTTP/2 from the client's side: curl with prior knowledge and over TLS, and raw frames."""

from __future__ import annotations

import tempfile
from pathlib import Path

from ..options import Options
from ..rig.tally import Tally
from ..rig.upstream import Upstream
from . import curl_cases, raw_cases
from .rig import Http2Rig


def run(tally: Tally, options: Options) -> None:
    """Runs every case of this part."""
    with tempfile.TemporaryDirectory(prefix="weir-conformance-tls-") as home, Upstream() as upstream:
        with Http2Rig(options, upstream, Path(home)) as rig:
            curl_cases.suite.run(tally, rig)
            raw_cases.run(tally, rig)
