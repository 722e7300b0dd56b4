"""Reads the flight recorder's file: which exchanges had no committed row when the process ended."""

from __future__ import annotations

import struct
from pathlib import Path

HEAD_BYTES, SLOT_BYTES = 8192, 1024
MAGIC = 0x7765_6972_666C_7431
TAKEN = 0x4F50_454E
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def open_slots(data: Path) -> set[str]:
    """The request ids of the slots that are taken."""
    image = (data / "flight").read_bytes()
    if struct.unpack_from("<Q", image)[0] != MAGIC:
        raise ValueError("flight is no flight recorder's file")
    ids: set[str] = set()
    for place in range(HEAD_BYTES, len(image), SLOT_BYTES):
        if struct.unpack_from("<I", image, place + 4)[0] == TAKEN:
            ids.add(request_id(*struct.unpack_from("<QQ", image, place + 24)))
    return ids


def request_id(high: int, low: int) -> str:
    """The id of a ULID's two words, as every output shows it."""
    number = high << 64 | low
    digits = [ALPHABET[number >> 5 * place & 31] for place in range(25, -1, -1)]
    return "req_" + "".join(digits)
