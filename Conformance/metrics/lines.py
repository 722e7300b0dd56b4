"""Judges log lines: the schema, and what a schema cannot say."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

LIMITS_BYTES = {
    "url.path": 256,
    "user_agent.original": 256,
    "gen_ai.request.model": 128,
    "error.message": 512,
    "weir.request.client_id": 128,
}
LONGEST_BYTES = 16_384


def no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these members; raises ValueError when a key comes twice."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key comes twice")
    return made


class LineJudge:
    """Finds what is wrong with a line."""

    def __init__(self, schema_file: Path) -> None:
        """Reads the schema."""
        schema = json.loads(schema_file.read_text(encoding="utf-8"))
        self._order = {key: at for at, key in enumerate(schema["properties"])}
        self._envelope: list[str] = schema["$defs"]["envelope"]["required"]
        self._validator = Draft202012Validator(schema)

    def faults(self, raw: bytes) -> list[str]:
        """Everything that is wrong with the line; nothing when it is good."""
        if len(raw) > LONGEST_BYTES:
            return [f"{len(raw)} bytes long"]
        try:
            line = json.loads(raw.decode("utf-8"), object_pairs_hook=no_key_twice, parse_float=Decimal)
        except ValueError as error:
            return [str(error)]
        if not isinstance(line, dict) or list(line)[: len(self._envelope)] != self._envelope:
            return ["the envelope's keys do not come first and in order"]
        if line["event.name"] != "weir.request":
            return []
        return [*self._schema_faults(raw), *self._order_faults(line), *self._size_faults(line), *number_faults(line)]

    def _schema_faults(self, raw: bytes) -> list[str]:
        found = self._validator.iter_errors(json.loads(raw))
        return [f"{'.'.join(map(str, error.absolute_path))}: {error.message}"[:200] for error in found]

    def _order_faults(self, line: dict[str, Any]) -> list[str]:
        places = [self._order[key] for key in line if key in self._order]
        return [] if places == sorted(places) else ["the keys are not in the schema's order"]

    @staticmethod
    def _size_faults(line: dict[str, Any]) -> list[str]:
        return [
            f"{key} has more than {limit} bytes"
            for key, limit in LIMITS_BYTES.items()
            if len(str(line.get(key, "")).encode()) > limit
        ]


def number_faults(line: dict[str, Any]) -> list[str]:
    """Times with too many decimals, and parts of the time above the total."""
    times = {key: Decimal(value) for key, value in line.items() if key.startswith("weir.time.")}
    faults = [f"{key} has more than 3 decimals" for key, value in times.items() if value != round(value, 3)]
    total = times.get("weir.time.total_ms", Decimal(0)) + Decimal("0.002")
    return faults + [f"{key} is above the total" for key, value in times.items() if value > total]
