"""Writes docs/coverage.md and docs/evidence.md: python -m tests.coverage."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annulus.settings")
django.setup()

from tests.coverage.documents import DOCUMENTS  # noqa: E402  after the models are loaded

for path, write in DOCUMENTS.items():
    path.write_text(write(), encoding="utf-8")
    print(path.name)
