"""Why an export is refused: one sentence for a person."""

from __future__ import annotations


class RefusedError(Exception):
    """The export cannot be made; the text names what is wrong and the remedy, and nothing was written."""
