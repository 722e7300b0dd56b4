"""A row of the history as `weir logs … --json` shows it."""

from __future__ import annotations

from typing import Any


class Row:
    """One stored exchange."""

    def __init__(self, fields: dict[str, Any]) -> None:
        """Reads the object of one row."""
        self.fields = fields

    @property
    def id(self) -> str:
        """The request id."""
        return str(self.fields["request_id"])

    @property
    def outcome(self) -> str:
        """How it ended."""
        return str(self.fields["outcome"])

    @property
    def ending(self) -> str:
        """How it ended, told finely."""
        return str(self.fields["ending"])

    @property
    def error_type(self) -> str:
        """What went wrong, or nothing."""
        return str(self.fields["error_type"] or "")

    @property
    def cost_nano_usd(self) -> int:
        """What it cost; 0 where no price is known."""
        return int(self.fields["cost_nanousd"] or 0)

    @property
    def status(self) -> int:
        """The status the caller got."""
        return int(self.fields["status"] or 0)

    @property
    def response_model(self) -> str:
        """The model as the provider named it, or nothing."""
        return str(self.fields["response_model"] or "")

    def tokens(self, kind: str) -> int:
        """A token count such as `input`; 0 where none was reported."""
        return int(self.fields.get(f"{kind}_tokens") or 0)
