"""P2: a question that TTE leaves open asks for TOE."""

from __future__ import annotations

from surveillance.rules.imaging import ImagingStep
from surveillance.trajectory.protocol import SENTENCES


class P2(ImagingStep):
    """A question that TTE leaves open asks for TOE."""

    id = "P2"
    title = "Next imaging: TOE"
    source = SENTENCES["P2"]
    advice = "Consider a TOE."
