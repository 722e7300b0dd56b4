"""Runs the hostile corpus with its own tools and adds up what they judge."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from ..options import Options
from ..rig.tally import Tally, describe, note, warn
from .leg import LEGS
from .running import UNJUDGED, Result, run_leg
from .table import table


def run(tally: Tally, options: Options) -> None:
    """Runs every leg; they wait more than they work, so they run side by side."""
    folder = options.corpus
    if not (folder / "tools").is_dir():
        warn(f"corpus: NOT RUN: {folder / 'tools'} is absent (set WEIR_CORPUS)")
        tally.skip("every case", f"{folder} is absent (set WEIR_CORPUS)")
        return
    results: list[Result] = []
    with ThreadPoolExecutor(len(LEGS)) as pool:
        running = [(leg, pool.submit(run_leg, leg, options)) for leg in LEGS]
        for leg, future in running:
            try:
                result = future.result()
            except Exception as error:  # the other legs are to be told all the same
                tally.check(options.only or leg.name, False, f"the leg {leg.name} stopped: {describe(error)}")
            else:
                count(tally, result)
                results.append(result)
    if options.table:
        print("\n".join(table(folder, results)))


def count(tally: Tally, result: Result) -> None:
    """Counts and tells the cases of a leg."""
    cured = f", {result.cured} of them by another target" if result.leg.is_cured else ""
    note(f"{result.leg.name}: {result.count(True)} of {len(result.cases)} as expected{cured}")
    for case in result.cases:
        if not case.good and case.id in UNJUDGED:
            tally.skip(case.id, UNJUDGED[case.id])
        else:
            tally.check(case.id, case.good, case.told.partition(" | ")[2])
