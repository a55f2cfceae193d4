"""Writes the generated parts of docs/architecture.md: python -m tests.architecture."""

from __future__ import annotations

from tests.architecture.document import DOCUMENT, written

DOCUMENT.write_text(written(), encoding="utf-8")
print(DOCUMENT.name)
