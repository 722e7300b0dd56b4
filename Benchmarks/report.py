"""The table for people and the document for programs."""
from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Dict, List, Optional

import machine
import subjects
from figures import FIGURES, NOISY_PERCENT, Figure, Sheet, applies

_COLUMNS = (
    (subjects.NGINX, "nginx"), (subjects.WEIR, "weir"), (subjects.WEIR_HISTORY_OFF, "history off"),
    (subjects.DIRECT, "direct"),
)


def number(value: float, unit: str) -> str:
    """A value in the width of a column: bytes as MB or KB, everything else with the digits that matter."""
    if unit == "bytes":
        return f"{value / 1e6:.1f} MB" if value >= 1e6 else f"{value / 1e3:.1f} KB"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def cell(sheet: Sheet, subject: str, figure: Figure) -> str:
    """A value, its ratio to nginx where that says something, and a star when the proxy's core was shared."""
    value = sheet.value(subject, figure.key)
    if not applies(subject, figure) or value is None:
        return "-"
    text = number(value, figure.unit)
    ratio = sheet.ratio(subject, figure.key)
    if ratio is not None and subject not in (subjects.NGINX, subjects.DIRECT):
        text += f" ({ratio:.2f}x)"
    return text + ("*" if sheet.foreign_percent(subject, figure.key) > NOISY_PERCENT else "")


def table(sheet: Sheet) -> str:
    """The whole sheet as text, followed by what is missing and why."""
    rows = [["figure", *(title for _, title in _COLUMNS), "goal for weir"]]
    for figure in FIGURES:
        rows.append([figure.label, *(cell(sheet, name, figure) for name, _ in _COLUMNS), figure.goal])
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    lines += ["", "(1.00x) = the same as nginx in this run. `weir` has everything on, its SQLite history included."]
    if any("*" in line for line in lines[2:]):
        lines.append(f"* other programs took more than {NOISY_PERCENT:.0f} % of the proxy's core: do not quote.")
    return "\n".join(lines + _missing(sheet) + [f"note: {text}" for text in sheet.notes])


def _missing(sheet: Sheet) -> List[str]:
    """One line per reason, naming the figures it cost."""
    by_reason: Dict[str, List[str]] = {}
    for subject in subjects.ALL:
        for figure in FIGURES:
            if applies(subject, figure) and sheet.value(subject, figure.key) is None:
                by_reason.setdefault(f"{subject}: {sheet.reason(subject, figure.key)}", []).append(figure.key)
    whole = {name: sum(applies(name, figure) for figure in FIGURES) for name in subjects.ALL}
    return [
        f"skipped: {reason}" + ("" if len(keys) == whole[reason.split(":")[0]] else f" [{', '.join(keys)}]")
        for reason, keys in by_reason.items()
    ]


def document(mode: str, tools: str, versions: Dict[str, Optional[str]], sheet: Sheet) -> Dict[str, object]:
    """The JSON of a run; `figures` always holds the same names in the same order."""
    return {
        "schema": 1,
        "taken_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "mode": mode,
        "tools": tools,
        "machine": machine.describe(),
        "versions": versions,
        "figures": sheet.as_json(),
        "noisy": sheet.noisy(),
        "notes": sheet.notes,
    }


def write(path: Path, content: Dict[str, object]) -> None:
    """Writes a document as JSON."""
    path.write_text(json.dumps(content, indent=1) + "\n")
