"""What a target and an axis are called in the middle of a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from surveillance.engine.message import Text, say

_CALLED: Mapping[str, Text] = {
    "mass": say("called.mass"),
    "core": say("called.core"),
    "cavity": say("called.cavity"),
    "strand": say("called.strand"),
    "mobile_mass": say("called.mobile_mass"),
    "vegetation": say("called.vegetation"),
    "defect": say("called.defect"),
    "neck": say("called.neck"),
    "leaked_mass": say("called.leaked_mass"),
    "not_stated": say("called.not_stated"),
    "long": say("called.long"),
    "short": say("called.short"),
    "third": say("called.third"),
}


def called(code: str) -> Text:
    """The target or axis in words: "mobile mass", "short"."""
    return _CALLED.get(code, code.replace("_", " "))
