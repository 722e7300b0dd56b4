"""The table of the security page: cases and passes by category."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from .leg import Result

FOLDERS = {"http": "http", "timed": "http", "json": "json", "upstream": "upstream"}


def categories(folder: Path) -> dict[str, str]:
    """The category of every entry of a folder of the corpus."""
    with open(folder / "manifest.jsonl", encoding="utf-8") as manifest:
        return {entry["id"]: entry["cat"] for entry in map(json.loads, manifest)}


def table(corpus: Path, results: Iterable[Result]) -> list[str]:
    """The lines of the table, in Markdown."""
    counts: dict[tuple[str, str], list[int]] = {}
    for result in results:
        folder = FOLDERS[result.leg.name]
        known = categories(corpus / folder)
        for case in result.cases:
            kind = known.get(case["id"], case["id"].partition("/")[0])
            cell = counts.setdefault((folder, kind), [0, 0])
            cell[0] += bool(case["ok"])
            cell[1] += 1
    rows = [f"| {folder} | {kind} | {good} / {all_} |" for (folder, kind), (good, all_) in sorted(counts.items())]
    return ["| input | category | as expected |", "|---|---|---|", *rows]
