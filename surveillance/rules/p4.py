"""P4: CT where CMR is contraindicated, or to plan a procedure."""

from __future__ import annotations

from surveillance.rules.imaging import ImagingStep
from surveillance.trajectory.protocol import SENTENCES


class P4(ImagingStep):
    """CT where CMR is contraindicated, or to plan a procedure."""

    id = "P4"
    title = "Next imaging: CT"
    source = SENTENCES["P4"]
    advice = "Consider a CT before and after contrast."
