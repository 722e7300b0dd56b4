"""The table of the security page: cases and passes by category."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from .running import Result


def categories(folder: Path) -> dict[str, str]:
    """The category of every entry of a folder of the corpus."""
    with open(folder / "manifest.jsonl", encoding="utf-8") as manifest:
        return {entry["id"]: entry["cat"] for entry in map(json.loads, manifest)}


def table(corpus: Path, results: Iterable[Result]) -> list[str]:
    """The lines of the table, in Markdown."""
    counts: dict[tuple[str, str], list[int]] = {}
    for result in results:
        # the other legs of a folder repeat its cases under other settings
        if result.leg.name in ("again", "elsewhere"):
            continue
        known = categories(corpus / result.leg.folder)
        for case in result.cases:
            kind = known.get(case.id, case.id.partition("/")[0])
            cell = counts.setdefault((result.leg.folder, kind), [0, 0])
            cell[0] += case.good
            cell[1] += 1
    rows = [f"| {folder} | {kind} | {good} / {every} |" for (folder, kind), (good, every) in sorted(counts.items())]
    return ["| input | category | as expected |", "|---|---|---|", *rows]
