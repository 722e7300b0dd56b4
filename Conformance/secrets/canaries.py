"""Secrets that are recognised wherever they turn up, in any of the forms they might take."""

from __future__ import annotations

import base64
import contextlib
import os
import zlib
from collections.abc import Iterator
from pathlib import Path

SHORTEST_PART = 12


class Canaries:
    """Named secrets, and a search for them."""

    def __init__(self) -> None:
        """Knows no secret yet."""
        self._forms: list[tuple[str, bytes]] = []

    def add(self, name: str, secret: str) -> str:
        """Adds a secret in every form it is looked for; returns it."""
        raw = secret.encode()
        for form in (raw, base64.b64encode(raw).rstrip(b"=")[:-1], raw.hex().encode(), raw[-SHORTEST_PART:]):
            self._forms.append((name, form))
        return secret

    def add_bytes(self, name: str, secret: bytes) -> None:
        """Adds raw key material: itself, its base64, its hex."""
        for form in (secret, base64.b64encode(secret).rstrip(b"=")[:-1], secret.hex().encode()):
            self._forms.append((name, form))

    def found(self, data: bytes) -> list[str]:
        """The names of the secrets that `data` holds, compressed parts included."""
        views = [data, *inflated(data)]
        return sorted({name for name, form in self._forms if any(form in view for view in views)})

    def found_in_files(self, folder: Path, leave_out: tuple[Path, ...] = ()) -> dict[str, list[str]]:
        """The secrets in every file of a folder, by file."""
        hits: dict[str, list[str]] = {}
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path not in leave_out:
                names = self.found(path.read_bytes())
                if names:
                    hits[os.path.relpath(path, folder)] = names
        return hits


def inflated(data: bytes) -> Iterator[bytes]:
    """What gzip or zlib streams inside `data` unpack to, as far as they do."""
    for magic, bits in ((b"\x1f\x8b\x08", 31), (b"\x78\x01", 15), (b"\x78\x9c", 15), (b"\x78\xda", 15)):
        at = data.find(magic)
        while at >= 0:
            with contextlib.suppress(zlib.error):
                yield zlib.decompressobj(bits).decompress(data[at:], 1 << 22)
            at = data.find(magic, at + 1)
