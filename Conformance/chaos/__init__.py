"""A provider that fails in every way, under load: callers hardly notice, and no retry makes it worse.

Each case has a short form, and a long one with `--long`; with `--seconds` storms, outages, crowds and overloads last so
long, and `--rounds` repeats the disconnects.
"""

from __future__ import annotations

import resource
from concurrent.futures import ThreadPoolExecutor

from ..options import Options
from ..rig.tally import Tally
from . import (
    bound_cases,
    crowd_cases,
    outage_cases,
    overload_cases,
    page_cases,
    route_cases,
    sdk_cases,
    storm_cases,
    target_cases,
)
from .rig import Chaos, ChaosRig

FILES = 8192


def run(tally: Tally, options: Options) -> None:
    """Runs every case of this part."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, most) if most > 0 else FILES, most))
    with Chaos() as chaos, Chaos() as calm:
        rig = ChaosRig(options, chaos, calm)
        # These wait more than they work, and each has gateways of its own.
        together = (storm_cases, outage_cases, sdk_cases, page_cases)
        with ThreadPoolExecutor(len(together)) as pool:
            list(pool.map(lambda cases: cases.suite.run(tally, rig), together))
        for cases in (route_cases, target_cases, overload_cases, bound_cases, crowd_cases):
            cases.suite.run(tally, rig)
