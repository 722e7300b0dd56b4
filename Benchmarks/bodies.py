"""The request bodies every subject gets: chat completions of about 1.5 KB and 100 KB, and a streamed one."""
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

SENTENCE = (
    "At 14:05 the p99 latency of checkout rose from 180 ms to 2.4 s while the database stayed flat; "
    "the pool was at its limit and retries had doubled. "
)


_SYSTEM = "You help an operations team. Be brief and say what you would check next."


def _chat(size: int, stream: bool) -> bytes:
    """A chat request whose JSON is exactly `size` bytes long."""
    wanted = {"stream": True, "stream_options": {"include_usage": True}} if stream else {}

    def encoded(content: str) -> bytes:
        return json.dumps({
            "model": "gpt-4o-mini",
            "messages": [{"role": "system", "content": _SYSTEM}, {"role": "user", "content": content}],
            "temperature": 0.2,
            "max_tokens": 512,
            "user": "bench-user-1",
            **wanted,
        }).encode()

    room = size - len(encoded(""))
    return encoded((SENTENCE * (room // len(SENTENCE) + 1))[:room])


@dataclass(frozen=True)
class Bodies:
    """The bodies as files, for the load generators, and as bytes."""

    directory: Path

    @property
    def small(self) -> Path:
        """About 1.5 KB."""
        return self.directory / "chat_1500_bytes.json"

    @property
    def large(self) -> Path:
        """About 100 KB."""
        return self.directory / "chat_100000_bytes.json"

    @property
    def streamed(self) -> Path:
        """The small one with `"stream": true` and a usage chunk asked for."""
        return self.directory / "chat_1500_bytes_stream.json"

    def write(self) -> "Bodies":
        """Writes the files."""
        self.small.write_bytes(_chat(1_500, stream=False))
        self.large.write_bytes(_chat(100_000, stream=False))
        self.streamed.write_bytes(_chat(1_500, stream=True))
        return self
