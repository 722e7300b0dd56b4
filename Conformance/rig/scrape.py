"""Reads the gateway's metrics."""

from __future__ import annotations

import re

from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from .gateway import Gateway

OPENMETRICS = "application/openmetrics-text; version=1.0.0"
Labels = tuple[tuple[str, str], ...]
SAMPLE = re.compile(r"(\w+)(?:\{(.*)\})? (\S+)")
LABEL = re.compile(r'(\w+)="([^"\\]*)"')


class Scrape:
    """The samples of one exposition."""

    def __init__(self, samples: dict[tuple[str, Labels], float]) -> None:
        """Holds samples by name and sorted labels."""
        self.samples = samples

    @classmethod
    def take(cls, gateway: Gateway) -> Scrape:
        """Gets the text form and reads what `read` would, faster and without judging the form."""
        text = gateway.admin("/metrics").body.decode()
        if "\\" in text:
            return cls.read(text, openmetrics=False)
        found = (SAMPLE.match(line) for line in text.splitlines() if not line.startswith("#"))
        return cls({(m[1], tuple(sorted(LABEL.findall(m[2] or "")))): float(m[3]) for m in found if m})

    @classmethod
    def read(cls, text: str, openmetrics: bool) -> Scrape:
        """Reads an exposition; raises ValueError where it is not well-formed."""
        families = (parse_openmetrics if openmetrics else parse_text)(text)
        return cls(
            {
                (sample.name, tuple(sorted(sample.labels.items()))): sample.value
                for family in families
                for sample in family.samples
            }
        )

    def total(self, name: str, **labels: str) -> float:
        """The sum over all series of `name` that carry the labels; 0 without any."""
        wanted = set(labels.items())
        return sum(value for (key, have), value in self.samples.items() if key == name and wanted <= set(have))

    def has(self, name: str) -> bool:
        """Tells whether any series has the name."""
        return any(key == name for key, _ in self.samples)
