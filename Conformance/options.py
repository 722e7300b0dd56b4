"""What the command line asks for."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Options:
    """Everything a part may need to know."""

    weir: Path
    only: str = ""
    rounds: int | None = None
    table: bool = False
    seconds: float | None = None
    long: bool = False

    def times(self, short: int, long: int) -> int:
        """How many rounds something has: as many as asked for, else those of the form."""
        return self.rounds or (long if self.long else short)

    def lasting(self, short: float, long: float) -> float:
        """How many seconds something lasts: as many as asked for, else those of the form."""
        return self.seconds or (long if self.long else short)

    @property
    def fixtures(self) -> Path:
        """Recorded answers of providers: WEIR_FIXTURES."""
        return folder("WEIR_FIXTURES", "fixtures")

    @property
    def corpus(self) -> Path:
        """Hostile input with the answers it must get: WEIR_CORPUS."""
        return folder("WEIR_CORPUS", "corpus")


def folder(variable: str, name: str) -> Path:
    """The folder an environment variable names, or the one in `shared` beside the checkout."""
    return Path(os.environ.get(variable) or ROOT.parent / "shared" / name).resolve()
