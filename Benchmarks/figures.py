"""The fixed set of figures, the sheet that collects them, and the JSON they become."""
from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Dict, List, Optional, Tuple

import subjects

NOISY_PERCENT = 10.0


@dataclass(frozen=True)
class Figure:
    """One measured quantity. The key ends in its unit; `goal` is what weir must hold, in words for the table."""

    key: str
    unit: str
    label: str
    goal: str = ""
    of: Tuple[str, ...] = subjects.PROXIES


FIGURES: Tuple[Figure, ...] = (
    Figure("cpu_per_request_us", "us", "CPU per request, 1.5 KB body", "<= 2.0x; history on <= 2.5x"),
    Figure("cpu_per_request_100kb_us", "us", "CPU per request, 100 KB body", "<= 2x"),
    Figure("cpu_per_request_100kb_growing_us", "us", "the same, conversations that grow", "<= 3x"),
    Figure("cpu_per_request_100kb_new_us", "us", "the same, every body new", "<= 3x"),
    Figure("history_dropped_percent", "%", "history rows dropped meanwhile, 1.5 KB", "0", of=(subjects.WEIR,)),
    Figure("history_dropped_100kb_percent", "%", "history rows dropped meanwhile, 100 KB", "0", of=(subjects.WEIR,)),
    Figure("history_dropped_100kb_growing_percent", "%", "history rows or words dropped, growing", "0",
           of=(subjects.WEIR,)),
    Figure("history_dropped_100kb_new_percent", "%", "history rows or words dropped, new", "0", of=(subjects.WEIR,)),
    Figure("requests_per_second", "1/s", "requests a second, 64 connections", "", of=subjects.ALL),
    Figure("latency_p50_us", "us", "latency p50 at 1,000 requests/s", "", of=subjects.ALL),
    Figure("latency_p99_us", "us", "latency p99 at 1,000 requests/s", "", of=subjects.ALL),
    Figure("added_latency_p50_us", "us", "added latency p50 (minus direct)", "<= 300 us"),
    Figure("added_latency_p99_us", "us", "added latency p99 (minus direct)", "<= 1,500 us"),
    Figure("cpu_per_chunk_us", "us", "CPU per SSE chunk, 200 streams x 50/s", "<= 1.4x"),
    Figure("chunks_per_second_1000_streams", "1/s", "chunks delivered, 1,000 streams x 50/s", "all", of=subjects.ALL),
    Figure("chunk_delay_p99_1000_streams_us", "us", "chunk delay p99, 1,000 streams x 50/s", "< 100,000 us",
           of=subjects.ALL),
    Figure("rss_idle_bytes", "bytes", "resident memory, idle", "<= 30 MB"),
    Figure("rss_after_load_bytes", "bytes", "resident memory after load"),
    Figure("rss_per_stream_bytes", "bytes", "resident memory per open stream", "<= 20 KB"),
    Figure("start_to_first_answer_ms", "ms", "start to the first 200", "<= 100 ms"),
    Figure("syscalls_per_request", "1", "system calls per request", "<= 7"),
    Figure("syscalls_per_chunk", "1", "system calls per SSE chunk", "<= 3.2"),
    Figure("user_instructions_per_request", "1", "user instructions per request", "<= 120,000 without history"),
)
KEYS = {figure.key: figure for figure in FIGURES}


def applies(subject: str, figure: Figure) -> bool:
    """Whether a subject has a figure at all: there is no proxy in a direct run, and only weir has a history."""
    return subject in figure.of


@dataclass(frozen=True)
class Sample:
    """One value, and how much of the proxy's core other programs took while it was measured."""

    value: float
    foreign_percent: float


class Sheet:
    """Collects one value per subject, figure and round; answers medians and ratios."""

    def __init__(self) -> None:
        self._samples: Dict[Tuple[str, str], Dict[int, Sample]] = {}
        self._reasons: Dict[Tuple[str, str], str] = {}
        self.notes: List[str] = []

    def add(self, subject: str, key: str, round_number: int, value: float, foreign_percent: float = 0.0) -> None:
        """Keeps a value; `foreign_percent` is how much of the proxy's core other programs took meanwhile."""
        if key not in KEYS:
            raise KeyError(key)
        self._samples.setdefault((subject, key), {})[round_number] = Sample(value, foreign_percent)

    def skip(self, subject: str, key: str, reason: str) -> None:
        """Says why a figure is missing; the first reason stays."""
        self._reasons.setdefault((subject, key), reason)

    def skip_subject(self, subject: str, reason: str) -> None:
        """Says why every figure of a subject is missing."""
        for figure in FIGURES:
            if applies(subject, figure):
                self.skip(subject, figure.key, reason)

    def note(self, text: str) -> None:
        """A remark a reader of the table needs; said once."""
        if text not in self.notes:
            self.notes.append(text)

    def in_round(self, subject: str, key: str, round_number: int) -> Optional[Sample]:
        """The value of one round."""
        return self._samples.get((subject, key), {}).get(round_number)

    def value(self, subject: str, key: str) -> Optional[float]:
        """The median over the rounds, quiet ones only where there are any."""
        rounds = self._quiet_rounds(subject, key)
        return statistics.median(sample.value for sample in rounds.values()) if rounds else None

    def ratio(self, subject: str, key: str) -> Optional[float]:
        """The median of the per-round ratios to nginx; None without nginx or for a base that is not positive."""
        own, base = self._quiet_rounds(subject, key), self._quiet_rounds(subjects.NGINX, key)
        pairs = [own[n].value / base[n].value for n in own if n in base and base[n].value > 0]
        if pairs:
            return statistics.median(pairs)
        value, reference = self.value(subject, key), self.value(subjects.NGINX, key)
        return value / reference if value is not None and reference is not None and reference > 0 else None

    def foreign_percent(self, subject: str, key: str) -> float:
        """The most that other programs took of the proxy's core in the rounds the value stands on."""
        return max((sample.foreign_percent for sample in self._quiet_rounds(subject, key).values()), default=0.0)

    def noisy(self) -> List[str]:
        """Names of the figures for which no quiet round was found."""
        return [
            f"{subject}.{figure.key}" for subject in subjects.ALL for figure in FIGURES
            if self.foreign_percent(subject, figure.key) > NOISY_PERCENT
        ]

    def reason(self, subject: str, key: str) -> str:
        """Why a value is missing."""
        return self._reasons.get((subject, key), "not measured")

    def as_json(self) -> List[Dict[str, object]]:
        """Every subject and figure that applies, always in the same order, missing ones with a null and a reason."""
        rows: List[Dict[str, object]] = []
        for subject in subjects.ALL:
            for figure in FIGURES:
                if not applies(subject, figure):
                    continue
                value, ratio = self.value(subject, figure.key), self.ratio(subject, figure.key)
                row: Dict[str, object] = {
                    "name": f"{subject}.{figure.key}",
                    "value": None if value is None else round(value, 2),
                    "unit": figure.unit,
                    "ratio_to_nginx": None if ratio is None else round(ratio, 3),
                }
                if value is None:
                    row["skipped"] = self.reason(subject, figure.key)
                rows.append(row)
        return rows

    def _quiet_rounds(self, subject: str, key: str) -> Dict[int, Sample]:
        rounds = self._samples.get((subject, key), {})
        quiet = {n: sample for n, sample in rounds.items() if sample.foreign_percent <= NOISY_PERCENT}
        return quiet or rounds
