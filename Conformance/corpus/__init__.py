"""Runs the hostile corpus with its own tools and adds up what they count."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from ..options import Options
from ..rig.tally import Tally, describe, note, warn
from .leg import LEGS, Leg, Result, run_leg
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
                tally.check(leg.name, False, f"the leg stopped: {describe(error)}")
            else:
                tell(leg, result)
                tally.add(result.passed, result.failed)
                results.append(result)
    if options.table:
        print("\n".join(table(folder, results)))


def tell(leg: Leg, result: Result) -> None:
    """Prints a leg's failures and counts."""
    note(f"{leg.name}: {result.passed} of {result.passed + result.failed} as expected")
    for line in result.output:
        if line.startswith("FAIL"):
            print(line)
