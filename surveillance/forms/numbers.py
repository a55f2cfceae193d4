"""What the numbers of a policy are called: their names in words, in English as they are collected for catalogues."""

from __future__ import annotations

CAPITALS = {"tte": "TTE", "toe": "TOE", "ct": "CT", "cmr": "CMR", "sd": "SD"}


def words(name: str) -> str:
    """A number's name as words."""
    return " ".join(CAPITALS.get(word, word) for word in name.split("_"))
