"""P1: no TTE is recorded."""

from __future__ import annotations

from surveillance.rules.imaging import ImagingStep
from surveillance.trajectory.protocol import SENTENCES


class P1(ImagingStep):
    """No TTE is recorded."""

    id = "P1"
    title = "Next imaging: TTE"
    source = SENTENCES["P1"]
    advice = "Consider a TTE."
